"""Who comes to an event, as an officer may take it along: those of their units, each taking kept in the trail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select

from bot.domain import audit, checkins, hosting, parties, registrations, roles, survey
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.registrations import Registration, Source
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.survey import Item
from bot.domain.units import Unit
from bot.errors import Refusal

NOBODY: Final = "您的单位里还没有人报名这个活动，没有名单可下载。"


@dataclass(frozen=True)
class Coming:
    """One who comes, or a team. `answers` has one for each of the event's own questions.

    `phone`, and answers to private questions, are empty for an officer who does not organise events of that unit.
    `came`: how many people of theirs were checked in.
    """

    name: str
    team: str
    size: int | None
    women: int | None
    phone: str
    unit: str
    joined_at: datetime
    word: str
    source: str
    guests: int
    groups: str
    answers: tuple[str, ...]
    came: int = 0


@dataclass(frozen=True)
class Roster:
    """Those who come, in the order of signing up, and what the event's own questions are called."""

    people: tuple[Coming, ...]
    questions: tuple[str, ...]

    @property
    def begun(self) -> bool:
        """Whether anybody was checked in yet."""
        return any(one.came for one in self.people)


def take(act: Act, event: Event, officer: Officer) -> Roster:
    """The list of those of the officer's units; Refusal where it is empty. Who has no unit is the host's."""
    found = _within(act, event, roles.reach(act.session, officer, Right.SEE_EVENTS))
    if not found:
        raise Refusal(NOBODY)
    organised = roles.reach(act.session, officer, Right.EVENTS)
    asked = survey.items(event.questions)
    audit.log(act, "event.roster_taken", event, count=len(found))
    came = checkins.people(act.session, event)
    people = tuple(
        replace(_coming(act, place, unit, asked, whole=unit.id in organised), came=came.get(place.id, 0))
        for place, unit in found
    )
    return Roster(people, tuple(one.label for one in asked))


def _within(act: Act, event: Event, unit_ids: set[int]) -> list[tuple[Registration, Unit]]:
    known = {unit.id: unit for unit in act.session.scalars(select(Unit).where(Unit.id.in_(unit_ids)))}
    host = hosting.host_of(act.session, event) or 0
    places = [(place, known.get(place.unit_id or host)) for place in registrations.of_event(act.session, event)]
    return [(place, unit) for place, unit in places if unit]


def _coming(act: Act, place: Registration, unit: Unit, asked: Sequence[Item], *, whole: bool) -> Coming:
    labels = {key: group.label for key, group in act.config.events.occasions.groups.items()}
    answers = {one["name"]: str(one["shown"]) for one in place.answers}
    return Coming(
        name=place.name or "",
        team=place.team or "",
        size=place.team_size,
        women=place.team_women,
        phone=(place.phone or "") if whole else "",
        unit=unit.name,
        joined_at=place.joined_at,
        word=place.word,
        source=Source(place.source).label,
        guests=place.extras.guests,
        groups=parties.groups(place, labels),
        answers=tuple(answers.get(one.name, "") if whole or not one.private else "" for one in asked),
    )
