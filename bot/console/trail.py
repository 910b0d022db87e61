"""The audit trail in words that an officer reads: who did what, and when. No member is ever named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.console import names
from bot.console.case_trail import CASES
from bot.console.event_trail import EVENTS
from bot.console.house_trail import HOUSE
from bot.console.idea_trail import IDEAS
from bot.console.notice_trail import NOTICES
from bot.domain import audit
from bot.domain.acts import ActorKind
from bot.domain.audit import AuditRow
from bot.domain.box import State
from bot.domain.mediations import Result
from bot.domain.roles import Role

WORDS = {
    **CASES,
    **EVENTS,
    **HOUSE,
    **IDEAS,
    **NOTICES,
    "member.data_exported": "导出了自己的数据",
    "member.data_erased": "删除了自己的数据",
    "member.calendar_linked": "取了自己的日历链接",
    "member.calendar_renewed": "换了日历链接，旧的作废",
    "member.calendar_sent": "取了日历文件",
    "member.met": "第一次来",
    "member.moved": "归到{unit}",
    "member.subscribed": "要收活动通知",
    "member.unsubscribed": "退订了活动通知",
    "member.topic_refused": "不收某一类通知了",
    "member.topic_accepted": "又要收某一类通知",
    "member.group_joined": "说了自己属于某个群体",
    "member.group_left": "说自己不再属于某个群体",
    "member.channel_preferred": "选了在哪里收通知",
    "member.pair_offered": "取了绑定另一个聊天的码",
    "member.pairing_failed": "绑定码没对上",
    "member.paired": "把另一个聊天绑定进来了",
    "member.parted": "和绑定的聊天分开了",
    "notice.answered": "有人填了问卷",
    "notice.link_counted": "通知里的链接开始计数",
    "entry.begun": "开始写",
    "entry.rewritten": "改了草稿",
    "entry.submitted": "提交，等同事批准",
    "entry.taken_back": "撤回再改",
    "entry.dropped": "放弃了草稿",
    "entry.approved": "批准，上线",
    "entry.declined": "没有批准，退回",
    "entry.rolled_back": "提出恢复以前的内容，等同事批准",
    "question.asked": "问了一个问题",
    "question.put_aside": "把一个问法放到一边",
    "question.forgotten": "满一年的问法删除了",
    "statute.imported": "导入法条",
    "statute.corrected": "更正了法条",
    "delivery.resent": "重发了一条消息",
}
"""By action; what is said of cases, events, the house and suggestions has rooms of its own."""

TO_THE_CHAIR = "{why}，交给单位主席：{to}"
AT_THE_TOP = "{why}；已是最上级，改为紧急"
WHY = {"unanswered": "到时没有回复", "unresolved": "到了办结时限"}
UNKNOWN = {"officer.sign_in_failed": "不知是谁"}
"""Where it is not known who did it."""

OTHER = "其他操作（{action}）"


@dataclass(frozen=True)
class Line:
    """One line of a trail."""

    at: datetime
    who: str
    what: str


def lines(session: Session, subject: audit.Subject) -> list[Line]:
    """What happened to a subject, oldest first."""
    return worded(session, audit.trail(session, subject))


def worded(session: Session, rows: Sequence[AuditRow]) -> list[Line]:
    """What rows of the trail say, in their order. No other page words them."""
    acted = {row.actor_id for row in rows if row.actor == ActorKind.STAFF.value}
    officers = names.officers(session, [one for one in acted | {row.facts.get("to") for row in rows} if one])
    units = names.units(session, {row.facts["unit"] for row in rows if row.facts.get("unit")})
    told = list[Line]()
    for row in rows:
        who = officers.get(row.actor_id, "") if row.actor == ActorKind.STAFF.value else UNKNOWN.get(row.action, "")
        named = {"unit": units.get(row.facts.get("unit", 0), ""), "to": officers.get(row.facts.get("to"), "")}
        told.append(Line(row.at, who or ActorKind(row.actor).label, _what(row.action, row.facts, named)))
    return told


def _what(action: str, facts: Mapping[str, Any], named: Mapping[str, str]) -> str:
    words = WORDS.get(action, OTHER)
    if action == "case.climbed":
        words = AT_THE_TOP if facts.get("top") else TO_THE_CHAIR if facts.get("to") else words
    verdict = State(facts["verdict"]).label if "verdict" in facts else ""
    role = Role(facts["role"]).label if "role" in facts else ""
    said = {
        "why": WHY.get(facts.get("why", ""), WHY["unanswered"]),
        "kind": facts.get("kind", ""),
        "result": Result(facts["result"]).label if action == "case.mediation_concluded" else "",
        "agreed": "同意" if facts.get("agreed") else "不同意",
        "settled": "说解决了" if facts.get("settled") else "说没解决，重新打开",
        "rating": facts.get("rating", ""),
        "members": facts.get("members", ""),
        **{name: facts.get(name, "") for name in ("other", "into", "reason", "count", "people", "cases", "place")},
    }
    words = words.format(action=action, verdict=verdict, role=role, **named, **said)
    return f"{words}（紧急）" if facts.get("urgent") else words
