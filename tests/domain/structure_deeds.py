"""For test_audit: what is done about units, in lists and with the directory, each deed with the row that it leaves."""

from collections.abc import Callable
from typing import NamedTuple

from bot.domain import directory, rosters, structure, units
from bot.domain.acts import Act
from bot.domain.staff import Officer
from tests.domain.union import member, officer

SECRET = "机密"
Deed = Callable[[Act], object]


class Line(NamedTuple):
    """A row of a list."""

    number: int
    cells: tuple[str, ...]


def tree(act: Act) -> tuple[Officer, units.Unit, units.Unit]:
    """The administrator of the top, and two units below it."""
    top = units.top(act)
    one, other = units.add(act, SECRET, top), units.add(act, f"{SECRET}二", top)
    act.session.flush()
    return officer(act, f"{SECRET}主任"), one, other


def _added(act: Act) -> Deed:
    boss, one, _ = tree(act)
    return lambda act: structure.add(act, boss, f"{SECRET}新", one)


def _renamed(act: Act) -> Deed:
    boss, one, _ = tree(act)
    return lambda act: structure.rename(act, boss, one, f"{SECRET}改")


def _moved(act: Act) -> Deed:
    boss, one, other = tree(act)
    return lambda act: structure.move(act, boss, one, other)


def _closed(act: Act) -> Deed:
    boss, one, other = tree(act)
    member(act, SECRET).unit_id = one.id
    return lambda act: structure.close(act, boss, one, other)


def _units_in(act: Act) -> Deed:
    boss, one, _ = tree(act)
    return lambda act: rosters.take_units_in(act, boss, [Line(2, (f"{SECRET}新", one.name))])


def _staff_in(act: Act) -> Deed:
    boss, one, _ = tree(act)
    return lambda act: rosters.take_staff_in(act, boss, [Line(2, (f"{SECRET}新", one.name, "经办人"))])


def _exported(act: Act) -> Deed:
    boss, one, _ = tree(act)
    return lambda act: directory.export(act, boss, one, 10)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "structure.add": ("unit.added", _added),
    "structure.rename": ("unit.renamed", _renamed),
    "structure.move": ("unit.moved", _moved),
    "structure.close": ("unit.closed", _closed),
    "rosters.take_units_in": ("unit.added", _units_in),
    "rosters.take_staff_in": ("officer.added", _staff_in),
    "directory.export": ("unit.members_exported", _exported),
}
