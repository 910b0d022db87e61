"""Who has which case before them just now, so that two officers do not answer the same member at once.

Each process says so for its open pages, again and again; what it has not said for a while counts no more.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import staff
from bot.domain.staff import Officer, Pass
from bot.store.database import Base, insert_for

LASTS: Final = timedelta(seconds=50)
"""So long it counts."""

SAID_EVERY: Final = 20.0
"""Seconds after which it is said again."""


class Watching(Base):
    """An officer looks at a case."""

    __tablename__ = "watching"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    seen_at: Mapped[datetime]


def say(session: Session, watched: Collection[tuple[int, int]], now: datetime) -> None:
    """These officers look at these cases, by their ids; what is old goes."""
    session.execute(delete(Watching).where(Watching.seen_at < now - LASTS))
    if watched:
        rows = [{"case_id": case, "officer_id": officer, "seen_at": now} for case, officer in sorted(watched)]
        put = insert_for(session, Watching).values(rows)
        session.execute(put.on_conflict_do_update(index_elements=["case_id", "officer_id"], set_={"seen_at": now}))


def leave(session: Session, watched: Collection[tuple[int, int]]) -> None:
    """They look no more."""
    for case, officer in watched:
        session.execute(delete(Watching).where(Watching.case_id == case, Watching.officer_id == officer))


def of_cases(session: Session, case_ids: Collection[int], now: datetime) -> dict[int, set[int]]:
    """The ids of the officers who look at each of these cases."""
    there = select(Watching.case_id, Watching.officer_id).where(Watching.case_id.in_(case_ids))
    found: dict[int, set[int]] = {one: set() for one in case_ids}
    for case, officer in session.execute(there.where(Watching.seen_at >= now - LASTS)):
        found[case].add(officer)
    return found


def signed_in(session: Session, digests: Collection[str], now: datetime) -> set[str]:
    """Of these sessions, by their digests, those that have not ended."""
    alive = select(Pass.digest).join(Officer, Officer.id == Pass.officer_id).where(Officer.active)
    alive = alive.where(Pass.ends_at > now, Pass.seen_at > now - staff.IDLE, Pass.digest.in_(digests))
    return set(session.scalars(alive))
