"""The WeChat Official Account: members write in WeChat and are answered within its five seconds."""

from bot.channels.wechat.channel import WeChat

__all__ = ["WeChat"]
