"""To whom a notice goes: counted, listed in the ledger, and looked at once more at the moment of sending.

All of it is done by the store: no member is loaded, however many there are. Where a member is reached, and whether
they want it, is decided here alone: one address each, that which they prefer, or wrote from last.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, false, func, insert, literal, select, true
from sqlalchemy.orm import Session

from bot.domain import comers, hosting, units
from bot.domain.drives import Drive
from bot.domain.events import Event
from bot.domain.members import Contact, Member
from bot.domain.noticebook import ListedMember, MemberGroup, Notice, Recipient, TopicRefusal, Why
from bot.domain.noticekinds import Kind
from bot.domain.units import Unit
from bot.messages import Address
from bot.store import many, planner

AT_ONCE: Final = 5000
"""Numbers in one statement; no store takes any number of them."""

ROW: Final = ("notice_id", "member_id", "unit_id", "channel", "address", "manner", "state")


@dataclass(frozen=True)
class Audience:
    """Who is meant: a unit's members (`below`: those of the units below it too), in any of these groups, on a channel.

    `event`: only those of the notice's event who come, wait or came; `listed`: only those whom a spreadsheet named.
    """

    unit_id: int
    below: bool = True
    groups: tuple[str, ...] = ()
    channel: str = ""
    event: Literal["", "registered", "waiting", "came"] = ""
    listed: bool = False

    def data(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self) | {"groups": list(self.groups)}


def of(notice: Notice) -> Audience:
    """The audience of a notice; one that says nothing is for its unit and all below."""
    kept = {"unit_id": notice.unit_id} | notice.audience
    return Audience(**kept | {"groups": tuple(kept.get("groups", ()))})


def count(session: Session, notice: Notice) -> int:
    """How many would get it now."""
    return session.scalar(select(func.count()).select_from(Member).where(*_wanted(session, notice))) or 0


def split(session: Session, notice: Notice) -> dict[str, int]:
    """How many would get it on each channel, the channel with the most first."""
    placed = _placed(notice, _picked(session, notice).subquery("picked"))
    number = func.count().label("number")
    mine = select(placed.c.channel, number).where(placed.c.rank == 1).group_by(placed.c.channel)
    return dict(session.execute(mine.order_by(number.desc(), placed.c.channel)).all())


def fill(session: Session, notice: Notice, limit: int) -> bool:
    """List the next so many members after the cursor who have no row yet; False where there are no more after them."""
    session.flush()
    planner.inform(session, Member, Contact, Recipient)
    after = (Recipient.member_id > notice.cursor, Recipient.member_id == Member.id)
    known = exists().where(Recipient.notice_id == notice.id, *after)
    fresh = (
        _picked(session, notice, walk=True).where(Member.id > notice.cursor, ~known).order_by(Member.id).limit(limit)
    )
    placed = _placed(notice, fresh.subquery("picked"))
    where = placed.c.id, placed.c.unit_id, placed.c.channel, placed.c.address, placed.c.manner
    rows = select(literal(notice.id), *where, literal("queued")).where(placed.c.rank == 1).order_by(placed.c.id)
    into = insert(Recipient).from_select(ROW, rows, include_defaults=False).returning(Recipient.member_id)
    listed = [number for number in session.scalars(into) if number]
    notice.size += len(listed)
    notice.cursor = max([notice.cursor, *listed])
    return len(listed) == limit


def still(session: Session, notice: Notice, member_ids: Collection[int]) -> dict[int, Address | Why]:
    """Where each of these members is to get it now, or why they are not.

    Nobody can unsubscribe or give a place back while the transaction lasts: who does it meanwhile withdraws what it
    queued.
    """
    if _called_off(session, notice):
        return dict.fromkeys(member_ids, Why.CALLED_OFF)
    found: dict[int, Address | Why] = {}
    for some in many.chunks(sorted(member_ids), AT_ONCE):
        found |= dict.fromkeys(some, Why.ERASED)
        found |= _reasons(session, notice, some)
        found |= _addresses(session, notice, [number for number in some if found[number] is Why.UNREACHABLE])
    return found


def _wanted(session: Session, notice: Notice, *, walk: bool = False) -> tuple[ColumnElement[bool], ...]:
    """What must hold of a member who gets it."""
    return (*(right for _, right in _conditions(session, notice, walk=walk)), _reached(notice))


def _conditions(session: Session, notice: Notice, *, walk: bool = False) -> list[tuple[Why, ColumnElement[bool]]]:
    """What must hold of a member who is to get it, if they can be reached, and why they do not where it does not.

    `walk`: members are gone through in their order, some at a time. No index of their units is to be used then, for
    what it finds would be put in order anew each time.
    """
    wanted = of(notice)
    found: list[tuple[Why, ColumnElement[bool]]] = [(Why.OPTED_OUT, Member.subscribed.is_(True))]
    if notice.topic:
        mine = exists().where(TopicRefusal.member_id == Member.id, TopicRefusal.topic == notice.topic)
        found.append((Why.TOPIC, ~mine))
    if wanted.event:
        found.append((Why.CALLED_OFF, _of_event(notice, wanted)))
    return [*found, (Why.LEFT_AUDIENCE, and_(true(), *_belongs(session, notice, wanted, walk=walk)))]


def _of_event(notice: Notice, wanted: Audience) -> ColumnElement[bool]:
    if notice.event_id is None:
        return false()
    return Member.id.in_(select(comers.of(notice.event_id, wanted.event).c.member_id))


def _belongs(session: Session, notice: Notice, wanted: Audience, *, walk: bool) -> Iterable[ColumnElement[bool]]:
    """The people of an event that the notice's own unit organises count, of whatever unit they are."""
    home = Member.unit_id + 0 if walk else Member.unit_id
    theirs = wanted.event and wanted.unit_id == notice.unit_id and _hosts(session, notice)
    if not theirs and not wanted.below:
        yield home == wanted.unit_id
    elif not theirs and session.get_one(Unit, wanted.unit_id).parent_id:
        yield home.in_(units.below(select(Unit.id).where(Unit.id == wanted.unit_id)))
    if wanted.groups:
        yield Member.id.in_(select(MemberGroup.member_id).where(MemberGroup.group.in_(wanted.groups)))
    if wanted.listed:
        yield Member.id.in_(select(ListedMember.member_id).where(ListedMember.notice_id == notice.id))


