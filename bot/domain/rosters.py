"""Lists of units and of staff, taken in whole: each row is looked at first, then all go in or none.

A list that was taken in already changes nothing: what is there is left as it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from bot.domain import roles, staff, staffing, structure, units
from bot.domain.acts import Act
from bot.domain.roles import OfficerRole, Right, Role
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.labels import Labelled

UNIT_COLUMNS = ("单位名称", "上级单位")
STAFF_COLUMNS = ("姓名", "单位", "角色")
ROLES = {role.label: role for role in Role}
BETWEEN = re.compile(r"[、，,;；/\s]+")

CHANGED = "表里有 {count} 行现在不能导入，一行也没有导入。请看下面标出的原因，改好再传。"
NO_NAME = "没写单位名称"
LONG_NAME = "名称超过 60 个字"
TWICE = "和第 {row} 行重复"
NO_PARENT = "没写上级单位"
NO_SUCH_PARENT = "上级单位“{name}”不存在，或者不归您管"
UNFINISHED = "上级单位“{name}”自己没写上级单位"
CIRCLE = "绕回到自己了：它的上级单位最后又归它管"
OTHER_PARENT = "这个单位已经有了，在“{parent}”下面；要移动，请到它的页面"
OTHERS = "已经有一个单位叫这个名字，不归您管；请加个区别"
NO_OFFICER = "没写姓名，或者超过 40 个字"
NO_SUCH_UNIT = "单位“{name}”不存在，或者不归您管"
NO_ROLES = "没写角色"
NO_SUCH_ROLE = "没有“{name}”这个角色；可以写：{known}"
KNOWN_OTHERWISE = "已经有一位在岗的工作人员叫这个名字，单位或角色和表里不同；要改请到“人员”页，不是同一人请加个区别"


class Fate(Labelled):
    """What becomes of a row."""

    NEW = "new", "新增"
    SAME = "same", "已经有了"
    WRONG = "wrong", "要改"


class Given(Protocol):
    """A row of a list: its number in the file, and its cells in the order of the columns."""

    @property
    def number(self) -> int:
        """As the one who wrote the file counts."""

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in it."""


@dataclass(frozen=True)
class Checked:
    """A row with what becomes of it, and why not."""

    number: int
    cells: tuple[str, ...]
    fate: Fate
    why: str = ""


def check_units(session: Session, by: Officer, rows: Sequence[Given]) -> list[Checked]:
    """What would become of a list of units: name, name of the unit above, which may stand in the list as well."""
    known = _living(session)
    names = {one.id: one.name for one in known.values()}
    above = {one.name: names.get(one.parent_id or 0, "") for one in known.values()}
    listed = {row.cells[0]: row.cells[1] for row in rows} | above
    mine = {names[one] for one in roles.reach(session, by, Right.UNITS) if one in names}
    tree = _Tree(frozenset(known), mine, listed)
    first = _first_of_each(rows)
    return [_checked(row, *tree.fate(row.cells[0], row.cells[1], first.get(row.number))) for row in rows]


def take_units_in(act: Act, by: Officer, rows: Sequence[Given]) -> list[Unit]:
    """Add the units of a list that are not there yet. Refusal where a row cannot be taken: then none is."""
    units.hold(act.session)
    new = _new(check_units(act.session, by, rows))
    parents = {row.cells[0]: row.cells[1] for row in new}
    known = _living(act.session)
    for name in parents:
        line = [name]
        while line[-1] not in known:
            line.append(parents[line[-1]])
        for lower in reversed(line[:-1]):
            known[lower] = units.add(act, lower, known[parents[lower]])
    return [known[name] for name in parents]


def check_staff(session: Session, by: Officer, rows: Sequence[Given]) -> list[Checked]:
    """What would become of a list of staff: name, the name of the unit, the names of the roles there."""
    mine = {one.name: one.id for one in staffing.own_units(session, by)}
    there, first = _at_work(session), _first_of_each(rows)
    return [_checked(row, *_officer_fate(row.cells, mine, there, first.get(row.number))) for row in rows]


def take_staff_in(act: Act, by: Officer, rows: Sequence[Given]) -> list[tuple[Officer, str]]:
    """Add the officers of a list who are not there yet; each with the token of a link. Refusal where a row is wrong."""
    mine = {one.name: one for one in staffing.own_units(act.session, by)}
    added = list[tuple[Officer, str]]()
    for row in _new(check_staff(act.session, by, rows)):
        name, unit, written = row.cells
        officer = staffing.add(act, by, name, mine[unit], [ROLES[one] for one in _split(written)])
        added.append((officer, staff.sign_in_link(act, officer)))
    return added


