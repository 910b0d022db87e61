"""Lists as spreadsheets: units and staff, out and in. What comes in is shown first; then all goes in, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.console import names, spreadsheets
from bot.console.spreadsheets import Row
from bot.console.visit import Visit, done
from bot.domain import backlog, roles, rosters, staffing
from bot.domain.backlog import Size
from bot.domain.roles import Right, Role
from bot.domain.rosters import STAFF_COLUMNS, UNIT_COLUMNS, Checked, Fate
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal

SHOWN = 300
"""New rows that a preview shows; those that are wrong are all shown."""


@dataclass(frozen=True)
class List:
    """One kind of list: the page it belongs to, the page's word, its columns, and how it is looked at."""

    board: str
    word: str
    columns: tuple[str, ...]
    check: Callable[[Session, Officer, Sequence[Row]], list[Checked]]


UNITS = List("/console/units", "单位", UNIT_COLUMNS, rosters.check_units)
STAFF = List("/console/staff", "人员", STAFF_COLUMNS, rosters.check_staff)


def export_units(visit: Visit) -> Response:
    """The units that the officer sees, in the form in which a list of units is taken in."""
    mine = roles.reaching(visit.officer, Right.SEE_UNITS)
    homes = names.units(visit.session)
    there = select(Unit).where(Unit.id.in_(mine), Unit.closed_at.is_(None)).order_by(Unit.id)
    sizes = backlog.sizes(visit.session, mine)
    rows = []
    for unit in visit.session.scalars(there.limit(spreadsheets.MOST_WRITTEN)):
        size = sizes.get(unit.id, Size())
        rows.append((unit.name, homes.get(unit.parent_id or 0, ""), size.members, size.officers, size.cases))
    return file("单位", spreadsheets.write("单位", (*UNIT_COLUMNS, "会员", "工作人员", "未办结诉求"), rows))


def export_staff(visit: Visit) -> Response:
    """The officers of the administrator's units who work there, in the form in which a list of staff is taken in."""
    people = [one for one in staffing.seen_by(visit.session, visit.officer) if one.active]
    homes = names.units(visit.session)
    held = roles.of_all(visit.session, people)
    rows = []
    for one in people:
        here = [Role(row.role).label for row in held[one.id] if row.unit_id == one.unit_id]
        other = [
            f"{Role(row.role).label}（{homes[row.unit_id]}）" for row in held[one.id] if row.unit_id != one.unit_id
        ]
        rows.append((one.name, homes[one.unit_id], "、".join(here), "、".join(other)))
    return file("工作人员", spreadsheets.write("工作人员", (*STAFF_COLUMNS, "在别的单位"), rows))


def preview_units(visit: Visit) -> Response:
    """What would become of a list of units."""
    return _preview(visit, UNITS)


def preview_staff(visit: Visit) -> Response:
    """What would become of a list of staff."""
    return _preview(visit, STAFF)


def take_units(visit: Visit) -> Response:
    """Take a list of units in; where it cannot be any more, it is shown again, with the reasons."""
    rows = _rows(visit, UNITS)
    if _wrong(visit, UNITS, rows):
        return _preview(visit, UNITS)
    rosters.take_units_in(visit.act, visit.officer, rows)
    return done(UNITS.board, "list-in")


def take_staff(visit: Visit) -> Response:
    """Take a list of staff in; the links by which they sign in stand on this answer alone."""
    rows = _rows(visit, STAFF)
    if _wrong(visit, STAFF, rows):
        return _preview(visit, STAFF)
    added = rosters.take_staff_in(visit.act, visit.officer, rows)
    if not added:
        return done(STAFF.board, "list-in")
    homes = names.units(visit.session)
    address = f"{visit.act.config.web.public_url}/console/enter?token="
    return visit.render("links.html", added=[(one, homes[one.unit_id], f"{address}{token}") for one, token in added])


def file(name: str, content: bytes) -> Response:
    """A spreadsheet to be saved."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"}
    return Response(content, headers=headers, media_type=spreadsheets.MEDIA_TYPE)


def _preview(visit: Visit, kind: List) -> Response:
    rows = _rows(visit, kind)
    checked = kind.check(visit.session, visit.officer, rows)
    by_fate = {fate: [row for row in checked if row.fate is fate] for fate in Fate}
    return visit.render(
        "import.html",
        kind=kind,
        new=by_fate[Fate.NEW],
        same=len(by_fate[Fate.SAME]),
        wrong=by_fate[Fate.WRONG],
        most=SHOWN,
        packed=_packed(kind, rows),
    )


def _wrong(visit: Visit, kind: List, rows: Sequence[Row]) -> bool:
    return any(row.fate is Fate.WRONG for row in kind.check(visit.session, visit.officer, rows))


def _rows(visit: Visit, kind: List) -> list[Row]:
    """The rows of the file that was sent, or that the page before carried on; Refusal where there are none."""
    if visit.files is None:
        raise Refusal(spreadsheets.TOO_LARGE)
    packed = visit.typed.get("packed", "")
    sheet = spreadsheets.unpack(packed) if packed else spreadsheets.read(visit.files[0].content if visit.files else b"")
    return spreadsheets.columns(sheet, kind.columns)


def _packed(kind: List, rows: Sequence[Row]) -> str:
    """These rows, each at its own number, with no other column."""
    sheet = [list(kind.columns)] + [[""] for _ in range(rows[-1].number - 1 if rows else 0)]
    for row in rows:
        sheet[row.number - 1] = list(row.cells)
    return spreadsheets.pack(sheet)
