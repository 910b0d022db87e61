"""Messages that were acknowledged before they were answered: whoever dies in between, another one answers them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store.database import Base, insert_for
from bot.store.sealing import SealedText

LEASE = timedelta(seconds=60)
"""Longer than any answer takes; a message that waits longer belongs to a dead process."""


class Waiting(Base):
    """One message as its channel got it. It is dropped as soon as it is answered."""

    __tablename__ = "waiting"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    body: Mapped[str] = mapped_column(SealedText)
    claimed_at: Mapped[datetime] = mapped_column(index=True)


def put(session: Session, channel: str, key: str, body: str, now: datetime) -> None:
    """Keep a message; it may be there already."""
    insert = insert_for(session, Waiting).values(channel=channel, key=key, body=body, claimed_at=now)
    session.execute(insert.on_conflict_do_nothing(index_elements=["channel", "key"]))


def overdue(session: Session, channel: str, now: datetime, limit: int = 20) -> Sequence[Waiting]:
    """Messages whose process is gone, oldest first; they are the caller's for the length of a lease."""
    mine = select(Waiting).where(Waiting.channel == channel, Waiting.claimed_at <= now - LEASE)
    rows = session.scalars(mine.order_by(Waiting.claimed_at).limit(limit).with_for_update(skip_locked=True)).all()
    for row in rows:
        row.claimed_at = now
    return rows


def done(session: Session, channel: str, key: str) -> None:
    """It is answered."""
    mine = delete(Waiting).where(Waiting.channel == channel, Waiting.key == key)
    session.execute(mine, execution_options={"synchronize_session": False})
