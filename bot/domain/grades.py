"""What is paid for a rationalization suggestion (合理化建议): pure rules on yuan, exact to the cent, without a table.

How much each grade pays is the union's own: bot.config.rewards. A benefit is that of twelve months, and verified.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from bot.config.rewards import CENT, Grade, Rewards, cents
from bot.errors import Refusal

MOST: Final = Decimal(10) ** 12
"""Yuan; as much or more is a slip of the keyboard."""

LEAST_WEIGHT, MOST_WEIGHT = CENT, Decimal(10_000)
FINEST: Final = 4
"""Decimals of a weight."""

NO_AMOUNT: Final = "金额写成 0 或更大的数，最多到分，比如 12000 或 356.50。"
NO_BENEFIT: Final = "年效益是 0 的不评等级。请填财务核定的年效益；算不出效益的，选一个固定的奖项。"
NO_SUCH_CLASS: Final = "没有“{name}”这个奖项。可以选：{names}。"
NOBODY: Final = "请先写上奖金分给谁。"
NO_WEIGHT: Final = "每个人的贡献写成 0.01 到 10000 之间的数，比如 60 和 40。没有贡献的人不要列进来。"


def grade(rules: Rewards, benefit: Decimal) -> Grade:
    """The grade of a verified yearly benefit; its lower bound is included. Refusal where there is none to grade."""
    verified = _to_the_cent(benefit)
    if not verified:
        raise Refusal(NO_BENEFIT)
    return next(one for one in rules.grades if one.start <= verified)


def amount(rules: Rewards, benefit: Decimal) -> Decimal:
    """All that a suggestion of that benefit brings, whoever shares it, within what one suggestion may bring."""
    return _within(rules.caps.suggestion, grade(rules, benefit).award(benefit))


def participation(rules: Rewards, name: str) -> Decimal:
    """What an adopted suggestion brings whose benefit cannot be measured: the fixed sum of a class (鼓励奖, say)."""
    if name not in rules.participation:
        raise Refusal(NO_SUCH_CLASS.format(name=name, names="、".join(rules.participation)))
    return _within(rules.caps.suggestion, rules.participation[name])


def reserve(rules: Rewards) -> Decimal:
    """What a good idea brings that cannot be used yet (技术储备)."""
    return _within(rules.caps.suggestion, rules.reserve)


def due(rules: Rewards, benefit: Decimal, paid: Decimal) -> Decimal:
    """What is still to be paid once a suggestion is graded, for the first time or again."""
    return difference(amount(rules, benefit), paid)


def difference(award: Decimal, paid: Decimal) -> Decimal:
    """What is left of an award: nothing is paid twice, and nothing is asked back.

    `paid` is all that this suggestion was awarded before: reserve, participation, points at their worth in yuan, and
    what a person's cap of the year kept back, which is not made up for later.
    """
    return max(_to_the_cent(award) - _to_the_cent(paid), Decimal("0.00"))


def shares(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """A team's award by contribution, to the cent, in the order of the weights; the sum is exactly the total.

    Each gets the whole cents of their part; the cents left go to the largest remainders, the first of equal ones first.
    """
    parts = [_weight(one) for one in weights]
    if not parts:
        raise Refusal(NOBODY)
    whole = int(_to_the_cent(total) / CENT)
    exact = [whole * part / sum(parts) for part in parts]
    given = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: given[place] - exact[place])
    for place in by_remainder[: whole - sum(given)]:
        given[place] += 1
    return [number * CENT for number in given]


def capped(rules: Rewards, amount: Decimal, this_year: Decimal) -> Decimal:
    """What one person gets of an amount who had `this_year` already in the calendar year; never below 0."""
    wanted, had = _to_the_cent(amount), _to_the_cent(this_year)
    if rules.caps.person_year is None:
        return wanted
    return _within(max(rules.caps.person_year - had, Decimal("0.00")), wanted)


def points(rules: Rewards, amount: Decimal) -> int:
    """The points for one who wants no money, half a point upward."""
    return int((_to_the_cent(amount) * rules.points_per_yuan).quantize(Decimal(1), ROUND_HALF_UP))


def yuan(amount: Decimal) -> str:
    """1,234.50 元."""
    return f"{cents(amount):,} 元"


def _within(cap: Decimal | None, amount: Decimal) -> Decimal:
    return amount if cap is None else min(amount, cap)


def _to_the_cent(amount: Decimal) -> Decimal:
    """An amount as it was given, with both decimals; Refusal where it is no amount of money."""
    if not amount.is_finite() or not 0 <= amount < MOST or amount != amount.quantize(CENT):
        raise Refusal(NO_AMOUNT)
    return abs(amount.quantize(CENT))


def _weight(written: Decimal | int) -> Fraction:
    weight = Decimal(written)
    if not weight.is_finite() or not LEAST_WEIGHT <= weight <= MOST_WEIGHT or weight != round(weight, FINEST):
        raise Refusal(NO_WEIGHT)
    return Fraction(weight)
