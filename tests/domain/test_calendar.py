"""Working days and working time, held against a brute-force minute counter and the State Council's notice."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.config import Cases
from bot.config.days import OwnDays
from bot.config.hours import Frame
from bot.domain import calendar
from bot.domain.calendar import Office

ZONE = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Office(ZONE, Cases().frames)
ZONES = [ZONE, BERLIN, ZoneInfo("America/Santiago"), ZoneInfo("Australia/Lord_Howe")]
"""Without summer time; with it; with clocks that change at midnight; by half an hour."""

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HOLIDAYS = {
    (1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)
}  # fmt: skip
"""2026 after the notice of November 2025: month, first day, last day."""

STATUTORY = {
    (1, 1, 1), (2, 5, 10), (4, 5, 5), (5, 1, 4), (6, 9, 9), (9, 15, 15), (10, 1, 5)
}  # fmt: skip
"""2027 after the law alone: what falls on a Saturday or Sunday is made up for on the next working day (article 6)."""

MAKE_UP = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
"""Saturdays and Sundays of 2026 on which offices work."""


def works(day: date, own: OwnDays = OwnDays()) -> bool:  # noqa: B008 - it never changes
    """The union's own file, then the notice itself, as an office reads them."""
    if day in own.holidays | own.workdays:
        return day in own.workdays
    if day.year == 2026 and (day.month, day.day) in MAKE_UP:
        return True
    days = HOLIDAYS if day.year == 2026 else STATUTORY
    off = any(day.month == month and first <= day.day <= last for month, first, last in days)
    return day.weekday() < 5 and not off


def working_minutes(start: datetime, end: datetime, office: Office) -> Iterator[datetime]:
    """One look at the clock on the wall every minute: the end, in UTC, of each in which the office works."""
    minutes = {
        (one.hour, one.minute)
        for begin, until in office.frames
        for one in (datetime.combine(date.min, begin) + MINUTE * number for number in range(24 * 60))
        if begin <= one.time() < until and one.date() == date.min
    }
    moment = start
    while moment < end:
        there = moment.astimezone(office.zone)
        moment += MINUTE
        if (there.hour, there.minute) in minutes and works(there.date(), office.own):
            yield moment


def test_every_day_of_two_years_is_as_the_notice_and_the_law_have_it() -> None:
    days = [date(2026, 1, 1) + DAY * number for number in range(2 * 365)]
    assert [day for day in days if calendar.is_workday(day) != works(day)] == []


@dataclass(frozen=True)
class Span:
    """An office, and two moments between which its working time is counted."""

    office: Office
    start: datetime
    end: datetime


HARD = [
    (datetime.fromisoformat(moment), ZoneInfo(zone))
    for moment, zone in (
        ("2026-02-13 17:59", "Asia/Shanghai"),  # before the spring festival; a make-up Saturday follows
        ("2026-09-30 12:00", "Asia/Shanghai"),  # lunch, then a week off
        ("2026-10-09 18:00", "Asia/Shanghai"),  # Friday evening before a make-up Saturday
        ("2026-12-31 17:30", "Asia/Shanghai"),  # the year ends; the next one's notice is not out yet
        ("2026-03-28 23:59", "Europe/Berlin"),  # summer time begins at 2:00
        ("2026-10-25 02:30", "Europe/Berlin"),  # and ends at 3:00
        ("2026-04-04 22:30", "America/Santiago"),  # 23:00 to 24:00 comes twice
        ("2026-09-05 23:59", "America/Santiago"),  # and there is no hour after midnight
        ("2026-10-04 01:59", "Australia/Lord_Howe"),  # half an hour is missing after 2:00
    )
]
"""Moments at which much is different; some are Sundays, on which somebody may work all the same."""


