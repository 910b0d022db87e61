"""The audit trail in words that an officer reads: who did what, and when. No member is ever named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.console import names
from bot.domain import audit
from bot.domain.acts import ActorKind
from bot.domain.suggestions import State

WORDS = {
    "case.filed": "提交，登记在册",
    "case.taken": "受理",
    "case.replied": "回复了会员",
    "case.added_to": "补充了情况，等我们回复",
    "case.closed": "办结，结果已告诉会员",
    "case.climbed": "到时没有回复，自动转给上级：{unit}",
    "suggestion.filed": "提交，登记在册",
    "suggestion.answered": "答复：{verdict}",
    "entry.begun": "开始写",
    "entry.rewritten": "改了草稿",
    "entry.submitted": "提交，等同事批准",
    "entry.taken_back": "撤回再改",
    "entry.dropped": "放弃了草稿",
    "entry.approved": "批准，上线",
    "entry.declined": "没有批准，退回",
    "entry.rolled_back": "提出恢复以前的内容，等同事批准",
    "event.published": "活动列入计划",
    "event.changed": "活动有改动",
    "event.cancelled": "活动取消",
}
AT_THE_TOP = "到时没有回复；已是最上级，改为紧急"
OTHER = "其他操作（{action}）"


@dataclass(frozen=True)
class Line:
    """One line of a trail."""

    at: datetime
    who: str
    what: str


def lines(session: Session, subject: audit.Subject) -> list[Line]:
    """What happened to a subject, oldest first."""
    officers, units = names.officers(session), names.units(session)
    told = list[Line]()
    for row in audit.trail(session, subject):
        who = officers.get(row.actor_id, "") if row.actor == ActorKind.STAFF.value else ""
        told.append(Line(row.at, who or ActorKind(row.actor).label, _what(row.action, row.facts, units)))
    return told


def _what(action: str, facts: Mapping[str, Any], units: Mapping[int, str]) -> str:
    if action == "case.climbed" and facts.get("top"):
        return AT_THE_TOP
    verdict = State(facts["verdict"]).label if "verdict" in facts else ""
    words = WORDS.get(action, OTHER).format(action=action, unit=units.get(facts.get("unit", 0), ""), verdict=verdict)
    return f"{words}（紧急）" if facts.get("urgent") else words
