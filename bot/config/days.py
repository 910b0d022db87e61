"""The union's own days: what it has off and when it makes up for that, from a TOML file that the union keeps itself.

The file has two lists, and each may be left out: `holidays = [2027-01-02]` and `workdays = [2027-02-07]`. A day may
have a name, for those who read the file: `{ day = 2027-01-02, name = "元旦" }`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot.config import files

YEARS = range(2000, 2101)
"""Another year is a slip of the pen."""


@dataclass(frozen=True)
class OwnDays:
    """Days off and make-up workdays; both win over the calendar that all of China has."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()


NO_DAYS = OwnDays()


def read(file: str) -> OwnDays:
    """The days of a file, or none without a file; ValueError with a line for everything that is wrong in it."""
    if not file:
        return NO_DAYS
    try:
        found = _File.model_validate(files.toml(Path(file)))
    except ValidationError as error:
        raise ValueError("\n".join(_explain(problem) for problem in error.errors())) from None
    return OwnDays(frozenset(one.day for one in found.holidays), frozenset(one.day for one in found.workdays))


def _readable(file: str) -> str:
    read(file)
    return file


DaysFile = Annotated[str, AfterValidator(_readable)]
"""The path of such a file, empty for none; a relative one begins in the folder where the program is started."""


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    if type(value) is not date:
        raise ValueError("must be a date such as 2027-01-02, without quotation marks")
    if value.year not in YEARS:
        raise ValueError(f"must lie between {YEARS[0]} and {YEARS[-1]}")
    return value


class _Day(BaseModel):
    """One day; its name is for those who read the file."""

    model_config = ConfigDict(extra="forbid")
    day: Annotated[date, BeforeValidator(_plain)]
    name: str = ""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        return value if isinstance(value, dict) else {"day": value}


class _File(BaseModel):
    """The file: no key but these two, and no day twice."""

    model_config = ConfigDict(extra="forbid")
    holidays: tuple[_Day, ...] = ()
    workdays: tuple[_Day, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        days = Counter(one.day for one in (*self.holidays, *self.workdays))
        if twice := sorted(day for day, times in days.items() if times > 1):
            raise ValueError("\n".join(f"{day} stands there twice" for day in twice))
        return self


def _explain(problem: ErrorDetails) -> str:
    """holidays, number 2: must be a date …, is '2027-01-02'."""
    if not problem["loc"]:
        return problem["msg"].removeprefix("Value error, ")
    key, *rest = problem["loc"]
    number = f", number {rest[0] + 1}" if rest and isinstance(rest[0], int) else ""
    part = f", {rest[1]}" if len(rest) > 1 and rest[1] != "day" else ""
    if problem["type"] == "extra_forbidden":
        return f"{key}{number}{part} is unknown; known are {'day, name' if number else 'holidays, workdays'}"
    return f"{key}{number}{part}: {problem['msg'].removeprefix('Value error, ')}, is {problem['input']!r}"
