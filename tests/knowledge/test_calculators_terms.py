"""Injury benefits, probation, retirement and time limits against the articles."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calculators import WrongInput, injury, probation, retirement, time_limit
from knowledge.calculators.injury import DEATH, FUNERAL, LUMP_SUM, MONTHLY, Death, Disability
from knowledge.calculators.probation import DAMAGES, LIMIT, LOWEST, Probation, Term
from knowledge.calculators.retirement import YEARS, Kind, Person, years_of_contribution
from knowledge.calculators.spans import on
from knowledge.calculators.time_limit import LEFT, RULE, Claim, Clock

TODAY = date(2026, 11, 23)
wages = st.decimals(Decimal("0.01"), Decimal(500_000), places=2)


# --- injuries


@pytest.mark.parametrize(
    ("grade", "months", "percent"),
    [
        (1, 27, 90), (2, 25, 85), (3, 23, 80), (4, 21, 75), (5, 18, 70), (6, 16, 60),
        (7, 13, None), (8, 11, None), (9, 9, None), (10, 7, None),
    ],
)  # fmt: skip
def test_months_and_allowance_by_grade(grade: int, months: int, percent: int | None) -> None:
    sheet = injury.by_grade(Disability(grade, Decimal(6000)))
    assert sheet[LUMP_SUM] == 6000 * months
    allowance = [line.value for line in sheet.lines if line.label == MONTHLY]
    assert allowance == ([60 * percent] if percent else [])


@pytest.mark.parametrize(
    ("wage", "base"),
    [("5999.99", "6000"), ("6000", "6000"), ("6000.01", "6000.01"), ("30000", "30000"), ("30000.01", "30000")],
)
def test_the_own_wage_lies_within_60_and_300_per_cent(wage: str, base: str) -> None:
    assert Disability(5, Decimal(wage), Decimal(10_000)).base == Decimal(base)


@given(st.integers(1, 9), wages, wages)
def test_a_graver_injury_or_a_higher_wage_never_brings_less(grade: int, one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    less, more = (injury.by_grade(Disability(*facts))[LUMP_SUM] for facts in ((grade + 1, low), (grade, high)))
    assert isinstance(less, Decimal) and isinstance(more, Decimal)  # noqa: PT018 - both are money
    assert 0 <= less <= more


def test_a_death_worked_by_hand() -> None:
    sheet = injury.of_death(Death(Decimal(50_000), Decimal(9000), 2025))
    assert (sheet[DEATH], sheet[FUNERAL]) == (1_000_000, 54_000)
    assert "适用于2026年去世的" in sheet.text
    assert "6个月的当地上年度职工月平均工资" in injury.of_death(Death(Decimal(50_000))).text


@pytest.mark.parametrize("grade", [0, 11, -1])
def test_a_grade_that_there_is_not_is_refused_kindly(grade: int) -> None:
    with pytest.raises(WrongInput, match="1 到 10 级"):
        injury.by_grade(Disability(grade, Decimal(6000)))


def test_impossible_figures_are_refused_kindly() -> None:
    with pytest.raises(WrongInput, match="本人工资要大于 0"):
        injury.by_grade(Disability(3, Decimal(0)))
    with pytest.raises(WrongInput, match="可支配收入要大于 0"):
        injury.of_death(Death(Decimal(0)))


# --- probation


@pytest.mark.parametrize(
    ("months", "limit"),
    [("0", 0), ("2.9", 0), ("3", 1), ("11.9", 1), ("12", 2), ("35.9", 2), ("36", 6), ("600", 6)],
)
def test_probation_by_the_months_of_the_contract(months: str, limit: int) -> None:
    assert Probation(Term.FIXED, Decimal(months)).limit == limit


@pytest.mark.parametrize(("term", "limit"), [(Term.OPEN, 6), (Term.TASK, 0), (Term.PROBATION_ONLY, 0)])
def test_probation_of_other_contracts(term: Term, limit: int) -> None:
    assert probation.work_out(Probation(term))[LIMIT] == limit


@pytest.mark.parametrize(("served", "damages"), [("2", None), ("2.5", 3000), ("5", 18_000)])
def test_damages_for_what_went_beyond(served: str, damages: int | None) -> None:
    sheet = probation.work_out(Probation(Term.FIXED, Decimal(12), Decimal(served), Decimal(6000)))
    assert sheet[LOWEST] == 4800
    assert [line.value for line in sheet.lines if line.label == DAMAGES] == ([damages] if damages else [])
    assert ("劳动合同法第八十三条" in sheet.articles) is bool(damages)


@given(st.decimals(0, 600, places=1), st.decimals(0, 600, places=1))
def test_a_longer_contract_never_has_a_shorter_probation(one: Decimal, other: Decimal) -> None:
    short, long = sorted((one, other))
    assert Probation(Term.FIXED, short).limit <= Probation(Term.FIXED, long).limit


# --- retirement


@pytest.mark.parametrize(
    ("kind", "born", "age", "retires"),
    [
        (Kind.MAN, (1964, 12), "60岁", (2024, 12)),
        (Kind.MAN, (1965, 1), "60岁1个月", (2025, 2)),
        (Kind.MAN, (1965, 4), "60岁1个月", (2025, 5)),
        (Kind.MAN, (1965, 5), "60岁2个月", (2025, 7)),
        (Kind.MAN, (1968, 12), "61岁", (2029, 12)),
        (Kind.MAN, (1976, 8), "62岁11个月", (2039, 7)),
        (Kind.MAN, (1976, 9), "63岁", (2039, 9)),
        (Kind.MAN, (1990, 1), "63岁", (2053, 1)),
        (Kind.WOMAN_55, (1969, 12), "55岁", (2024, 12)),
        (Kind.WOMAN_55, (1970, 1), "55岁1个月", (2025, 2)),
        (Kind.WOMAN_55, (1981, 8), "57岁11个月", (2039, 7)),
        (Kind.WOMAN_55, (1981, 9), "58岁", (2039, 9)),
        (Kind.WOMAN_50, (1974, 12), "50岁", (2024, 12)),
        (Kind.WOMAN_50, (1975, 1), "50岁1个月", (2025, 2)),
        (Kind.WOMAN_50, (1975, 2), "50岁1个月", (2025, 3)),
        (Kind.WOMAN_50, (1975, 3), "50岁2个月", (2025, 5)),
        (Kind.WOMAN_50, (1984, 10), "54岁11个月", (2039, 9)),
        (Kind.WOMAN_50, (1984, 11), "55岁", (2039, 11)),
    ],
)
def test_the_delayed_schedule(kind: Kind, born: tuple[int, int], age: str, retires: tuple[int, int]) -> None:
    person = Person(date(*born, 15), kind)
    assert (person.age, person.retires) == (age, date(*retires, 1))


@pytest.mark.parametrize(
    ("year", "years"),
    [(2025, "15"), (2029, "15"), (2030, "15.5"), (2031, "16"), (2038, "19.5"), (2039, "20"), (2060, "20")],
)
def test_years_of_contribution(year: int, years: str) -> None:
    assert years_of_contribution(year) == Decimal(years)


@given(st.sampled_from(Kind), st.dates(date(1940, 1, 1), date(2008, 12, 31)))
def test_who_is_born_later_never_retires_earlier(kind: Kind, born: date) -> None:
    person, next_one = Person(born, kind), Person(on(born.replace(day=1), 1), kind)
    assert person.retires < next_one.retires
    assert person.old <= person.earliest <= person.retires
    assert on(person.earliest, 36) >= person.retires


def test_flexible_retirement() -> None:
    sheet = retirement.work_out(Person(date(1984, 11, 3), Kind.WOMAN_50), TODAY)
    assert [line.value for line in sheet.lines] == ["55岁", "2039年11月", "2036年11月", "2042年11月", "20年"]
    assert retirement.work_out(Person(date(1978, 6, 1), Kind.WOMAN_50), TODAY)[YEARS] == "15年6个月"
    old = retirement.work_out(Person(date(1960, 1, 1), Kind.MAN), TODAY).text
    assert "您已经到了法定退休年龄" in old
    assert "您没有被推迟" in old


def test_a_birth_to_come_is_refused_kindly() -> None:
    with pytest.raises(WrongInput, match="出生日期还没到"):
        retirement.work_out(Person(date(2065, 5, 1), Kind.MAN), TODAY)


# --- time limits


@pytest.mark.parametrize(
    ("known", "left"),
    [
        (date(2025, 11, 22), "已过 1 天"),
        (date(2025, 11, 23), "今天是最后一天"),
        (date(2025, 11, 24), "1 天"),
        (date(2026, 11, 23), "365 天"),
    ],
)
def test_a_year_from_the_day_it_was_known(known: date, left: str) -> None:
    for claim in (Claim.OTHER, Claim.INJURY):
        assert time_limit.work_out(Clock(claim, TODAY, known=known))[LEFT] == left
    assert time_limit.work_out(Clock(Claim.WAGES, TODAY, left=known))[LEFT] == left


def test_a_year_from_29_february_ends_on_the_28th() -> None:
    assert Clock(Claim.OTHER, TODAY, known=date(2024, 2, 29)).ends == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("claimed", "ends"),
    [
        (None, date(2025, 3, 1)),
        (date(2024, 9, 1), date(2025, 9, 1)),
        (date(2025, 3, 1), date(2026, 3, 1)),
        (date(2025, 3, 2), date(2025, 3, 1)),  # too late: the year was over
    ],
)
def test_a_claim_within_the_year_starts_it_anew(claimed: date | None, ends: date) -> None:
    assert Clock(Claim.OTHER, TODAY, known=date(2024, 3, 1), claimed=claimed).ends == ends


def test_wages_while_employed_know_no_year() -> None:
    assert "不受一年限制" in str(time_limit.work_out(Clock(Claim.WAGES, TODAY, employed=True))[RULE])


def test_who_is_late_is_not_sent_away() -> None:
    for claim in Claim:
        late = Clock(claim, TODAY, left=date(2020, 1, 1), known=date(2020, 1, 1))
        assert "马上联系工会" in time_limit.work_out(late).text


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (Clock(Claim.OTHER, TODAY, known=TODAY + timedelta(days=1)), "还没有到"),
        (Clock(Claim.WAGES, TODAY, left=TODAY + timedelta(days=1)), "还没有到"),
        (Clock(Claim.OTHER, TODAY, known=TODAY, claimed=TODAY - timedelta(days=1)), "比知道的日子还早"),
        (Clock(Claim.OTHER, TODAY, known=TODAY, claimed=TODAY + timedelta(days=1)), "去要的日子还没到"),
        (Clock(Claim.OTHER, TODAY), "还差日期"),
        (Clock(Claim.WAGES, TODAY), "还差离职日期"),
    ],
)
def test_impossible_clocks_are_refused_kindly(clock: Clock, words: str) -> None:
    with pytest.raises(WrongInput, match=words):
        time_limit.work_out(clock)


@given(st.dates(date(1990, 1, 1), TODAY), st.dates(date(1990, 1, 1), TODAY))
def test_what_is_known_later_ends_no_earlier(one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert Clock(Claim.OTHER, TODAY, known=early).ends <= Clock(Claim.OTHER, TODAY, known=late).ends
