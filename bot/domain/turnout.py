"""Turnout: how many signed up for an event, wait and came, by branch of the union and by group.

Counted by the store; no name is read. Where a line is of one or two people, nobody is told how many: `veil`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from bot.config.occasions import WOMEN, Group
from bot.domain import heads
from bot.domain.events import Event
from bot.domain.heads import Reach
from bot.domain.queues import LIVE, WaitingPlace
from bot.domain.seats import Registration
from bot.domain.units import Unit

LEAST: Final = 3
"""Fewer people than that are shown as few, not as how many."""

WHOLE: Final = "合计"
ELSEWHERE: Final = "其他、没写单位"


@dataclass(frozen=True)
class Line:
    """One line of figures. `parties` are registrations, `people` those who come with them, `came` who was there.

    `veiled`: too few, or next to too few, to be told. `noted` are the people of events at which anybody was checked in,
    `events` how many events it is about.
    """

    name: str
    parties: int = 0
    people: int = 0
    waiting: int = 0
    came: int = 0
    veiled: bool = False
    noted: int = 0
    events: int = 0

    @property
    def absent(self) -> int:
        """How many of those who signed up were not checked in."""
        return self.people - self.came

    @property
    def rate(self) -> float | None:
        """Which share of those who signed up came; None where nobody was checked in."""
        return self.came / self.noted if self.noted else None

    @property
    def few(self) -> bool:
        """Whether it is of one or two people."""
        return 0 < (self.people or self.waiting) < LEAST


@dataclass(frozen=True)
class Turnout:
    """The figures of one event. `places` are those taken in all, `checked`: whether anybody was checked in at all."""

    whole: Line
    places: int
    checked: bool
    branches: tuple[Line, ...]
    groups: tuple[Line, ...]


def of(session: Session, event: Event, reach: Reach, groups: Mapping[str, Group], top: int | None = None) -> Turnout:
    """The figures of an event for these units, by the branches of `top` (None: of whom it is for), and by group."""
    checked = bool(session.scalar(select(heads.noted(event.id))))
    lines = [_noted(one, checked=checked) for one in _by_branch(session, event, reach, top or event.unit_id)]
    groups_found = [_noted(one, checked=checked) for one in _by_group(session, event, reach, groups)]
    return Turnout(
        _noted(_whole(session, event, reach), checked=checked),
        _places(session, event, reach),
        checked,
        veil(lines),
        tuple(replace(one, veiled=one.few) for one in groups_found),
    )


def veil(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Veil the lines of few people; a single one together with the next smallest, or the sum would give it away."""
    hidden = [one for one in lines if one.few]
    rest = sorted((one for one in lines if not one.few and one.people), key=lambda one: one.people)
    if len(hidden) == 1:
        hidden += rest[:1]
    return tuple(replace(one, veiled=one in hidden) for one in lines)


def _whole(session: Session, event: Event, reach: Reach) -> Line:
    rows = heads.signed_up(Registration.event_id == event.id)
    counted = select(
        func.count(rows.c.party.distinct()),
        func.coalesce(func.sum(rows.c.people), 0),
        func.coalesce(func.sum(rows.c.came), 0),
    ).where(heads.within(rows, reach))
    parties, people, came = session.execute(counted).one()
    waiting = session.scalar(select(func.sum(_people_waiting())).where(*_queue(event, reach))) or 0
    return Line(WHOLE, parties, people, waiting, came)


def _noted(line: Line, *, checked: bool) -> Line:
    return replace(line, noted=line.people if checked else 0)


def _by_branch(session: Session, event: Event, reach: Reach, top: int | None) -> list[Line]:
    rows, tree = heads.signed_up(Registration.event_id == event.id), heads.branches(session, top)
    found = (
        select(
            Unit.name, func.count(rows.c.party.distinct()), func.sum(rows.c.people), func.sum(rows.c.came),
        )
        .select_from(rows).outerjoin(tree, tree.c.unit_id == rows.c.unit_id)
        .outerjoin(Unit, Unit.id == tree.c.branch_id)
        .where(heads.within(rows, reach)).group_by(Unit.id, Unit.name)
    )  # fmt: skip
    lines = {name: Line(name or ELSEWHERE, parties, people, 0, came) for name, parties, people, came in
             session.execute(found)}  # fmt: skip
    queue = (
        select(Unit.name, func.sum(_people_waiting()))
        .select_from(WaitingPlace).outerjoin(tree, tree.c.unit_id == WaitingPlace.unit_id)
        .outerjoin(Unit, Unit.id == tree.c.branch_id).where(*_queue(event, reach)).group_by(Unit.id, Unit.name)
    )  # fmt: skip
    for name, waiting in session.execute(queue):
        lines[name] = replace(lines.get(name, Line(name or ELSEWHERE)), waiting=waiting)
    return sorted(lines.values(), key=lambda one: (one.name == ELSEWHERE, -one.people, one.name))


def _by_group(session: Session, event: Event, reach: Reach, groups: Mapping[str, Group]) -> list[Line]:
    """Who says they are in a group, and the women of teams; guests are not asked. Nothing where nobody was."""
    rows = heads.signed_up(Registration.event_id == event.id)
    counts = list[ColumnElement[int]]()
    for key in groups:
        others = rows.c.women if key == WOMEN else 0
        mine = case((rows.c.groups.contains(f",{key},", autoescape=True), 1), else_=others)
        counts += [func.coalesce(func.sum(one), 0) for one in (mine, case((rows.c.came > 0, mine), else_=0))]
    found = session.execute(select(*counts).where(heads.within(rows, reach))).one()
    pairs = zip(groups.values(), found[::2], found[1::2], strict=True)
    return [Line(group.label, people, people, 0, came) for group, people, came in pairs if people]


def _places(session: Session, event: Event, reach: Reach) -> int:
    taken = select(func.coalesce(func.sum(Registration.places), 0)).where(
        Registration.event_id == event.id, Registration.left_at.is_(None)
    )
    return session.scalar(taken if reach is None else taken.where(Registration.unit_id.in_(reach))) or 0


def _people_waiting() -> ColumnElement[int]:
    return func.coalesce(WaitingPlace.team_size, WaitingPlace.places)


def _queue(event: Event, reach: Reach) -> list[ColumnElement[bool]]:
    mine = [WaitingPlace.event_id == event.id, WaitingPlace.state.in_(LIVE)]
    return mine if reach is None else [*mine, WaitingPlace.unit_id.in_(reach)]
