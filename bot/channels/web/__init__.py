"""The web chat: a member's page in any browser, and the JSON that it speaks."""

from bot.channels.web.channel import WebChat

__all__ = ["WebChat"]
