"""Parties for the tests of places: a small tree of units, and signing up or waiting with guests, groups, answers."""

from typing import Any

from bot.domain import events, offers, registrations, units, waitlist
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.registrations import Extras, Registration
from tests.domain.union import address, member


def tree(act: Act) -> dict[str, int]:
    """Two districts with a plant each; lina is of the first plant, wang of its district, zhao of the other plant."""
    top, found = units.top(act), dict[str, int]()
    for district, plant in (("城东", "一厂"), ("城西", "二厂")):
        upper = units.add(act, district, top)
        act.session.flush()
        lower = units.add(act, plant, upper)
        act.session.flush()
        found |= {district: upper.id, plant: lower.id}
    for who, where in (("lina", "一厂"), ("wang", "城东"), ("zhao", "二厂")):
        member(act, who).unit_id = found[where]
    return found


def join(act: Act, one: Event, who: str, guests: int = 0, **extras: Any) -> Registration:
    given = Extras(guests=guests, **extras)
    return registrations.join(act, one, member(act, who), address(who), name=who, extras=given)


def wait(act: Act, one: Event, who: str, guests: int = 0, **extras: Any) -> None:
    waitlist.wait(act, one, member(act, who), address(who), name=who, extras=Extras(guests=guests, **extras))


def planned(act: Act, one: Event, **fields: Any) -> None:
    """The plan says otherwise now."""
    events.publish(act, one.code, one.plan, **fields)
    act.session.flush()


def standing(act: Act, one: Event) -> dict[str, str]:
    return {place.address: place.state for place in offers.live(act.session, one)}
