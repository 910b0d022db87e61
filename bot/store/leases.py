"""Leases: of several processes one does what only one may do, until it lets go or is gone."""

from datetime import datetime, timedelta

from sqlalchemy import String, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store.database import Base, insert_for


class LeaseRow(Base):
    """Who does it, until when."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(String(32))
    until: Mapped[datetime]


def take(session: Session, name: str, holder: str, now: datetime, span: timedelta) -> bool:
    """Take or keep the lease of that name; False while another has it."""
    new = insert_for(session, LeaseRow).values(name=name, holder=holder, until=now)
    session.execute(new.on_conflict_do_nothing(index_elements=["name"]))
    free = update(LeaseRow).where(LeaseRow.name == name, or_(LeaseRow.holder == holder, LeaseRow.until <= now))
    taken = session.execute(free.values(holder=holder, until=now + span))
    return bool(taken.rowcount)  # type: ignore[attr-defined] # an UPDATE has one


def held(session: Session, name: str, now: datetime) -> bool:
    """Whether anybody has it."""
    row = session.get(LeaseRow, name)
    return row is not None and row.until > now


def ended(session: Session, prefix: str, now: datetime) -> list[str]:
    """Take away the leases whose name begins so and that have run out; the rest of each name."""
    mine = select(LeaseRow).where(LeaseRow.name.startswith(prefix, autoescape=True), LeaseRow.until <= now)
    rows = session.scalars(mine.with_for_update(skip_locked=True)).all()
    for row in rows:
        session.delete(row)
    return [row.name.removeprefix(prefix) for row in rows]


def give_back(session: Session, name: str, holder: str, now: datetime) -> None:
    """Let go, so that the next one need not wait."""
    session.execute(update(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder).values(until=now))
