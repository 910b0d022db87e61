"""Registrations: members and teams sign up and give places back. Limits hold however many do so at once."""

from bot.domain import audit, events, offers, seats
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.offers import Full
from bot.domain.seats import NOTHING, Extras, Registration, Source, Team, of_event, of_member, taken, to_remind
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Address, Reply
from bot.store import outbox

__all__ = [
    "Extras", "Full", "Registration", "Source", "Team", "call_off", "enter", "join", "leave", "of_event", "of_member", "taken", "to_remind",
]  # fmt: skip

ALREADY = "您已经报过“{title}”了，不用再报。"
NOT_JOINED = "您没有报“{title}”。"
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
    if not offers.has_room(act.session, event):
        raise Full(event)
    seats.check_team(event, team)
    return seats.give(act, event, member, address, name=name, team=team, extras=extras)


def enter(  # noqa: PLR0913 - who enters whom, and what was written down
    act: Act, event: Event, officer: Officer | None, source: Source, *,
    name: str, unit_id: int | None, places: int = 1, phone: str | None = None,
) -> Registration:  # fmt: skip
    """Give a place to somebody whom staff wrote down, who has no account with us; Full where there is none.

    They are told nothing: there is no address.
    """
    act.session.refresh(event, with_for_update=True)
    offers.lapse(act, event)
    if event.seats is not None and offers.free(act.session, event, event.seats) < places:
        raise Full(event)
    place = Registration(
        event_id=event.id, source=source.value, officer_id=officer.id if officer else None, unit_id=unit_id,
        name=name, phone=phone, places=places, joined_at=act.now,
    )  # fmt: skip
    act.session.add(place)
    audit.log(act, "registration.entered", place, event=event.id, source=source.value)
    return place


def leave(act: Act, event: Event, member: Member) -> Registration:
    """Give a place back; whoever waits first is offered it, and a reminder that waits is not sent any more."""
    act.session.refresh(event, with_for_update=True)
    place = seats.of(act.session, event, member)
    if place is None or place.left_at is not None:
        raise Refusal(NOT_JOINED.format(title=event.title))
    place.left_at = act.now
    _withdraw_reminder(act, event, place)
    audit.log(act, "registration.left", place, event=event.id)
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
    offers.close(act, event)


def _withdraw_reminder(act: Act, event: Event, place: Registration) -> None:
    if to := place.reply_to:
        outbox.withdraw(act.session, act.now, address=to, keys=event.reminders)
