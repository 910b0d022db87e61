"""Working days and working hours after the Chinese calendar, make-up workdays (调休) included.

The days come from the `holidays` package, which follows the State Council's yearly notice. For a year whose notice
is not out yet it knows the holidays themselves but no make-up workdays.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

SHIFTS = ((time(9), time(12)), (time(13), time(18)))
"""The office's hours, eight a day."""


@cache
def _china(year: int) -> holidays.HolidayBase:
    """One year, whole before anybody looks: threads share it, so it must not be filled while they read."""
    return holidays.country_holidays("CN", years=year, expand=False)


def is_workday(day: date) -> bool:
    """Whether offices work that day."""
    return _china(day.year).is_working_day(day)


def first_workday(month: date) -> date:
    """The first working day of the month that the day is in."""
    day = month.replace(day=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def deadline(opened: datetime, hours: float, zone: ZoneInfo) -> datetime:
    """The moment by which so many working hours have passed since `opened`; both in UTC's time line."""
    left, moment = timedelta(hours=hours), opened.astimezone(zone)
    day = moment.date()
    while True:
        for start, end in SHIFTS if is_workday(day) else ():
            begin = max(moment, datetime.combine(day, start, zone))
            until = datetime.combine(day, end, zone)
            if begin < until and left <= until - begin:
                return (begin + left).astimezone(opened.tzinfo)
            left -= max(until - begin, timedelta())
        day += timedelta(days=1)


def local(day: date, at: str, zone: ZoneInfo) -> datetime:
    """A day and a time of day ("09:00") in the union's zone."""
    return datetime.combine(day, time.fromisoformat(at), zone)


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """6月23日 09:00, in the union's zone."""
    there = moment.astimezone(zone)
    return f"{there.month}月{there.day}日 {there:%H:%M}"
