"""For test_audit: early warnings, and bonds between cases, each deed with the row that it leaves."""

from collections.abc import Callable

from bot.domain import alerts, bonds, outcomes
from bot.domain.acts import Act
from bot.domain.bonds import Why
from bot.domain.casebook import Case
from bot.domain.staff import Officer
from tests.domain.union import case, officer

SECRET = "机密"
MANY = f"我们几十个工友都没发工资，{SECRET}"
Deed = Callable[[Act], object]


def two(act: Act) -> tuple[Case, Case, Officer]:
    """Two members' cases, and an officer of their unit."""
    return case(act, "a", facts=SECRET, employer=SECRET), case(act, "b", facts=SECRET), officer(act, SECRET)


def merged(act: Act) -> tuple[Case, Case, Officer]:
    """The first was merged into the second."""
    one, main, li = two(act)
    bonds.merge(act, one, li, main)
    return one, main, li


def _raised(act: Act) -> Deed:
    one = case(act, facts=SECRET, employer=f"{SECRET}机械")
    return lambda act: alerts.watch(act, one, MANY)


def _closed(act: Act) -> Deed:
    alert, li = alerts.watch(act, case(act), MANY), officer(act, SECRET)
    assert alert
    return lambda act: alerts.close(act, alert, li, SECRET)


def _linked(act: Act) -> Deed:
    one, other, li = two(act)
    return lambda act: bonds.link(act, one, li, other, Why.MATTER)


def _unlinked(act: Act) -> Deed:
    one, other, li = two(act)
    bonds.link(act, one, li, other, Why.MATTER)
    return lambda act: bonds.unlink(act, other, li, one)


def _merged(act: Act) -> Deed:
    one, main, li = two(act)
    return lambda act: bonds.merge(act, one, li, main)


def _parted(act: Act) -> Deed:
    one, _, li = merged(act)
    return lambda act: bonds.unmerge(act, one, li)


def _answered(act: Act) -> Deed:
    one, _, li = merged(act)
    return lambda act: bonds.answer(act, one, li, SECRET)


def _told(act: Act) -> Deed:
    _, main, li = merged(act)
    outcomes.resolve(act, main, li, SECRET)
    return lambda act: bonds.tell(act, main, li, SECRET)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "alerts.watch": ("alert.raised", _raised),
    "alerts.close": ("alert.closed", _closed),
    "bonds.link": ("case.linked", _linked),
    "bonds.unlink": ("case.unlinked", _unlinked),
    "bonds.merge": ("case.merged", _merged),
    "bonds.unmerge": ("case.parted", _parted),
    "bonds.answer": ("case.part_replied", _answered),
    "bonds.tell": ("case.parts_told", _told),
}
