"""The notices: what waits for approval first, then what comes, what is being sent, drafts; and beginning a new one."""

from functools import partial

from starlette.responses import Response

from bot.console import choices, names, noticelist, noticepages, written
from bot.console.noticepages import path
from bot.console.visit import Visit, done, missing
from bot.domain import drafting, noticetemplates, roles
from bot.domain.noticebook import Notice
from bot.domain.noticekinds import Kind
from bot.domain.noticerules import Draft
from bot.domain.roles import Right
from bot.domain.units import NEWEST, Unit


def board(visit: Visit) -> Response:
    """The list; and what a new notice may begin with."""
    before = written.number(visit.query.get("before", "")) or NEWEST
    may_write = Right.NOTICES in visit.rights
    offered = choices.names(visit, Right.NOTICES) if may_write else []
    return visit.render(
        "notices.html",
        listed=noticelist.parts(visit.session, visit.officer, before),
        first=before == NEWEST,
        named=partial(noticepages.named, visit),
        may_write=may_write,
        templates=noticetemplates.seen_by(visit.session, visit.officer) if may_write else [],
        choices=offered,
        unit=names.units(visit.session, [_usual(visit)])[_usual(visit)] if may_write else "",
    )


def new(visit: Visit) -> Response:
    """A draft at once, blank or after a template or another notice; then to its form."""
    begin, _, number = visit.typed.get("from", "").partition(":")
    if begin == "copy":
        notice = drafting.copy(visit.act, visit.officer, _copied(visit, written.number(number)))
    else:
        unit = choices.unit(visit, visit.typed.get("unit", ""), Right.NOTICES)
        notice = _written(visit, unit, written.number(number) if begin == "template" else 0)
    visit.session.flush()
    return done(path(notice, "edit"), "notice-begun")


def _written(visit: Visit, unit: Unit, template: int) -> Notice:
    if not template:
        return drafting.write(visit.act, visit.officer, unit, Draft(kind=Kind.NOTICE, title="", text=""))
    known = next((one for one in noticetemplates.seen_by(visit.session, visit.officer) if one.id == template), None)
    if known is None:
        raise missing()
    return noticetemplates.begin(visit.act, visit.officer, unit, known)


def _copied(visit: Visit, number: int) -> Notice:
    notice = visit.session.get(Notice, number) if number else None
    if notice is None or notice.unit_id not in visit.units:
        raise missing()
    return notice


def _usual(visit: Visit) -> int:
    """The unit in whose name one most likely writes: one's own, else the first in which one may."""
    mine = roles.reach(visit.session, visit.officer, Right.NOTICES)
    return visit.officer.unit_id if visit.officer.unit_id in mine else min(mine)
