"""Who comes to an event, as an officer may take it along: those of their units, each taking kept in the trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from bot.domain import audit, registrations, roles
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.registrations import Registration
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal

NOBODY: Final = "您的单位里还没有人报名这个活动，没有名单可下载。"


@dataclass(frozen=True)
class Coming:
    """One who comes, or a team. `phone` is empty for an officer who does not organise events of that unit."""

    name: str
    team: str
    size: int | None
    women: int | None
    phone: str
    unit: str
    joined_at: datetime
    word: str


def take(act: Act, event: Event, officer: Officer) -> list[Coming]:
    """The list of those of the officer's units, in the order of signing up; Refusal where it is empty."""
    found = _within(act, event, roles.reach(act.session, officer, Right.SEE_EVENTS))
    if not found:
        raise Refusal(NOBODY)
    organised = roles.reach(act.session, officer, Right.EVENTS)
    audit.log(act, "event.roster_taken", event, count=len(found))
    return [_coming(place, unit, phone=unit.id in organised) for place, unit in found]


def _within(act: Act, event: Event, unit_ids: set[int]) -> list[tuple[Registration, Unit]]:
    signed_up = select(Registration.member_id).where(Registration.event_id == event.id)
    lived = select(Member.id, Unit).join(Unit, Unit.id == Member.unit_id).where(Member.id.in_(signed_up))
    homes = {number: unit for number, unit in act.session.execute(lived) if unit.id in unit_ids}
    places = registrations.of_event(act.session, event)
    return [(place, homes[place.member_id]) for place in places if place.member_id in homes]


def _coming(place: Registration, unit: Unit, *, phone: bool) -> Coming:
    return Coming(
        name=place.name or "",
        team=place.team or "",
        size=place.team_size,
        women=place.team_women,
        phone=(place.phone or "") if phone else "",
        unit=unit.name,
        joined_at=place.joined_at,
        word=place.word,
    )
