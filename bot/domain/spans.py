"""Days of the union's: which one a moment is in, when it ends, the same day a year on; when a month begins and ends."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, and_

LAST_SECOND: Final = time(23, 59, 59)
DECEMBER: Final = 12


class Span(NamedTuple):
    """From one moment, included, to another, not included; both UTC."""

    begins: datetime
    ends: datetime

    def __contains__(self, moment: object) -> bool:
        """Whether a moment lies in it."""
        return isinstance(moment, datetime) and self.begins <= moment < self.ends

    def holds(self, column: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """Whether the moment of a row lies in it, in a query."""
        return and_(column >= self.begins, column < self.ends)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day that a moment is in."""
    return moment.astimezone(zone).date()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day."""
    return datetime.combine(day, LAST_SECOND, zone).astimezone(UTC)


def year_after(day: date) -> date:
    """The same day a year later; the 28th after a 29th of February."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)


def month_after(day: date) -> date:
    """The first day of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before that of a day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month(year: int, number: int, zone: ZoneInfo) -> Span:
    """A month."""
    following = (year + 1, 1) if number == DECEMBER else (year, number + 1)
    begins, ends = (datetime(*one, 1, tzinfo=zone).astimezone(UTC) for one in ((year, number), following))
    return Span(begins, ends)


def whole_year(year: int, zone: ZoneInfo) -> Span:
    """A calendar year."""
    return Span(month(year, 1, zone).begins, month(year, DECEMBER, zone).ends)


def worded(day: date) -> str:
    """11月23日."""
    return f"{day.month}月{day.day}日"
