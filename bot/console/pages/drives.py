"""Drives (征集活动): planned, looked at as members will read it, opened, ended; and how much came of each."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from starlette.responses import Response

from bot.console import choices, names, trail, written
from bot.console.visit import Forbidden, Page, Visit, done, missing
from bot.domain import drives, roles, units
from bot.domain.box import UNANSWERED, Suggestion
from bot.domain.drives import Drive, Plan
from bot.domain.members import Member
from bot.domain.noticebook import Notice
from bot.domain.roles import Right
from bot.domain.units import Unit

HERE: Final = "/console/drives"


@dataclass(frozen=True)
class Came:
    """What came of a drive: suggestions in all, and how many of them are answered."""

    suggestions: int = 0
    answered: int = 0


@dataclass(frozen=True)
class Row:
    """A drive in the list."""

    drive: Drive
    unit: str
    state: str
    came: Came


def board(visit: Visit) -> Response:
    """The drives of the officer's units, and the form for a new one."""
    found = drives.seen_by(visit.session, visit.officer)
    came, homes = _came(visit, found), names.units(visit.session, {one.unit_id for one in found})
    rows = [Row(one, homes[one.unit_id], one.state_label(visit.act.today), came.get(one.id, Came())) for one in found]
    planning = Right.ANSWER_SUGGESTIONS in visit.rights
    offered = choices.names(visit, Right.ANSWER_SUGGESTIONS) if planning else []
    return visit.render("drives.html", rows=rows, planning=planning, choices=offered)


def show(visit: Visit) -> Response:
    """One drive: what it asks, its invitation, its figures, what can be done with it."""
    drive = _drive(visit)
    notice = visit.session.scalars(select(Notice).where(Notice.key == drive.invitations)).first()
    return visit.render(
        "drive.html",
        drive=drive,
        unit=names.units(visit.session, {drive.unit_id})[drive.unit_id],
        state=drive.state_label(visit.act.today),
        came=_came(visit, [drive]).get(drive.id, Came()),
        notice=notice,
        hearers=_hearers(visit, drive),
        invitation=drives.invitation(drive),
        planning=drives.may_change(visit.session, visit.officer, drive),
        trail=trail.lines(visit.session, drive),
    )


def add(visit: Visit) -> Response:
    """Plan a new one; then to its page."""
    unit = choices.unit(visit, visit.typed.get("unit", ""), Right.ANSWER_SUGGESTIONS)
    drive = drives.draft(visit.act, visit.officer, unit, **_plan(visit))
    visit.session.flush()
    return done(f"{HERE}/{drive.id}", "drive-drafted")


def change(visit: Visit) -> Response:
    """Plan it otherwise."""
    drive = _own(visit)
    drives.change(visit.act, drive, visit.officer, **_plan(visit))
    return done(f"{HERE}/{drive.id}", "drive-changed")


def open_(visit: Visit) -> Response:
    """Open it: the invitation goes out."""
    drive = _own(visit)
    drives.open_(visit.act, drive, visit.officer)
    return done(f"{HERE}/{drive.id}", "drive-opened")


def end(visit: Visit) -> Response:
    """End it before its last day."""
    drive = _own(visit)
    drives.end(visit.act, drive, visit.officer)
    return done(f"{HERE}/{drive.id}", "drive-ended")


STEPS: Final[dict[str, Page]] = {"change": change, "open": open_, "end": end}
"""What can be done with a drive, by the last part of its address."""


def _plan(visit: Visit) -> Plan:
    return {
        "title": visit.text("title"),
        "focus": visit.text("focus"),
        "topics": [line for line in visit.text("topics").splitlines() if line.strip()],
        "begins": written.day(visit.typed.get("begins", ""), "第一天"),
        "ends": written.day(visit.typed.get("ends", ""), "最后一天"),
    }


def _drive(visit: Visit) -> Drive:
    number = written.number(visit.path["drive"])
    drive = visit.session.get(Drive, number) if number else None
    if drive is None or drive.unit_id not in roles.reach(visit.session, visit.officer, Drive.seeing):
        raise missing()
    return drive


def _own(visit: Visit) -> Drive:
    drive = _drive(visit)
    if drive.unit_id not in visit.units:
        raise Forbidden
    return drive


def _hearers(visit: Visit, drive: Drive) -> int:
    """How many members of its units want notices today."""
    home = units.below(select(Unit.id).where(Unit.id == drive.unit_id))
    there = select(func.count()).select_from(Member).where(Member.subscribed, Member.unit_id.in_(home))
    return visit.session.scalar(there) or 0


def _came(visit: Visit, found: list[Drive]) -> dict[int, Came]:
    open_ = Suggestion.state.in_([state.value for state in UNANSWERED])
    counted = select(Suggestion.drive_id, func.count(), func.count().filter(~open_))
    rows = counted.where(Suggestion.drive_id.in_([one.id for one in found])).group_by(Suggestion.drive_id)
    return {drive or 0: Came(*counts) for drive, *counts in visit.session.execute(rows)}
