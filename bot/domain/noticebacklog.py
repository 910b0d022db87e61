"""What of notices waits for an officer: those to approve, and those that were missed; counted by the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from bot.domain import roles
from bot.domain.noticebook import Notice, State
from bot.domain.roles import Right
from bot.domain.staff import Officer

SOON: Final = timedelta(days=1)
"""So long before it is due, an approval cannot wait any more."""

FRESH: Final = timedelta(days=14)
"""So long staff are told that a notice was missed."""

SHOWN: Final = 20


@dataclass(frozen=True)
class Waiting:
    """How many wait for an officer's approval, and whether one is due within a day, or was already."""

    count: int
    pressing: bool


def waiting(session: Session, officer: Officer, now: datetime) -> Waiting:
    """The notices that this officer may approve: of their units, and not their own."""
    due = Notice.due_at <= now + SOON
    found = select(func.count(), func.coalesce(func.max(case((due, 1), else_=0)), 0)).select_from(Notice)
    count, pressing = session.execute(found.where(*_to_approve(officer))).one()
    return Waiting(count, bool(pressing))


def to_approve(session: Session, officer: Officer) -> list[Notice]:
    """Them, what is due first before the others."""
    mine = select(Notice).where(*_to_approve(officer)).order_by(Notice.due_at.nulls_first(), Notice.id)
    return list(session.scalars(mine.limit(SHOWN)))


def missed(session: Session, officer: Officer, now: datetime) -> list[Notice]:
    """The notices of an officer's units that were lately not sent, because their time had passed; the last first."""
    mine = Notice.unit_id.in_(roles.reaching(officer, Right.SEE_NOTICES))
    late = (Notice.state == State.MISSED.value, Notice.ended_at > now - FRESH)
    return list(session.scalars(select(Notice).where(mine, *late).order_by(Notice.ended_at.desc()).limit(SHOWN)))


def _to_approve(officer: Officer) -> tuple[ColumnElement[bool], ...]:
    mine = Notice.unit_id.in_(roles.reaching(officer, Right.APPROVE_NOTICES))
    not_own = or_(Notice.author_id.is_(None), Notice.author_id != officer.id)
    return (Notice.state == State.WAITING.value, mine, not_own)
