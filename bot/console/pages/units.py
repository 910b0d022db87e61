"""Units: the tree, one unit with its people and those below it, and what is done with it."""

import io
from dataclasses import dataclass

import segno
from sqlalchemy import select
from starlette.responses import Response

from bot.console import charts, choices, trail, tree
from bot.console.visit import Visit, done, missing
from bot.domain import backlog, codes, roles, structure, units
from bot.domain.backlog import Size
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal

BOARD = "/console/units"
MOST_FOUND = 100
ALL_OPEN = 30
"""So many units are shown at once; of more, those below the first ones are folded away."""

LONGEST_NUMBER = 9
NOT_SURE = "撤并不能恢复。确定要撤并，请先勾上“确定撤并”，再点一次。"


@dataclass(frozen=True)
class Below:
    """A unit right below another one."""

    id: int
    name: str
    size: Size


def board(visit: Visit) -> Response:
    """The tree of the officer's units; or those whose name holds what was looked for."""
    wanted = visit.query.get("name", "").strip()
    roots = [] if wanted else tree.grown(visit)
    return visit.render(
        "units.html",
        wanted=wanted,
        found=_named(visit, wanted) if wanted else [],
        tree=list(tree.walk(roots)),
        all_open=sum(root.units + 1 for root in roots) <= ALL_OPEN,
        roots={root.id for root in roots},
    )


def show(visit: Visit) -> Response:
    """One unit."""
    unit, session = _unit(visit), visit.session
    mine = roles.reach(session, visit.officer, Right.UNITS)
    below = session.scalars(
        select(Unit).where(Unit.parent_id == unit.id, Unit.closed_at.is_(None)).order_by(Unit.id)
    ).all()
    here = select(Unit.id).where((Unit.id == unit.id) | (Unit.parent_id == unit.id))
    sizes = backlog.sizes(session, here)
    people = select(Officer).where(Officer.unit_id == unit.id, Officer.active).order_by(Officer.id)
    return visit.render(
        "unit.html",
        unit=unit,
        line=_line(visit, unit),
        heir=units.numbered(session, unit.id) if unit.closed_at else None,
        size=sizes.get(unit.id, Size()),
        below=[Below(one.id, one.name, sizes.get(one.id, Size())) for one in below],
        people=session.scalars(people).all(),
        left=structure.left(session, unit).words,
        managed=unit.id in mine and not unit.closed_at,
        movable=unit.parent_id in mine,
        choices=choices.names(visit, Right.UNITS) if unit.id in mine else [],
        trail=trail.lines(session, unit)[-20:],
        codes=[] if unit.closed_at else codes.of_unit(session, visit.act.config, unit),
    )


def draw(visit: Visit) -> Response:
    """The QR code of a unit for one channel, the web chat's where none is named, as a picture to print."""
    wanted = visit.query.get("channel", "web")
    found = codes.of_unit(visit.session, visit.act.config, _unit(visit))
    address = next((one.address for one in found if one.channel == wanted), "")
    if not address:
        raise missing()
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=10, border=4, light="#fff")
    return charts.picture(drawn.getvalue())


def add(visit: Visit) -> Response:
    """A unit below this one; then to its page."""
    new = structure.add(visit.act, visit.officer, visit.typed.get("name", ""), _unit(visit))
    return done(_path(new), "unit-added")


def rename(visit: Visit) -> Response:
    """Another name."""
    unit = _unit(visit)
    structure.rename(visit.act, visit.officer, unit, visit.typed.get("new-name", ""))
    return done(_path(unit), "unit-renamed")


def move(visit: Visit) -> Response:
    """Below another one."""
    unit = _unit(visit)
    structure.move(visit.act, visit.officer, unit, choices.unit(visit, visit.typed.get("below", ""), Right.UNITS))
    return done(_path(unit), "unit-moved")


def close(visit: Visit) -> Response:
    """No more; with another one that takes over, or with nothing left. It is said twice, for it cannot be undone."""
    unit, into = _unit(visit), visit.typed.get("into", "")
    if "sure" not in visit.typed:
        raise Refusal(NOT_SURE)
    heir = choices.unit(visit, into, Right.UNITS) if into.strip() else None
    structure.close(visit.act, visit.officer, unit, heir)
    return done(_path(units.numbered(visit.session, unit.id) or unit), "unit-closed")


STEPS = {"add": add, "rename": rename, "move": move, "close": close}
"""What can be done with a unit, by the last part of its address."""


def _unit(visit: Visit) -> Unit:
    """The unit that the address names, of those for which it is the officer's."""
    number = visit.path["unit"]
    known = number.isdecimal() and number.isascii() and len(number) <= LONGEST_NUMBER
    found = visit.session.get(Unit, int(number)) if known else None
    if found is None or found.id not in visit.units:
        raise missing()
    return found


def _named(visit: Visit, wanted: str) -> list[Below]:
    mine = roles.reaching(visit.officer, Right.SEE_UNITS)
    there = select(Unit).where(Unit.id.in_(mine), Unit.closed_at.is_(None), Unit.name.contains(wanted, autoescape=True))
    found = visit.session.scalars(there.order_by(Unit.id).limit(MOST_FOUND)).all()
    sizes = backlog.sizes(visit.session, there.with_only_columns(Unit.id))
    return [Below(one.id, one.name, sizes.get(one.id, Size())) for one in found]


def _line(visit: Visit, unit: Unit) -> list[Unit]:
    """The units above that the officer sees as well, the highest first."""
    above = units.line(visit.session, unit.id)[1:]
    seen = roles.reach(visit.session, visit.officer, Right.SEE_UNITS)
    return [visit.session.get_one(Unit, one) for one in reversed(above) if one in seen]


def _path(unit: Unit) -> str:
    return f"{BOARD}/{unit.id}"
