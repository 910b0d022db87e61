"""How much there is and how much waits, counted by the store: for an officer's way around, and for each unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.domain import deliveries, postings, roles
from bot.domain.box import Suggestion
from bot.domain.casebook import Case, Remark, live
from bot.domain.members import Member
from bot.domain.postings import POSTING
from bot.domain.revisions import Revision
from bot.domain.revisions import State as Draft
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.store import outbox
from bot.store.outbox import Outgoing

MOST = 1000
"""Lost messages that are looked at one by one, the newest first."""

_CLOCK_RUNS = Case.due_at.is_not(None)
"""So it is with every open case, and with no other: by this the store finds the few among the many."""

Index(
    "ix_case_live", Case.unit_id, Case.state, Case.urgent, Case.warned_at, Case.due_at,
    sqlite_where=_CLOCK_RUNS, postgresql_where=_CLOCK_RUNS,
)  # fmt: skip


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
    count, pressing = session.execute(found.where(mine, _CLOCK_RUNS, live())).one()
    return Cases(count, bool(pressing))


def approvals(session: Session, officer: Officer) -> int:
    """The drafts of entries that wait for this officer, as the second of two."""
    if not roles.at_the_top(session, officer, Right.KNOWLEDGE):
        return 0
    submitted = Revision.state == Draft.SUBMITTED.value
    return session.scalar(select(func.count()).where(submitted, Revision.author_id != officer.id)) or 0


def lost(session: Session, officer: Officer) -> int:
    """The messages about which an officer must decide: they failed, or nobody knows."""
    states = (outbox.State.FAILED.value, outbox.State.UNKNOWN.value)
    gone = and_(Outgoing.state.in_(states), Outgoing.resent_as.is_(None))
    if roles.at_the_top(session, officer, Right.DELIVERIES):
        return session.scalar(select(func.count()).where(gone)) or 0
    mine = roles.reach(session, officer, Right.DELIVERIES)
    rows = select(Outgoing.key, Outgoing.kind).where(gone).order_by(Outgoing.id.desc()).limit(MOST)
    few = session.execute(rows).all() if mine else []
    homes = _homes(session, [key for key, _ in few])
    return sum(homes[key] in mine if key in homes else kind in deliveries.PUBLIC for key, kind in few)


def sizes(session: Session, unit_ids: Select[int]) -> dict[int, Size]:
    """How much there is in each of the units that a query finds; those with nothing are left out."""
    tables = {
        "members": (Member.unit_id, Member.id.is_not(None)),
        "officers": (Officer.unit_id, Officer.active),
        "cases": (Case.unit_id, and_(_CLOCK_RUNS, live())),
    }
    found = dict[int, dict[str, int]]()
    for name, (unit_id, which) in tables.items():
        counted = select(unit_id, func.count()).where(unit_id.in_(unit_ids), which).group_by(unit_id)
        for unit, count in session.execute(counted):
            found.setdefault(unit, {})[name] = count
    return {unit: Size(**counts) for unit, counts in found.items()}


def _homes(session: Session, keys: Iterable[str]) -> dict[str, int]:
    """The unit of the case or suggestion that each message is about, by the message's key; no text is opened for it."""
    numbers = dict[str, dict[str, int]]()
    for key in keys:
        name, number = f"{key}:".split(":")[:2]
        if number.isdecimal():
            numbers.setdefault(name, {})[key] = int(number)
    posted = numbers.get(POSTING, {})
    first = postings.first_cases(session, posted.values())
    of_cases = numbers.get("case", {}) | {key: first[number] for key, number in posted.items() if number in first}
    lead = (
        (numbers.get("remark", {}), Remark.id, select(Remark.id, Case.unit_id).join(Case, Case.id == Remark.case_id)),
        (of_cases, Case.id, select(Case.id, Case.unit_id)),
        (numbers.get("suggestion", {}), Suggestion.id, select(Suggestion.id, Suggestion.unit_id)),
    )
    homes = dict[str, int]()
    for wanted, column, there in lead:
        units = dict(session.execute(there.where(column.in_(wanted.values()))).all())
        homes |= {key: units[number] for key, number in wanted.items() if number in units}
    return homes
