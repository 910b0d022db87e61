"""Offers: a place that comes free belongs to whoever waits first, is held while they are asked, and then passed on.

Each change is made while the event's row is held. Taken and offered places together are never more than there are.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, calendar, daytime, events, seats
from bot.domain.acts import CLOCK, Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Party
from bot.errors import Refusal
from bot.labels import Labelled
from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.database import Base

LEAST: Final = timedelta(minutes=30)
"""So long at least one has to answer, unless sign-up closes before."""

NEAR: Final = timedelta(hours=24)
"""So long before an event nights count as well."""

MOST_OTHERS: Final = 3

FULL = "“{title}”的名额（{seats}）已经满了。想等名额，回复“排队：{title}”，有人退出就按先后通知您。"
OFFER = "【有名额了】{title}（{when}），名额给您留着，请在 {until} 前回复要不要，过时就给下一位。"
FEWER = "“{title}”的名额减少了，刚才给您留的那个没有了，对不住。您还在原来的位置排队，有名额马上告诉您。"
WAITING = "您已经在排“{title}”的队，第 {position} 位。有名额马上通知您，请留意这里的消息。"
OFFERED = "“{title}”的名额正给您留着，请在 {until} 前回复“要：{title}”，不去就回复“不要：{title}”。"
LAPSED = "给您留的“{title}”的名额，到时间没等到您的答复，不再留了。"
AGAIN = "还想去的话，可以重新排队。"
CALLED_OFF = "【活动取消】您排队的“{title}”取消了，不用等了。"
NO_SIGN_UP = "您排队的“{title}”改成不用报名了，到时直接参加。"
NOT_REACHED = "“{title}”的报名截止了，名额没能轮到您，对不住。"
ELSE = "近期还能报名的：{titles}。"
NOTHING_ELSE = "有新活动会发预告，回复“活动”看近期安排。"


class State(Labelled):
    """What became of waiting."""

    WAITING = "waiting", "排队中"
    OFFERED = "offered", "等答复"
    TAKEN = "taken", "要了"
    REFUSED = "refused", "不要了"
    EXPIRED = "expired", "没有答复"
    LEFT = "left", "退出了"
    CLOSED = "closed", "没有排到"


LIVE: Final = (State.WAITING.value, State.OFFERED.value)


class WaitingPlace(Party, Base):
    """One member's (or their team's) place in an event's queue: first come, first served, by `id`.

    `until` is when an offer ends. Who waits again stands at the end, in a row of its own.
    """

    __tablename__ = "waiting_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def reply_to(self) -> Address:
        """Where the member is reached."""
        return Address(self.channel, self.address)

    @property
    def status(self) -> State:
        """The state, as an enum."""
        return State(self.state)


_ONCE = WaitingPlace.state.in_(LIVE)
Index(
    "ix_waiting_place_once",
    WaitingPlace.event_id, WaitingPlace.member_id,
    unique=True, sqlite_where=_ONCE, postgresql_where=_ONCE,
)  # fmt: skip


class Full(Refusal):
    """No place is free, or those that are belong to the ones who wait."""

    def __init__(self, event: Event) -> None:
        super().__init__(FULL.format(title=event.title, seats=event.seats))


def has_room(session: Session, event: Event) -> bool:
    """Whether one can sign up at once: a place is free, and nobody waits for it."""
    return event.seats is None or (free(session, event, event.seats) > 0 and not count(session, event, State.WAITING))


def free(session: Session, event: Event, limit: int) -> int:
    """How many places are neither taken nor offered; below 0 where there are fewer than before."""
    return limit - seats.taken(session, event) - held(session, event)


def held(session: Session, event: Event) -> int:
    """How many places are held for those who are being asked."""
    mine = select(func.coalesce(func.sum(WaitingPlace.places), 0)).where(WaitingPlace.event_id == event.id)
    return session.scalar(mine.where(WaitingPlace.state == State.OFFERED.value)) or 0


def count(session: Session, event: Event, state: State) -> int:
    """How many are in a state."""
    some = select(func.count()).where(WaitingPlace.event_id == event.id, WaitingPlace.state == state.value)
    return session.scalar(some) or 0


def live(session: Session, event: Event, *states: State, limit: int | None = None) -> list[WaitingPlace]:
    """Who waits or is being asked, in their order; the first few."""
    wanted = [state.value for state in states] or LIVE
    some = select(WaitingPlace).where(WaitingPlace.event_id == event.id, WaitingPlace.state.in_(wanted))
    return list(session.scalars(some.order_by(WaitingPlace.id).limit(limit)))


def of(session: Session, event: Event, member: Member) -> WaitingPlace | None:
    """The member's place in the queue, as long as it counts."""
    mine = select(WaitingPlace).where(WaitingPlace.event_id == event.id, WaitingPlace.member_id == member.id)
    return session.scalars(mine.where(WaitingPlace.state.in_(LIVE))).first()


