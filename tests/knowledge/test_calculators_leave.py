"""Annual leave, the medical period and maternity leave against the articles."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calculators import WrongInput, annual_leave, maternity, medical_period
from knowledge.calculators.annual_leave import ENTITLED, OWED, UNUSED, Leave, Without, days_a_year
from knowledge.calculators.maternity import ENDS, Birth
from knowledge.calculators.medical_period import WITHIN, Illness

TODAY = date(2026, 11, 23)
HERE = Leave(Decimal(12), date(2020, 1, 1), TODAY)
years = st.decimals(Decimal(0), Decimal(60), places=1)


# --- annual leave


@pytest.mark.parametrize(
    ("worked", "days"),
    [("0", 0), ("0.9", 0), ("1", 5), ("9.9", 5), ("10", 10), ("19.9", 10), ("20", 15), ("45", 15)],
)
def test_days_by_years_of_work(worked: str, days: int) -> None:
    assert days_a_year(Decimal(worked)) == days
    assert replace(HERE, years=Decimal(worked)).entitled == days


@pytest.mark.parametrize(
    ("worked", "without", "lost"),
    [
        ("9.9", Without.SICK_TWO, True),
        ("10", Without.SICK_TWO, False),
        ("10", Without.SICK_THREE, True),
        ("19.9", Without.SICK_THREE, True),
        ("20", Without.SICK_THREE, False),
        ("20", Without.SICK_FOUR, True),
        ("5", Without.SICK_FOUR, True),
        ("12", Without.PERSONAL, True),
        ("12", Without.VACATION, True),
        ("12", Without.NOTHING, False),
    ],
)
def test_what_takes_the_leave_away(worked: str, without: Without, lost: bool) -> None:  # noqa: FBT001 - a table
    facts = replace(HERE, years=Decimal(worked), without=without)
    assert facts.lost is lost
    assert (facts.entitled == 0) is lost


@pytest.mark.parametrize(
    ("joined", "days"),
    [
        (date(2026, 1, 1), 10),
        (date(2026, 1, 2), 9),  # 364 / 365 × 10 = 9.97
        (date(2026, 7, 2), 5),  # 183 / 365 × 10 = 5.01
        (date(2026, 7, 3), 4),  # 182 / 365 × 10 = 4.98
        (date(2026, 11, 23), 1),  # 39 / 365 × 10 = 1.06
        (date(2025, 12, 31), 10),
    ],
)
def test_who_comes_within_the_year_gets_a_part(joined: date, days: int) -> None:
    assert replace(HERE, joined=joined).entitled == days


def test_who_comes_without_twelve_months_on_end_gets_none_yet() -> None:
    sheet = annual_leave.work_out(replace(HERE, joined=date(2026, 7, 2), continuous=False))
    assert (sheet[ENTITLED], sheet[UNUSED]) == (0, 0)
    assert "要连续工作满12个月" in sheet.text


@pytest.mark.parametrize(
    ("left", "taken", "unused"),
    [
        (date(2026, 2, 5), "0", 0),  # 36 / 365 × 10 = 0.99
        (date(2026, 2, 6), "0", 1),  # 37 / 365 × 10 = 1.01
        (date(2026, 9, 30), "3", 4),  # 273 / 365 × 10 = 7.48
        (date(2026, 9, 30), "0.5", 6),  # 6.98
        (date(2026, 9, 30), "9", 0),  # taken too many: nothing is taken back
        (date(2026, 12, 31), "0", 10),
        (date(2024, 12, 31), "0", 10),  # 366 days are no more than a year
    ],
)
def test_who_leaves_gets_a_part(left: date, taken: str, unused: int) -> None:
    assert replace(HERE, left=left, taken=Decimal(taken)).unused == unused


def test_unused_days_worked_by_hand() -> None:
    """8,700 / 21.75 = 400 a day; 4 days at 200 % on top of the wage."""
    sheet = annual_leave.work_out(replace(HERE, left=date(2026, 9, 30), taken=Decimal(3), wage=Decimal(8700)))
    assert (sheet[ENTITLED], sheet[UNUSED], sheet[OWED]) == (7, 4, Decimal(3200))


@given(years, years, st.integers(0, 20), st.decimals(1, 100_000, places=2))
def test_more_years_never_bring_less_leave(one: Decimal, other: Decimal, taken: int, wage: Decimal) -> None:
    few, many = (replace(HERE, years=worked, taken=Decimal(taken), wage=wage) for worked in sorted((one, other)))
    assert 0 <= few.unused <= many.unused <= 15
    assert annual_leave.work_out(few).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"years": Decimal(61)}, "工作年限写得太大了"),
        ({"joined": TODAY + timedelta(days=1)}, "入职的日子还没到"),
        ({"left": date(2019, 12, 31)}, "离职日期比入职还早"),
        ({"left": date(2028, 12, 31)}, "离现在太远"),
        ({"wage": Decimal(0)}, "月工资要大于 0"),
    ],
)
def test_impossible_leave_is_refused_kindly(change: dict[str, object], words: str) -> None:
    with pytest.raises(WrongInput, match=words):
        annual_leave.work_out(replace(HERE, **change))  # type: ignore[arg-type]


# --- the medical period


@pytest.mark.parametrize(
    ("worked", "here", "months"),
    [
        ("0", "0", 3), ("9.9", "4.9", 3), ("9.9", "5", 6), ("9.9", "9.9", 6),
        ("10", "4.9", 6), ("10", "5", 9), ("10", "9.9", 9), ("10", "10", 12), ("30", "14.9", 12),
        ("30", "15", 18), ("30", "19.9", 18), ("30", "20", 24), ("30", "30", 24),
    ],
)  # fmt: skip
def test_months_by_years_in_all_and_here(worked: str, here: str, months: int) -> None:
    assert Illness(Decimal(worked), Decimal(here)).months == months


def test_the_months_within_which_sick_days_add_up() -> None:
    assert WITHIN == {3: 6, 6: 12, 9: 15, 12: 18, 18: 24, 24: 30}


def test_the_ends_of_the_period() -> None:
    sheet = medical_period.work_out(Illness(Decimal(12), Decimal(7), date(2026, 8, 31)))
    assert [line.value for line in sheet.lines] == [9, 15, date(2027, 5, 30), date(2027, 11, 30)]


@given(years, years, years)
def test_more_years_never_bring_a_shorter_period(one: Decimal, other: Decimal, here: Decimal) -> None:
    few, many = sorted((one, other))
    assert Illness(few, min(here, few)).months <= Illness(many, min(here, many)).months


def test_longer_here_than_in_all_is_refused_kindly() -> None:
    with pytest.raises(WrongInput, match="比总的工作年限还长"):
        medical_period.work_out(Illness(Decimal(3), Decimal(4)))


# --- maternity leave


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        (Birth(), 98),
        (Birth(difficult=True), 113),
        (Birth(babies=2), 113),
        (Birth(babies=3, difficult=True), 143),
        (Birth(added=60), 158),
        (Birth(miscarriage=True), 15),
        (Birth(miscarriage=True, four_months=True), 42),
        (Birth(miscarriage=True, babies=3, difficult=True, added=60), 15),
    ],
)
def test_days_of_maternity_leave(facts: Birth, days: int) -> None:
    assert facts.days == days


def test_the_last_day_of_maternity_leave() -> None:
    assert maternity.work_out(Birth(since=date(2026, 11, 23)))[ENDS] == date(2027, 2, 28)


@given(st.integers(1, 7), st.booleans(), st.integers(0, 400))
def test_one_baby_more_brings_fifteen_days(babies: int, difficult: bool, added: int) -> None:  # noqa: FBT001
    facts = Birth(babies=babies, difficult=difficult, added=added)
    assert replace(facts, babies=babies + 1).days == facts.days + 15


@pytest.mark.parametrize(("babies", "added"), [(0, 0), (9, 0), (1, -1), (1, 401)])
def test_impossible_births_are_refused_kindly(babies: int, added: int) -> None:
    with pytest.raises(WrongInput):
        maternity.work_out(Birth(babies=babies, added=added))
