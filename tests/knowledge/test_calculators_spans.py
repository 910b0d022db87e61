"""Months by the calendar: the ends of months, leap years, and that counting there and back agrees."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calculators import WrongInput
from knowledge.calculators.spans import Span, check_days, check_order, on, through, weekdays, whole

days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 3, 1), 6, date(2026, 8, 31)),
        (date(2026, 3, 5), 1, date(2026, 4, 4)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2024, 1, 29), 1, date(2024, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 9, 1), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 14)),
    ],
)
def test_so_many_months_of_work_end_on(start: date, months: int, last: date) -> None:
    assert through(start, months) == last
    assert whole(start, last) == Span(months, 0)
    assert whole(start, last + timedelta(days=1)) == Span(months, 1)
    assert whole(start, last - timedelta(days=1)).months == months - 1


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2025, 11, 23), 12, date(2026, 11, 23)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 1, 1), -36, date(2023, 1, 1)),
    ],
)
def test_a_period_after_a_day_ends_on(day: date, months: int, end: date) -> None:
    assert on(day, months) == end


@given(days, st.integers(0, 700))
def test_counting_there_and_back_agrees(start: date, length: int) -> None:
    last = start + timedelta(days=length)
    span = whole(start, last)
    assert through(start, span.months) + timedelta(days=span.days) == last
    assert 0 <= span.days <= 31
    assert through(start, span.months + 1) > last


@given(days, days, days)
def test_a_longer_time_has_no_fewer_months(start: date, one: date, other: date) -> None:
    start, short, long = sorted((start, one, other))
    assert whole(start, short).months <= whole(start, long).months


def test_weekdays() -> None:
    assert weekdays(date(2026, 11, 23), date(2026, 11, 29)) == 5
    assert weekdays(date(2026, 11, 28), date(2026, 11, 29)) == 0
    assert weekdays(date(2026, 11, 30), date(2026, 11, 29)) == 0


def test_a_span_in_words() -> None:
    assert Span(53, 12).words == "4年5个月12天"
    assert Span(24, 0).words == "2年"
    assert Span(0, 0).words == "0天"


def test_days_of_no_working_life_are_refused() -> None:
    with pytest.raises(WrongInput, match="1900年1月1日好像写错了"):
        check_days(date(1900, 1, 1), None)
    with pytest.raises(WrongInput, match="9999年12月31日好像写错了"):
        check_order(date(2020, 1, 1), date(9999, 12, 31), "")
