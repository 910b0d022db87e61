"""Rolls of squads: who is of one, how they are reached, and of which a member is. Nothing here changes a squad."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, daytime
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.queues import LIVE, WaitingPlace
from bot.domain.seats import Party, Registration
from bot.domain.squadbook import Squad, SquadMember, Verdict
from bot.messages import Address, Reply
from bot.store import outbox

KIND: Final = "event"
MINE: Final = "我的队"
LOST: Final = "“{team}”现在没有“{title}”的名额了。队还在，领队可以再报一次。"
GIVEN: Final = "有名额了：“{team}”报上了“{title}”。"


def members(session: Session, squad: Squad) -> list[SquadMember]:
    """Who is of it now: its leader, then the others as they joined."""
    mine = select(SquadMember).where(SquadMember.squad_id == squad.id, SquadMember.left_at.is_(None))
    return list(session.scalars(mine.order_by(SquadMember.leader.desc(), SquadMember.id)))


def of(session: Session, event: Event, member: Member) -> tuple[Squad, SquadMember] | None:
    """The squad of which the member is at an event, and their row of its roll."""
    mine = select(Squad, SquadMember).join(SquadMember, SquadMember.squad_id == Squad.id)
    mine = mine.where(SquadMember.event_id == event.id, SquadMember.member_id == member.id)
    found = session.execute(mine.where(SquadMember.left_at.is_(None))).first()
    return (found[0], found[1]) if found else None


def of_member(session: Session, member: Member) -> list[tuple[Squad, SquadMember, Event]]:
    """All squads of which the member is, soonest event first."""
    mine = select(Squad, SquadMember, Event).join(SquadMember, SquadMember.squad_id == Squad.id)
    mine = mine.join(Event, Event.id == Squad.event_id).order_by(Event.starts_at, Event.id)
    found = session.execute(mine.where(SquadMember.member_id == member.id, SquadMember.left_at.is_(None)))
    return [(squad, row, event) for squad, row, event in found]


def of_event(session: Session, event: Event) -> list[Squad]:
    """The squads of an event that were not disbanded, oldest first."""
    those = select(Squad).where(Squad.event_id == event.id, Squad.disbanded_at.is_(None))
    return list(session.scalars(those.order_by(Squad.id)))


def placeless(session: Session, event: Event) -> list[SquadMember]:
    """Who is of those squads of an event that neither have a place nor wait for one."""
    has = select(Registration.squad_id).where(Registration.event_id == event.id, Registration.left_at.is_(None))
    waits = select(WaitingPlace.squad_id).where(WaitingPlace.event_id == event.id, WaitingPlace.state.in_(LIVE))
    placed = {*session.scalars(has.distinct()), *session.scalars(waits.distinct())}
    return [row for squad in of_event(session, event) if squad.id not in placed for row in members(session, squad)]


def refused(session: Session, event: Event) -> list[Squad]:
    """The squads that the organiser did not let come."""
    those = select(Squad).where(Squad.event_id == event.id, Squad.verdict == Verdict.REFUSED.value)
    return list(session.scalars(those.order_by(Squad.id)))


def leader(session: Session, squad: Squad) -> SquadMember | None:
    """Who leads it, or led it last."""
    mine = select(SquadMember).where(SquadMember.squad_id == squad.id, SquadMember.leader)
    return session.scalars(mine.order_by(SquadMember.id.desc())).first()


def has_place(session: Session, squad: Squad) -> bool:
    """Whether it has a place at its event, and does not only wait for one."""
    mine = select(Registration.id).where(Registration.squad_id == squad.id, Registration.left_at.is_(None))
    return session.scalars(mine).first() is not None


def party_members(session: Session, party: Party) -> list[SquadMember]:
    """Who comes or waits as a party of a squad's, its leader first; nobody, where it is no squad's."""
    squad = session.get(Squad, party.squad_id) if party.squad_id else None
    return members(session, squad) if squad else []


def addresses(session: Session, place: Registration) -> list[Address]:
    """Where all are reached who come with a place: of a squad's each member once, of any other whose it is."""
    found = [row.reply_to for row in party_members(session, place)] if place.squad_id else [place.reply_to]
    return [to for to in dict.fromkeys(found) if to]


def tell(
    act: Act, squad: Squad, people: Iterable[SquadMember], reply: Reply, *,
    latest: datetime | None = None, key: str = "",
) -> None:  # fmt: skip
    """Write to some of a squad what was done last, at night in the morning; `key` tells two words about one apart."""
    last, due = audit.last(act.session, squad), daytime.begins(act.now, act.config.zone)
    for row in people:
        _put(act, row, reply, f"squad:{squad.id}:{last}:{row.id}{key and ':'}{key}", due, latest)


def tell_others(
    act: Act, party: Party, reply: Reply, *, key: str, due: datetime | None = None, latest: datetime | None = None
) -> None:
    """Write to all of a squad but its leader, who is told as whose place it is; `key` as for the leader, without whom.

    Does nothing where the party is no squad's.
    """
    for row in party_members(act.session, party):
        if not row.leader:
            _put(act, row, reply, f"{key}:{row.member_id}", due or daytime.begins(act.now, act.config.zone), latest)


def tell_placeless(act: Act, event: Event, reply: Reply, *, key: str, due: datetime) -> None:
    """Write to all of those squads of an event that neither have a place nor wait for one."""
    for row in placeless(act.session, event):
        _put(act, row, reply, f"{key}:{row.member_id}", due, None)


def tell_lost(act: Act, party: Party) -> None:
    """Write to all of a squad but its leader that it has no place, and waits for none."""
    _tell_state(act, party, LOST, "lost")


def tell_given(act: Act, party: Party) -> None:
    """Write to all of a squad but its leader that it has the place for which it waited."""
    _tell_state(act, party, GIVEN, "given")


def _tell_state(act: Act, party: Party, text: str, word: str) -> None:
    squad = act.session.get(Squad, party.squad_id) if party.squad_id else None
    if squad is None:
        return
    title = act.session.get_one(Event, party.event_id).title
    reply = Reply(text.format(team=squad.name, title=title), (MINE,))
    tell_others(act, party, reply, key=f"squad:{squad.id}:{word}:{act.now.timestamp():.0f}")


def _put(act: Act, row: SquadMember, reply: Reply, key: str, due: datetime, latest: datetime | None) -> None:
    if to := row.reply_to:
        sent = outbox.put(act.session, to, reply, key=key, kind=KIND, now=act.now, latest=latest)
        sent.due_at = max(due, act.now)
