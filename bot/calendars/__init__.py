"""Calendar files (.ics) on the web: of each event for everybody, and of a member's own events under a signed link."""

from bot.calendars.calendars import Calendars

__all__ = ["Calendars"]
