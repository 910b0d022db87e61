"""The outbox: everything sent unasked is a row, written with the work and accounted for to the end.

States: queued → sending → sent | failed | unknown; a queued one may also be withdrawn or go stale. A parked one waits
for the member's next message, because the platform lets nothing be sent before.
"""

from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.labels import Labelled
from bot.limits import LONGEST, divided, units
from bot.messages import Address, Attachment, Reply, Wish
from bot.store.database import Base
from bot.store.sealing import SealedJson, SealedText

BACK_OFF = (5, 15, 60, 300, 900, 3600, 3 * 3600, 12 * 3600)
"""Seconds before each further try; after the last one the message has failed."""

CONTACT = timedelta(hours=1)
"""How long a message for one who is away waits where the channel cannot tell who is there."""

PATIENCE = timedelta(days=1)
"""So long the far side may put us off (Retry with `after`) without its counting as a try."""


ANSWER = "answer"
"""The kind of a message that answers one of the member's."""

MOST_PARTS = 10
"""No reply has more pieces of text, or more files."""


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
    """One message to one address. `bulk`: it goes to many, and lets every other message go first.

    `more` is the rest of the reply: `controls`, `wish`, `step`, `files`.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "channel", "bulk", "due_at"),
        Index("ix_outbox_to", "channel", "address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(SealedText)
    buttons: Mapped[list[Any]] = mapped_column(SealedJson)
    more: Mapped[dict[str, Any]] = mapped_column(SealedJson, default=dict)
    bulk: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default=State.QUEUED.value)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    latest_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    code: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(SealedText, default="")
    resent_as: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))

    @property
    def reply(self) -> Reply:
        """The message itself."""
        controls, wish = tuple(self.more.get("controls", ())), Wish(self.more.get("wish", ""))
        return Reply(self.text, tuple(self.buttons), controls, wish, self.more.get("step", ""), self.files)

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The file that this message is, if it is one."""
        return tuple(Attachment(**one) for one in self.more.get("files", ()))

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
    bulk: bool = False,
) -> Outgoing:
    """Queue a message. `key` names it once and for all; `latest` is when it is no longer of use.

    One row is one message of the platform's. A text that is longer than its channel takes becomes several (`key`,
    `key:2` …), the buttons below the last; each file is another one after it (`key:file:1` …). The first is returned;
    it has the key itself, also where it is a file.
    """
    common = {"kind": kind, "channel": address.channel, "address": address.id, "bulk": bulk}
    times = {"created_at": now, "due_at": now, "latest_at": latest}
    parts = divided_for(address.channel, reply)
    rows = [Outgoing(key=key + place, **words, **common, **times) for place, words in parts]
    session.add_all(rows)
    return rows[0]


def parts(session: Session, key: str) -> list[Outgoing]:
    """The messages of a reply, its text before its files, each as it was last sent."""
    numbers = range(1, MOST_PARTS + 1)
    keys = [key, *(f"{key}:{number}" for number in numbers), *(f"{key}:file:{number}" for number in numbers)]
    rows = {row.key: row for row in session.scalars(select(Outgoing).where(Outgoing.key.in_(keys)))}
    return [last(session, rows[one]) for one in keys if one in rows]


def last(session: Session, row: Outgoing) -> Outgoing:
    """The message, or the one by which it was sent again."""
    while row.resent_as:
        row = session.get_one(Outgoing, row.resent_as)
    return row


def divided_for(channel: str, reply: Reply) -> list[tuple[str, dict[str, Any]]]:
    """What goes out as a message of its own: what its key ends in (the first: nothing), text, buttons, the rest."""
    *before, end = _pieces(channel, reply.text)
    texts = [*map(Reply, before), replace(reply, text=end, files=())] if end or not reply.files else []
    found = [(f":{number}", part) for number, part in enumerate(texts, 1)]
    found += [(f":file:{number}", Reply("", files=(file,))) for number, file in enumerate(reply.files, 1)]
    all_parts = [("", found[0][1]), *found[1:]]
    return [(place, {"text": one.text, "buttons": list(one.buttons), "more": _more(one)}) for place, one in all_parts]


def _pieces(channel: str, text: str) -> list[str]:
    """The text in pieces that its channel takes."""
    most = LONGEST.get(channel, 0)
    if not most or units(text) <= most:
        return [text]
    return divided(text, lambda part: units(part) <= most, most) or [text[:most]]


def _more(reply: Reply) -> dict[str, Any]:
    """What a reply has beside its text and its buttons, as far as there is something."""
    found: dict[str, Any] = {"controls": list(reply.controls), "wish": reply.wish.value, "step": reply.step}
    found["files"] = [asdict(file) for file in reply.files]
    return {name: value for name, value in found.items() if value}


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


def withdraw_all(session: Session, now: datetime, begin: str, wanted: Callable[[str, Address], bool]) -> None:
    """Take back what is still queued under keys that begin so, where `wanted` says so of a key and an address."""
    columns = select(Outgoing.id, Outgoing.key, Outgoing.channel, Outgoing.address)
    queued = columns.where(Outgoing.state.in_(WAITING), Outgoing.key.startswith(begin, autoescape=True))
    found = session.execute(queued).all()
    meant = [number for number, key, channel, address in found if wanted(key, Address(channel, address))]
    if meant:
        taken = update(Outgoing).where(Outgoing.id.in_(meant), Outgoing.state.in_(WAITING))
        session.execute(taken.values(state=State.WITHDRAWN.value, ended_at=now))


def to(address: Address) -> tuple[ColumnElement[bool], ...]:
    """The messages to one address."""
    return (Outgoing.channel == address.channel, Outgoing.address == address.id)


def counts(session: Session) -> dict[State, int]:
    """How many messages are in each state."""
    rows = session.execute(select(Outgoing.state, func.count()).group_by(Outgoing.state))
    found = {state: count for state, count in rows}  # noqa: C416 - rows are no tuples for the type checker
    return {state: found.get(state.value, 0) for state in State}
