"""Seasons: a year's events in figures, by month and by branch of the union; counted by the store.

How many were held, how many people signed up for them, how many of these were there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.domain import heads, turnout
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.heads import Reach
from bot.domain.seats import Registration
from bot.domain.turnout import ELSEWHERE, WHOLE, Line
from bot.domain.units import Unit

DECEMBER: Final = 12


@dataclass(frozen=True)
class Season:
    """The figures of a year: in all, by month, by branch, and by branch within each month. `places` are those taken."""

    whole: Line
    places: dict[int, int]
    months: dict[int, Line]
    branches: tuple[Line, ...]
    cells: dict[int, tuple[Line, ...]]


def of(act: Act, year: int, reach: Reach, top: int | None = None) -> Season:
    """The figures of the events of a year that are over, for these units, by the branches of `top` (None: the root)."""
    held, session = _held(act, year), act.session
    counted = select(Event.month, func.count()).where(held).group_by(Event.month)
    by_month = {day.month: Line(f"{day.month}月", events=events) for day, events in session.execute(counted)}
    cells = _cells(session, held, reach, top)
    months = {month: _summed(line.name, cells.get(month, ()), line.events) for month, line in by_month.items()}
    return Season(
        _summed(WHOLE, months.values(), sum(one.events for one in by_month.values())),
        _places(session, held, reach),
        months,
        turnout.veil(_branches(session, held, reach, top)),
        {month: turnout.veil(lines) for month, lines in cells.items()},
    )


def years(session: Session) -> list[int]:
    """The years that have events, the newest first."""
    shown = select(Event.month).where(Event.draft.is_(False))
    first = session.scalars(shown.order_by(Event.month).limit(1)).first()
    last = session.scalars(shown.order_by(Event.month.desc()).limit(1)).first()
    return list(range(last.year, first.year - 1, -1)) if first and last else []


def _held(act: Act, year: int) -> ColumnElement[bool]:
    over = or_(
        func.coalesce(Event.ends_at, Event.starts_at) <= act.now,
        and_(Event.starts_at.is_(None), Event.month < act.today.replace(day=1)),
    )
    within = Event.month.between(date(year, 1, 1), date(year, DECEMBER, 1))
    return and_(Event.draft.is_(False), Event.cancelled.is_(False), within, over)


def _cells(session: Session, held: ColumnElement[bool], reach: Reach, top: int | None) -> dict[int, tuple[Line, ...]]:
    found = dict[int, list[Line]]()
    rows = heads.signed_up(held)
    for month, *line in session.execute(_counted(session, rows, reach, top, Event.month)):
        found.setdefault(month.month, []).append(_line(*line))
    return {month: _sorted(lines) for month, lines in found.items()}


def _branches(session: Session, held: ColumnElement[bool], reach: Reach, top: int | None) -> tuple[Line, ...]:
    return _sorted(_line(*line) for line in session.execute(_counted(session, heads.signed_up(held), reach, top)))


def _counted(
    session: Session, rows: Subquery, reach: Reach, top: int | None, *by: SQLColumnExpression[date]
) -> Select[*tuple[Any, ...]]:
    tree = heads.branches(session, top)
    noted = case((heads.noted(rows.c.event_id), rows.c.people), else_=0)
    return (
        select(
            *by, Unit.name, func.count(rows.c.party.distinct()), func.sum(rows.c.people), func.sum(rows.c.came),
            func.sum(noted), func.count(rows.c.event_id.distinct()),
        )
        .select_from(rows).join(Event, Event.id == rows.c.event_id)
        .outerjoin(tree, tree.c.unit_id == rows.c.unit_id).outerjoin(Unit, Unit.id == tree.c.branch_id)
        .where(heads.within(rows, reach)).group_by(*by, Unit.id, Unit.name)
    )  # fmt: skip


def _line(name: str | None, parties: int, people: int, came: int, noted: int, events: int) -> Line:
    return Line(name or ELSEWHERE, parties, people, 0, came, noted=noted, events=events)


def _summed(name: str, lines: Iterable[Line], events: int) -> Line:
    found = list(lines)
    parties, people, came, noted = (
        sum(getattr(one, what) for one in found) for what in ("parties", "people", "came", "noted")
    )
    return Line(name, parties, people, 0, came, noted=noted, events=events)


def _sorted(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda one: (one.name == ELSEWHERE, -one.people, one.name)))


def _places(session: Session, held: ColumnElement[bool], reach: Reach) -> dict[int, int]:
    """The places taken, by month."""
    taken = select(Event.month, func.sum(Registration.places)).join(Registration, Registration.event_id == Event.id)
    taken = taken.where(held, Registration.left_at.is_(None))
    if reach is not None:
        taken = taken.where(Registration.unit_id.in_(reach))
    return {month.month: places for month, places in session.execute(taken.group_by(Event.month))}
