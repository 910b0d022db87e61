"""Months and years between days, by the calendar: the law counts months, never thirty days."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from knowledge.calculators.sheet import WrongInput, shown

FIRST_YEAR: Final = 1930
LAST_YEAR: Final = 2100
SATURDAY: Final = 5


@dataclass(frozen=True)
class Span:
    """Full calendar months and the days left over."""

    months: int
    days: int

    @property
    def words(self) -> str:
        """4年5个月12天."""
        years, months = divmod(self.months, 12)
        parts = ((years, "年"), (months, "个月"), (self.days, "天"))
        return "".join(f"{count}{unit}" for count, unit in parts if count) or "0天"


def through(start: date, months: int) -> date:
    """The last day of so many months of work that begin on `start`, that day included.

    From 1 March, six months go through 31 August; from 31 August, which February does not have, through its last day.
    """
    year, month = _month_on(start, months)
    if start.day > calendar.monthrange(year, month)[1]:
        return date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, start.day) - timedelta(days=1)


def whole(start: date, last: date) -> Span:
    """The full months from `start` through `last`, both included, and the days that are left over."""
    months = (last.year - start.year) * 12 + last.month - start.month + 1
    while through(start, months) > last:
        months -= 1
    return Span(months, (last - through(start, months)).days)


def on(day: date, months: int) -> date:
    """The same day so many months on, or the month's last where it has none: how a period after a day ends."""
    year, month = _month_on(day, months)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def weekdays(start: date, last: date) -> int:
    """Mondays to Fridays from `start` through `last`; holidays among them are paid and count."""
    return sum((start + timedelta(days=day)).weekday() < SATURDAY for day in range((last - start).days + 1))


def check_days(*days: date | None) -> None:
    """Refuse a day outside any working life of today."""
    for day in days:
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise WrongInput(f"{shown(day)}好像写错了，请核对年份。")


def check_order(first: date, last: date, words: str) -> None:
    """Refuse a second day before the first; `words` say what was turned round."""
    check_days(first, last)
    if last < first:
        raise WrongInput(f"{words}（{shown(first)}、{shown(last)}），请核对这两个日期。")


def _month_on(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1
