"""What is paid for rationalization suggestions: grades by yearly benefit, fixed sums, caps; a union may edit them.

The shipped file is rewards.toml beside this module. Money is yuan, exact to the cent; docs/suggestions-rewards.md shows
officers what each line does. The rules that reckon with it are in bot.domain.grades.
"""

import logging
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.config import files

log = logging.getLogger(__name__)

SHIPPED: Final = Path(__file__).with_name("rewards.toml")
CENT: Final = Decimal("0.01")
TEN_THOUSAND: Final = 10_000
MOST_PERCENT: Final = 100
AMOUNT: Final = re.compile(r"([0-9]{1,11}(?:\.[0-9]{1,6})?)(万?)")
RATE: Final = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,4})?")


def _typed(written: object) -> str:
    """A number as its writer typed it: TOML has whole ones, broken ones, and text for those in 万."""
    return str(written) if isinstance(written, int | float | str | Decimal) and not isinstance(written, bool) else ""


def _money(written: object) -> Decimal:
    found = AMOUNT.fullmatch(_typed(written))
    amount = Decimal(found[1]) * (TEN_THOUSAND if found[2] else 1) if found else None
    if amount is None or amount != amount.quantize(CENT):
        raise ValueError('must be yuan, 0 or more, to the cent, such as 500, "99.50" or "10万"')
    return amount.quantize(CENT)


def _rate(written: object) -> Decimal:
    if not RATE.fullmatch(_typed(written)) or not (rate := Decimal(_typed(written))):
        raise ValueError("must be a number above 0 with four decimals at most, such as 1.5")
    return rate


def _at_most_all(percent: Decimal) -> Decimal:
    if percent > MOST_PERCENT:
        raise ValueError("must not be above 100")
    return percent


def cents(amount: Decimal) -> Decimal:
    """An amount to the cent, half a cent upward."""
    return amount.quantize(CENT, ROUND_HALF_UP)


Money = Annotated[Decimal, BeforeValidator(_money)]
Rate = Annotated[Decimal, BeforeValidator(_rate)]
Percent = Annotated[Rate, AfterValidator(_at_most_all)]
Name = Annotated[str, Field(pattern=r"^\S{1,12}$")]


class _Written(BaseModel):
    """Part of the file: frozen, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Grade(_Written):
    """What is paid for benefits from `start` (included; `from` in the file) up to where the grade above begins.

    Either `fixed`, with `percent_over` of what lies above `start` if one likes, or `percent` of the whole benefit;
    a percentage may have its `least` and `most`. `below` repeats where the grade ends, for those who read the file.
    """

    name: Name
    start: Money = Field(alias="from")
    below: Money | None = None
    fixed: Money | None = None
    percent: Percent | None = None
    percent_over: Percent | None = None
    least: Money | None = None
    most: Money | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.fixed is None) == (self.percent is None):
            raise ValueError("needs either fixed or percent")
        if self.percent is not None and self.percent_over is not None:
            raise ValueError("percent_over goes with fixed, not with percent")
        bounds = self.least is not None or self.most is not None
        if bounds and self.percent is None and self.percent_over is None:
            raise ValueError("least and most go with a percentage")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("least must not be above most")
        return self

    def award(self, benefit: Decimal) -> Decimal:
        """What a benefit of this grade brings, to the cent."""
        base = self.fixed if self.fixed is not None else benefit * (self.percent or 0) / 100
        reckoned = cents(base + (benefit - self.start) * (self.percent_over or 0) / 100)
        raised = reckoned if self.least is None else max(reckoned, self.least)
        return raised if self.most is None else min(raised, self.most)


def _in_order(grades: tuple[Grade, ...]) -> tuple[Grade, ...]:
    if not grades:
        raise ValueError("there must be one at least")
    names = Counter(one.name for one in grades)
    wrong = [f"two are called {name}" for name, times in names.items() if times > 1]
    if grades[0].below is not None:
        wrong.append("number 1, below: the highest has no end")
    for number, (upper, lower) in enumerate(pairwise(grades), 2):
        if lower.start >= upper.start:
            wrong.append(f"number {number}, from: must lie below number {number - 1}: the highest stands first")
        elif lower.below is not None and lower.below != upper.start:
            clash = "a gap" if lower.below < upper.start else "an overlap"
            wrong.append(f"number {number}, below: leaves {clash}, number {number - 1} begins at {upper.start}")
    if lowest := min(one.start for one in grades):
        wrong.append(f"none begins at 0, which leaves a gap below {lowest}")
    if wrong:
        raise ValueError("\n".join(wrong))
    return grades


class Caps(_Written):
    """What is never exceeded: for one suggestion however often it is graded, for one person in a calendar year."""

    suggestion: Annotated[Money, Field(gt=0)] | None = None
    person_year: Annotated[Money, Field(gt=0)] | None = None


class Rewards(_Written):
    """The whole file. `grades` stand from the highest to the lowest."""

    grades: Annotated[tuple[Grade, ...], AfterValidator(_in_order)]
    participation: Annotated[dict[Name, Money], Field(min_length=1, max_length=20)]
    reserve: Money
    points_per_yuan: Rate
    caps: Caps = Caps()

    @property
    def remarks(self) -> tuple[str, ...]:
        """Where more benefit brings less: a grade that begins with less than the one below it reaches."""
        steps = [
            (upper.name, upper.award(upper.start), lower.name, lower.award(upper.start - CENT))
            for upper, lower in pairwise(self.grades)
        ]
        return tuple(
            f"{upper} begins with {first} yuan, less than the {top} that {lower} reaches"
            for upper, first, lower, top in steps
            if first < top
        )


@cache
def read(file: str) -> Rewards:
    """What a file pays, or the shipped one without a file; ValueError says all that is wrong. Remarks go to the log."""
    try:
        found = Rewards.model_validate(files.toml(Path(file) if file else SHIPPED))
    except ValidationError as error:
        raise ValueError("\n".join(map(files.explained, error.errors()))) from None
    for remark in found.remarks:
        log.warning("[suggestions] rewards_file: %s", remark)
    return found


def _readable(file: str) -> str:
    read(file)
    return file


RewardsFile = Annotated[str, AfterValidator(_readable)]
"""The path of such a file, empty for the shipped one; a relative one begins where the program is started."""
