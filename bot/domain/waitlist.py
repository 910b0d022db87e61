"""The wait-list of an event, for persons and for whole teams: wait, take or refuse what is offered, leave at any time.

A queue of one event, first come, first served. docs/events.md has the states and the rules.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import admission, audit, calendar, caps, offers, seats, squadrolls
from bot.domain.acts import Act
from bot.domain.caps import Claim
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.offers import LIVE, State, WaitingPlace, offer_freed
from bot.domain.seats import NOTHING, Extras, Registration, Team
from bot.errors import Refusal
from bot.messages import Address

__all__ = [
    "State", "WaitingPlace", "accept", "give_up", "of_member", "offer_freed", "position", "refuse", "running", "settle",
    "wait",
]  # fmt: skip

HAS_ROOM = "“{title}”还有名额，不用排队，直接回复“报名：{title}”。"
ALREADY = "您已经报过“{title}”了，不用排队。"
NOT_WAITING = "您没有在排“{title}”的队。"
NO_OFFER = "“{title}”还没有轮到您。有名额会马上通知您；不想等了，回复“退出排队：{title}”。"
NO_MORE = "“{title}”没有给您留着的名额。还想去的话，回复“报名：{title}”看看。"
TOO_LATE = "这个名额留到 {until}，已经过了，不再留了。还想去的话，回复“报名：{title}”看看。"
FEWER = "“{title}”的名额减少了，刚才留的这个暂时没有了。您还在排队，有名额马上告诉您。"


def wait(  # noqa: PLR0913 - who, where to, and what they gave
    act: Act, event: Event, member: Member, address: Address, *,
    name: str | None = None, team: Team | None = None, extras: Extras = NOTHING,
) -> WaitingPlace:  # fmt: skip
    """Put the member (or the whole team) at the end of the queue, or refuse with the reason and the next step."""
    claim = admission.newcomer(act, event, member, team, extras, ALREADY)
    if offers.has_room(act.session, event, claim):
        raise Refusal(HAS_ROOM.format(title=event.title))
    place = WaitingPlace(event_id=event.id, member_id=member.id, state=State.WAITING.value, since=act.now)
    place.channel, place.address, place.unit_id = address.channel, address.id, member.unit_id
    place.write(name, team, extras)
    act.session.add(place)
    audit.log(act, "waiting.begun", place, event=event.id)
    offer_freed(act, event)
    return place


def accept(act: Act, event: Event, member: Member) -> Registration:
    """Take the place that is held; it is looked at once more that there is one."""
    place = _held(act, event, member)
    if why := event.why_closed(act):
        raise Refusal(why)
    if place.until and act.now >= place.until:
        shown = calendar.shown(place.until, act.config.zone)
        raise Refusal(TOO_LATE.format(title=event.title, until=shown))
    room = caps.room(act.session, event, held=False)
    if room.short(room.needs(Claim.of(place))):
        raise Refusal(FEWER.format(title=event.title))
    team, extras = place.as_team, place.extras
    seats.check_team(event, team, extras)
    offers.end(act, place, State.TAKEN)
    given = seats.give(act, event, member, place.reply_to, name=place.name, team=team, extras=extras)
    squadrolls.tell_given(act, given)
    return given


def refuse(act: Act, event: Event, member: Member) -> None:
    """Not this one: the next is asked at once."""
    offers.end(act, _held(act, event, member), State.REFUSED)
    offer_freed(act, event)


def give_up(act: Act, event: Event, member: Member) -> None:
    """Leave the queue; a place that was held goes on to the next."""
    act.session.refresh(event, with_for_update=True)
    place = offers.of(act.session, event, member)
    if place is None:
        raise Refusal(NOT_WAITING.format(title=event.title))
    offers.end(act, place, State.LEFT)
    offer_freed(act, event)


def settle(act: Act, event: Event) -> None:
    """What is due of an event: offers that ran out are passed on; where sign-up is over, the rest is told so."""
    act.session.refresh(event, with_for_update=True)
    offers.lapse(act, event)
    if event.cancelled or not event.signup or (event.last_signup and act.now >= event.last_signup):
        offers.close(act, event)
    else:
        offer_freed(act, event)


def position(session: Session, event: Event, member: Member) -> int | None:
    """Where the member stands in the queue, from 1; None where they do not wait (an offer waits no more)."""
    place = offers.of(session, event, member)
    return offers.ahead(session, place) if place and place.status is State.WAITING else None


def of_member(session: Session, member: Member) -> list[tuple[WaitingPlace, Event]]:
    """What the member waits for or is offered, soonest event first."""
    mine = select(WaitingPlace, Event).join(Event, Event.id == WaitingPlace.event_id)
    mine = mine.where(WaitingPlace.member_id == member.id, WaitingPlace.state.in_(LIVE)).order_by(Event.starts_at)
    return [(place, event) for place, event in session.execute(mine)]


def running(session: Session) -> list[int]:
    """The ids of the events that have a queue."""
    found = select(WaitingPlace.event_id).where(WaitingPlace.state.in_(LIVE)).distinct()
    return sorted(session.scalars(found))


def _held(act: Act, event: Event, member: Member) -> WaitingPlace:
    """The offer to the member, with the event's row held; refused in words where there is none."""
    act.session.refresh(event, with_for_update=True)
    place = offers.of(act.session, event, member)
    if place is None:
        raise Refusal(NO_MORE.format(title=event.title))
    if place.status is not State.OFFERED:
        raise Refusal(NO_OFFER.format(title=event.title))
    return place
