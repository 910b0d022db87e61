"""What the store holds no longer than it must: messages that went out, replies, talks that nobody goes on with, files.

Of a message that went out it stays known that it did, under its key, so that nothing is sent twice; what it said and
to whom goes. Everything here works in steps, each small enough for one transaction.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, or_, select, tuple_, update
from sqlalchemy.orm import Mapped, Session

from bot.messages import Address
from bot.store import outbox
from bot.store.base import Base
from bot.store.conversations import ConversationRow
from bot.store.files import FileRow
from bot.store.inbox import InboxRow
from bot.store.outbox import ANSWER, Outgoing, State

SENT: Final = timedelta(days=30)
"""So long is kept what a message said that went out, and to whom."""

SOON: Final = timedelta(days=3)
"""The same for answers in a talk, and for what one officer asked to see: no platform asks for them again later."""

LOST: Final = timedelta(days=90)
"""So long staff may decide about a message that did not arrive."""

REPLIES: Final = timedelta(days=30)
TALKS: Final = timedelta(days=30)
"""Far longer than an unfinished form waits."""

LOOSE: Final = timedelta(days=31)
"""A file that belongs to nothing by then never will."""

BATCH: Final = 500

BRIEF: Final = (ANSWER, "details")
_DONE: Final = (State.SENT.value, State.WITHDRAWN.value, State.STALE.value)
_FAILED: Final = (State.FAILED.value, State.UNKNOWN.value)


def forget_messages(session: Session, now: datetime) -> int:
    """Empty messages that went out long ago, and give up those that never arrived; how many."""
    done = or_(Outgoing.state.in_(_DONE), and_(Outgoing.state.in_(_FAILED), Outgoing.resent_as.is_not(None)))
    old = or_(
        and_(done, Outgoing.ended_at < now - SENT),
        and_(done, Outgoing.kind.in_(BRIEF), Outgoing.ended_at < now - SOON),
        and_(Outgoing.state.in_(_FAILED), Outgoing.ended_at < now - LOST),
    )
    return _empty(session, old)


def forget_sent_to(session: Session, addresses: Iterable[Address]) -> None:
    """Empty at once what went out to these addresses."""
    for address in addresses:
        while _empty(session, and_(*outbox.to(address), Outgoing.state.in_(_DONE))) == BATCH:
            pass


def forget_replies(session: Session, now: datetime) -> int:
    """Drop the replies to messages that no platform repeats any more; how many."""
    keys = (InboxRow.channel, InboxRow.address, InboxRow.message_id)
    return _delete(session, InboxRow, keys, InboxRow.taken_at < now - REPLIES)


def forget_taken_from(session: Session, addresses: Iterable[Address]) -> None:
    """Drop the replies to all messages from these addresses."""
    for address in addresses:
        mine = delete(InboxRow).where(InboxRow.channel == address.channel, InboxRow.address == address.id)
        session.execute(mine, execution_options={"synchronize_session": False})


def forget_talks(session: Session, now: datetime) -> int:
    """Drop what is kept of talks with which nobody went on for long, unfinished forms included; how many."""
    keys = (ConversationRow.channel, ConversationRow.address)
    return _delete(session, ConversationRow, keys, ConversationRow.touched_at < now - TALKS)


def loose_files(session: Session, now: datetime, used: Collection[str]) -> int:
    """Drop the files that are kept for long and not used; how many."""
    old = session.scalars(select(FileRow.key).where(FileRow.kept_at < now - LOOSE)).all()
    loose = [key for key in old if key not in used][:BATCH]
    session.execute(delete(FileRow).where(FileRow.key.in_(loose)), execution_options={"synchronize_session": False})
    return len(loose)


def _empty(session: Session, which: ColumnElement[bool]) -> int:
    """Take words and address out of some messages; those that are empty already are left alone."""
    numbers = session.scalars(select(Outgoing.id).where(which, Outgoing.address != "").limit(BATCH)).all()
    mine = update(Outgoing).where(Outgoing.id.in_(numbers))
    given_up = {"state": State.STALE.value, "code": ""}
    nothing: dict[str, Any] = {"text": "", "buttons": [], "more": {}, "words": "", "address": ""}
    unsettled = mine.where(Outgoing.state.in_(_FAILED), Outgoing.resent_as.is_(None))
    for change in (unsettled.values(given_up), mine.values(nothing)):
        session.execute(change, execution_options={"synchronize_session": False})
    return len(numbers)


def _delete(session: Session, table: type[Base], keys: Sequence[Mapped[str]], which: ColumnElement[bool]) -> int:
    """Drop some rows of a table; how many."""
    found = session.execute(select(*keys).where(which).limit(BATCH)).all()
    if found:
        gone = delete(table).where(tuple_(*keys).in_([tuple(row) for row in found]), which)
        session.execute(gone, execution_options={"synchronize_session": False})
    return len(found)
