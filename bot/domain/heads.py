"""Heads: who comes to events and who came, each with unit and groups, for the store to count; nobody's name is read."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from bot.domain import hosting, roles, units
from bot.domain.checkins import CheckIn
from bot.domain.events import Event
from bot.domain.roles import Right
from bot.domain.seats import Registration
from bot.domain.squadbook import SquadMember
from bot.domain.staff import Officer
from bot.domain.units import Unit

Reach = Collection[int] | None
"""Ids of units that are counted; None: all, and those who belong to none."""


def signed_up(*which: ColumnElement[bool]) -> Subquery:
    """A row for each party that comes, of a squad for each member.

    Its columns: event_id, party, unit_id, groups, women, people, came. `people` counts guests, and
    the size of a team; `came` is how many of them were checked in. `women`: those of a team that says how many, and
    not who.
    """
    rows = union_all(_alone(*which), _in_squads(*which)).subquery()
    return select(rows).subquery()


def branches(session: Session, top: int | None) -> Subquery:
    """Each unit below `top`, and that itself, with the one right below it that it is part of: unit_id, branch_id."""
    root = top or getattr(units.root(session), "id", 0)
    first = select(Unit.id.label("unit_id"), Unit.id.label("branch_id")).where(
        (Unit.id == root) | (Unit.parent_id == root)
    )
    tree = first.cte(recursive=True)
    deeper = select(Unit.id, tree.c.branch_id).join(
        tree, and_(Unit.parent_id == tree.c.unit_id, tree.c.unit_id != root)
    )
    return select(tree.union_all(deeper.where(Unit.parent_id != root))).subquery()


def seen_by(session: Session, officer: Officer, event: Event | None = None) -> tuple[Reach, int | None]:
    """The units of which an officer sees figures, and the one whose branches tell them apart (None: the root).

    Who organises an event sees all of its figures; who sees the whole union's events, all figures.
    """
    top = units.root(session)
    above = (event.unit_id if event else None) or (top.id if top else None)
    organised = event is not None and hosting.may_run(session, officer, event)
    if organised or roles.at_the_top(session, officer, Right.SEE_EVENTS):
        return None, above
    reach = roles.reach(session, officer, Right.SEE_EVENTS)
    parents = session.execute(select(Unit.id, Unit.parent_id).where(Unit.id.in_(reach)))
    heads = [unit for unit, parent in parents if parent not in reach]
    return reach, above if above in reach or len(heads) != 1 else heads[0]


def noted(event_id: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Whether anybody was checked in at an event, so that who is missing tells something."""
    return select(CheckIn.id).where(CheckIn.event_id == event_id, CheckIn.undone_at.is_(None)).exists()


def within(rows: Subquery, reach: Reach) -> ColumnElement[bool]:
    """Whether a row is of these units."""
    return literal(value=True) if reach is None else rows.c.unit_id.in_(reach)


def _alone(*which: ColumnElement[bool]) -> Select[int, int, int | None, str, int, int, int]:
    people = func.coalesce(Registration.team_size, Registration.places)
    mine = select(CheckIn.id).where(
        CheckIn.registration_id == Registration.id, CheckIn.squad_member_id.is_(None), CheckIn.undone_at.is_(None)
    )
    came = case((mine.exists(), people), else_=0)
    rows = select(
        Registration.event_id, Registration.id.label("party"), Registration.unit_id, Registration.groups,
        func.coalesce(Registration.team_women, 0).label("women"), people.label("people"), came.label("came"),
    )  # fmt: skip
    there = rows.join(Event, Event.id == Registration.event_id).where(Registration.squad_id.is_(None), *which)
    return there.where(Registration.left_at.is_(None))


def _in_squads(*which: ColumnElement[bool]) -> Select[int, int, int | None, str, int, int, int]:
    came = select(func.count(CheckIn.squad_member_id.distinct())).where(
        CheckIn.squad_member_id == SquadMember.id, CheckIn.undone_at.is_(None)
    )
    rows = select(
        Registration.event_id, Registration.id.label("party"), SquadMember.unit_id, SquadMember.groups,
        literal(0).label("women"), literal(1).label("people"),
        came.correlate(SquadMember).scalar_subquery().label("came"),
    )  # fmt: skip
    there = rows.join(Event, Event.id == Registration.event_id)
    there = there.join(SquadMember, SquadMember.squad_id == Registration.squad_id)
    return there.where(Registration.left_at.is_(None), SquadMember.left_at.is_(None), *which)
