"""Messages to one person where the platform counts them: several as one, and what waits for their next contact."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.messages import Address, Reply
from bot.store.claims import IN_HAND
from bot.store.database import insert_for
from bot.store.outbox import Outgoing, State, sent, to

LINK: Final = 240
"""About how many characters a link takes that stands for a file, its name not counted."""


def join(session: Session, row: Outgoing, room: int, now: datetime, alone: Collection[str] = ()) -> Sequence[Outgoing]:
    """Take in hand what else is due for the same address and fits with this message into so many characters.

    Files of the kinds in `alone` (media types) are messages of their own: nothing goes along with them, or after them.
    """
    if _is_alone(row, alone):
        return []
    same = (*to(Address(row.channel, row.address)), Outgoing.id > row.id)
    due = select(Outgoing).where(*same, Outgoing.state == State.QUEUED.value, Outgoing.due_at <= now)
    room -= _size(row)
    taken: list[Outgoing] = []
    for other in session.scalars(due.order_by(Outgoing.due_at, Outgoing.id).limit(IN_HAND).with_for_update()):
        room -= _size(other)
        if room < 0 or _is_alone(other, alone):
            break
        other.state, other.claimed_at, other.tries = State.SENDING.value, row.claimed_at, other.tries + 1
        taken.append(other)
    return taken


def put_once(  # noqa: PLR0913 - a message, and all that must be known to account for it
    session: Session, address: Address, text: str, *, key: str, kind: str, now: datetime, parked: bool
) -> None:
    """Queue a text under its key, or park it; nothing happens where the key is known."""
    values = {
        "channel": address.channel,
        "address": address.id,
        "text": text,
        "buttons": [],
        "state": (State.PARKED if parked else State.QUEUED).value,
        "created_at": now,
        "due_at": now,
    }
    insert = insert_for(session, Outgoing).values(key=key, kind=kind, **values)
    session.execute(insert.on_conflict_do_nothing(index_elements=["key"]))


def resume(session: Session, address: Address, now: datetime) -> None:
    """The member has written: what was parked is due now."""
    parked = update(Outgoing).where(*to(address), Outgoing.state == State.PARKED.value)
    session.execute(
        parked.values(state=State.QUEUED.value, due_at=now), execution_options={"synchronize_session": False}
    )


def ride(session: Session, address: Address, room: int, now: datetime) -> tuple[Reply, ...]:
    """What was parked goes along with an answer, the oldest first, as long as it fits into so many characters."""
    parked = select(Outgoing).where(*to(address), Outgoing.state == State.PARKED.value)
    carried: list[Reply] = []
    for row in session.scalars(parked.order_by(Outgoing.id).with_for_update()):
        if row.latest_at and row.latest_at < now:
            row.state, row.ended_at = State.STALE.value, now
            continue
        room -= _size(row)
        if carried and room < 0:
            break
        sent(row, now)
        carried.append(row.reply)
    return tuple(carried)


def hold(session: Session, row: Outgoing) -> None:
    """What else waits for the same address waits as long as this message does."""
    others = update(Outgoing).where(
        *to(Address(row.channel, row.address)),
        Outgoing.state == State.QUEUED.value,
        Outgoing.due_at < row.due_at,
        Outgoing.id != row.id,
    )
    session.execute(others.values(due_at=row.due_at))


def hold_rest(session: Session, row: Outgoing) -> None:
    """What comes after a text in the same reply waits as it does, and is parked with it."""
    rest = update(Outgoing).where(
        *to(Address(row.channel, row.address)),
        Outgoing.key.startswith(f"{row.key}:", autoescape=True),
        Outgoing.state == State.QUEUED.value,
    )
    if row.status is State.PARKED:
        session.execute(rest.values(state=row.state, code=row.code, words=row.words))
    else:
        session.execute(rest.where(Outgoing.due_at < row.due_at).values(due_at=row.due_at))


def _is_alone(row: Outgoing, alone: Collection[str]) -> bool:
    return any(file.media_type in alone for file in row.files)


def _size(row: Outgoing) -> int:
    """About how many characters a message takes, buttons included, and links that stand for files."""
    links = sum(len(file.name) + LINK for file in row.files)
    return len(row.text) + sum(len(button) + 3 for button in row.buttons) + links + 10
