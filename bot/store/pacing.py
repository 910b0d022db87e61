"""How fast messages go out, shared by all processes: each message gets a slot that no other one has.

The generic cell rate algorithm: a row holds when the next message would be due if they came evenly (`tat`, the
theoretical arrival time); a burst may run ahead of it. Times are seconds of the real clock: a platform knows no other.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Float, String, delete, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.limits import Limit, Pace
from bot.store.database import Base, insert_for
from bot.store.outbox import Outgoing, State

AHEAD: Final = 0.2
"""Seconds for which slots are given in advance: a process that dies leaves so much unsent behind as unknown."""

_OVERALL: Final = ""


class PaceRow(Base):
    """One limit in use: of everything that is sent under a name (`address` empty), or to one address of a channel."""

    __tablename__ = "pace"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[str] = mapped_column(String(128), primary_key=True)
    tat: Mapped[float] = mapped_column(Float)
    free_at: Mapped[float] = mapped_column(Float)


def room(session: Session, pace: Pace, wall: float) -> int:
    """How many messages have a slot within the next moment."""
    begin = max(_tat(session, pace.name), wall)
    return max(int((wall + AHEAD - begin) / pace.overall.every + 1), 0) if begin <= wall + AHEAD else 0


def reserve(session: Session, pace: Pace, channel: str, addresses: Sequence[str], wall: float) -> list[float]:
    """A slot for a message to each of these addresses. Call it in the transaction that claims the messages."""
    begin = max(_tat(session, pace.name), wall)
    slots = [begin + number * pace.overall.every for number in range(len(addresses))]
    if slots:
        _put(session, pace.name, _OVERALL, slots[-1] + pace.overall.every, pace.overall)
    for address, slot in zip(addresses, slots, strict=True):
        count(session, channel, address, pace.each, slot)
    return slots


def count(session: Session, channel: str, address: str, limit: Limit, wall: float, messages: int = 1) -> None:
    """Count messages to one address."""
    row = session.get(PaceRow, (channel, address), populate_existing=True)
    _put(session, channel, address, max(row.tat if row else 0, wall) + messages * limit.every, limit)


def blocked(wall: float) -> ColumnElement[bool]:
    """Whether a message of the outbox is for an address that has had its share just now."""
    mine = (PaceRow.name == Outgoing.channel, PaceRow.address == Outgoing.address)
    return exists().where(*mine, PaceRow.free_at > wall)


def soonest(session: Session, channels: Iterable[str], wall: float) -> float | None:
    """When the first address for which something waits may be written to again."""
    due = select(func.min(PaceRow.free_at)).join(
        Outgoing, (Outgoing.channel == PaceRow.name) & (Outgoing.address == PaceRow.address)
    )
    waits = (Outgoing.state == State.QUEUED.value, PaceRow.name.in_(list(channels)), PaceRow.free_at > wall)
    return session.scalar(due.where(*waits))


def forget(session: Session, wall: float) -> None:
    """Drop rows that limit nothing any more."""
    session.execute(delete(PaceRow).where(PaceRow.tat < wall), execution_options={"synchronize_session": False})


def _tat(session: Session, name: str) -> float:
    row = session.get(PaceRow, (name, _OVERALL), populate_existing=True)
    return row.tat if row else 0.0


def _put(session: Session, name: str, address: str, tat: float, limit: Limit) -> None:
    new = {"tat": tat, "free_at": tat - (limit.burst - 1) * limit.every}
    insert = insert_for(session, PaceRow).values(name=name, address=address, **new)
    session.execute(insert.on_conflict_do_update(index_elements=["name", "address"], set_=new))
