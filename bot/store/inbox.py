"""The inbox: every message is taken in once; a repeat of its id gets the same replies."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Address, Attachment, Reply, Wish
from bot.store.database import Base
from bot.store.sealing import SealedJson


class InboxRow(Base):
    """One message that was taken in, and the replies given to it. Its text is not kept here."""

    __tablename__ = "inbox"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[str] = mapped_column(String(128), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    replies: Mapped[list[Any]] = mapped_column(SealedJson)
    taken_at: Mapped[datetime] = mapped_column(index=True)


def given(session: Session, address: Address, message_id: str) -> tuple[Reply, ...] | None:
    """The replies given to this message before, or None. Call it with the conversation locked."""
    row = session.get(InboxRow, (address.channel, address.id, message_id))
    return None if row is None else tuple(load(one) for one in row.replies)


def lately(session: Session, address: Address, since: datetime, most: int) -> int:
    """How many messages came from an address since then; no more than `most` are counted."""
    mine = select(InboxRow.message_id).where(InboxRow.channel == address.channel, InboxRow.address == address.id)
    return len(session.scalars(mine.where(InboxRow.taken_at > since).limit(most)).all())


def take(session: Session, address: Address, message_id: str, replies: Sequence[Reply], now: datetime) -> None:
    """Write the message's id and its replies, in the transaction of the work itself."""
    rows = [asdict(reply) for reply in replies]
    session.add(
        InboxRow(channel=address.channel, address=address.id, message_id=message_id, replies=rows, taken_at=now)
    )


def load(data: dict[str, Any]) -> Reply:
    """A reply from plain data."""
    controls, wish = tuple(data["controls"]), Wish(data.get("wish", ""))
    files = tuple(Attachment(**one) for one in data.get("files", ()))
    return Reply(data["text"], tuple(data["buttons"]), controls, wish, data.get("step", ""), files)
