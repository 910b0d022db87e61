"""The one place of a squad, at its event or in the queue: it is the leader's, and says how many they are.

Whoever changes it holds the event's row.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config.occasions import WOMEN
from bot.domain import audit, offers, registrations, seats, squadrolls, waitlist
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.queues import LIVE, WaitingPlace
from bot.domain.registrations import Full
from bot.domain.seats import NOTHING, Extras, Registration, Team
from bot.domain.squadbook import Squad, SquadMember
from bot.messages import Reply
from bot.store import outbox

DISBANDED: Final = "“{team}”（{title}）解散了，名额让给了别的队。想去的话，可以自己再组一个队。"


def of(session: Session, squad: Squad) -> Registration | WaitingPlace | None:
    """The place that a squad has or waits for; None where it has neither."""
    mine = select(Registration).where(Registration.squad_id == squad.id, Registration.left_at.is_(None))
    queued = select(WaitingPlace).where(WaitingPlace.squad_id == squad.id, WaitingPlace.state.in_(LIVE))
    return session.scalars(mine).first() or session.scalars(queued).first()


def enter(
    act: Act, event: Event, squad: Squad, phone: str | None, extras: Extras = NOTHING
) -> Registration | WaitingPlace:
    """Give a whole squad a place, or its turn in the queue where the event is full."""
    rows = squadrolls.members(act.session, squad)
    leader = rows[0]
    assert leader.member_id  # noqa: S101 - who has left us leads no squad
    assert leader.reply_to  # noqa: S101 - the same
    member = act.session.get_one(Member, leader.member_id)
    team = Team(squad.name or "", len(rows), _women(rows), leader.name or "", phone or "")
    given = replace(extras, groups=leader.in_groups, squad_id=squad.id)
    try:
        return registrations.join(act, event, member, leader.reply_to, team=team, extras=given)
    except Full:
        return waitlist.wait(act, event, member, leader.reply_to, team=team, extras=given)


def sync(session: Session, squad: Squad) -> None:
    """Have its place say what it is called now, how many they are, and who leads it."""
    session.flush()
    place, rows = of(session, squad), squadrolls.members(session, squad)
    if place is None or not rows:
        return
    place.team, place.name, place.groups = squad.name, rows[0].name, rows[0].groups
    place.team_size, place.team_women = len(rows), _women(rows)


def drop(session: Session, event: Event, squad: Squad, row: SquadMember, now: datetime) -> None:
    """One is of it no more, and gets no reminder that waits, nor that it was moved."""
    row.left_at = now
    _forget_reminder(session, event, row, now)
    sync(session, squad)


def hand(act: Act, event: Event, squad: Squad, new: SquadMember) -> None:
    """The lead, and with it the place, is another member's from now on; their phone is not known yet."""
    for row in squadrolls.members(act.session, squad):
        row.leader = row is new
    act.session.flush()
    place = of(act.session, squad)
    if place is not None:
        if isinstance(place, Registration):
            _make_way(act.session, event, new)
        place.member_id, place.unit_id, place.phone = new.member_id, new.unit_id, None
        place.channel, place.address = new.channel, new.address
    sync(act.session, squad)
    audit.log(act, "squad.handed_on", squad, event=event.id)
    offers.offer_freed(act, event)


def dissolve(act: Act, event: Event, squad: Squad, text: str = DISBANDED, *, but: SquadMember | None = None) -> None:
    """The squad is no more: all but one are told so, and its place goes to whoever waits first."""
    rows, place = squadrolls.members(act.session, squad), of(act.session, squad)
    squad.disbanded_at = act.now
    squad.code = None
    for row in rows:
        row.left_at = act.now
        _forget_reminder(act.session, event, row, act.now)
    audit.log(act, "squad.disbanded", squad, event=event.id)
    reply = Reply(text.format(team=squad.name, title=event.title), ("活动",))
    squadrolls.tell(act, squad, [row for row in rows if row is not but], reply)
    if place is not None and place.member_id:
        if isinstance(place, Registration):
            registrations.give_back(act, event, place)
        else:
            waitlist.give_up(act, event, act.session.get_one(Member, place.member_id))


def _make_way(session: Session, event: Event, new: SquadMember) -> None:
    """Whoever is to have a place may have given one back before: that row is nobody's from now on."""
    member = session.get_one(Member, new.member_id)
    if former := seats.of(session, event, member):
        seats.blank(session, [former])
        former.member_id, former.address = None, ""
        session.flush()


def _forget_reminder(session: Session, event: Event, row: SquadMember, now: datetime) -> None:
    for keys in (event.reminders, *((seats.moves(event),) if event.moved_at else ())):
        if to := row.reply_to:
            outbox.withdraw(session, now, address=to, keys=keys)


def _women(rows: Sequence[SquadMember]) -> int:
    return sum(WOMEN in row.in_groups for row in rows)
