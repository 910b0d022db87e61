"""The Telegram bot: members write to it in private, staff work in their group."""

from bot.channels.telegram.channel import Telegram

__all__ = ["Telegram"]
