"""Which rows of a notice may go now: those that are due, each looked at once more; who must not get it is skipped.

Whoever changes rows of the ledger holds things in one order: the event or drive, the notice, members, the rows.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain import audiences, leads, noticewords, quiethours
from bot.domain.acts import Act
from bot.domain.drives import Drive
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.noticebook import Fate, Notice, Recipient, State, Why
from bot.messages import Address, Reply
from bot.store import many, pacing

FAST: Final[dict[str, Any]] = {"synchronize_session": False}

PICKS: Final = 20261127
"""The first number of PostgreSQL's advisory locks under which rows of a notice are picked; the second is its id."""

LOOKS: Final = 20
"""So often one claim looks for rows that may go, where all that it found must not."""


_AS_INDEXED: Final = (Recipient.notice_id, Recipient.state, Recipient.channel, Recipient.id)
"""By number, of one notice and channel; said so that no store goes through all the rows that were sent before."""


@dataclass(frozen=True)
class Picked:
    """A row whose copy may go now. `before`: the message of the outbox that carried it last time."""

    recipient: int
    member: int
    to: Address
    manner: str
    before: int | None


@dataclass
class _Sorted:
    """Rows by what is to become of them."""

    kept: list[Picked] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    skipped: dict[Why, list[int]] = field(default_factory=dict)


def due(notice_id: int, channel: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The rows of a notice on a channel that wait and whose time has come."""
    waits = (Recipient.notice_id == notice_id, Recipient.state == Fate.QUEUED.value, Recipient.channel == channel)
    return (*waits, or_(Recipient.due_at.is_(None), Recipient.due_at <= now))


def hold(session: Session, notice_id: int, *, alone: bool = False) -> Notice:
    """The notice as it is now: nobody pauses, cancels or corrects it until the transaction ends.

    Nor leaves anybody the event, or ends the drive, that it is about. `alone`: nobody claims or settles either.
    """
    event, drive = session.execute(select(Notice.event_id, Notice.drive_id).where(Notice.id == notice_id)).one()
    if event:
        session.execute(select(Event.id).where(Event.id == event).with_for_update(read=True))
    if drive:
        session.execute(select(Drive.id).where(Drive.id == drive).with_for_update(read=True))
    mine = select(Notice).where(Notice.id == notice_id).with_for_update(read=not alone)
    return session.scalars(mine.execution_options(populate_existing=True)).one()


def goes(act: Act, notice: Notice) -> bool:
    """Whether anything of it may go now: it is being sent, it is not too late, and nobody is disturbed."""
    if notice.status is not State.SENDING or (notice.latest_at and notice.latest_at < act.now):
        return False
    return notice.urgent or not quiethours.falls(act.config, act.now)


def hold_members(session: Session, numbers: Iterable[int | None]) -> None:
    """Nobody of these opts out until the transaction ends: who does it meanwhile takes back what is queued here."""
    for some in many.chunks(sorted({number for number in numbers if number})):
        mine = select(Member.id).where(many.among(session, Member.id, some)).order_by(Member.id)
        session.execute(mine.with_for_update(read=True)).all()


def pick(  # noqa: PLR0913, PLR0917 - which rows, and how many
    act: Act,
    notice: Notice,
    channel: str,
    most: int,
    also: Collection[ColumnElement[bool]] = (),
    least: int = 1,
    wall: float | None = None,
) -> list[Picked]:
    """Rows that may go now, held. Who must not get it is skipped, who is elsewhere by now is sent there.

    Where fewer than `least` of them are left, some more are looked at. `wall`: who had their share just now is left
    for later.
    """
    one_at_a_time(act.session, notice.id)
    kept: list[Picked] = []
    after = 0
    for _ in range(LOOKS):
        ready = (*due(notice.id, channel, act.now), *also, Recipient.id > after)
        rows = act.session.execute(_rows(ready, most - len(kept))).all()
        resting = pacing.resting(act.session, channel, [row.address for row in rows], wall) if wall else ()
        kept += _sorted(act, notice, channel, [row for row in rows if row.address not in resting])
        if len(kept) >= least or not rows:
            break
        after = rows[-1].id
    return kept


def still(session: Session, notice: Notice, members: Iterable[int | None]) -> dict[int, Address | Why]:
    """Where each of these members is to get it now, or why not."""
    found: dict[int, Address | Why] = {}
    for some in many.chunks([number for number in members if number]):
        found |= audiences.still(session, notice, some)
    return found


def skip(session: Session, numbers: Sequence[int], why: Why, now: datetime) -> None:
    """These rows are not sent."""
    ended = {"state": Fate.SKIPPED.value, "code": why.value, "words": "", "claim": "", "ended_at": now}
    for some in many.chunks(numbers):
        theirs = many.among(session, Recipient.id, some)
        session.execute(update(Recipient).where(theirs).values(ended), execution_options=FAST)


def relocate(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Other addresses for rows: row, channel and address of each."""
    table: Any = Recipient.__table__
    many.write(session, table, rows, {"channel": bindparam("_channel"), "address": bindparam("_address")})


def replies(act: Act, notice: Notice, channel: str, manners: Iterable[str]) -> dict[str, Reply]:
    """The words of a notice on a channel, for each manner."""
    link, url = leads.known(act, notice) if notice.link else "", act.config.web.public_url
    given: dict[str, Any] = {"link": link, "public_url": url, "act": act}
    return {manner: noticewords.reply(notice, channel, manner=manner, **given) for manner in set(manners)}


def one_at_a_time(session: Session, notice_id: int) -> None:
    """Of one notice one picks after another (SQLite's writers do so anyway), else all would find the same rows.

    0: of all notices that count what their members got this month.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(PICKS, notice_id)))


def _held(session: Session, numbers: Sequence[int]) -> set[int]:
    """Of these rows those that still wait, held."""
    found: set[int] = set()
    for some in many.chunks(numbers):
        ours = many.among(session, Recipient.id, some)
        mine = select(Recipient.id).where(ours, Recipient.state == Fate.QUEUED.value)
        found.update(session.scalars(mine.with_for_update(skip_locked=True)))
    return found


def _rows(ready: Collection[ColumnElement[bool]], most: int) -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (Recipient.id, Recipient.member_id, Recipient.address)
    mine = select(*columns, Recipient.manner, Recipient.outbox_id).where(*ready)
    return mine.order_by(*_AS_INDEXED).limit(most)


def _sorted(act: Act, notice: Notice, channel: str, rows: Sequence[Any]) -> list[Picked]:
    """Those that may go; what becomes of the others is written."""
    places = still(act.session, notice, [row.member_id for row in rows])
    ours = _held(act.session, [row.id for row in rows])
    found = _Sorted()
    for row in (row for row in rows if row.id in ours):
        to = places.get(row.member_id, Why.LEFT_AUDIENCE) if row.member_id else Why.ERASED
        _sort(found, row, channel, to)
    relocate(act.session, found.moved)
    for why, numbers in found.skipped.items():
        skip(act.session, numbers, why, act.now)
    return found.kept


def _sort(found: _Sorted, row: Any, channel: str, to: Address | Why) -> None:  # noqa: ANN401 - a row of five columns
    if isinstance(to, Why):
        found.skipped.setdefault(to, []).append(row.id)
        return
    if to != Address(channel, row.address):
        found.moved.append({"row": row.id, "_channel": to.channel, "_address": to.id})
    if to.channel == channel:
        found.kept.append(Picked(row.id, row.member_id, to, row.manner, row.outbox_id))
