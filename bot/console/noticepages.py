"""What the pages of notices have in common: the notice of an address, who may change it, the words for what it is."""

from collections.abc import Mapping
from typing import Any, Final

from bot.console import names, written
from bot.console.visit import Forbidden, Visit, missing
from bot.console.wording import CHANNELS
from bot.domain import audiences, noticewords, roles
from bot.domain.events import Event
from bot.domain.noticebook import Notice, State
from bot.domain.roles import Right

HERE: Final = "/console/notices"

TONES: Final = {
    State.WAITING: "new", State.SCHEDULED: "taken", State.COUNTING: "taken", State.SENDING: "taken",
    State.PAUSED: "new", State.MISSED: "failed",
}  # fmt: skip
"""How a state's chip looks; the others are plain."""

WHO: Final = {"": "全体会员", "registered": "报了名的", "waiting": "在排队的", "came": "来过的"}
"""Who of an event is meant."""

WORKDAYS: Final = "每月第 {n} 个工作日 {at}"
MONTHLY: Final = "每月 {day} 日 {at}（没有这一天的月份，在最后一天）"


def path(notice: Notice, part: str = "") -> str:
    """The address of one of its pages."""
    return f"{HERE}/{notice.id}/{part}" if part else f"{HERE}/{notice.id}"


def found(visit: Visit) -> Notice:
    """The notice that the address names, of the units whose notices the officer sees."""
    number = written.number(visit.path["notice"])
    notice = visit.session.get(Notice, number) if number else None
    if notice is None or notice.unit_id not in roles.reach(visit.session, visit.officer, Right.SEE_NOTICES):
        raise missing()
    return notice


def own(visit: Visit) -> Notice:
    """The same, where the officer may do in its unit what the address is for."""
    notice = found(visit)
    if notice.unit_id not in visit.units:
        raise Forbidden
    return notice


def named(visit: Visit, notice: Notice) -> str:
    """Its title as members read it, {月份} filled in; what else it is called where it has none yet."""
    return noticewords.filled(visit.act, notice, notice.title) or notice.sort.label


def context(visit: Visit, notice: Notice) -> dict[str, Any]:
    """What the head of its pages needs: `notice`, `named`, `path`, `tone`, `unit`, `may_write`, `may_approve`."""
    reach = roles.reach
    return {
        "notice": notice,
        "named": named(visit, notice),
        "path": path(notice),
        "tone": TONES.get(notice.status, ""),
        "unit": names.units(visit.session, [notice.unit_id])[notice.unit_id],
        "may_write": notice.unit_id in reach(visit.session, visit.officer, Right.NOTICES),
        "may_approve": notice.unit_id in reach(visit.session, visit.officer, Right.APPROVE_NOTICES),
    }


def audience(visit: Visit, notice: Notice) -> str:
    """To whom it goes, in words: 东湖工业园工会和下级 · 女职工 · 只发微信."""
    wanted, groups = audiences.of(notice), visit.act.config.events.occasions.groups
    home = names.units(visit.session, [wanted.unit_id]).get(wanted.unit_id, "")
    told = [f"{home}{'和下级' if wanted.below else '本级'}"]
    told += ["、".join(groups[key].label if key in groups else key for key in wanted.groups)]
    event = visit.session.get(Event, notice.event_id) if wanted.event and notice.event_id else None
    told += [f"“{event.title}”{WHO[wanted.event]}人" if event else ""]
    told += ["表格里列的会员" if wanted.listed else ""]
    told += [f"只发{CHANNELS.get(wanted.channel, wanted.channel)}" if wanted.channel else ""]
    topics = visit.act.config.notices.topics
    told += [f"不想收“{topics[notice.topic].label}”的除外" if notice.topic in topics else ""]
    return " · ".join(part for part in told if part)


def schedule(visit: Visit, notice: Notice) -> str:
    """When it goes, in words, as it was arranged."""
    plan: Mapping[str, Any] = notice.schedule
    at = plan.get("at", "")
    if "monthly" in plan:
        return MONTHLY.format(day=plan["monthly"], at=at)
    if "workday" in plan:
        return WORKDAYS.format(n=plan["workday"], at=at)
    if "event" in plan:
        event = visit.session.get(Event, plan["event"])
        return _around(event.title if event else "已经没有的活动", plan)
    return "定时发一次" if "once" in plan else "批准以后马上发"


def _around(title: str, plan: Mapping[str, Any]) -> str:
    if "hours" in plan:
        hours = int(plan["hours"])
        return f"“{title}”{'开始前' if hours < 0 else '结束后'} {abs(hours)} 小时"
    days = int(plan.get("days", 0))
    when = f"{'前' if days < 0 else '后'} {abs(days)} 天" if days else "当天"
    return f"“{title}”{when} {plan.get('at', '')}，活动改期会跟着改"