def ahead(session: Session, place: WaitingPlace) -> int:
    """The place in the queue, from 1; those who are being asked stand in it no more."""
    before = select(func.count()).where(
        WaitingPlace.event_id == place.event_id,
        WaitingPlace.state == State.WAITING.value,
        WaitingPlace.id < place.id,
    )
    return (session.scalar(before) or 0) + 1


def told(act: Act, event: Event, place: WaitingPlace) -> str:
    """How it stands, in words."""
    if place.status is State.OFFERED and place.until:
        return OFFERED.format(title=event.title, until=calendar.shown(place.until, act.config.zone))
    return WAITING.format(title=event.title, position=ahead(act.session, place))


def until(act: Act, event: Event) -> datetime:
    """When an offer ends that is made now. docs/events.md says why it is so."""
    last, span = event.last_signup, timedelta(hours=act.config.events.offer_hours)
    span = min(span, max((last - act.now) / 4, LEAST)) if last else span
    ends = act.now + span if _near(act, event) else daytime.after(act.now, span, act.config.zone)
    return min(ends, last) if last else ends


def offer_freed(act: Act, event: Event) -> None:
    """Offer what is free to those who wait first; where there are fewer places than before, the last offers go back.

    To be called in the transaction that freed a place or changed the limit.
    """
    act.session.refresh(event, with_for_update=True)
    if event.why_closed(act):
        return
    room = None if event.seats is None else free(act.session, event, event.seats)
    for place in live(act.session, event, State.WAITING, limit=None if room is None else max(room, 0)):
        _offer(act.by(CLOCK), event, place)
    if room is not None and room < 0:
        for place in live(act.session, event, State.OFFERED)[room:]:
            _take_back(act.by(CLOCK), event, place)


def lapse(act: Act, event: Event) -> None:
    """Offers that ran out are no offers any more. The caller holds the event's row, and passes on what is free."""
    again = Reply(f"{LAPSED.format(title=event.title)}{AGAIN}", (f"排队：{event.title}",))
    reply = again if event.why_closed(act) is None else Reply(LAPSED.format(title=event.title), ("活动",))
    for place in live(act.session, event, State.OFFERED):
        if place.until and act.now >= place.until:
            end(act.by(CLOCK), place, State.EXPIRED)
            tell(act, place, reply)


def close(act: Act, event: Event) -> None:
    """Nobody can sign up any more: tell those who wait, kindly, and what else there is."""
    others = [one for one in events.open_for_signup(act) if one.id != event.id and has_room(act.session, one)]
    titles = [one.title for one in others[:MOST_OTHERS]]
    also = ELSE.format(titles="、".join(titles)) if titles else NOTHING_ELSE
    why = CALLED_OFF if event.cancelled else NOT_REACHED if event.signup else NO_SIGN_UP
    reply = Reply(why.format(title=event.title) + also, tuple(f"查看：{one}" for one in titles) or ("活动",))
    for place in live(act.session, event):
        end(act, place, State.CLOSED)
        tell(act, place, reply, at_once=event.cancelled)


def end(act: Act, place: WaitingPlace, state: State) -> None:
    """It waits no more, and an offer that was not sent yet is not sent any more."""
    place.state, place.ended_at = state.value, act.now
    _withdraw(act, place)
    audit.log(act, f"waiting.{state.value}", place, event=place.event_id)


def tell(act: Act, place: WaitingPlace, reply: Reply, *, at_once: bool = False, latest: datetime | None = None) -> None:
    """Write to who waits, at night in the morning where it is not needed at once."""
    key = f"{_key(place)}{audit.last(act.session, place)}"
    row = outbox.put(act.session, place.reply_to, reply, key=key, kind="event", now=act.now, latest=latest)
    row.due_at = act.now if at_once else daytime.begins(act.now, act.config.zone)


def _offer(act: Act, event: Event, place: WaitingPlace) -> None:
    place.state, place.until = State.OFFERED.value, until(act, event)
    audit.log(act, "waiting.offered", place, event=event.id)
    zone = act.config.zone
    when = calendar.shown(event.starts_at, zone) if event.starts_at else f"{event.month.month}月，日期另行通知"
    text = OFFER.format(title=event.title, when=when, until=calendar.shown(place.until, zone))
    reply = Reply(text, (f"要：{event.title}", f"不要：{event.title}"))
    tell(act, place, reply, at_once=_near(act, event), latest=place.until)


def _take_back(act: Act, event: Event, place: WaitingPlace) -> None:
    place.state, place.until = State.WAITING.value, None
    _withdraw(act, place)
    audit.log(act, "waiting.taken_back", place, event=event.id)
    tell(act, place, Reply(FEWER.format(title=event.title), ("我的活动",)))


def _withdraw(act: Act, place: WaitingPlace) -> None:
    outbox.withdraw(act.session, act.now, address=place.reply_to, keys=_key(place))


def _key(place: WaitingPlace) -> str:
    return f"waiting:{place.id}:"


def _near(act: Act, event: Event) -> bool:
    return event.starts_at is not None and event.starts_at - act.now <= NEAR
