"""One item of the year's plan: what was understood of it, changed, confirmed as an event or a task, done, dropped."""

from datetime import date
from typing import Final

from sqlalchemy import select
from starlette.responses import Response

from bot.console import names, trail, written
from bot.console.visit import Page, Visit, done, missing
from bot.domain import planhours, planitems, planlist, plantimes, roles, staff
from bot.domain.events import Event
from bot.domain.planbook import PlanItem, State
from bot.domain.planhours import PLAIN
from bot.domain.plantimes import When
from bot.domain.roles import OfficerRole, Right
from bot.domain.staff import Officer
from bot.errors import Refusal

HERE: Final = "/console/plan"
OFFERED: Final = 300
NO_OWNER: Final = "请写上由哪位同事办。"
NO_SUCH_OWNER: Final = "没有叫“{name}”的在岗同事。请写全名，或者从提示里选。"
NOT_READ: Final = "时间没看懂：{why}。可以写 3月、3月8日、4月上旬、一季度、5月底前。"
NO_HOURS: Final = "钟点没看懂。可以写 14:00、9:00-11:30、下午2点半。"


def show(visit: Visit) -> Response:
    """One item, with the line it comes from, what is doubtful, and what can be done."""
    item = found(visit, visit.path["item"])
    planning = roles.at_the_top(visit.session, visit.officer, Right.EVENTS)
    return visit.render(
        "plan-item.html",
        item=item,
        event=visit.session.get(Event, item.event_id) if item.event_id else None,
        state=State(item.state),
        owner=names.officers(visit.session, {item.officer_id}).get(item.officer_id, "") if item.officer_id else "",
        when=plantimes.told(item.when, item.year),
        fields=planlist.FIELDS,
        people=people(visit),
        planning=planning and item.state in {State.DRAFT, State.CONFIRMED},
        finishing=item.state == State.CONFIRMED and (planning or item.officer_id == visit.officer.id),
        trail=trail.lines(visit.session, item),
    )


def change(visit: Visit) -> Response:
    """Say it otherwise."""
    item = found(visit, visit.path["item"])
    closes = visit.typed.get("closes", "").strip()
    planitems.change(
        visit.act,
        visit.officer,
        item,
        title=visit.text("title"),
        when=_when(visit, item),
        hours=_hours(visit),
        place=visit.text("place"),
        who=visit.text("who"),
        closes=written.day(closes, "报名截止") if closes else None,
        seats=written.count(visit.typed.get("seats", ""), "名额"),
        department=visit.text("department"),
    )
    return done(f"{HERE}/{item.id}", "plan-changed")


def as_event(visit: Visit) -> Response:
    """Confirm it as an event; then to the event's page."""
    item = found(visit, visit.path["item"])
    event = planitems.as_event(visit.act, visit.officer, item)
    return done(f"/console/events/{event.code}", "plan-published")


def as_task(visit: Visit) -> Response:
    """Confirm it as a task of an officer's."""
    item = found(visit, visit.path["item"])
    day: date = written.day(visit.typed.get("due_on", ""), "完成期限")
    planitems.as_task(visit.act, visit.officer, item, owner(visit), day)
    return done(f"{HERE}/{item.id}", "plan-assigned")


def drop(visit: Visit) -> Response:
    """It is not to be."""
    item = found(visit, visit.path["item"])
    planitems.drop(visit.act, visit.officer, item)
    return done(HERE, "plan-dropped", f"&year={item.year}")


def finish(visit: Visit) -> Response:
    """It is done."""
    item = found(visit, visit.path["item"])
    planitems.finish(visit.act, visit.officer, item, visit.text("note"))
    return done(f"{HERE}/{item.id}", "plan-finished")


STEPS: Final[dict[str, Page]] = {"change": change, "event": as_event, "task": as_task, "drop": drop}
"""What officers of the top union do with an item, by the last part of its address."""


def found(visit: Visit, number: str) -> PlanItem:
    """The item of that number."""
    known = written.number(number)
    item = visit.session.get(PlanItem, known) if known else None
    if item is None:
        raise missing()
    return item


def people(visit: Visit) -> list[str]:
    """The names of colleagues who may have a task, as many as a field offers."""
    able = [role.value for role, may in roles.MAY.items() if Right.SEE_EVENTS in may]
    there = select(Officer.name).join(OfficerRole, OfficerRole.officer_id == Officer.id).where(Officer.active)
    return list(visit.session.scalars(there.where(OfficerRole.role.in_(able)).distinct().limit(OFFERED)))


def owner(visit: Visit) -> Officer:
    """The colleague whose name was written; Refusal where there is none."""
    name = visit.text("owner").strip()
    if not name:
        raise Refusal(NO_OWNER)
    officer = staff.named(visit.session, name)
    if officer is None:
        raise Refusal(NO_SUCH_OWNER.format(name=name))
    return officer


def _when(visit: Visit, item: PlanItem) -> When | None:
    text = visit.text("when")
    if not text:
        return None
    read = planlist.cell(text, item.year)
    if len(read.whens) != 1 or read.hours or read.doubts:
        raise Refusal(NOT_READ.format(why="；".join(read.doubts.values()) or text[:20]))
    return read.whens[0]


def _hours(visit: Visit) -> str:
    text = visit.text("hours").translate(PLAIN)
    read = planhours.read(text) if text else None
    if text and (read is None or not read.span or text[read.end :].strip()):
        raise Refusal(read.doubt if read and read.doubt else NO_HOURS)
    return read.span if read else ""
