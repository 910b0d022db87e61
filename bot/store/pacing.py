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

ONE_RESERVES: Final = 20261127
"""The number of PostgreSQL's advisory lock under which slots are given."""

_OVERALL: Final = ""


class PaceRow(Base):
    """One limit in use: of everything that is sent under a name (`address` empty), or to one address of a channel."""

    __tablename__ = "pace"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[str] = mapped_column(String(128), primary_key=True)
    tat: Mapped[float] = mapped_column(Float)
    free_at: Mapped[float] = mapped_column(Float)


def room(session: Session, pace: Pace, wall: float, ahead: float = AHEAD) -> int:
    """How many messages have a slot within the next moment."""
    found = _tats(session, pace.name, [_OVERALL])
    begin = max(found.get(_OVERALL, 0.0), wall)
    return max(int((wall + ahead - begin) / pace.overall.every + 1), 0) if begin <= wall + ahead else 0


def reserve(session: Session, pace: Pace, channel: str, addresses: Sequence[str], wall: float) -> list[float]:
    """A slot for a message to each of these addresses. Call it in the transaction that claims the messages."""
    if not addresses:
        return []
    _one_reserves(session)
    begin = max(_tats(session, pace.name, [_OVERALL]).get(_OVERALL, 0.0), wall)
    slots = [begin + number * pace.overall.every for number in range(len(addresses))]
    tats = _tats(session, channel, addresses)
    for address, slot in zip(addresses, slots, strict=True):
        tats[address] = max(tats.get(address, 0.0), slot) + pace.each.every
    overall = _row(pace.name, _OVERALL, slots[-1] + pace.overall.every, pace.overall)
    _put(session, [overall, *(_row(channel, address, tat, pace.each) for address, tat in tats.items())])
    return slots


def count(session: Session, channel: str, address: str, limit: Limit, wall: float, messages: int = 1) -> None:
    """Count messages to one address."""
    _one_reserves(session)
    tat = max(_tats(session, channel, [address]).get(address, 0.0), wall) + messages * limit.every
    _put(session, [_row(channel, address, tat, limit)])


def resting(session: Session, channel: str, addresses: Sequence[str], wall: float) -> set[str]:
    """Those of these addresses that have had their share just now."""
    mine = (PaceRow.name == channel, PaceRow.address.in_(addresses), PaceRow.free_at > wall)
    return set(session.scalars(select(PaceRow.address).where(*mine)))


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


def _one_reserves(session: Session) -> None:
    """Whoever gives slots away does so one after another (SQLite's writers anyway), else two would give the same."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ONE_RESERVES)))


def _tats(session: Session, name: str, addresses: Sequence[str]) -> dict[str, float]:
    """Of each address that has had a message lately, when its next one would be due."""
    mine = select(PaceRow.address, PaceRow.tat).where(PaceRow.name == name, PaceRow.address.in_(addresses))
    return {row.address: row.tat for row in session.execute(mine)}


def _row(name: str, address: str, tat: float, limit: Limit) -> dict[str, str | float]:
    return {"name": name, "address": address, "tat": tat, "free_at": tat - (limit.burst - 1) * limit.every}


def _put(session: Session, rows: Sequence[dict[str, str | float]]) -> None:
    insert = insert_for(session, PaceRow)
    new = {"tat": insert.excluded.tat, "free_at": insert.excluded.free_at}
    session.execute(insert.on_conflict_do_update(index_elements=["name", "address"], set_=new), rows)
