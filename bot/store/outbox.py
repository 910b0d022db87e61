"""The outbox: everything sent unasked is a row, written with the work and accounted for to the end.

States: queued → sending → sent | failed | unknown; a queued one may also be withdrawn or go stale. A parked one waits
for the member's next message, because the platform lets nothing be sent before.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, and_, exists, func, or_, select, true, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from bot.labels import Labelled
from bot.messages import Address, Reply
from bot.store.database import Base

LEASE = timedelta(seconds=60)
"""Longer than any channel takes to send one message; a row still sending after it belongs to a dead process."""

BACK_OFF = (5, 15, 60, 300, 900, 3600, 3 * 3600, 12 * 3600)
"""Seconds before each further try; after the last one the message has failed."""

CONTACT = timedelta(hours=1)
"""How long a message for one who is away waits where the channel cannot tell who is there."""

PATIENCE = timedelta(days=1)
"""So long the far side may put us off (Retry with `after`) without its counting as a try."""

IN_HAND = 20
"""So many messages are sent at the same time: what a process that dies leaves behind as unknown."""

ONE_CLAIMS = 20261123
"""The number of PostgreSQL's advisory lock under which messages are claimed."""


class State(Labelled):
    """What became of a message."""

    QUEUED = "queued", "待发送"
    PARKED = "parked", "等对方再来"
    SENDING = "sending", "发送中"
    SENT = "sent", "已送达"
    FAILED = "failed", "发送失败"
    UNKNOWN = "unknown", "不确定是否送达"
    WITHDRAWN = "withdrawn", "已撤回"
    STALE = "stale", "过期未发"


WAITING = (State.QUEUED.value, State.PARKED.value)
"""States of a message that has not gone out yet."""


class Outgoing(Base):
    """One unasked message to one address."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "channel", "due_at"), Index("ix_outbox_to", "channel", "address"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(12), default=State.QUEUED.value)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    latest_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    code: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    resent_as: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))

    @property
    def reply(self) -> Reply:
        """The message itself."""
        return Reply(self.text, tuple(self.buttons))

    @property
    def status(self) -> State:
        """What became of it, as an enum."""
        return State(self.state)


def put(  # noqa: PLR0913 - a message, and all that must be known to account for it
    session: Session,
    address: Address,
    reply: Reply,
    *,
    key: str,
    kind: str,
    now: datetime,
    latest: datetime | None = None,
) -> Outgoing:
    """Queue a message. `key` names it once and for all; `latest` is when it is no longer of use."""
    row = Outgoing(
        key=key,
        kind=kind,
        channel=address.channel,
        address=address.id,
        text=reply.text,
        buttons=list(reply.buttons),
        created_at=now,
        due_at=now,
        latest_at=latest,
    )
    session.add(row)
    return row


def claim(
    session: Session, present: Mapping[str, Collection[str] | None], now: datetime, limit: int = IN_HAND
) -> Sequence[Outgoing]:
    """Take queued messages that are due and can be delivered by this process, oldest first, and mark them sending.

    `present` maps each channel to the address ids that can be reached, or to None for everyone. What one person is to
    get comes in order, one message at a time: nothing is taken while something is being sent.
    """
    _one_claims(session)
    _drop_stale(session, now)
    reachable = [
        and_(Outgoing.channel == name, true() if who is None else Outgoing.address.in_(sorted(who)))
        for name, who in present.items()
        if who is None or who
    ]
    if not reachable:
        return ()
    due = (
        select(Outgoing)
        .where(Outgoing.state == State.QUEUED.value, Outgoing.due_at <= now, or_(*reachable), ~_not_its_turn(now))
        .order_by(Outgoing.due_at, Outgoing.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(due).all()
    for row in rows:
        row.state, row.claimed_at, row.tries = State.SENDING.value, now, row.tries + 1
    return rows


def account(session: Session, number: int, claimed_at: datetime | None, *, arrived: bool) -> Outgoing | None:
    """The row, locked, for the one who claimed it at that moment to write down what became of it.

    None where the lease has run out and somebody else accounted for it; that it arrived is always worth knowing.
    """
    row = session.get_one(Outgoing, number, with_for_update=True)
    ours = row.status is State.SENDING and row.claimed_at == claimed_at
    return row if ours or arrived else None


def sent(row: Outgoing, now: datetime) -> None:
    """It arrived."""
    row.state, row.ended_at, row.code, row.words = State.SENT.value, now, "", ""


def failed(row: Outgoing, code: str, words: str, now: datetime) -> None:
    """It did not arrive and trying again is no use."""
    row.state, row.ended_at, row.code, row.words = State.FAILED.value, now, code[:60], words[:300]


def unknown(row: Outgoing, words: str, now: datetime) -> None:
    """It may or may not have arrived: staff decide."""
    row.state, row.ended_at, row.code, row.words = State.UNKNOWN.value, now, "unknown", words[:300]


def wait(row: Outgoing, now: datetime, pause: timedelta = timedelta()) -> None:
    """Nobody was there: back to the queue, and the try does not count."""
    row.state, row.claimed_at, row.tries, row.due_at = State.QUEUED.value, None, row.tries - 1, now + pause


def retry(row: Outgoing, code: str, words: str, now: datetime, after: float | None = None) -> None:
    """Later again, or failed where it has been tried often enough.

    `after` is the far side's own wish in seconds: being put off is no failure, so such a try does not count for a day.
    """
    if after is not None and now - row.created_at < PATIENCE:
        row.tries -= 1
    elif row.tries > len(BACK_OFF):
        failed(row, code, words, now)
        return
    pause = timedelta(seconds=max(after, 1) if after is not None else BACK_OFF[row.tries - 1])
    row.state, row.claimed_at, row.due_at = State.QUEUED.value, None, now + pause
    row.code, row.words = code[:60], words[:300]


def park(row: Outgoing, code: str, words: str) -> None:
    """The platform lets nothing be sent until the member writes again; the try does not count."""
    row.state, row.claimed_at, row.tries = State.PARKED.value, None, row.tries - 1
    row.code, row.words = code[:60], words[:300]


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


def withdraw(
    session: Session, now: datetime, *, address: Address | None = None, kinds: Collection[str] = (), keys: str = ""
) -> None:
    """Take back what is still queued: for an address, of some kinds, under keys that begin so."""
    wanted: list[ColumnElement[bool]] = [Outgoing.state.in_(WAITING)]
    if address:
        wanted += to(address)
    if kinds:
        wanted.append(Outgoing.kind.in_(kinds))
    if keys:
        wanted.append(Outgoing.key.startswith(keys, autoescape=True))
    session.execute(update(Outgoing).where(*wanted).values(state=State.WITHDRAWN.value, ended_at=now))


def to(address: Address) -> tuple[ColumnElement[bool], ...]:
    """The messages to one address."""
    return (Outgoing.channel == address.channel, Outgoing.address == address.id)


def counts(session: Session) -> dict[State, int]:
    """How many messages are in each state."""
    rows = session.execute(select(Outgoing.state, func.count()).group_by(Outgoing.state))
    found = {state: count for state, count in rows}  # noqa: C416 - rows are no tuples for the type checker
    return {state: found.get(state.value, 0) for state in State}


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
    earlier = and_(other.state == State.QUEUED.value, other.due_at <= now, other.id < Outgoing.id)
    return exists().where(same, or_(other.state == State.SENDING.value, earlier))
