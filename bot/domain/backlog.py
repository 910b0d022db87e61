"""How much there is and how much waits, counted by the store: for an officer's way around, and for each unit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, load_only

from bot.domain import deliveries, entries, roles, units
from bot.domain.casebook import Case, live
from bot.domain.members import Member
from bot.domain.revisions import Revision
from bot.domain.revisions import State as Draft
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.suggestions import State, Suggestion
from bot.store import outbox
from bot.store.outbox import Outgoing

MOST = 1000
"""Lost messages that are looked at one by one, the newest first."""


@dataclass(frozen=True)
class Cases:
    """How many cases are open, and whether one of them cannot wait: urgent, nearly due, or late."""

    open: int
    pressing: bool


@dataclass(frozen=True)
class Size:
    """How much there is in a unit, those below it not counted in."""

    members: int = 0
    officers: int = 0
    cases: int = 0


def cases(session: Session, officer: Officer, now: datetime) -> Cases:
    """The open cases that an officer may see."""
    mine = Case.unit_id.in_(roles.reaching(officer, Right.SEE_CASES))
    urgent = or_(Case.urgent, Case.warned_at.is_not(None), Case.due_at <= now)
    found = select(func.count(), func.coalesce(func.max(case((urgent, 1), else_=0)), 0)).select_from(Case)
    count, pressing = session.execute(found.where(mine, live())).one()
    return Cases(count, bool(pressing))


def suggestions(session: Session, officer: Officer) -> int:
    """The suggestions that an officer may see and nobody has answered."""
    mine = Suggestion.unit_id.in_(roles.reaching(officer, Right.SEE_SUGGESTIONS))
    found = select(func.count()).where(mine, Suggestion.state == State.FILED.value)
    return session.scalar(found) or 0


def approvals(session: Session, officer: Officer) -> int:
    """The drafts of entries that wait for this officer, as the second of two."""
    if not entries.at_the_top(session, officer):
        return 0
    submitted = Revision.state == Draft.SUBMITTED.value
    return session.scalar(select(func.count()).where(submitted, Revision.author_id != officer.id)) or 0


def lost(session: Session, officer: Officer) -> int:
    """The messages about which an officer must decide: they failed, or nobody knows."""
    states = (outbox.State.FAILED.value, outbox.State.UNKNOWN.value)
    gone = and_(Outgoing.state.in_(states), Outgoing.resent_as.is_(None))
    mine, top = roles.reach(session, officer, Right.DELIVERIES), units.root(session)
    if top and top.id in mine:
        return session.scalar(select(func.count()).where(gone)) or 0
    rows = select(Outgoing).where(gone).order_by(Outgoing.id.desc()).limit(MOST)
    few = session.scalars(rows.options(load_only(Outgoing.key, Outgoing.kind))).all() if mine else []
    subjects = deliveries.about(session, few)
    return sum(subjects[row.id].unit_id in mine if row.id in subjects else row.kind in deliveries.PUBLIC for row in few)


def sizes(session: Session, unit_ids: Select[int]) -> dict[int, Size]:
    """How much there is in each of the units that a query finds; those with nothing are left out."""
    tables = {
        "members": (Member.unit_id, Member.id.is_not(None)),
        "officers": (Officer.unit_id, Officer.active),
        "cases": (Case.unit_id, live()),
    }
    found = dict[int, dict[str, int]]()
    for name, (unit_id, which) in tables.items():
        counted = select(unit_id, func.count()).where(unit_id.in_(unit_ids), which).group_by(unit_id)
        for unit, count in session.execute(counted):
            found.setdefault(unit, {})[name] = count
    return {unit: Size(**counts) for unit, counts in found.items()}
