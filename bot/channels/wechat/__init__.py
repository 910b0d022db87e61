"""The WeChat Official Account: members write to it in WeChat, and are answered within the five seconds that it gives."""

from bot.channels.wechat.channel import WeChat

__all__ = ["WeChat"]
