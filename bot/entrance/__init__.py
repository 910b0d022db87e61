"""The entrance: what who helps at the door of an event has on their phone, under a link for that event alone."""

from bot.entrance.entrance import Entrance

__all__ = ["Entrance"]
