"""Who sends what: messages of the outbox are claimed by a process, and accounted for by it or by the next one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from bot.store.outbox import BACK_OFF, WAITING, Outgoing, State, unknown

LEASE = timedelta(seconds=60)
"""Longer than any channel takes to send one message; a row still sending after it belongs to a dead process."""

IN_HAND = 20
"""So many messages are sent at the same time: what a process that dies leaves behind as unknown."""

ONE_CLAIMS = 20261123
"""The number of PostgreSQL's advisory lock under which messages are claimed."""


def claim(
    session: Session,
    present: Mapping[str, Collection[str] | None],
    now: datetime,
    limit: int = IN_HAND,
    most: Mapping[str, int] | None = None,
    unless: ColumnElement[bool] | None = None,
) -> Sequence[Outgoing]:
    """Take queued messages that are due and can be delivered by this process, and mark them sending.

    Those to many last, else the oldest first. `present` maps each channel to the address ids that can be reached, or to
    None for everyone; `most` says how many a channel can take, where that is fewer than `limit`; `unless` leaves out
    what must not go just now. What one person is to get comes in order, one message at a time: nothing is taken while
    something is being sent.
    """
    _one_claims(session)
    _drop_stale(session, now)
    unless = false() if unless is None else unless
    rows: list[Outgoing] = []
    for name, who in present.items():
        count = min(limit, (most or {}).get(name, limit))
        if count > 0 and (who is None or who):
            rows += _due(session, name, who, now, unless, count)
    for row in rows:
        row.state, row.claimed_at, row.tries = State.SENDING.value, now, row.tries + 1
    return rows


def _due(
    session: Session,
    channel: str,
    who: Collection[str] | None,
    now: datetime,
    unless: ColumnElement[bool],
    limit: int,
) -> Sequence[Outgoing]:
    reachable = true() if who is None else Outgoing.address.in_(sorted(who))
    due = select(Outgoing).where(
        Outgoing.state == State.QUEUED.value, Outgoing.channel == channel, Outgoing.due_at <= now, reachable
    )
    order = (Outgoing.bulk, Outgoing.due_at, Outgoing.id)
    free = due.where(~_not_its_turn(now), ~unless)
    return session.scalars(free.order_by(*order).limit(limit).with_for_update(skip_locked=True)).all()


def soonest(session: Session, channels: Collection[str], now: datetime) -> datetime | None:
    """When the next message that waits for its time is due."""
    later = (Outgoing.state == State.QUEUED.value, Outgoing.channel.in_(list(channels)), Outgoing.due_at > now)
    return session.scalar(select(func.min(Outgoing.due_at)).where(*later))


def account(session: Session, number: int, claimed_at: datetime | None, *, arrived: bool) -> Outgoing | None:
    """The row, locked, for the one who claimed it at that moment to write down what became of it.

    None where the lease has run out and somebody else accounted for it; that it arrived is always worth knowing.
    """
    row = session.get_one(Outgoing, number, with_for_update=True)
    ours = row.status is State.SENDING and row.claimed_at == claimed_at
    return row if ours or arrived else None


def recover(session: Session, idempotent: Collection[str], now: datetime) -> int:
    """Account for what a dead process was sending: queue it again where a repeat is harmless, else it is unknown."""
    orphans = select(Outgoing).where(Outgoing.state == State.SENDING.value, Outgoing.claimed_at < now - LEASE)
    rows = session.scalars(orphans.with_for_update(skip_locked=True)).all()
    for row in rows:
        if row.channel in idempotent and row.tries <= len(BACK_OFF):
            row.state, row.claimed_at = State.QUEUED.value, None
        else:
            unknown(row, "the process ended while sending", now)
    return len(rows)


def _one_claims(session: Session) -> None:
    """Processes claim one after another (SQLite's writers do so anyway), else two could share one person's messages."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ONE_CLAIMS)))


def _drop_stale(session: Session, now: datetime) -> None:
    """What waits beyond its use is not sent. Rows that a turn holds just now are left for the next time."""
    late = select(Outgoing.id).where(Outgoing.state.in_(WAITING), Outgoing.latest_at < now)
    stale = update(Outgoing).where(Outgoing.id.in_(late.with_for_update(skip_locked=True)))
    session.execute(
        stale.values(state=State.STALE.value, ended_at=now), execution_options={"synchronize_session": False}
    )


def _not_its_turn(now: datetime) -> ColumnElement[bool]:
    """Whether another message for the same address is being sent, or an earlier one is due too."""
    other = aliased(Outgoing)
    same = and_(other.channel == Outgoing.channel, other.address == Outgoing.address, other.id != Outgoing.id)
    first = or_(and_(other.bulk == Outgoing.bulk, other.id < Outgoing.id), and_(Outgoing.bulk, ~other.bulk))
    earlier = and_(other.state == State.QUEUED.value, other.due_at <= now, first)
    return exists().where(same, or_(other.state == State.SENDING.value, earlier))