def frames(minutes: Iterable[int]) -> tuple[Frame, ...]:
    """Two minutes of the day a frame, those that are no frame left out."""
    times = [time(one // 60, one % 60) for one in sorted(minutes)]
    return tuple((begin, end) for begin, end in zip(times[::2], times[1::2], strict=True) if begin < end)


OFTEN = st.sampled_from([540, 720, 780, 1080]) | st.integers(0, 1439) | st.integers(0, 200) | st.integers(1260, 1439)
EDGES = st.integers(1, 4).flatmap(lambda count: st.lists(OFTEN, min_size=2 * count, max_size=2 * count))
FRAMES = EDGES.map(frames).filter(bool)
ANY = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1))  # noqa: DTZ001 - a zone follows
STARTS = st.tuples(ANY, st.sampled_from(ZONES)) | st.sampled_from(HARD)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Some office of some union, with days of its own, and some days of its life."""
    local, zone = draw(STARTS)
    near = st.integers(-1, 10).map(lambda number: local.date() + DAY * number)
    made_up = draw(st.frozensets(near, max_size=4) | st.just(frozenset({local.date(), local.date() + DAY})))
    office = Office(zone, draw(FRAMES), OwnDays(draw(st.frozensets(near, max_size=4)) - made_up, made_up))
    start = local.replace(second=0, microsecond=0, tzinfo=zone, fold=draw(st.integers(0, 1))).astimezone(UTC)
    return Span(office, start, start + MINUTE * draw(st.integers(0, 9 * 24 * 60) | st.integers(0, 2 * 24 * 60)))


@given(spans())
def test_working_time_and_deadlines_are_what_a_minute_counter_counts(span: Span) -> None:
    """`worked` counts the minutes; `deadline` of so many ends where the last one ends: each undoes the other."""
    counted = list(working_minutes(span.start, span.end, span.office))
    assert calendar.worked(span.start, span.end, span.office) == MINUTE * len(counted)
    for number in {len(counted), len(counted) // 2, min(1, len(counted))} - {0}:
        assert calendar.deadline(span.start, number / 60, span.office) == counted[number - 1]
    assert calendar.deadline(span.start, 0, span.office) == span.start


@given(
    spans(),
    st.integers(0, 59_999_999).map(lambda count: timedelta(microseconds=count)),
    st.integers(1, 600).map(lambda minutes: minutes / 60),
)
def test_a_deadline_is_undone_to_the_microsecond(span: Span, more: timedelta, hours: float) -> None:
    opened = (span.start + more).astimezone(span.office.zone)
    due = calendar.deadline(opened, hours, span.office)
    assert due.tzinfo is span.office.zone
    assert calendar.worked(opened, due, span.office) == timedelta(hours=hours)
    before = due.astimezone(UTC) - timedelta(microseconds=1)
    assert calendar.worked(opened, before, span.office) < timedelta(hours=hours)


def test_no_time_passes_backwards() -> None:
    now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert calendar.worked(now, now - DAY, OFFICE) == timedelta()


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 28), 3), (date(2026, 3, 29), 2), (date(2026, 10, 25), 4)]
)  # fmt: skip
def test_where_clocks_change_an_hour_is_missing_or_comes_twice(day: date, hours: int) -> None:
    office = Office(BERLIN, ((time(1), time(4)),), OwnDays(workdays=frozenset({day})))
    midnight = datetime.combine(day, time(), BERLIN)
    assert calendar.worked(midnight, midnight + DAY, office) == timedelta(hours=hours)


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
    minutes = working_minutes(opened, opened + 60 * DAY, OFFICE)
    counted = next(end for number, end in enumerate(minutes, 1) if number == 60 * hours)
    assert calendar.deadline(opened, hours, OFFICE) == counted


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)), st.integers(1, 400))  # noqa: DTZ001
def test_a_deadline_is_in_working_time_and_more_hours_are_never_sooner(opened: datetime, hours: int) -> None:
    due = calendar.deadline(opened, hours, OFFICE)
    there = due.astimezone(ZONE)
    assert due.tzinfo is UTC
    assert opened < due <= calendar.deadline(opened, hours + 1, OFFICE)
    assert calendar.is_workday(there.date())
    assert any(start < there.time() <= end for start, end in OFFICE.frames)


def test_a_year_without_a_notice_is_estimated_and_that_is_said() -> None:
    """The package knows 2026, nobody knows 2099; a union's file that has make-up workdays is as good as the notice."""
    own = OwnDays(holidays=frozenset({date(2098, 5, 8)}), workdays=frozenset({date(2099, 2, 7)}))
    assert [calendar.is_estimated(year) for year in (2001, 2026, 2098, 2099)] == [False, False, True, True]
    assert [calendar.is_estimated(year, own) for year in (2098, 2099)] == [True, False]
    dues = [datetime(year, 5, 12, tzinfo=UTC) for year in (2099, 2026, 2098, 2098)]
    assert calendar.why_estimated(dues, OFFICE).startswith("2098、2099 年的放假安排还没公布")
    assert calendar.why_estimated(dues, Office(ZONE, OFFICE.frames, own)).startswith("2098 年的")
    assert calendar.why_estimated([dues[1]], OFFICE) == ""


def test_the_year_of_a_moment_is_the_unions() -> None:
    """The last evening of 2097 in London is the new year in Shanghai."""
    own = OwnDays(workdays=frozenset({date(2097, 2, 3)}))
    late = datetime(2097, 12, 31, 20, 0, tzinfo=UTC)
    assert calendar.why_estimated([late], Office(ZONE, OFFICE.frames, own)).startswith("2098 年")


def test_the_unions_own_days_win() -> None:
    monday, saturday = date(2026, 11, 23), date(2026, 2, 14)
    own = OwnDays(frozenset({monday, saturday}), frozenset({date(2026, 11, 1)}))
    assert [calendar.is_workday(day) for day in (monday, saturday, date(2026, 11, 1))] == [True, True, False]
    assert [calendar.is_workday(day, own) for day in (monday, saturday, date(2026, 11, 1))] == [False, False, True]
    assert calendar.first_workday(monday, own) == date(2026, 11, 1)


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
