"""Severance against the articles: half years, the cap, 2008, and what each way of ending costs."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calculators import WrongInput
from knowledge.calculators.severance import DOUBLE, N_PLUS, PLUS, Departure, Ending, N, work_out

wages = st.decimals(Decimal("0.01"), Decimal(500_000), places=2)
recent = st.dates(date(2008, 1, 1), date(2026, 11, 23))
PLAIN = Departure(date(2019, 3, 5), date(2026, 11, 23), Decimal(8000))


@pytest.mark.parametrize(
    ("joined", "left", "months"),
    [
        (date(2026, 3, 5), date(2026, 3, 5), "0.5"),
        (date(2026, 3, 5), date(2026, 9, 3), "0.5"),
        (date(2026, 3, 5), date(2026, 9, 4), "1"),
        (date(2026, 3, 5), date(2026, 9, 5), "1"),
        (date(2025, 3, 5), date(2026, 3, 3), "1"),
        (date(2025, 3, 5), date(2026, 3, 4), "1"),
        (date(2025, 3, 5), date(2026, 3, 5), "1.5"),
        (date(2023, 3, 5), date(2026, 7, 4), "3.5"),
        (date(2019, 3, 5), date(2026, 11, 4), "8"),
        (date(2020, 2, 29), date(2024, 2, 28), "4"),
        (date(2020, 8, 31), date(2021, 2, 27), "0.5"),
        (date(2020, 8, 31), date(2021, 2, 28), "1"),
    ],
)
def test_a_month_a_year_and_half_a_month_for_less_than_half_a_year(joined: date, left: date, months: str) -> None:
    assert Departure(joined, left, Decimal(1)).months(joined) == Decimal(months)


@pytest.mark.parametrize(
    ("wage", "base", "months"),
    [
        ("26999.99", "26999.99", 15),
        ("27000", "27000", 15),  # as much as three times is not over it: no cap on the years either
        ("27000.01", "27000", 12),
        ("90000", "27000", 12),
    ],
)
def test_over_three_times_the_average_counts_as_three_times_and_twelve_years(wage: str, base: str, months: int) -> None:
    facts = Departure(date(2010, 1, 1), date(2024, 12, 31), Decimal(wage), average=Decimal(9000))
    assert (facts.base, facts.months(facts.joined)) == (Decimal(base), Decimal(months))
    assert facts.severance == Decimal(base) * months
    assert facts.damages == 2 * Decimal(base) * months


@pytest.mark.parametrize(("wage", "base"), [("1999.99", "2000"), ("2000", "2000"), ("2000.01", "2000.01")])
def test_never_under_the_minimum_wage(wage: str, base: str) -> None:
    assert replace(PLAIN, wage=Decimal(wage), minimum=Decimal(2000)).base == Decimal(base)


@pytest.mark.parametrize(
    ("joined", "severance", "damages"),
    [
        (date(2008, 1, 1), 190_000, 380_000),
        (date(2007, 12, 31), 190_000, 380_000),
        (date(2007, 6, 30), 190_000, 390_000),  # damages count from the first day: half a month more, twice
        (date(2005, 3, 1), 190_000, 440_000),
    ],
)
def test_severance_counts_from_2008_and_damages_from_the_first_day(joined: date, severance: int, damages: int) -> None:
    facts = Departure(joined, date(2026, 8, 31), Decimal(10_000))
    assert (facts.severance, facts.damages) == (Decimal(severance), Decimal(damages))
    assert ("之前的" in work_out(facts).text) is (joined < date(2008, 1, 1))


def test_a_case_worked_by_hand() -> None:
    """5 March 2019 to 23 November 2026: 7 years 8 months 19 days, so 8 months; 8 × 7,256.37 = 58,050.96."""
    facts = replace(PLAIN, wage=Decimal("7256.37"), last_wage=Decimal("6980.5"), notified=False, ending=Ending.GROUNDS)
    sheet = work_out(facts)
    assert (sheet[N], sheet[PLUS], sheet[N_PLUS]) == (Decimal("58050.96"), Decimal("6980.50"), Decimal("65031.46"))
    assert "月工资 7,256.37 × 8 个月" in sheet.text
    assert "工龄：7年8个月19天" in sheet.text


@pytest.mark.parametrize(
    ("ending", "notified", "labels"),
    [
        (Ending.UNLAWFUL, True, [DOUBLE]),
        (Ending.AGREED, True, [N]),
        (Ending.GROUNDS, True, [N]),
        (Ending.GROUNDS, False, [N, PLUS, N_PLUS]),
        (Ending.LAYOFF, True, [N]),
        (Ending.EXPIRED, True, [N]),
        (Ending.CLOSED, True, [N]),
        (Ending.EMPLOYER_FAULT, True, [N]),
        (Ending.MISCONDUCT, True, ["开除合法", DOUBLE]),
        (Ending.RESIGNED, True, ["自己辞职", N]),
        (Ending.UNSURE, True, [N, N_PLUS, DOUBLE]),
    ],
)
def test_what_each_ending_costs(ending: Ending, notified: bool, labels: list[str]) -> None:  # noqa: FBT001 - a table
    sheet = work_out(replace(PLAIN, ending=ending, notified=notified))
    assert [line.label for line in sheet.lines] == labels


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"left": date(2019, 3, 4)}, "离职日期比入职还早"),
        ({"joined": date(2001, 1, 1), "left": date(2007, 12, 31)}, "2008年以前"),
        ({"wage": Decimal(0)}, "月工资要大于 0"),
        ({"wage": Decimal(99_999_999)}, "多写了几个零"),
        ({"average": Decimal(0)}, "当地月平均工资要大于 0"),
        ({"joined": date(1900, 1, 1)}, "好像写错了"),
    ],
)
def test_what_cannot_be_is_said_kindly(change: dict[str, object], words: str) -> None:
    with pytest.raises(WrongInput, match=words):
        work_out(replace(PLAIN, **change))  # type: ignore[arg-type]


@given(recent, recent, wages)
def test_damages_are_twice_the_severance_exact_to_the_cent(one: date, other: date, wage: Decimal) -> None:
    facts = Departure(min(one, other), max(one, other), wage)
    exact = Fraction(wage) * Fraction(facts.months(facts.joined))
    assert facts.damages == 2 * facts.severance
    assert abs(Fraction(facts.severance) - exact) <= Fraction(1, 200)
    assert facts.severance == facts.severance.quantize(Decimal("0.01")) > 0 or wage <= Decimal("0.01")


@given(recent, st.integers(0, 6000), st.integers(0, 6000), wages, wages)
def test_more_service_or_a_higher_wage_never_brings_less(
    joined: date, short: int, more: int, wage: Decimal, other: Decimal
) -> None:
    """Without the local average: over three times of it the law itself gives less for more (see the cap above)."""
    low, high = sorted((wage, other))
    left = joined + timedelta(days=short)
    before, later = Departure(joined, left, low), Departure(joined, left + timedelta(days=more), high)
    assert 0 <= before.severance <= later.severance
