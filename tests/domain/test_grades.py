"""What is paid for a suggestion, to the cent: grades at their edges, differences, shares, caps, points."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import rewards
from bot.config.rewards import Grade, Rewards
from bot.domain import grades
from bot.errors import Refusal

DOC = (Path(__file__).parents[2] / "docs" / "suggestions-rewards.md").read_text("utf-8")
SHIPPED = rewards.read("")
PROGRESSIVE = Rewards.model_validate(tomllib.loads(DOC.split("```toml")[1].split("```")[0]))
"""The example of the docs: each grade pays for what lies above its lower bound."""

money = st.integers(0, 10**13).map(lambda number: Decimal(number) / 100)
benefits = st.one_of(st.integers(1, 2 * 10**8), st.integers(1, 10**14 - 1)).map(lambda number: Decimal(number) / 100)
weights = st.lists(
    st.one_of(st.integers(1, 10_000), st.decimals(Decimal("0.01"), 10_000, places=4)), min_size=1, max_size=30
)


@pytest.mark.parametrize(
    ("benefit", "name", "amount"),
    [
        ("0.01", "五等", "200.00"),
        ("9999.99", "五等", "200.00"),
        ("10000", "四等", "500.00"),
        ("25000.24", "四等", "500.00"),
        ("25000.25", "四等", "500.01"),
        ("99999.99", "四等", "2000.00"),
        ("100000.00", "三等", "2000.00"),
        ("299999.74", "三等", "5999.99"),
        ("300000.01", "三等", "6000.00"),
        ("499999.99", "三等", "6000.00"),
        ("500000", "二等", "7500.00"),
        ("500000.33", "二等", "7500.00"),
        ("500000.34", "二等", "7500.01"),
        ("999999.99", "二等", "15000.00"),
        ("1000000", "一等", "15000.00"),
        ("3333333.33", "一等", "50000.00"),
        ("999999999999.99", "一等", "50000.00"),
    ],
)
def test_each_grade_begins_with_its_lower_bound(benefit: str, name: str, amount: str) -> None:
    assert grades.grade(SHIPPED, Decimal(benefit)).name == name
    assert str(grades.amount(SHIPPED, Decimal(benefit))) == amount


@pytest.mark.parametrize("benefit", ["-0.01", "0.005", "1000000000000", "NaN", "sNaN", "Infinity", "1E+999999"])
def test_what_is_no_amount_is_refused(benefit: str) -> None:
    with pytest.raises(Refusal, match="金额写成 0 或更大的数"):
        grades.amount(SHIPPED, Decimal(benefit))
    with pytest.raises(Refusal, match="金额写成 0 或更大的数"):
        grades.due(SHIPPED, Decimal(1), Decimal(benefit))


def test_no_benefit_is_not_graded() -> None:
    for none in (Decimal(0), Decimal("-0.00")):
        with pytest.raises(Refusal, match="不评等级"):
            grades.grade(SHIPPED, none)


def test_what_cannot_be_measured_brings_a_fixed_sum() -> None:
    assert grades.participation(SHIPPED, "优秀建议奖") == 300
    assert grades.reserve(SHIPPED) == 200
    with pytest.raises(Refusal, match="没有“金奖”这个奖项。可以选：鼓励奖、优秀建议奖。"):
        grades.participation(SHIPPED, "金奖")


@pytest.mark.parametrize("rules", [SHIPPED, PROGRESSIVE])
@given(one=benefits, other=benefits)
def test_more_benefit_never_brings_less(rules: Rewards, one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert grades.amount(rules, low) <= grades.amount(rules, high)


@given(benefit=benefits, paid=money)
def test_nothing_is_paid_twice_or_asked_back(benefit: Decimal, paid: Decimal) -> None:
    first = grades.due(SHIPPED, benefit, paid)
    assert first >= 0
    assert paid + first >= grades.amount(SHIPPED, benefit)
    assert first == 0 or paid + first == grades.amount(SHIPPED, benefit)
    assert grades.due(SHIPPED, benefit, paid + first) == 0


@given(steps=st.lists(benefits, min_size=1, max_size=6))
def test_however_often_it_is_graded_it_brings_what_its_best_grade_brings(steps: list[Decimal]) -> None:
    paid = grades.reserve(SHIPPED)
    for benefit in steps:
        paid += grades.due(SHIPPED, benefit, paid)
    best = max(grades.amount(SHIPPED, benefit) for benefit in steps)
    assert paid == max(best, grades.reserve(SHIPPED))


@given(total=money, weights=weights)
def test_shares_are_whole_cents_and_sum_to_the_total(total: Decimal, weights: list[Decimal | int]) -> None:
    parts = grades.shares(total, weights)
    assert sum(parts) == total
    together = sum(map(Decimal, weights))
    for part, weight in zip(parts, weights, strict=True):
        assert part == part.quantize(Decimal("0.01"))
        assert abs(part - total * weight / together) < Decimal("0.010000001")


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        ("100", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.02", [1, 1, 1], ["0.01", "0.01", "0.00"]),
        ("0.05", [1, 2], ["0.02", "0.03"]),
        ("0.10", [Decimal("0.5"), Decimal("0.25"), Decimal("0.25")], ["0.05", "0.03", "0.02"]),
        ("0", [60, 40], ["0.00", "0.00"]),
        ("999999999999.99", [1], ["999999999999.99"]),
    ],
)
def test_cents_left_go_to_the_largest_remainders(total: str, weights: list[Decimal | int], parts: list[str]) -> None:
    assert list(map(str, grades.shares(Decimal(total), weights))) == parts


@pytest.mark.parametrize(
    "weight", ["0", "-1", "NaN", "sNaN", "Infinity", "1E+999999", "1E-999999", "10000.01", "0.01001"]
)
def test_who_contributed_nothing_has_no_share(weight: str) -> None:
    with pytest.raises(Refusal, match="每个人的贡献"):
        grades.shares(Decimal(100), [1, Decimal(weight)])
    with pytest.raises(Refusal, match="分给谁"):
        grades.shares(Decimal(100), [])


def capped_rules(**caps: Decimal) -> Rewards:
    return SHIPPED.model_copy(update={"caps": rewards.Caps(**caps)})


def test_a_persons_year_has_its_cap() -> None:
    rules = capped_rules(person_year=Decimal(1000))
    got = [grades.capped(rules, Decimal(400), Decimal(had)) for had in ("0", "600", "600.01", "1000", "2000")]
    assert list(map(str, got)) == ["400.00", "400.00", "399.99", "0.00", "0.00"]
    assert grades.capped(SHIPPED, Decimal(400), Decimal(10**9)) == 400


def test_a_suggestion_has_its_cap_however_often_it_is_graded() -> None:
    rules = capped_rules(suggestion=Decimal(150))
    assert grades.reserve(rules) == grades.participation(rules, "优秀建议奖") == 150
    assert grades.due(rules, Decimal(10**6), Decimal(0)) == 150
    assert grades.due(rules, Decimal(10**7), Decimal(150)) == 0


@pytest.mark.parametrize(
    ("rate", "amount", "count"),
    [("1", "200", 200), ("1", "0.49", 0), ("1", "0.50", 1), ("0.1", "355", 36), ("2.5", "1", 3)],
)
def test_half_a_point_counts_upward(rate: str, amount: str, count: int) -> None:
    rules = SHIPPED.model_copy(update={"points_per_yuan": Decimal(rate)})
    assert grades.points(rules, Decimal(amount)) == count


def test_money_is_read_with_commas_and_both_decimals() -> None:
    assert [grades.yuan(Decimal(one)) for one in ("1234.5", "0", "1000000", "0.005")] == [
        "1,234.50 元", "0.00 元", "1,000,000.00 元", "0.01 元"
    ]  # fmt: skip


# --- the examples of the docs are what the code gives


def rows(title: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    section = DOC.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    assert len(lines) > 3, title
    return [[cell.strip() for cell in line] for line in lines[2:]]


def figure(cell: str) -> Decimal:
    return Decimal(cell.removesuffix("元").replace(",", "").strip())


def test_the_docs_grade_as_the_code_does() -> None:
    for rules, title in ((SHIPPED, "等级奖"), (PROGRESSIVE, "换成本单位的办法")):
        for benefit, name, _, award in rows(title):
            assert grades.grade(rules, figure(benefit)).name == name
            assert grades.yuan(grades.amount(rules, figure(benefit))) == award


def test_the_docs_pay_the_difference_as_the_code_does() -> None:
    for _, paid, benefit, due in rows("复核、补发"):
        assert grades.yuan(grades.due(SHIPPED, figure(benefit), figure(paid))) == due


def test_the_docs_share_as_the_code_does() -> None:
    for total, given_weights, parts in rows("几个人一起提的"):
        shared = grades.shares(figure(total), [Decimal(one) for one in given_weights.split("、")])
        assert "、".join(f"{part:,}" for part in shared) == parts


def test_the_docs_cap_and_count_points_as_the_code_does() -> None:
    rules = capped_rules(person_year=Decimal(100_000))
    for had, wanted, got in rows("封顶"):
        assert grades.yuan(grades.capped(rules, figure(wanted), figure(had))) == got
    for amount, count in rows("积分"):
        assert f"{grades.points(SHIPPED, figure(amount)):,} 分" == count


def test_the_docs_name_every_key() -> None:
    keys = {field.alias or name for kind in (Grade, Rewards, rewards.Caps) for name, field in kind.model_fields.items()}
    assert keys <= set(re.findall(r"`([a-z_]+)`", DOC))
