"""The file of a year's plan: TOML that a union officer can write; everything that is wrong in it is named."""

import datetime as dt
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot.config import nearest
from bot.domain import survey
from bot.errors import ConfigError, Refusal

_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_SPAN = re.compile(rf"({_CLOCK})-({_CLOCK})")


RESERVED: Final = ("new", "figures")
"""What the console's addresses have in the place of an event's code."""


def _code(text: str) -> str:
    if text in RESERVED:
        raise ValueError(f"must not be {' or '.join(RESERVED)}: the console has pages of these names")
    return text


def _month(text: str) -> str:
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ValueError('must be a month such as "2027-06"') from None
    return text


def _hours(text: str) -> str:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError('must be a span such as "09:00-12:00"')
    if found[1] >= found[2]:
        raise ValueError("must end after it begins")
    return text


def _questions(items: tuple[survey.Item, ...]) -> tuple[survey.Item, ...]:
    try:
        return survey.items([item.model_dump(mode="json") for item in items])
    except Refusal as why:
        raise ValueError(str(why)) from None


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TeamRule(_Part):
    """Teams sign up: at least so many people, so many women among them; with `joins`, members join by a code.

    Only then the rest can be held: at most so many, so many of a group, all of one unit.
    """

    least: int = Field(ge=2, le=100)
    most: int | None = Field(None, ge=2, le=100)
    women: int = Field(0, ge=0)
    groups: dict[str, PositiveInt] = {}
    one_unit: bool = False
    joins: bool = False

    @model_validator(mode="after")
    def _whole(self) -> "TeamRule":
        if self.most is not None and self.most < self.least:
            raise ValueError("most is below least")
        if (self.most or self.groups or self.one_unit) and not self.joins:
            raise ValueError("most, groups and one_unit need joins = true")
        if max([self.women, *self.groups.values()]) > (self.most or 100):
            raise ValueError("asks for more of a group than a team may have")
        return self


class SignUp(_Part):
    """The window (both days included), the limits, what is asked."""

    opens: date | None = None
    closes: date | None = None
    limit: int | None = Field(None, ge=1)
    guests: int = Field(0, ge=0, le=20)
    per_unit: int | None = Field(None, ge=1)
    per_group: dict[str, PositiveInt] = {}
    team: TeamRule | None = None
    questions: Annotated[tuple[survey.Item, ...], AfterValidator(_questions)] = ()

    @model_validator(mode="after")
    def _whole(self) -> "SignUp":
        if self.team and (self.guests or self.per_group):
            raise ValueError("guests and per_group do not go with team")
        if self.limit and max([self.per_unit or 1, *self.per_group.values()]) > self.limit:
            raise ValueError("per_unit or per_group is above limit")
        return self


class Activity(_Part):
    """One activity: a month, or a date with hours."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,38}$"), AfterValidator(_code)]
    title: str = Field(min_length=2, max_length=60)
    month: Annotated[str, AfterValidator(_month)] | None = None
    date: dt.date | None = None
    hours: Annotated[str, AfterValidator(_hours)] | None = None
    place: str | None = Field(None, max_length=80)
    who: str | None = Field(None, max_length=80)
    unit: str | None = Field(None, max_length=60)
    groups: tuple[str, ...] = ()
    details: str | None = Field(None, max_length=1000)
    fee: str | None = Field(None, max_length=40)
    contact: str | None = Field(None, max_length=80)
    signup: SignUp | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Activity":
        if (self.month is None) == (self.date is None):
            raise ValueError("needs either month or date")
        if self.signup and self.date is None:
            raise ValueError("signup needs a date")
        opens, closes = (self.signup.opens, self.signup.closes) if self.signup else (None, None)
        if opens and closes and opens > closes:
            raise ValueError("signup closes before it opens")
        if self.date and any(day and day > self.date for day in (opens, closes)):
            raise ValueError("signup goes on after the activity")
        if self.hours and self.date is None:
            raise ValueError("hours need a date")
        return self

    @property
    def every_group(self) -> set[str]:
        """The keys of all groups that it names."""
        signup = self.signup or SignUp()
        return {*self.groups, *signup.per_group, *(signup.team.groups if signup.team else ())}


def _some(activities: tuple[Activity, ...]) -> tuple[Activity, ...]:
    if not activities:
        raise ValueError("is empty: a plan has at least one [[activity]]")
    return activities


class Plan(_Part):
    """A year's plan."""

    title: str = Field(min_length=2, max_length=60)
    activity: Annotated[tuple[Activity, ...], AfterValidator(_some)]


_TABLES: dict[str, type[BaseModel]] = {
    "signup": SignUp,
    "team": TeamRule,
    "questions": survey.Item,
    "when": survey.When,
}
"""What stands below a key of an activity."""


def read(file: Path) -> Plan:
    """A plan from its file; ConfigError names the activity and the key of everything that is wrong."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from None
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(problem, data) for problem in error.errors())) from None
    codes = [activity.id for activity in plan.activity]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ConfigError(f"activity id given twice: {', '.join(twice)}")
    return plan


def _explain(problem: ErrorDetails, data: dict[str, Any]) -> str:
    where = [str(part) for part in problem["loc"]]
    if where[:1] == ["activity"] and len(where) > 1:
        one = data["activity"][int(where[1])]
        named = one if isinstance(one, dict) else {}
        where[:2] = [f"activity {named.get('id') or named.get('title') or int(where[1]) + 1}"]
    words = "is written [[activity]]" if problem["type"] == "tuple_type" and not where[1:] else problem["msg"]
    words = words.removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        above = [part for part in where[:-1] if not part.isdecimal()]
        model = _TABLES.get(above[-1], Activity) if above else Plan
        words = "is unknown" + nearest(where[-1], list(model.model_fields))
    return f"{': '.join(_counted(where))} {words}"


def _counted(where: list[str]) -> list[str]:
    """The way to a key, with the numbers of a list's items from 1."""
    return [str(int(part) + 1) if part.isdecimal() and number else part for number, part in enumerate(where)]
