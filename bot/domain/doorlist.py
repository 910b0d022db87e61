"""The list at the door: each who is expected, as one line to be checked in; of a squad each of its members.

A line has a key, "r12" (a registration) or "m34" (one member of a squad), by which it is named from outside.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.domain import checkins, seats
from bot.domain.checkins import CheckIn
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Registration
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.units import Unit

KEY: Final = re.compile(r"([rm])([1-9]\d{0,8})", re.ASCII)
UNNAMED: Final = "没留姓名"


@dataclass(frozen=True)
class Line:
    """One who is expected, alone (with guests), as a team, or as a member of a squad; since when they are here."""

    registration: Registration
    member: SquadMember | None = None
    team: str = ""
    unit: str = ""
    check_in: CheckIn | None = None

    @property
    def key(self) -> str:
        """What names it from outside."""
        return f"m{self.member.id}" if self.member else f"r{self.registration.id}"

    @property
    def name(self) -> str:
        """Their name, a team's leader's."""
        return (self.member.name if self.member else self.registration.name) or UNNAMED

    @property
    def people(self) -> int:
        """How many they are."""
        return 1 if self.member else self.registration.team_size or self.registration.places

    @property
    def guests(self) -> int:
        """How many they bring along."""
        return 0 if self.member or self.registration.team else self.registration.places - 1

    @property
    def unit_id(self) -> int | None:
        """Their unit when they signed up."""
        return self.member.unit_id if self.member else self.registration.unit_id


def listed(session: Session, event: Event) -> list[Line]:
    """All who are expected, in the order of signing up, the members of a squad together."""
    places, squads = seats.of_event(session, event), _squads(session, event)
    here = {(one.registration_id, one.squad_member_id): one for one in checkins.live(session, event)}
    found = list[Line]()
    for place in places:
        squad, members = squads.get(place.squad_id or 0, (None, ()))
        for one in members if squad else (None,):
            team = (squad.name if squad else place.team) or ""
            found.append(Line(place, one, team, "", here.get((place.id, one.id if one else None))))
    return _with_units(session, found)


def expected(lines: Sequence[Line]) -> int:
    """How many people are expected."""
    return sum(line.people for line in lines)


def of_key(session: Session, event: Event, key: str) -> Line | None:
    """The line of a key, of this event."""
    read = KEY.fullmatch(key)
    if read is None:
        return None
    if read[1] == "r":
        place = session.get(Registration, int(read[2]))
        return Line(place, team=place.team or "") if place and place.event_id == event.id else None
    one = session.get(SquadMember, int(read[2]))
    return _of_squad_member(session, one) if one and one.event_id == event.id else None


def of_member(session: Session, event: Event, member: Member) -> Line | None:
    """The member's own line: their place, their team's, or as a member of a squad."""
    mine = select(SquadMember).where(
        SquadMember.event_id == event.id, SquadMember.member_id == member.id, SquadMember.left_at.is_(None)
    )
    if one := session.scalars(mine).first():
        return _of_squad_member(session, one)
    place = seats.of(session, event, member)
    return Line(place, team=place.team or "") if place and place.left_at is None and not place.squad_id else None


def told(session: Session, member: Member, zone: ZoneInfo) -> list[dict[str, str]]:
    """When a member was checked in, by event, for themselves; what was a slip is left out."""
    theirs = or_(SquadMember.member_id == member.id, and_(
        CheckIn.squad_member_id.is_(None), Registration.member_id == member.id,
    ))  # fmt: skip
    mine = select(Event.title, CheckIn.at).join(Event, Event.id == CheckIn.event_id)
    mine = mine.join(Registration, Registration.id == CheckIn.registration_id)
    mine = mine.outerjoin(SquadMember, SquadMember.id == CheckIn.squad_member_id)
    found = session.execute(mine.where(theirs, CheckIn.undone_at.is_(None)).order_by(CheckIn.id))
    return [{"活动": title, "签到": f"{at.astimezone(zone):%Y-%m-%d %H:%M}"} for title, at in found]


def nonce(seed: str, what: str) -> str:
    """A nonce for one thing that a page without script may send: the same again when it is sent again."""
    return hashlib.sha256(f"{seed}:{what}".encode()).hexdigest()[:32]


def _squads(session: Session, event: Event) -> dict[int, tuple[Squad, Sequence[SquadMember]]]:
    there = select(SquadMember).where(SquadMember.event_id == event.id, SquadMember.left_at.is_(None))
    members = session.scalars(there.order_by(SquadMember.leader.desc(), SquadMember.id)).all()
    squads = session.scalars(select(Squad).where(Squad.event_id == event.id))
    return {squad.id: (squad, [one for one in members if one.squad_id == squad.id]) for squad in squads}


def _of_squad_member(session: Session, one: SquadMember) -> Line | None:
    theirs = select(Registration).where(
        Registration.event_id == one.event_id, Registration.squad_id == one.squad_id, Registration.left_at.is_(None)
    )
    place, squad = session.scalars(theirs).first(), session.get_one(Squad, one.squad_id)
    return Line(place, one, squad.name or "") if place else None


def _with_units(session: Session, lines: list[Line]) -> list[Line]:
    wanted = {line.unit_id for line in lines if line.unit_id}
    named = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(wanted)))
    names: dict[int, str] = {number: name for number, name in named}  # noqa: C416 - a row is a tuple of its own kind
    return [
        Line(line.registration, line.member, line.team, names.get(line.unit_id or 0, ""), line.check_in)
        for line in lines
    ]
