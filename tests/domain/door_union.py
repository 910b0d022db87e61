"""What tests of the door share."""

from typing import Any

from bot.domain import checkins, registrations
from bot.domain.acts import Act
from bot.domain.checkins import CheckIn, Way
from bot.domain.events import Event
from bot.domain.seats import Extras, Registration
from bot.domain.squadbook import Squad, SquadMember
from tests.domain.union import address, member


def take(act: Act, one: Event, place: Registration, nonce: str = "first-nonce", **fields: Any) -> CheckIn:
    return checkins.take(act, one, place, nonce=nonce, **{"way": Way.LIST} | fields)


def squad(act: Act, one: Event, *who: str) -> tuple[Registration, list[SquadMember]]:
    """A squad with its place at an event; the first is its leader."""
    team = Squad(event_id=one.id, name="冲床队", created_at=act.now)
    act.session.add(team)
    act.session.flush()
    of_it = [
        SquadMember(squad_id=team.id, event_id=one.id, member_id=member(act, name).id, channel="test", address=name,
                    name=name, leader=name == who[0], joined_at=act.now)
        for name in who
    ]  # fmt: skip
    act.session.add_all(of_it)
    place = registrations.join(act, one, member(act, who[0]), address(who[0]), extras=Extras(squad_id=team.id))
    act.session.flush()
    return place, of_it
