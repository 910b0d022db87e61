"""The intake: updates as a platform hands them over, kept until they are worked off, each once and in order.

A platform that takes no answer to what it hands over (Telegram) is told that it is taken in as soon as the row is
there; whoever dies after that, another process works it off. The row stays for a while, so that a repeat is known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Index, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store.database import Base, insert_for
from bot.store.sealing import SealedText

KEPT = timedelta(days=3)
"""Longer than any platform repeats an update."""


class Intake(Base):
    """One update: the platform's number of it, and the queue in which it stands (one a person, one a group).

    `body` is the update itself, and empty once it is done.
    """

    __tablename__ = "intake"
    __table_args__ = (Index("ix_intake_open", "channel", "done", "queue", "number"),)

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    queue: Mapped[str] = mapped_column(String(128))
    body: Mapped[str] = mapped_column(SealedText)
    taken_at: Mapped[datetime] = mapped_column(index=True)
    done: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True)
class Update:
    """One update to be taken in."""

    number: int
    queue: str
    body: str


def put(session: Session, channel: str, updates: Iterable[Update], now: datetime) -> None:
    """Take updates in; one whose number is known is the same again."""
    for one in updates:
        row = {"channel": channel, "number": one.number, "queue": one.queue, "body": one.body}
        insert = insert_for(session, Intake).values(taken_at=now, done=False, **row)
        session.execute(insert.on_conflict_do_nothing(index_elements=["channel", "number"]))


def queues(session: Session, channel: str, limit: int = 100) -> Sequence[str]:
    """The queues in which something waits."""
    waits = select(Intake.queue).where(Intake.channel == channel, Intake.done.is_(False)).distinct()
    return session.scalars(waits.limit(limit)).all()


def waiting(session: Session, channel: str, queue: str, limit: int = 30) -> Sequence[Intake]:
    """What waits in a queue, in the platform's own order."""
    mine = select(Intake).where(Intake.channel == channel, Intake.done.is_(False), Intake.queue == queue)
    return session.scalars(mine.order_by(Intake.number).limit(limit)).all()


def knows(session: Session, channel: str, number: int) -> bool:
    """Whether the update of that number was taken in."""
    return session.get(Intake, (channel, number)) is not None


def settle(session: Session, channel: str, numbers: Sequence[int]) -> bool:
    """Mark updates as worked off, in the transaction of the work; False, and none is marked, where one is already."""
    mine = select(Intake.number).where(Intake.channel == channel, Intake.number.in_(numbers), Intake.done.is_(False))
    if len(session.scalars(mine.with_for_update()).all()) < len(numbers):
        return False
    done = update(Intake).where(Intake.channel == channel, Intake.number.in_(numbers)).values(done=True, body="")
    session.execute(done, execution_options={"synchronize_session": False})
    return True


def forget(session: Session, now: datetime) -> None:
    """Drop what was worked off long ago."""
    old = delete(Intake).where(Intake.done, Intake.taken_at < now - KEPT)
    session.execute(old, execution_options={"synchronize_session": False})
