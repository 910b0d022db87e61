"""The web chat: a member's page in any browser, and the JSON that it speaks."""

from bot.channels.web.channel import WebChat
from bot.channels.web.links import Links

__all__ = ["Links", "WebChat"]