def _hosts(session: Session, notice: Notice) -> bool:
    """Whether the notice's unit, or one below it, organises the event."""
    event = session.get(Event, notice.event_id) if notice.event_id else None
    return event is not None and hosting.host_of(session, event) in units.subtree(session, notice.unit_id)


def _reached(notice: Notice) -> ColumnElement[bool]:
    return exists().where(Contact.member_id == Member.id, *_open(notice))


def _open(notice: Notice) -> tuple[ColumnElement[bool], ...]:
    """An address at which somebody can be reached, on the audience's channel where it names one."""
    channel = of(notice).channel
    return (Contact.lost_at.is_(None), *((Contact.channel == channel,) if channel else ()))


def _picked(session: Session, notice: Notice, *, walk: bool = False) -> Select[int, int, str]:
    return select(Member.id, Member.unit_id, Member.prefers).where(*_wanted(session, notice, walk=walk))


def _placed(notice: Notice, picked: Subquery) -> Subquery:
    """The addresses of members who were picked; the one to use has `rank` 1."""
    wanted, order = of(notice), list[Any]()
    source: Any = picked
    source = source.join(Contact, and_(Contact.member_id == picked.c.id, *_open(notice)))
    manner: ColumnElement[str] = literal("")
    if wanted.event and notice.event_id is not None:
        comer = comers.of(notice.event_id, wanted.event)
        source = source.outerjoin(comer, comer.c.member_id == picked.c.id)
        manner = func.coalesce(comer.c.manner, "")
        there = and_(comer.c.channel == Contact.channel, comer.c.address == Contact.address)
        order.append(case((there, 0), else_=1))
    order += [case((Contact.channel == picked.c.prefers, 0), else_=1), Contact.heard_in.desc().nulls_last()]
    order += [Contact.channel, Contact.address]
    rank = func.row_number().over(partition_by=picked.c.id, order_by=order).label("rank")
    columns = picked.c.id, picked.c.unit_id, Contact.channel, Contact.address, manner.label("manner"), rank
    return select(*columns).select_from(source).subquery("placed")


def _called_off(session: Session, notice: Notice) -> bool:
    """Whether what the notice is about is off for all: its drive ended, its event is off or on another day.

    Both are held: who ends them, or gives a place back, does so after this transaction.
    """
    if notice.drive_id:
        drive = session.get(Drive, notice.drive_id, with_for_update={"read": True}, populate_existing=True)
        return drive is None or drive.ended_on is not None
    if not notice.event_id or not (of(notice).event or "event" in notice.schedule or notice.sort is Kind.REMINDER):
        return False
    event = session.get(Event, notice.event_id, with_for_update={"read": True}, populate_existing=True)
    if notice.sort is not Kind.REMINDER and "event" not in notice.schedule:
        return event is None
    return event is None or event.cancelled or event.archived_at is not None or _moved(notice, event)


def _moved(notice: Notice, event: Event) -> bool:
    """Whether a reminder of the clock's is of another day than the event is on now: its key says of which."""
    if not notice.key.startswith(event.reminders):
        return False
    return event.starts_at is None or notice.key != f"{event.reminders}{event.starts_at:%Y-%m-%dT%H:%M}"


def _reasons(session: Session, notice: Notice, some: Sequence[int]) -> dict[int, Address | Why]:
    """Why each is not to get it; UNREACHABLE, so far, of those of whom nothing else is known. Their rows are held."""
    against = [(~right, reason.value) for reason, right in _conditions(session, notice)]
    why = case(*against, else_=Why.UNREACHABLE.value)
    held = select(Member.id, why).where(many.among(session, Member.id, some)).order_by(Member.id)
    held = held.with_for_update(read=True, of=Member)
    return {number: Why(word) for number, word in session.execute(held)}


def _addresses(session: Session, notice: Notice, some: Sequence[int]) -> dict[int, Address | Why]:
    picked = select(Member.id, Member.unit_id, Member.prefers).where(Member.id.in_(some)).subquery("picked")
    placed = _placed(notice, picked)
    first = select(placed.c.id, placed.c.channel, placed.c.address).where(placed.c.rank == 1)
    return {number: Address(channel, address) for number, channel, address in session.execute(first)}
