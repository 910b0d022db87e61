"""Working days and hours of 2026, held against a brute-force minute counter and the State Council's notice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import calendar

ZONE = ZoneInfo("Asia/Shanghai")
HOLIDAYS = {
    (1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)
}  # fmt: skip
"""2026 after the notice of November 2025: month, first day, last day."""

MAKE_UP = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
"""Saturdays and Sundays on which offices work."""

DAYS_OF_2026 = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


def works(day: date) -> bool:
    """The notice itself, as an office reads it; 2027 begins with a holiday and has no make-up days yet."""
    if day.year == 2027:
        return day > date(2027, 1, 3) and day.weekday() < 5
    if (day.month, day.day) in MAKE_UP:
        return True
    off = any(day.month == month and first <= day.day <= last for month, first, last in HOLIDAYS)
    return day.weekday() < 5 and not off


def counted(opened: datetime, hours: int) -> datetime:
    """Minute by minute: the moment at which so many working minutes have passed."""
    moment, left = opened, hours * 60
    while left:
        there = moment.astimezone(ZONE)
        minute = there.hour * 60 + there.minute
        left -= works(there.date()) and (540 <= minute < 720 or 780 <= minute < 1080)
        moment += timedelta(minutes=1)
    return moment


def test_every_day_of_2026_is_as_the_notice_has_it() -> None:
    assert [day for day in DAYS_OF_2026 if calendar.is_workday(day) != works(day)] == []


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)).map(lambda one: one.replace(second=0, microsecond=0)),  # noqa: DTZ001 - a zone follows
    st.integers(1, 40),
)
@example(datetime(2026, 2, 13, 17, 59), 16)  # noqa: DTZ001 - before the spring festival, a make-up Saturday follows
@example(datetime(2026, 9, 30, 12, 0), 8)  # noqa: DTZ001 - lunch, then a week off
@example(datetime(2026, 10, 9, 18, 0), 1)  # noqa: DTZ001 - Friday evening before a make-up Saturday
@example(datetime(2026, 1, 3, 23, 59), 8)  # noqa: DTZ001 - the night before a make-up Sunday
def test_a_deadline_is_where_a_minute_counter_ends(local: datetime, hours: int) -> None:
    opened = local.replace(tzinfo=ZONE).astimezone(UTC)
    assert calendar.deadline(opened, hours, ZONE) == counted(opened, hours)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)), st.integers(1, 400))  # noqa: DTZ001
def test_a_deadline_is_in_working_time_and_more_hours_are_never_sooner(opened: datetime, hours: int) -> None:
    due = calendar.deadline(opened, hours, ZONE)
    there = due.astimezone(ZONE)
    assert due.tzinfo is UTC
    assert opened < due <= calendar.deadline(opened, hours + 1, ZONE)
    assert calendar.is_workday(there.date())
    assert any(start < there.time() <= end for start, end in calendar.SHIFTS)


FIRST_2026 = "01-04 02-02 03-02 04-01 05-06 06-01 07-01 08-03 09-01 10-08 11-02 12-01".split()
FIRST_2027 = "01-04 02-01 03-01 04-01 05-05 06-01 07-01 08-02 09-01 10-06 11-01 12-01".split()


@pytest.mark.parametrize("day", [f"2026-{day}" for day in FIRST_2026] + [f"2027-{day}" for day in FIRST_2027])
def test_the_first_working_day_of_each_month(day: str) -> None:
    """January 2026 begins with a make-up Sunday. 2027 is by the law's own days: its notice is not out yet."""
    first = date.fromisoformat(day)
    assert calendar.first_workday(first.replace(day=28)) == first


def test_threads_that_look_first_all_see_the_whole_year() -> None:
    calendar._china.cache_clear()
    start = Barrier(8, timeout=10)

    def look(_: int) -> bool:
        start.wait()
        return calendar.is_workday(date(2026, 10, 7))

    with ThreadPoolExecutor(8) as threads:
        assert not any(threads.map(look, range(8)))


def test_a_day_and_a_time_are_the_unions() -> None:
    nine = calendar.local(date(2026, 12, 1), "09:00", ZONE)
    assert nine == datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    assert calendar.shown(nine.astimezone(UTC), ZONE) == "12月1日 09:00"
