"""Messages that a platform sends to many at once for us, and what members allow it to send."""

from datetime import datetime

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Address
from bot.store.database import Base, insert_for


class MassJob(Base):
    """One mass message: our key of it, the platform's number, and its report once it came."""

    __tablename__ = "mass_job"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(64), index=True)
    sent_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(60), default="")
    total: Mapped[int] = mapped_column(default=0)
    filtered: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]


class Permission(Base):
    """How many more subscription messages of a template a member allowed. The platform tells nobody; we count."""

    __tablename__ = "permission"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[str] = mapped_column(String(128), primary_key=True)
    template: Mapped[str] = mapped_column(String(64), primary_key=True)
    left: Mapped[int] = mapped_column(default=0)


EARLY = "?"
"""Begins the key of a report that came before we knew that the message was taken: its answer was lost, or is slow."""


def begun(session: Session, channel: str, key: str, number: str, now: datetime) -> None:
    """The platform took a mass message; a second word of the same changes nothing."""
    _put(session, key=key, channel=channel, number=number, sent_at=now)


def finished(session: Session, channel: str, number: str, now: datetime, **counts: int | str) -> None:
    """Its report: status, total, filtered, sent, failed. It is kept, though we know no such message yet."""
    mine = update(MassJob).where(MassJob.channel == channel, MassJob.number == number)
    found = session.execute(mine.values(ended_at=now, **counts))
    if number and not found.rowcount:  # type: ignore[attr-defined] # an UPDATE has one
        _put(session, key=_early(number), channel=channel, number=number, sent_at=now, ended_at=now, **counts)


def job(session: Session, key: str) -> MassJob | None:
    """One mass message by our key; where its report came first, with that report."""
    row = session.get(MassJob, key)
    if row is None or row.ended_at:
        return row
    early = session.get(MassJob, _early(row.number))
    return early if early and early.channel == row.channel else row


def _put(session: Session, **values: object) -> None:
    insert = insert_for(session, MassJob).values(**values)
    session.execute(insert.on_conflict_do_nothing(index_elements=["key"]))


def _early(number: str) -> str:
    return f"{EARLY}{number}"[:64]


def permit(session: Session, address: Address, template: str, change: int) -> None:
    """One more allowed (1), one used (-1), or all taken back (0)."""
    mine = {"channel": address.channel, "address": address.id, "template": template}
    new = insert_for(session, Permission).values(left=0, **mine)
    session.execute(new.on_conflict_do_nothing(index_elements=list(mine)))
    row = session.get_one(Permission, mine, with_for_update=True)
    row.left = max(row.left + change, 0) if change else 0


def permitted(session: Session, address: Address, template: str) -> int:
    """How many more of them the member allowed."""
    mine = select(Permission.left).where(
        Permission.channel == address.channel, Permission.address == address.id, Permission.template == template
    )
    return session.scalar(mine) or 0
