"""The audit log: who did what about which thing and when, within the officer's reach. It names no member."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from sqlalchemy import Select, select
from starlette.responses import Response

from bot.console import spreadsheets, subjects, trail
from bot.console.pages.lists import file
from bot.console.spreadsheets import MOST_WRITTEN
from bot.console.subjects import Named
from bot.console.trail import Line
from bot.console.visit import Visit
from bot.domain import records, roles
from bot.domain.audit import AuditRow
from bot.domain.records import About, Wanted
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import NEWEST
from bot.errors import Refusal
from bot.messages import clean

SHOWN = 50
OFFERED = 300
LONGEST_ID = 10
HEADINGS = ("时间", "谁", "做了什么", "关于")
ASKED = ("who", "about", "since", "until", "number")
NO_SUCH_OFFICER = "您管的单位里没有叫“{name}”的工作人员。请写全名。"
NO_DAY = "日期要写成 2026-11-20 这样。"


def board(visit: Visit) -> Response:
    """The newest acts of those that were asked for."""
    try:
        wanted, refused = _wanted(visit), ""
    except Refusal as refusal:
        wanted, refused = None, str(refusal)
    rows = records.found(visit.session, visit.officer, wanted, _before(visit), SHOWN + 1) if wanted else []
    asked = {name: visit.query.get(name, "") for name in ASKED}
    return replace(visit, refused=refused).render(
        "audit.html",
        told=_told(visit, rows[:SHOWN]),
        more=rows[SHOWN - 1].id if len(rows) > SHOWN else None,
        first="before" not in visit.query,
        asked=asked,
        filters=urlencode({name: value for name, value in asked.items() if value}),
        kinds=list(About) if records.sees_all(visit.session, visit.officer) else list(records.OPEN),
        people=visit.session.scalars(_people(visit).limit(OFFERED)).all(),
    )


def export(visit: Visit) -> Response:
    """The same as a spreadsheet; the page itself, where what was asked for is not there."""
    try:
        wanted = _wanted(visit)
    except Refusal:
        return board(visit)
    rows, zone = records.found(visit.session, visit.officer, wanted, NEWEST, MOST_WRITTEN), visit.act.config.zone
    cells = [
        (f"{line.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", line.who, line.what, about.word)
        for line, about in _told(visit, rows)
    ]
    return file("操作记录", spreadsheets.write("操作记录", HEADINGS, cells))


def _told(visit: Visit, rows: Sequence[AuditRow]) -> list[tuple[Line, Named]]:
    """The rows in words, each with what it is about."""
    return list(zip(trail.worded(visit.session, rows), subjects.named(visit, rows), strict=True))


def _wanted(visit: Visit) -> Wanted:
    """What was asked for; Refusal where it cannot be."""
    asked, number = visit.query, clean(visit.query.get("number", ""))
    about = next((one for one in About if one.value == asked.get("about")), None)
    last = _day(asked.get("until", ""))
    return Wanted(
        about=about,
        officers=_officers(visit, clean(asked.get("who", ""))),
        since=_start(visit, _day(asked.get("since", ""))),
        until=_start(visit, last + timedelta(days=1) if last else None),
        subject=subjects.numbered(visit.session, number) if number else None,
    )


def _officers(visit: Visit, name: str) -> tuple[int, ...]:
    """The ids of the officers of that name, those who left too."""
    found = visit.session.scalars(_people(visit).with_only_columns(Officer.id).where(Officer.name == name)).all()
    if name and not found:
        raise Refusal(NO_SUCH_OFFICER.format(name=name))
    return tuple(found) if name else ()


def _people(visit: Visit) -> Select[str]:
    mine = Officer.unit_id.in_(roles.reaching(visit.officer, Right.AUDIT))
    return select(Officer.name).where(mine).order_by(Officer.active.desc(), Officer.id)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Refusal(NO_DAY) from None


def _start(visit: Visit, day: date | None) -> datetime | None:
    """When a day begins in the union's time zone."""
    return datetime.combine(day, time(), visit.act.config.zone) if day else None


def _before(visit: Visit) -> int:
    written = visit.query.get("before", "")
    known = written.isdecimal() and written.isascii() and len(written) <= LONGEST_ID
    return min(int(written), NEWEST) if known else NEWEST