@dataclass(frozen=True)
class _Tree:
    """The names of the units that are there, of the administrator's own, and of who is above whom, the list's too."""

    known: frozenset[str]
    mine: set[str]
    above: Mapping[str, str]

    def fate(self, name: str, parent: str, twin: int | None) -> tuple[Fate, str]:
        """What becomes of a unit below that parent; `twin` is an earlier row of the same name."""
        if why := self._wrong(name, parent, twin):
            return Fate.WRONG, why
        return (Fate.SAME if name in self.known else Fate.NEW), ""

    def _wrong(self, name: str, parent: str, twin: int | None) -> str:
        if not name or len(name) > structure.LONGEST_NAME:
            return LONG_NAME if name else NO_NAME
        if twin:
            return TWICE.format(row=twin)
        if name in self.known:
            return self._other(name, parent)
        return self._astray(name) if parent else NO_PARENT

    def _other(self, name: str, parent: str) -> str:
        """Why a unit that is there already is not the one of the row."""
        if name not in self.mine:
            return OTHERS
        above = self.above[name]
        return "" if above == parent else OTHER_PARENT.format(parent=above or "最上级")

    def _astray(self, name: str) -> str:
        """Why the way up from a new unit does not lead to one of the administrator's."""
        passed = {name}
        while name not in self.known:
            lower, name = name, self.above[name]
            if name in passed:
                return CIRCLE
            if name not in self.above:
                return NO_SUCH_PARENT.format(name=name) if name else UNFINISHED.format(name=lower)
            passed.add(name)
        return "" if name in self.mine else NO_SUCH_PARENT.format(name=name)


def _living(session: Session) -> dict[str, Unit]:
    """The units that are not closed, by name."""
    return {one.name: one for one in session.scalars(select(Unit).where(Unit.closed_at.is_(None)))}


def _officer_fate(
    cells: tuple[str, ...], mine: Mapping[str, int], there: Mapping[str, tuple[int, set[str]]], twin: int | None
) -> tuple[Fate, str]:
    name, unit, written = cells
    if not name or len(name) > staffing.LONGEST_NAME:
        return Fate.WRONG, NO_OFFICER
    if twin:
        return Fate.WRONG, TWICE.format(row=twin)
    if unit not in mine:
        return Fate.WRONG, NO_SUCH_UNIT.format(name=unit)
    asked = _split(written)
    if unknown := [one for one in asked if one not in ROLES]:
        return Fate.WRONG, NO_SUCH_ROLE.format(name=unknown[0], known="、".join(ROLES))
    if name in there:
        same = there[name] == (mine[unit], {ROLES[one].value for one in asked})
        return (Fate.SAME, "") if same else (Fate.WRONG, KNOWN_OTHERWISE)
    return (Fate.NEW, "") if asked else (Fate.WRONG, NO_ROLES)


def _at_work(session: Session) -> dict[str, tuple[int, set[str]]]:
    """The active officers by name: where they work, and their roles there."""
    held = select(Officer.name, Officer.unit_id, OfficerRole.role).where(Officer.active)
    at = and_(OfficerRole.officer_id == Officer.id, OfficerRole.unit_id == Officer.unit_id)
    found = dict[str, tuple[int, set[str]]]()
    for name, unit_id, role in session.execute(held.outerjoin(OfficerRole, at)):
        found.setdefault(name, (unit_id, set()))[1].update({role} - {None})
    return found


def _split(written: str) -> list[str]:
    return list(dict.fromkeys(one for one in BETWEEN.split(written) if one))


def _first_of_each(rows: Iterable[Given]) -> dict[int, int]:
    """For each row whose first cell stood in an earlier one already, the number of that one."""
    first, twins = dict[str, int](), dict[int, int]()
    for row in rows:
        if row.cells[0] in first:
            twins[row.number] = first[row.cells[0]]
        first.setdefault(row.cells[0], row.number)
    return twins


def _checked(row: Given, fate: Fate, why: str) -> Checked:
    return Checked(row.number, row.cells, fate, why)


def _new(checked: Iterable[Checked]) -> list[Checked]:
    """The rows to take in; Refusal where one of the list is wrong."""
    wrong = [row for row in checked if row.fate is Fate.WRONG]
    if wrong:
        raise Refusal(CHANGED.format(count=len(wrong)))
    return [row for row in checked if row.fate is Fate.NEW]
