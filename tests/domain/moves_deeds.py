"""For test_audit: an event is moved, and a member still comes, each deed with the row that it leaves."""

from collections.abc import Callable
from datetime import timedelta

from bot.domain import moves, registrations
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.moves import Setting
from tests.domain.staff_deeds import SECRET
from tests.domain.union import PARTY, address, event, member

Deed = Callable[[Act], object]


def _moved(act: Act) -> tuple[Event, Setting]:
    """Somebody signed up, and the event is a day later now."""
    one = event(act, title=SECRET)
    registrations.join(act, one, member(act), address(), name=SECRET)
    before = Setting.of(one)
    event(act, title=SECRET, starts_at=PARTY + timedelta(days=1), place=SECRET)
    return one, before


def _publish(act: Act) -> Deed:
    _moved(act)
    return lambda act: moves.publish(act, "party", "年度计划", place=f"{SECRET}楼")


def _tell(act: Act) -> Deed:
    one, before = _moved(act)
    return lambda act: moves.tell(act, one, before)


def _confirm(act: Act) -> Deed:
    one, before = _moved(act)
    moves.tell(act, one, before)
    return lambda act: moves.confirm(act, one, member(act))


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "moves.publish": ("event.moved", _publish),
    "moves.tell": ("event.moved", _tell),
    "moves.confirm": ("registration.confirmed", _confirm),
}
