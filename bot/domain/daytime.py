"""The day as members live it: from eight in the morning to nine in the evening, on the union's wall clock.

At night nobody is written to without need, and a time in which somebody is to answer stands still.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import DAY, local

MORNING, EVENING = "08:00", "21:00"


def begins(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself by day, at night the next morning, in UTC."""
    return next(_days(moment, zone))[0]


def after(moment: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
    """The moment by which so much of the day has passed, nights left out, in UTC."""
    left = span
    for begin, end in _days(moment, zone):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise AssertionError("days have no end")


def _days(since: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Begin and end, in UTC, of what is left of each day, without end."""
    day = since.astimezone(zone).date()
    while True:
        begin, end = (local(day, at, zone).astimezone(UTC) for at in (MORNING, EVENING))
        if since < end:
            yield max(begin, since.astimezone(UTC)), end
        day += DAY
