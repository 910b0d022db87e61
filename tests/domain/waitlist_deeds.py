"""For test_audit: what becomes of waiting for a place, each deed with the row that it leaves."""

from collections.abc import Callable

from bot.domain import offers, paperlists, registrations, seats, units, waitlist
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.offers import State
from bot.domain.seats import Team
from tests.domain.staff_deeds import SECRET
from tests.domain.union import address, event, later, member, officer

Deed = Callable[[Act], object]
TEAM = Team(f"{SECRET}队", 5, 2, f"{SECRET}领队", "13900001111")


def _queued(act: Act, *, asked: bool = False) -> Event:
    """A team has the only place and another waits for it, or is asked."""
    one = event(act, title=SECRET, seats=1, team_least=2)
    registrations.join(act, one, member(act, "first"), address("first"), team=TEAM)
    waitlist.wait(act, one, member(act), address(), team=TEAM)
    if asked:
        registrations.leave(act, one, member(act, "first"))
    return one


def _wait(act: Act) -> Deed:
    one, wang = _queued(act), member(act, "wang")
    return lambda act: waitlist.wait(act, one, wang, address("wang"), team=TEAM)


def _asked(deed: Callable[[Act, Event], object]) -> Callable[[Act], Deed]:
    def prepare(act: Act) -> Deed:
        one = _queued(act, asked=True)
        return lambda act: deed(act, one)

    return prepare


def _give(act: Act) -> Deed:
    one, lina = event(act, title=SECRET), member(act)
    return lambda act: seats.give(act, one, lina, address(), name=SECRET, team=None)


def _enter(act: Act) -> Deed:
    one = event(act, title=SECRET)
    return lambda act: registrations.enter(act, one, None, seats.Source.PAPER, name=SECRET, unit_id=None)


def _change(act: Act) -> Deed:
    one, lina = event(act, title=SECRET), member(act)
    registrations.join(act, one, lina, address(), name="李娜")
    return lambda act: registrations.change(act, one, lina, name=SECRET)


def _follow(act: Act) -> Deed:
    one, lina = event(act, title=SECRET), member(act)
    registrations.join(act, one, lina, address(), name=SECRET)
    plant = units.add(act, SECRET, units.top(act))
    act.session.flush()
    return lambda act: registrations.move(act, lina, plant)


def _write_down(act: Act) -> Deed:
    one = event(act, title=SECRET)
    place = seats.Registration(name=SECRET, phone="+8613900001111", places=1)
    return lambda act: registrations.write_down(act, one, None, seats.Source.PAPER, [place])


def _give_back(act: Act) -> Deed:
    one, lina = event(act, title=SECRET), member(act)
    place = registrations.join(act, one, lina, address(), name=SECRET)
    return lambda act: registrations.give_back(act, one, place)


def _enter_list(act: Act) -> Deed:
    one, head = event(act, title=SECRET), officer(act)
    rows = paperlists.read(act.session, one, f"{SECRET},,13900001111").rows
    return lambda act: paperlists.enter(act, head, one, rows)


def _strike(act: Act) -> Deed:
    one, head = event(act, title=SECRET), officer(act)
    place = registrations.enter(act, one, head, seats.Source.PAPER, name=SECRET, unit_id=None)
    return lambda act: paperlists.strike(act, head, one, place)


def _offer_freed(act: Act) -> Deed:
    one = _queued(act)
    one.seats = 2
    return lambda act: offers.offer_freed(act, one)


def _end(act: Act, one: Event) -> None:
    offers.end(act, offers.live(act.session, one)[0], State.LEFT)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "registrations.enter": ("registration.entered", _enter),
    "registrations.change": ("registration.changed", _change),
    "registrations.give_back": ("registration.left", _give_back),
    "registrations.move": ("registration.followed", _follow),
    "registrations.write_down": ("registration.entered", _write_down),
    "paperlists.enter": ("event.list_entered", _enter_list),
    "paperlists.strike": ("registration.struck", _strike),
    "seats.give": ("registration.joined", _give),
    "offers.offer_freed": ("waiting.offered", _offer_freed),
    "offers.lapse": ("waiting.expired", _asked(lambda act, one: offers.lapse(later(act, days=3), one))),
    "offers.close": ("waiting.closed", _asked(offers.close)),
    "offers.end": ("waiting.left", _asked(_end)),
    "waitlist.wait": ("waiting.begun", _wait),
    "waitlist.accept": ("waiting.taken", _asked(lambda act, one: waitlist.accept(act, one, member(act)))),
    "waitlist.refuse": ("waiting.refused", _asked(lambda act, one: waitlist.refuse(act, one, member(act)))),
    "waitlist.give_up": ("waiting.left", _asked(lambda act, one: waitlist.give_up(act, one, member(act)))),
    "waitlist.settle": ("waiting.expired", _asked(lambda act, one: waitlist.settle(later(act, days=3), one))),
}
