"""Messages to many in the outbox: many rows as one step, with the same words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.database import insert_for
from bot.store.outbox import WAITING, Outgoing, State
from bot.store.windows import TOLD_AGAIN, WAITS, Window

PLACES: Final = ("", ":2", ":3", ":file:1")
"""What the keys of a notice's messages end in: it has three pieces of text and one picture at the most."""

_FAST: Final[dict[str, Any]] = {"synchronize_session": False}


def put(  # noqa: PLR0913 - a message, and all that must be known to account for it
    session: Session,
    to: Mapping[str, Address],
    reply: Reply,
    *,
    kind: str,
    now: datetime,
    latest: datetime | None = None,
    parked: bool = False,
) -> dict[str, int]:
    """Queue one reply to many on one channel, each under a key of its own, or park it; the first messages' numbers."""
    channel = next(iter(to.values())).channel
    common = {"kind": kind, "channel": channel, "bulk": True, "created_at": now, "due_at": now, "latest_at": latest}
    common["state"] = (State.PARKED if parked else State.QUEUED).value
    parts = outbox.divided_for(channel, reply)
    rows = [
        {"key": key + place, "address": address.id, **words, **common}
        for key, address in to.items()
        for place, words in parts
    ]
    session.execute(insert(Outgoing), rows)
    found = session.execute(select(Outgoing.key, Outgoing.id).where(Outgoing.key.in_(to)))
    return {key: number for key, number in found}  # noqa: C416 - rows are no tuples for the type checker


def wait(session: Session, addresses: Sequence[Address], now: datetime) -> None:
    """Something waits for the next message of each of these members."""
    waits = {"seconds": WAITS, "messages": 0, "until": now + TOLD_AGAIN}
    rows = [{"channel": one.channel, "address": one.id, **waits} for one in addresses]
    if rows:
        new = insert_for(session, Window).on_conflict_do_nothing(index_elements=["channel", "address", "seconds"])
        session.connection().execute(new, rows)


def withdraw(session: Session, now: datetime, numbers: Collection[int]) -> None:
    """Take back what is still queued of the replies of which these are the first messages."""
    keys = session.scalars(select(Outgoing.key).where(Outgoing.id.in_(numbers))).all()
    every = [key + place for key in keys for place in PLACES]
    mine = update(Outgoing).where(Outgoing.key.in_(every), Outgoing.state.in_(WAITING))
    session.execute(mine.values(state=State.WITHDRAWN.value, ended_at=now), execution_options=_FAST)


def reword(session: Session, numbers: Select[int | None], channel: str, reply: Reply) -> None:
    """Other words for messages that have not gone out yet."""
    _, words = outbox.divided_for(channel, replace(reply, files=()))[0]
    mine = update(Outgoing).where(Outgoing.id.in_(numbers), Outgoing.state.in_(WAITING))
    session.execute(mine.values(words), execution_options=_FAST)
