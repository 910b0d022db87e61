"""Registrations: members and teams sign up and give places back. Limits hold however many do so at once."""

from bot.domain import admission, audit, events, offers, seats, squadrolls, waitlist
from bot.domain.acts import Act
from bot.domain.admission import Full
from bot.domain.caps import Claim
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import NOTHING, Extras, Registration, Source, Team, of_event, of_member, taken, to_remind
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Address, Reply
from bot.store import outbox

__all__ = [
    "Extras", "Full", "Registration", "Source", "Team", "call_off", "change", "enter", "follow", "join", "leave",
    "of_event", "of_member", "taken", "to_remind",
]  # fmt: skip

ALREADY = "您已经报过“{title}”了，不用再报。"
NOT_JOINED = "您没有报“{title}”。"
CANCELLED = "“{title}”已经取消了，不能再登记。"
CALLED_OFF = "【活动取消】您报名的“{title}”取消了，不用来了。想参加别的，回复“活动”看近期安排。"


def join(  # noqa: PLR0913 - who, where to, and what they gave
    act: Act, event: Event, member: Member, address: Address, *,
    name: str | None = None, team: Team | None = None, extras: Extras = NOTHING,
) -> Registration:  # fmt: skip
    """Give the member (or the team) a place, or refuse with the reason and the next step.

    The event's row is locked first, so that no two take the last place. Full is also what others wait for.
    """
    act.session.refresh(event, with_for_update=True)
    if why := event.why_closed(act):
        raise Refusal(why)
    found = seats.of(act.session, event, member)
    if found and found.left_at is None:
        raise Refusal(ALREADY.format(title=event.title))
    offers.lapse(act, event)
    if queued := offers.of(act.session, event, member):
        raise Refusal(offers.told(act, event, queued))
    seats.check_team(event, team, extras)
    if full := admission.full(act, event, admission.require(act, event, member, team, extras)):
        raise full
    return seats.give(act, event, member, address, name=name, team=team, extras=extras)


def enter(  # noqa: PLR0913 - who enters whom, and what was written down
    act: Act, event: Event, officer: Officer | None, source: Source, *,
    name: str, unit_id: int | None, places: int = 1, phone: str | None = None,
) -> Registration:  # fmt: skip
    """Give a place to somebody whom staff wrote down, who has no account with us; Full where there is none.

    They are told nothing: there is no address. Whoever waits and could have the place goes first.
    """
    act.session.refresh(event, with_for_update=True)
    if event.cancelled:
        raise Refusal(CANCELLED.format(title=event.title))
    offers.lapse(act, event)
    if full := admission.full(act, event, Claim(places, unit_id), bare=True):
        raise full
    place = Registration(
        event_id=event.id, source=source.value, officer_id=officer.id if officer else None, unit_id=unit_id,
        name=name, phone=phone, places=places, joined_at=act.now,
    )  # fmt: skip
    act.session.add(place)
    audit.log(act, "registration.entered", place, event=event.id, source=source.value)
    return place


def change(
    act: Act, event: Event, member: Member, *,
    name: str | None = None, team: Team | None = None, extras: Extras | None = None,
) -> Registration:  # fmt: skip
    """Change what was given, until sign-up closes; what is None stays. More needs room; less is offered on at once."""
    act.session.refresh(event, with_for_update=True)
    place = _place(act, event, member)
    if why := event.why_closed(act):
        raise Refusal(why)
    offers.lapse(act, event)
    team, had = team or place.as_team, Claim.of(place)
    seats.check_team(event, team, extras or place.extras)
    if extras is not None:
        claim = admission.require(act, event, member, team, extras, had=place.extras.guests)
        if full := admission.full(act, event, claim._replace(unit_id=place.unit_id), had=had):
            raise full
    seats.rewrite(act.session, place, name or place.name, team, extras or place.extras)
    audit.log(act, "registration.changed", place, event=event.id)
    offers.offer_freed(act, event)
    return place


def leave(act: Act, event: Event, member: Member) -> Registration:
    """Give a place back; whoever waits first is offered it, and a reminder that waits is not sent any more."""
    act.session.refresh(event, with_for_update=True)
    place = _place(act, event, member)
    place.left_at = act.now
    _withdraw_reminder(act, event, place)
    audit.log(act, "registration.left", place, event=event.id)
    squadrolls.tell_lost(act, place)
    offers.offer_freed(act, event)
    return place


def call_off(act: Act, event: Event) -> None:
    """Call an event off and tell everyone who signed up or waits, those too who want no reminders."""
    events.cancel(act, event)
    for place in of_event(act.session, event):
        _withdraw_reminder(act, event, place)
        text, key = CALLED_OFF.format(title=event.title), f"cancelled:{event.id}:{place.member_id}"
        if to := place.reply_to:
            outbox.put(act.session, to, Reply(text, ("活动",)), key=key, kind="event", now=act.now)
        squadrolls.tell_others(act, place, Reply(text, ("活动",)), key=f"cancelled:{event.id}", due=act.now)
    offers.close(act, event)


def follow(act: Act, member: Member) -> None:
    """A member belongs to another unit now: so do their places, and turns in queues, at what is still to come."""
    for number in _ahead(act, member):
        event = act.session.get_one(Event, number, with_for_update=True, populate_existing=True)
        for party in (seats.of(act.session, event, member), offers.of(act.session, event, member)):
            if party and party.unit_id != member.unit_id:
                party.unit_id = member.unit_id
                audit.log(act, "registration.followed", party, unit=member.unit_id)
        offers.offer_freed(act, event)


def _ahead(act: Act, member: Member) -> list[int]:
    """The ids of the events to come for which a member has a place, or waits."""
    mine = [event for _, event in [*of_member(act.session, member), *waitlist.of_member(act.session, member)]]
    return sorted({one.id for one in mine if one.over_at is None or one.over_at > act.now})


def _place(act: Act, event: Event, member: Member) -> Registration:
    place = seats.of(act.session, event, member)
    if place is None or place.left_at is not None:
        raise Refusal(NOT_JOINED.format(title=event.title))
    return place


def _withdraw_reminder(act: Act, event: Event, place: Registration) -> None:
    """What waits to be sent of it is not sent any more, nor the question whether they still come."""
    for keys in (event.reminders, *((seats.moves(event),) if event.moved_at else ())):
        for to in squadrolls.addresses(act.session, place):
            outbox.withdraw(act.session, act.now, address=to, keys=keys)
