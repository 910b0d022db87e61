"""Conversations as they are kept: one row an address, locked for the length of a turn."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Address
from bot.store.database import Base, insert_for
from bot.store.sealing import SealedJson


class ConversationRow(Base):
    """What is kept of one address's conversation."""

    __tablename__ = "conversation"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[str] = mapped_column(String(128), primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    touched_at: Mapped[datetime] = mapped_column(index=True)


def lock(session: Session, address: Address, now: datetime) -> ConversationRow:
    """The address's row, made where there is none, and ours alone until the transaction ends."""
    mine = select(ConversationRow).where(
        ConversationRow.channel == address.channel, ConversationRow.address == address.id
    )
    if (row := session.scalars(mine.with_for_update()).first()) is not None:
        return row
    new = insert_for(session, ConversationRow).values(
        channel=address.channel, address=address.id, state={}, touched_at=now
    )
    session.execute(new.on_conflict_do_nothing())
    return session.scalars(mine.with_for_update()).one()


def states(session: Session) -> Iterator[dict[str, Any]]:
    """What is kept of each conversation."""
    yield from session.scalars(select(ConversationRow.state))
