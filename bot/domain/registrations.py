"""Registrations: members and teams sign up and give places back. Limits hold however many do so at once."""

from collections.abc import Sequence
from typing import Final

from bot.domain import admission, audit, events, members, offers, seats, squadrolls, waitlist
from bot.domain.acts import Act
from bot.domain.admission import Full
from bot.domain.caps import Claim
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import NOTHING, Extras, Registration, Source, Team, of_event, of_member, taken
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Address, Reply
from bot.store import outbox

__all__ = [
    "Extras", "Full", "Registration", "Source", "Team", "call_off", "change", "enter", "give_back", "join", "leave",
    "move", "of_event", "of_member", "require_list", "taken", "write_down",
]  # fmt: skip

ALREADY: Final = "您已经报过“{title}”了，不用再报。"
NOT_JOINED: Final = "您没有报“{title}”。"
HELD: Final = "“{title}”已经办完了，不用再取消。"
DRAFT: Final = "“{title}”还没发布，名单上还不能加人、减人。请先发布。"
CANCELLED: Final = "“{title}”已经取消了，名单不能再改。"
ARCHIVED: Final = "“{title}”已经归档，姓名都删了，名单不能再改。"
BEGUN: Final = "“{title}”已经开始或者办完了，不能再取消。"
CALLED_OFF: Final = "【活动取消】您报名的“{title}”取消了，不用来了。想参加别的，回复“活动”看近期安排。"


def join(  # noqa: PLR0913 - who, where to, and what they gave
    act: Act, event: Event, member: Member, address: Address, *,
    name: str | None = None, team: Team | None = None, extras: Extras = NOTHING,
) -> Registration:  # fmt: skip
    """Give the member (or the team) a place, or refuse with the reason and the next step; Full where there is none."""
    claim = admission.newcomer(act, event, member, team, extras, ALREADY)
    if full := admission.full(act, event, claim):
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
    require_list(event)
    offers.lapse(act, event)
    if full := admission.full(act, event, Claim(places, unit_id), bare=True):
        raise full
    place = Registration(unit_id=unit_id, name=name, phone=phone, places=places)
    write_down(act, event, officer, source, [place])
    return place


def write_down(
    act: Act, event: Event, officer: Officer | None, source: Source, places: Sequence[Registration]
) -> None:  # fmt: skip
    """Seat those whom staff wrote down. The caller holds the event's row and found that there is room for all."""
    for place in places:
        place.event_id, place.source, place.joined_at = event.id, source.value, act.now
        place.officer_id = officer.id if officer else None
    act.session.add_all(places)
    audit.log_all(act, "registration.entered", places, event=event.id, source=source.value)


def require_list(event: Event) -> None:
    """Refusal where its list is nobody's to change: nobody sees it yet, it was called off, or put away."""
    if event.draft or event.cancelled or event.archived_at:
        why = DRAFT if event.draft else CANCELLED if event.cancelled else ARCHIVED
        raise Refusal(why.format(title=event.title))


def change(
    act: Act, event: Event, member: Member, *,
    name: str | None = None, team: Team | None = None, extras: Extras | None = None,
) -> Registration:  # fmt: skip
    """Change what was given, until sign-up closes; what is None stays. More needs room; less is offered on at once.

    For whom the event is by now is not asked again: who has a place keeps it.
    """
    act.session.refresh(event, with_for_update=True)
    place = _place(act, event, member)
    if why := event.why_closed(act):
        raise Refusal(why)
    offers.lapse(act, event)
    had, given = Claim.of(place), team is not None or place.squad_id is not None
    team = team or place.as_team
    if given:
        seats.check_team(event, team, extras or place.extras)
    if extras is not None:
        claim = Claim.made(place.unit_id, team, extras)
        admission.require_guests(event, claim, extras, place.extras.guests)
        if full := admission.full(act, event, claim, had=had):
            raise full
    seats.rewrite(act.session, place, name or place.name, team, extras or place.extras)
    audit.log(act, "registration.changed", place, event=event.id)
    offers.offer_freed(act, event)
    return place


def leave(act: Act, event: Event, member: Member) -> Registration:
    """Give a place back; whoever waits first is offered it, and a reminder that waits is not sent any more."""
    act.session.refresh(event, with_for_update=True)
    place = _place(act, event, member)
    if event.archived_at or (event.over_at and act.now >= event.over_at):
        raise Refusal(HELD.format(title=event.title))
    give_back(act, event, place)
    return place


def give_back(act: Act, event: Event, place: Registration) -> None:
    """A place is nobody's any more, whoever said so. The caller holds the event's row."""
    place.left_at = act.now
    for keys in (event.reminders, *((seats.moves(event),) if event.moved_at else ())):
        for to in squadrolls.addresses(act.session, place):
            outbox.withdraw(act.session, act.now, address=to, keys=keys)
    audit.log(act, "registration.left", place, event=event.id)
    squadrolls.tell_lost(act, place)
    offers.offer_freed(act, event)


def call_off(act: Act, event: Event) -> None:
    """Call an event off that has not begun, and tell all who come, wait or made a team, whether they want reminders.

    At night they hear it in the morning, unless it is near. Nothing more is sent of what waits to be.
    """
    act.session.refresh(event, with_for_update=True)
    if event.archived_at or (event.starts_at and act.now >= event.starts_at):
        raise Refusal(BEGUN.format(title=event.title))
    events.cancel(act, event)
    for keys in (event.reminders, seats.moves(event)):
        outbox.withdraw(act.session, act.now, keys=keys)
    reply, key = Reply(CALLED_OFF.format(title=event.title), ("活动",)), f"cancelled:{event.id}"
    due = offers.told_at(event, act.now, act.config.zone)
    for place in of_event(act.session, event):
        if to := place.reply_to:
            row = outbox.put(act.session, to, reply, key=f"{key}:{place.member_id}", kind="event", now=act.now)
            row.due_at = due
        squadrolls.tell_others(act, place, reply, key=key, due=due)
    squadrolls.tell_placeless(act, event, reply, key=key, due=due)
    offers.close(act, event)


def move(act: Act, member: Member, unit: Unit) -> None:
    """A member belongs to another unit from now on; so do their places, turns and parts in teams at what is to come.

    The events' rows are held first, in their order: whoever holds one of them may be about to look at the member.
    """
    found = events.hold(act.session, _ahead(act, member))
    act.session.refresh(member, with_for_update=True)
    if member.unit_id == unit.id:
        return
    members.move(act, member, unit)
    for event in found:
        for party in (seats.of(act.session, event, member), offers.of(act.session, event, member)):
            if party and party.unit_id != unit.id:
                party.unit_id = unit.id
                audit.log(act, "registration.followed", party, unit=unit.id)
        if of_team := squadrolls.of(act.session, event, member):
            of_team[1].unit_id = unit.id
        offers.offer_freed(act, event)


def _ahead(act: Act, member: Member) -> set[int]:
    """The ids of the events to come for which a member has a place, waits, or is of a team."""
    mine = [event for _, event in [*of_member(act.session, member), *waitlist.of_member(act.session, member)]]
    mine += [event for _, _, event in squadrolls.of_member(act.session, member)]
    return {one.id for one in mine if one.over_at is None or one.over_at > act.now}


def _place(act: Act, event: Event, member: Member) -> Registration:
    place = seats.of(act.session, event, member)
    if place is None or place.left_at is not None:
        raise Refusal(NOT_JOINED.format(title=event.title))
    return place
