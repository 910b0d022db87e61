"""Offers: a place that comes free belongs to whoever waits first, is held while they are asked, and then passed on.

Each change is made while the event's row is held. Taken and offered places together are never more than there are.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import audit, calendar, caps, daytime, events, queues, seats, squadrolls
from bot.domain.acts import CLOCK, Act
from bot.domain.caps import ONE, WHOLE, Claim, Room
from bot.domain.events import Event
from bot.domain.queues import LIVE, State, WaitingPlace, ahead, count, held, live, of
from bot.messages import Address, Reply
from bot.store import files, outbox

__all__ = [
    "LIVE", "NEAR", "State", "WaitingPlace", "ahead", "close", "count", "end", "free", "has_room", "held", "lapse",
    "left", "live", "of", "offer_freed", "tell", "told", "told_at", "until",
]  # fmt: skip

LEAST: Final = timedelta(minutes=30)
"""So long at least one has to answer, unless sign-up closes before."""

NEAR: Final = timedelta(hours=24)
"""So long before an event nights count as well."""

MOST_OTHERS: Final = 3
KEYS: Final = "waiting:"
"""What the keys of messages to those who wait begin with."""

OFFER = "【有名额了】{title}（{when}），名额给您留着，请在 {until} 前回复要不要，过时就给下一位。"
FEWER = "“{title}”的名额减少了，刚才给您留的那个没有了，对不住。您还在原来的位置排队，有名额马上告诉您。"
TOO_FEW = (
    "“{title}”的名额减少了，给您留的 {places} 个没有了，现在一共也没有这么多，对不住。"
    "少带几位的话，先回复“退出排队：{title}”，再重新报名。"
)
WAITING = "您已经在排“{title}”的队，第 {position} 位。有名额马上通知您，请留意这里的消息。"
OFFERED = "“{title}”的名额正给您留着，请在 {until} 前回复“要：{title}”，不去就回复“不要：{title}”。"
LAPSED = "给您留的“{title}”的名额，到时间没等到您的答复，不再留了。"
AGAIN = "还想去的话，可以重新排队。"
CALLED_OFF = "【活动取消】您排队的“{title}”取消了，不用等了。"
NO_SIGN_UP = "您排队的“{title}”改成不用报名了，到时直接参加。"
NOT_REACHED = "“{title}”的报名截止了，名额没能轮到您，对不住。"
ELSE = "近期还能报名的：{titles}。"
NOTHING_ELSE = "有新活动会发预告，回复“活动”看近期安排。"


def has_room(session: Session, event: Event, claim: Claim = ONE) -> bool:
    """Whether one can sign up at once: what they want is free, and nobody who waits could have had it."""
    room = left(session, event)
    return not room.short(room.needs(claim))


def left(session: Session, event: Event) -> Room:
    """What there is for one who comes now, at the end of the queue."""
    room = caps.room(session, event)
    if event.seats is not None or caps.capped(event):
        for _ in room.serve(caps.waiting(session, event, room)):
            pass
    return room


def free(session: Session, event: Event, limit: int) -> int:
    """How many places are neither taken nor offered; below 0 where there are fewer than before."""
    return limit - seats.taken(session, event) - held(session, event)


def told(act: Act, event: Event, place: WaitingPlace) -> str:
    """How it stands, in words."""
    if place.status is State.OFFERED and place.until:
        return OFFERED.format(title=event.title, until=calendar.shown(place.until, act.config.zone))
    return WAITING.format(title=event.title, position=ahead(act.session, place))


def until(act: Act, event: Event) -> datetime:
    """When an offer ends that is made now. docs/events.md says why it is so."""
    last, span = event.last_signup, timedelta(hours=act.config.events.offer_hours)
    span = min(span, max((last - act.now) / 4, LEAST)) if last else span
    ends = act.now + span if _near(event, act.now) else daytime.after(act.now, span, act.config.zone)
    return min(ends, last) if last else ends


def told_at(event: Event, now: datetime, zone: ZoneInfo) -> datetime:
    """When those whom it concerns are told of an event: now, at night in the morning, unless it is near."""
    return now if _near(event, now) else daytime.begins(now, zone)


def offer_freed(act: Act, event: Event) -> None:
    """Offer what is free to those who wait first; where there are fewer places than before, the last offers go back.

    To be called in the transaction that freed a place or changed a limit.
    """
    act.session.refresh(event, with_for_update=True)
    if event.why_closed(act):
        return
    room = caps.room(act.session, event)
    if room.over():
        _shrink(act, event, room)
    served = list(room.serve(caps.waiting(act.session, event, room)))
    if served:
        _offer(act.by(CLOCK), event, queues.numbered(act.session, served))


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
    titles = [one.title for one in islice(_others(act, event), MOST_OTHERS)]
    also = ELSE.format(titles="、".join(titles)) if titles else NOTHING_ELSE
    why = CALLED_OFF if event.cancelled else NOT_REACHED if event.signup else NO_SIGN_UP
    reply = Reply(why.format(title=event.title) + also, tuple(f"查看：{one}" for one in titles) or ("活动",))
    due = told_at(event, act.now, act.config.zone) if event.cancelled else daytime.begins(act.now, act.config.zone)
    places = live(act.session, event)
    files.drop(act.session, [file.key for place in places for file in place.attachments])
    _withdraw(act, places)
    for place in places:
        _end(act, place, State.CLOSED)
    rows = audit.log_all(act, "waiting.closed", places, event=event.id)
    act.session.flush()
    for place, row in zip(places, rows, strict=True):
        key = f"{_key(place)}{row.id}"
        outbox.put(act.session, place.reply_to, reply, key=key, kind="event", now=act.now).due_at = due
        squadrolls.tell_others(act, place, reply, key=key, due=due)


def end(act: Act, place: WaitingPlace, state: State) -> None:
    """It waits no more, and an offer that was not sent yet is not sent any more.

    What was answered and sent is with the place that it became, or with nobody.
    """
    if state is not State.TAKEN:
        files.drop(act.session, [file.key for file in place.attachments])
    _end(act, place, state)
    _withdraw(act, [place])
    audit.log(act, f"waiting.{state.value}", place, event=place.event_id)
    if state in {State.REFUSED, State.EXPIRED, State.LEFT}:
        squadrolls.tell_lost(act, place)


def tell(act: Act, place: WaitingPlace, reply: Reply) -> None:
    """Write to who waits what became of it last, at night in the morning."""
    key = f"{_key(place)}{audit.last(act.session, place)}"
    row = outbox.put(act.session, place.reply_to, reply, key=key, kind="event", now=act.now)
    row.due_at = daytime.begins(act.now, act.config.zone)


def _others(act: Act, event: Event) -> Iterator[Event]:
    """What else they may sign up for, and find room: what is for everybody, or for those for whom this one is."""
    for one in events.open_for_signup(act):
        for_them = one.unit_id in {None, event.unit_id} and set(one.groups or ()) <= set(event.groups or ())
        if for_them and one.id != event.id and has_room(act.session, one):
            yield one


def _offer(act: Act, event: Event, places: Sequence[WaitingPlace]) -> None:
    """Hold a place for each of these, and ask them."""
    ends, zone = until(act, event), act.config.zone
    for place in places:
        place.state, place.until = State.OFFERED.value, ends
    rows = audit.log_all(act, "waiting.offered", places, event=event.id)
    act.session.flush()
    when = calendar.shown(event.starts_at, zone) if event.starts_at else f"{event.month.month}月，日期另行通知"
    text = OFFER.format(title=event.title, when=when, until=calendar.shown(ends, zone))
    reply, due = Reply(text, (f"要：{event.title}", f"不要：{event.title}")), told_at(event, act.now, zone)
    for place, row in zip(places, rows, strict=True):
        key = f"{_key(place)}{row.id}"
        sent = outbox.put(act.session, place.reply_to, reply, key=key, kind="event", now=act.now, latest=ends)
        sent.due_at = due


def _shrink(act: Act, event: Event, room: Room) -> None:
    """Take back the last offers until each limit holds: first those of branches and groups, then that of the whole."""
    asked = [(place, room.needs(Claim.of(place))) for place in live(act.session, event, State.OFFERED)]
    for whole in (False, True):
        for place, needs in reversed(asked):
            over = any(room.free(key) < 0 for key in needs if (key == WHOLE) is whole)
            if over and place.status is State.OFFERED:
                room.use(needs, -1)
                _take_back(act.by(CLOCK), event, place)


def _take_back(act: Act, event: Event, place: WaitingPlace) -> None:
    place.state, place.until = State.WAITING.value, None
    _withdraw(act, [place])
    audit.log(act, "waiting.taken_back", place, event=event.id)
    never = caps.beyond(event, Claim.of(place)) is not None
    text = (TOO_FEW if never else FEWER).format(title=event.title, places=place.places)
    tell(act, place, Reply(text, ("我的活动",)))


def _end(act: Act, place: WaitingPlace, state: State) -> None:
    place.state, place.ended_at = state.value, act.now
    place.answers, place.files = [], []


def _withdraw(act: Act, places: Sequence[WaitingPlace]) -> None:
    """What was not sent yet of these is not sent any more."""
    if len(places) == 1:
        outbox.withdraw(act.session, act.now, address=places[0].reply_to, keys=_key(places[0]))
        return
    mine = {(_key(place), place.reply_to) for place in places}

    def meant(key: str, to: Address) -> bool:
        return (f"{':'.join(key.split(':')[:2])}:", to) in mine

    outbox.withdraw_all(act.session, act.now, KEYS, meant)


def _key(place: WaitingPlace) -> str:
    return f"{KEYS}{place.id}:"


def _near(event: Event, now: datetime) -> bool:
    return event.starts_at is not None and event.starts_at - now <= NEAR
