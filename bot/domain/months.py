"""A month of the office's calendar: which days it works and why, and what of the union's falls on each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Final, TypeVar

import holidays
from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from bot.domain import calendar, events, roles
from bot.domain.box import Suggestion
from bot.domain.calendar import Office
from bot.domain.casebook import Case, live
from bot.domain.events import Event
from bot.domain.roles import Right
from bot.domain.staff import Officer

Square = TypeVar("Square")

WEEK: Final = 7
WEEKEND = 5
"""Saturday's number; Sunday's is higher."""

OWN_OFF, OWN_WORK, MAKE_UP, SWAPPED = "本单位放假", "本单位上班", "调休上班", "调休放假"
_SWAPPED = "休息日"
"""So the library calls a day off for which another is worked."""


@dataclass
class Day:
    """One day: whether the office works, what it is called where it is not as usual, and what falls on it."""

    day: date
    works: bool
    name: str
    cases: int = 0
    suggestions: int = 0
    events: list[Event] = field(default_factory=list)


def days(first: date, office: Office) -> list[Day]:
    """The days of the month that begins with this day, with nothing on them yet."""
    return [Day(day, calendar.is_workday(day, office.own), name(day, office)) for day in _month(first)]


def weeks(first: date, squares: Sequence[Square]) -> list[list[Square | None]]:
    """The days of the month that begins with this day as weeks from Monday to Sunday; None for days of other months."""
    padded: list[Square | None] = [*[None] * first.weekday(), *squares]
    padded += [None] * (-len(padded) % WEEK)
    return [padded[at : at + WEEK] for at in range(0, len(padded), WEEK)]


def fill(found: list[Day], session: Session, officer: Officer, office: Office) -> None:
    """Put on these days what the officer may see: cases and suggestions that are due then, events that begin then."""
    bounds = [datetime.combine(one.day, datetime.min.time(), office.zone) for one in found]
    bounds.append(datetime.combine(found[-1].day + timedelta(days=1), datetime.min.time(), office.zone))
    cases = _counted(session, bounds, Case.due_at, [_there(Case.unit_id, officer, Right.SEE_CASES), live()])
    reach = _there(Suggestion.unit_id, officer, Right.SEE_SUGGESTIONS)
    suggestions = _counted(session, bounds, Suggestion.due_at, [reach])
    for one, due, wanted in zip(found, cases, suggestions, strict=True):
        one.cases, one.suggestions = due, wanted
    if Right.SEE_EVENTS in roles.rights(session, officer):
        for event in events.starting_between(session, bounds[0], bounds[-1]):
            assert event.starts_at  # noqa: S101 - those without a day are not found
            found[event.starts_at.astimezone(office.zone).day - 1].events.append(event)


def name(day: date, office: Office) -> str:
    """春节, 调休上班; empty for a day that is as its weekday."""
    if day in office.own.holidays:
        return OWN_OFF
    if day in office.own.workdays:
        return OWN_WORK
    if day.weekday() >= WEEKEND and calendar.is_workday(day, office.own):
        return MAKE_UP
    return _called(day.year).get(day, "")


@cache
def _called(year: int) -> dict[date, str]:
    """What the holidays of a year are called in Chinese."""
    found = holidays.country_holidays("CN", years=year, expand=False, language="zh_CN")
    return {day: SWAPPED if called.startswith(_SWAPPED) else called for day, called in found.items()}


def _month(first: date) -> Iterator[date]:
    day = first
    while day.month == first.month:
        yield day
        day += timedelta(days=1)


def _there(unit_id: SQLColumnExpression[int], officer: Officer, right: Right) -> ColumnElement[bool]:
    return unit_id.in_(roles.reaching(officer, right))


def _counted(
    session: Session,
    bounds: list[datetime],
    due: SQLColumnExpression[Any],
    which: list[ColumnElement[bool]],
) -> list[int]:
    """How many are due between each two bounds, in one look at the whole span."""
    counts = [func.count().filter(due >= begin, due < end) for begin, end in pairwise(bounds)]
    return list(session.execute(select(*counts).where(due >= bounds[0], due < bounds[-1], *which)).one())
