"""For test_audit: what is done at the door of an event, each deed with the row that it leaves."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from bot.domain import checkins, daycodes, doorcodes, registrations, stewards, walkins
from bot.domain.acts import Act
from bot.domain.checkins import Way
from bot.domain.doorlist import Line
from bot.domain.events import Event
from bot.domain.seats import Registration
from bot.domain.stewards import Steward
from tests.domain.union import address, event, member, officer

SECRET = "机密"
Deed = Callable[[Act], object]


def tonight(act: Act, code: str = "party", **fields: object) -> Event:
    """An event that begins in two hours."""
    starts = act.now + timedelta(hours=2)
    return event(act, code, **{"title": SECRET, "starts_at": starts, "ends_at": starts + timedelta(hours=2)} | fields)


def expected(act: Act, one: Event, who: str = "lina") -> Registration:
    """A member who signed up for it."""
    return registrations.join(act, one, member(act, who), address(who), name=f"{SECRET}{who}")


def _taken(act: Act) -> Deed:
    one = tonight(act)
    place = expected(act, one)
    return lambda act: checkins.take(act, one, place, nonce="n" * 8, way=Way.LIST)


def _undone(act: Act) -> Deed:
    one = tonight(act)
    row = checkins.take(act, one, expected(act, one), nonce="n" * 8, way=Way.LIST)
    return lambda act: checkins.undo(act, one, row)


def _entered(act: Act) -> Deed:
    one = tonight(act)
    return lambda act: walkins.enter(act, one, nonce="n" * 8, name=f"{SECRET}王", phone="13900001111")


def _given(act: Act) -> Deed:
    one, li = tonight(act), officer(act, SECRET)
    return lambda act: stewards.give(act, li, one, f"{SECRET}东门")


def _closed(act: Act) -> Deed:
    one, li = tonight(act), officer(act, SECRET)
    stewards.give(act, li, one, f"{SECRET}东门")
    row = act.session.scalars(select(Steward)).one()
    return lambda act: stewards.close(act, li, one, row)


def _made(act: Act) -> Deed:
    one, li = tonight(act), officer(act, SECRET)
    return lambda act: daycodes.make(act, li, one)


def _stopped(act: Act) -> Deed:
    one, li = tonight(act), officer(act, SECRET)
    daycodes.make(act, li, one)
    return lambda act: daycodes.stop(act, li, one)


def _arrived(act: Act) -> Deed:
    one = tonight(act)
    expected(act, one)
    code = daycodes.make(act, officer(act, SECRET), one)
    return lambda act: daycodes.arrive(act, member(act), address(), code)


def _sent(act: Act) -> Deed:
    one = tonight(act)
    line = Line(expected(act, one))
    return lambda act: doorcodes.send(act, one, line, address())


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "checkins.take": ("registration.checked_in", _taken),
    "checkins.undo": ("registration.check_in_undone", _undone),
    "walkins.enter": ("registration.checked_in", _entered),
    "stewards.give": ("event.helper_linked", _given),
    "stewards.close": ("event.helper_unlinked", _closed),
    "daycodes.make": ("event.day_code_made", _made),
    "daycodes.stop": ("event.day_code_stopped", _stopped),
    "daycodes.arrive": ("registration.checked_in", _arrived),
    "doorcodes.send": ("registration.code_sent", _sent),
}
