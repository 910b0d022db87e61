"""When a notice goes, as fields of its form: at once, on a day, each month, on a working day, around an event."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select

from bot.console import eventform, notice_words, written
from bot.console.visit import Visit
from bot.domain import events
from bot.domain.events import Event
from bot.domain.noticebook import Notice
from bot.errors import Refusal
from bot.messages import clean

WHEN: Final = {
    "now": "批准以后马上发",
    "once": "在某一天发一次",
    "monthly": "每月几号",
    "workday": "每月第几个工作日",
    "days": "活动前后几天",
    "hours": "活动前后几小时",
}
"""The ways to say when, by the value of the field."""

BEFORE, AFTER = "before", "after"
USUAL: Final = "09:00"
LAST_DAY, LAST_WORKDAY, MOST_DAYS, MOST_HOURS = 31, 23, 60, 72
OFFERED: Final = 60
"""Events that a field offers."""

PAST: Final = timedelta(days=60)
"""So long after an event its people may still be written to."""

NO_SUCH_EVENT: Final = "没有找到这个活动，可能同事刚删掉。请重新选。"
BETWEEN: Final = "{what}请写 1 到 {most}。"


def offered(visit: Visit, chosen: str) -> list[Event]:
    """The events that a notice may be about: those that come, and those that were not long ago."""
    since = visit.act.now - PAST
    live = select(Event).where(Event.draft.is_(False), Event.archived_at.is_(None), Event.cancelled.is_(False))
    live = live.where(or_(Event.starts_at.is_(None), Event.starts_at > since))
    found = list(visit.session.scalars(live.order_by(Event.starts_at.is_(None), Event.starts_at).limit(OFFERED)))
    own = events.coded(visit.session, chosen) if chosen else None
    return found if own is None or own in found else [own, *found]


def event(visit: Visit) -> Event | None:
    """The event that was chosen, None for none; Refusal where it is needed, or is not there."""
    code = clean(visit.typed.get("event", ""))
    found = events.coded(visit.session, code) if code else None
    if code and (found is None or found.draft):
        raise Refusal(NO_SUCH_EVENT)
    needed = visit.typed.get("who") or visit.typed.get("when") in {"days", "hours"}
    if needed and found is None:
        raise Refusal(notice_words.NO_EVENT)
    return found


def read(visit: Visit, about: Event | None) -> dict[str, Any]:
    """The schedule as plain data, which bot.domain.schedules reads; empty: as soon as it is approved."""
    typed, when = visit.typed, visit.typed.get("when", "now")
    if when == "once":
        return {"once": eventform.moment(typed, "once", "发送时间", visit.act.config.zone).isoformat()}
    if when == "monthly":
        return {"monthly": _between(typed, "day", "几号", LAST_DAY), "at": _clock(typed)}
    if when == "workday":
        return {"workday": _between(typed, "nth", "第几个工作日", LAST_WORKDAY), "at": _clock(typed)}
    if when == "days" and about:
        return {"event": about.id, "days": _signed(typed, "天数", MOST_DAYS, least=0), "at": _clock(typed)}
    if when == "hours" and about:
        return {"event": about.id, "hours": _signed(typed, "小时数", MOST_HOURS, least=1)}
    return {}


def shown(visit: Visit, notice: Notice) -> dict[str, str]:
    """What the fields show of a schedule."""
    plan: Mapping[str, Any] = notice.schedule
    when = next((name for name in ("once", "monthly", "workday", "hours", "days") if name in plan), "now")
    told = {"when": when, "at": str(plan.get("at", USUAL)), "side": BEFORE}
    if when == "once":
        there = datetime.fromisoformat(plan["once"]).astimezone(visit.act.config.zone)
        told |= {"once_day": f"{there:%Y-%m-%d}", "once_time": f"{there:%H:%M}"}
    if when in {"days", "hours"}:
        told |= {"off": str(abs(int(plan[when]))), "side": BEFORE if int(plan[when]) <= 0 else AFTER}
    told |= {"day": str(plan.get("monthly", "")), "nth": str(plan.get("workday", ""))}
    return told


def titles(found: Sequence[Event]) -> list[str]:
    """The titles of the events among these for which one can sign up."""
    return [one.title for one in found if one.signup]


def _between(typed: Mapping[str, str], name: str, what: str, most: int, least: int = 1) -> int:
    found = written.count(typed.get(name, ""), what)
    if found is None or not least <= found <= most:
        raise Refusal(BETWEEN.format(what=what, most=most))
    return found


def _signed(typed: Mapping[str, str], what: str, most: int, least: int) -> int:
    found = _between(typed, "off", what, most, least)
    return -found if typed.get("side") == BEFORE else found


def _clock(typed: Mapping[str, str]) -> str:
    return f"{eventform.clock(clean(typed.get('at', '')) or USUAL, '发送'):%H:%M}"
