"""Working days and working time after the Chinese calendar, make-up workdays (调休) and the union's own days included.

The days come from the `holidays` package, which follows the State Council's yearly notice. For a year whose notice it
does not have yet, it reckons with weekends and the holidays that 全国年节及纪念日放假办法 fixes (articles 2 and 6).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import takewhile
from zoneinfo import ZoneInfo

import holidays

from bot.config import Config
from bot.config.days import NO_DAYS, OwnDays
from bot.config.hours import Frame

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
ESTIMATED = "{years} 年的放假安排还没公布，或者系统里还没有：时限先按周末和法定节日估算，公布后请管理员更新。"


@dataclass(frozen=True)
class Office:
    """When the office works: its time zone, its frames of a day in their order, the union's own days."""

    zone: ZoneInfo
    frames: tuple[Frame, ...]
    own: OwnDays = NO_DAYS

    @property
    def day(self) -> timedelta:
        """How long it works on a working day."""
        lengths = (datetime.combine(date.min, end) - datetime.combine(date.min, start) for start, end in self.frames)
        return sum(lengths, timedelta())


def office(config: Config) -> Office:
    """The union's office as it is configured."""
    return Office(config.zone, config.cases.frames, config.cases.own_days)


@cache
def _china(year: int) -> holidays.HolidayBase:
    """One year, whole before anybody looks: threads share it, so it must not be filled while they read."""
    return holidays.country_holidays("CN", years=year, expand=False)


def is_workday(day: date, own: OwnDays = NO_DAYS) -> bool:
    """Whether offices work that day; the union's own days win."""
    if day in own.holidays or day in own.workdays:
        return day in own.workdays
    return _china(day.year).is_working_day(day)


def is_estimated(year: int, own: OwnDays = NO_DAYS) -> bool:
    """Whether a year's days are only reckoned: neither the package nor the union's file has a make-up workday of it.

    Every notice since the first, of 2001, has had some.
    """
    return not any(day.year == year for day in _china(year).weekend_workdays | own.workdays)


def why_estimated(dues: Iterable[datetime], office: Office) -> str:
    """What staff are told where some of these moments, reckoned in working time, lie in such a year; else nothing."""
    years = sorted({due.astimezone(office.zone).year for due in dues})
    named = "、".join(str(year) for year in years if is_estimated(year, office.own))
    return ESTIMATED.format(years=named) if named else ""


def first_workday(month: date, own: OwnDays = NO_DAYS) -> date:
    """The first working day of the month that the day is in."""
    day = month.replace(day=1)
    while not is_workday(day, own):
        day += DAY
    return day


def is_open(moment: datetime, office: Office) -> bool:
    """Whether the office works at that moment."""
    return worked(moment, moment + SECOND, office) > timedelta()


def deadline(opened: datetime, hours: float, office: Office) -> datetime:
    """The moment by which so many working hours have passed since `opened`, in its time zone; `worked` undoes it."""
    left, spans = timedelta(hours=hours), _spans(opened, office)
    begin, until = opened, opened
    while left > until - begin:
        left -= until - begin
        begin, until = next(spans)
    return (begin + left).astimezone(opened.tzinfo)


def worked(start: datetime, end: datetime, office: Office) -> timedelta:
    """How much working time lies between two moments; none where the end is not later."""
    spans = takewhile(lambda span: span[0] < end, _spans(start, office))
    return sum((min(until, end) - begin for begin, until in spans), timedelta())


def local(day: date, at: str, zone: ZoneInfo) -> datetime:
    """A day and a time of day ("09:00") in the union's zone."""
    return datetime.combine(day, time.fromisoformat(at), zone)


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """6月23日 09:00, in the union's zone."""
    there = moment.astimezone(zone)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def _spans(since: datetime, office: Office) -> Iterator[tuple[datetime, datetime]]:
    """Begin and end, in UTC, of every span in which the office works from a moment on, without end."""
    start, day = since.astimezone(UTC), since.astimezone(office.zone).date()
    while True:
        for begin, until in _of_day(day, office) if is_workday(day, office.own) else ():
            if max(begin, start) < until:
                yield max(begin, start), until
        day += DAY


def _of_day(day: date, office: Office) -> Iterator[tuple[datetime, datetime]]:
    """The frames of a day, in UTC: the office works while the clock on its wall shows so.

    Where clocks change that day, an hour of a frame may be missing, or come twice.
    """
    for offset, since, until in _offsets(day, office.zone):
        for start, end in office.frames:
            begin, over = (datetime.combine(day, at, UTC) - offset for at in (start, end))
            yield max(begin, since), min(over, until)


def _offsets(day: date, zone: ZoneInfo) -> Iterator[tuple[timedelta, datetime, datetime]]:
    """How far the wall's clock is from UTC, from when to when of a day: one, or two where clocks change."""
    start, end = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + DAY))
    first, last = (_offset(moment, zone) for moment in (start, end - SECOND))
    if first == last:
        yield first, start, end
        return
    before, after = start, end
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        before, after = (middle, after) if _offset(middle, zone) == first else (before, middle)
    yield first, start, after
    yield last, after, end


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
