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


def begun(session: Session, channel: str, key: str, number: str, now: datetime) -> None:
    """The platform took a mass message; a second word of the same changes nothing."""
    insert = insert_for(session, MassJob).values(
        key=key, channel=channel, number=number, sent_at=now, status="", total=0, filtered=0, sent=0, failed=0
    )
    session.execute(insert.on_conflict_do_nothing(index_elements=["key"]))


def finished(session: Session, channel: str, number: str, now: datetime, **counts: int | str) -> None:
    """Its report: status, total, filtered, sent, failed."""
    mine = update(MassJob).where(MassJob.channel == channel, MassJob.number == number)
    session.execute(mine.values(ended_at=now, **counts))


def job(session: Session, key: str) -> MassJob | None:
    """One mass message by our key."""
    return session.get(MassJob, key)


def permit(session: Session, address: Address, template: str, change: int) -> None:
    """One more allowed (1), one used (-1), or all taken back (0)."""
    row = session.get(Permission, (address.channel, address.id, template), with_for_update=True)
    if row is None:
        row = Permission(channel=address.channel, address=address.id, template=template, left=0)
        session.add(row)
    row.left = max(row.left + change, 0) if change else 0


def permitted(session: Session, address: Address, template: str) -> int:
    """How many more of them the member allowed."""
    mine = select(Permission.left).where(
        Permission.channel == address.channel, Permission.address == address.id, Permission.template == template
    )
    return session.scalar(mine) or 0
