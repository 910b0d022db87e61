"""The second wage, overtime and a day's wage against the articles."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calculators import WrongInput, double_wage, wage
from knowledge.calculators.double_wage import EXTRA, Unsigned
from knowledge.calculators.sheet import cents
from knowledge.calculators.wage import DAY, EARNED, HOUR, TOTAL, Overtime, convert, overtime

TODAY = date(2026, 11, 23)
HERE = Unsigned(date(2025, 1, 10), Decimal(6000), TODAY)
wages = st.decimals(Decimal("0.01"), Decimal(500_000), places=2)
hours = st.decimals(Decimal(0), Decimal(744), places=1)


# --- the second wage


@pytest.mark.parametrize(
    ("left", "extra"),
    [
        (date(2025, 2, 8), "0"),
        (date(2025, 2, 9), "0"),  # the month is full; the second wage begins on the day after
        (date(2025, 2, 10), "275.86"),  # one working day: 6000 / 21.75
        (date(2025, 3, 8), "5517.24"),  # 20 working days
        (date(2025, 3, 9), "6000"),
        (date(2026, 1, 8), "66000"),  # all 23 working days of the last month count as a month at most
        (date(2026, 1, 9), "66000"),
        (date(2026, 1, 10), "66000"),
        (TODAY, "66000"),
    ],
)
def test_from_the_second_month_to_the_eve_of_a_year(left: date, extra: str) -> None:
    assert replace(HERE, left=left).extra == Decimal(extra)


@pytest.mark.parametrize(
    ("signed", "extra"),
    [
        (date(2025, 2, 9), "0"),
        (date(2025, 2, 10), "0"),  # the day before signing is the last one
        (date(2025, 2, 11), "275.86"),
        (date(2025, 3, 10), "6000"),
        (date(2026, 1, 9), "66000"),
        (date(2026, 6, 1), "66000"),
    ],
)
def test_until_the_day_before_signing(signed: date, extra: str) -> None:
    assert replace(HERE, signed=signed).extra == Decimal(extra)


def test_months_by_the_calendar_also_from_the_end_of_one() -> None:
    facts = replace(HERE, started=date(2025, 1, 31))
    assert (facts.first, facts.last) == (date(2025, 3, 1), date(2026, 1, 30))
    assert facts.extra == 66_000


def test_who_came_before_2008_counts_from_then() -> None:
    facts = replace(HERE, started=date(2006, 5, 1))
    assert (facts.first, facts.last) == (date(2008, 2, 1), date(2008, 12, 31))
    assert "劳动合同法第九十七条" in double_wage.work_out(facts).articles


def test_the_time_limit_is_told() -> None:
    running = double_wage.work_out(replace(HERE, started=date(2026, 1, 10))).text
    assert "2027年2月10日前申请仲裁最稳；最晚2027年11月23日" in running
    assert "看来已经过了" in double_wage.work_out(replace(HERE, left=date(2025, 6, 1))).text
    assert "视为已签无固定期限合同" in double_wage.work_out(HERE).text


def test_a_contract_within_the_month_brings_nothing_and_says_why() -> None:
    sheet = double_wage.work_out(replace(HERE, signed=date(2025, 1, 20)))
    assert sheet[EXTRA] == 0
    assert "满一个月的第二天起" in sheet.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"started": TODAY + timedelta(days=1)}, "上班的第一天还没到"),
        ({"left": date(2025, 1, 9)}, "离职日期比入职还早"),
        ({"signed": date(2025, 1, 9)}, "签合同的日子在上班以前"),
        ({"wage": Decimal(0)}, "月工资要大于 0"),
    ],
)
def test_what_cannot_be_is_said_kindly(change: dict[str, object], words: str) -> None:
    with pytest.raises(WrongInput, match=words):
        double_wage.work_out(replace(HERE, **change))  # type: ignore[arg-type]


@given(st.dates(date(2008, 1, 1), TODAY), st.integers(0, 500), st.integers(0, 500), wages, wages)
def test_a_longer_time_or_a_higher_wage_never_brings_less(
    started: date, worked: int, more: int, one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    left = started + timedelta(days=worked)
    before = Unsigned(started, low, date(2030, 1, 1), left=left)
    later = Unsigned(started, high, date(2030, 1, 1), left=left + timedelta(days=more))
    assert 0 <= before.extra <= later.extra <= 11 * high
    assert later.extra == cents(later.extra)


# --- overtime


def test_a_month_worked_by_hand() -> None:
    """4,350 / 21.75 / 8 = 25 an hour: 10 h at 37.50, 8 h at 50, 8 h at 75."""
    sheet = overtime(Overtime(Decimal(4350), Decimal(10), Decimal(8), Decimal(8)))
    assert [line.value for line in sheet.lines] == [Decimal(1375), Decimal(375), Decimal(400), Decimal(600)]
    assert "4,350.00 ÷ 21.75 ÷ 8 × 10 小时 × 150%" in sheet.text


def test_only_what_was_worked_is_listed() -> None:
    sheet = overtime(Overtime(Decimal(4350), holiday=Decimal(8)))
    assert [line.label for line in sheet.lines] == [TOTAL, "法定节假日加班"]


@given(wages, hours, hours, hours)
def test_overtime_is_exact_to_the_cent(monthly: Decimal, workday: Decimal, rest_day: Decimal, holiday: Decimal) -> None:
    facts = Overtime(monthly, workday, rest_day, holiday)
    hourly = Fraction(monthly) / Fraction("21.75") / 8
    exact = hourly * (Fraction(workday) * Fraction("1.5") + Fraction(rest_day) * 2 + Fraction(holiday) * 3)
    assert abs(Fraction(facts.total) - exact) <= Fraction(3, 200)
    assert facts.total == cents(facts.total) >= 0


@given(wages, wages, hours, hours)
def test_more_hours_or_a_higher_wage_never_bring_less(
    one: Decimal, other: Decimal, few: Decimal, many: Decimal
) -> None:
    (low, high), (short, long) = sorted((one, other)), sorted((few, many))
    assert Overtime(low, short, short, short).total <= Overtime(high, long, long, long).total


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Overtime(Decimal(5000)), "三种加班都是 0"),
        (Overtime(Decimal(0), Decimal(1)), "月工资要大于 0"),
        (Overtime(Decimal(5000), Decimal(-1)), "不能是负数"),
        (Overtime(Decimal(5000), Decimal(20_001)), "写得太大了"),
    ],
)
def test_impossible_overtime_is_refused_kindly(facts: Overtime, words: str) -> None:
    with pytest.raises(WrongInput, match=words):
        overtime(facts)


# --- a day's wage


def test_a_days_and_an_hours_wage() -> None:
    sheet = convert(Decimal(5000), Decimal(3))
    assert (sheet[DAY], sheet[HOUR], sheet[EARNED]) == (Decimal("229.89"), Decimal("28.74"), Decimal("689.66"))
    assert len(convert(Decimal(5000)).lines) == 2


def test_half_a_cent_goes_up() -> None:
    assert cents(Decimal("0.005")) == Decimal("0.01")
    assert cents(Decimal("2.675")) == Decimal("2.68")
    assert wage.Overtime(Decimal("0.58"), Decimal(1)).total == Decimal("0.01")


def test_impossible_days_are_refused_kindly() -> None:
    with pytest.raises(WrongInput, match="天数写得太大了"):
        convert(Decimal(5000), Decimal(367))
    with pytest.raises(WrongInput, match="月工资要大于 0"):
        convert(Decimal(-1))
