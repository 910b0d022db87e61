"""Participants: who took part in an event, each with what they are called, their unit, and where they are reached.

A squad's leader has its place, and its other members are participants of that same place.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import checkins, seats
from bot.domain.checkins import CheckIn
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Registration
from bot.domain.squadbook import Squad, SquadMember
from bot.messages import Address

UNNAMED = "没留姓名"
HIDDEN = "*"


@dataclass(frozen=True)
class Participant:
    """One person of a place: their own name (empty where none was given), their squad's row if they have one.

    `member_id` and `to` are None for who was written down by staff.
    """

    place: Registration
    name: str
    unit_id: int | None
    member_id: int | None
    to: Address | None
    mate: SquadMember | None = None


def of_event(session: Session, event: Event) -> list[Participant]:
    """Everybody who has a place, and the members of squads, by the order of signing up."""
    places = seats.of_event(session, event)
    mates = _mates(session, event)
    return [one for place in places for one in _of_place(place, mates.get(place.squad_id or 0, []))]


def of_member(session: Session, event: Event, member: Member) -> Participant | None:
    """The member as a participant; None where they have no part in it."""
    place = seats.of(session, event, member)
    if place is None or place.left_at is not None:
        theirs = select(Registration).join(SquadMember, SquadMember.squad_id == Registration.squad_id)
        theirs = theirs.where(Registration.event_id == event.id, Registration.left_at.is_(None))
        mate = theirs.where(SquadMember.member_id == member.id, SquadMember.left_at.is_(None))
        place = session.scalars(mate).first()
    found = of_place(session, place) if place else []
    return next((one for one in found if one.member_id == member.id), None)


def of_place(session: Session, place: Registration) -> list[Participant]:
    """Everybody of one place."""
    there = select(SquadMember).where(SquadMember.squad_id == place.squad_id, SquadMember.left_at.is_(None))
    mates = there.order_by(SquadMember.leader.desc(), SquadMember.id)
    return list(_of_place(place, list(session.scalars(mates)) if place.squad_id else []))


def events_of(session: Session, member: Member) -> set[int]:
    """The ids of the events that a member has a part in."""
    mine = select(Registration.event_id).where(Registration.member_id == member.id, Registration.left_at.is_(None))
    squads = select(SquadMember.event_id).where(SquadMember.member_id == member.id, SquadMember.left_at.is_(None))
    return {*session.scalars(mine), *session.scalars(squads)}


def who_came(session: Session, event: Event, found: Collection[Participant]) -> list[Participant]:
    """Those of them who were checked in; all, where nobody was: then nobody kept the list.

    Of a squad whose members were checked in one by one, those who were.
    """
    here = checkins.present(session, event)
    if not here:
        return list(found)
    noted = select(CheckIn.registration_id, CheckIn.squad_member_id).where(
        CheckIn.event_id == event.id, CheckIn.undone_at.is_(None), CheckIn.squad_member_id.is_not(None)
    )
    single = {(place, mate) for place, mate in session.execute(noted)}
    one_by_one = {place for place, _ in single}
    return [
        one
        for one in found
        if one.place.id in here
        and (one.place.id not in one_by_one or one.mate is None or (one.place.id, one.mate.id) in single)
    ]


def titles(session: Session, places: Collection[Registration]) -> dict[int, str]:
    """What each place is called in full: the team's name, or the person's; by the place's id."""
    wanted = {place.squad_id for place in places if place.squad_id}
    found = session.scalars(select(Squad).where(Squad.id.in_(wanted))) if wanted else ()
    squads = {one.id: one.name for one in found}
    return {place.id: squads.get(place.squad_id or 0) or place.team or place.name or UNNAMED for place in places}


def is_team(place: Registration) -> bool:
    """Whether a place is a team's, whose name may be read by everybody."""
    return bool(place.team or place.squad_id)


def covered(name: str) -> str:
    """A person's name as others read it: 王*."""
    return name if name == UNNAMED else f"{name[:1]}{HIDDEN}"


def _mates(session: Session, event: Event) -> dict[int, list[SquadMember]]:
    there = select(SquadMember).where(SquadMember.event_id == event.id, SquadMember.left_at.is_(None))
    found: dict[int, list[SquadMember]] = {}
    for mate in session.scalars(there.order_by(SquadMember.leader.desc(), SquadMember.id)):
        found.setdefault(mate.squad_id, []).append(mate)
    return found


def _of_place(place: Registration, mates: list[SquadMember]) -> Iterator[Participant]:
    """The one whose place it is, then the others of the squad; the leader has a row in it too, and counts once."""
    own = next((mate for mate in mates if mate.leader or mate.member_id == place.member_id), None)
    yield Participant(place, place.name or (own.name if own else "") or "", place.unit_id, place.member_id,
                      place.reply_to, own)  # fmt: skip
    for mate in mates:
        if mate is not own:
            to = Address(mate.channel, mate.address) if mate.address else None
            yield Participant(place, mate.name or "", mate.unit_id, mate.member_id, to, mate)
