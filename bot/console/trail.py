"""The audit trail in words that an officer reads: who did what, and when. No member is ever named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.console import names
from bot.domain import audit
from bot.domain.acts import ActorKind
from bot.domain.roles import Role
from bot.domain.suggestions import State

WORDS = {
    "case.filed": "提交，登记在册",
    "case.taken": "受理",
    "case.replied": "回复了会员",
    "case.added_to": "补充了情况，等我们回复",
    "case.handed_over": "转交给{to}",
    "case.noted": "写了内部备注",
    "case.looked_up": "在工作群里查看了详情（含姓名、电话）",
    "case.closed": "办结，结果已告诉会员",
    "case.warned": "时限只剩四分之一，提醒尽快办",
    "case.climbed": "到时没有回复，自动转给上级：{unit}",
    "case.released": "经办人不再办理，回到待受理",
    "officer.added": "添加了这个账号",
    "officer.renamed": "改了名字",
    "officer.moved": "调到{unit}",
    "officer.deactivated": "停用",
    "officer.activated": "恢复",
    "officer.role_given": "加上角色：{role}，{unit}",
    "officer.role_taken": "取消角色：{role}，{unit}",
    "officer.link_made": "生成了登录链接",
    "officer.entered": "用链接登录",
    "officer.signed_in": "用密码登录",
    "officer.sign_in_failed": "用这个名字登录，没有成功",
    "officer.session_ended": "结束了一处登录",
    "officer.left": "退出，所有登录失效",
    "officer.password_set": "设了密码",
    "officer.authenticator_begun": "开始设置动态码",
    "officer.authenticator_confirmed": "开通了动态码",
    "officer.authenticator_removed": "关闭了动态码",
    "officer.recovery_codes_renewed": "换了一批恢复码",
    "officer.account_offered": "生成了 Telegram 账号的关联代码",
    "officer.account_linked": "关联了 Telegram 账号",
    "officer.account_unlinked": "解除了 Telegram 账号",
    "officer.group_offered": "生成了工作群的代码：{unit}",
    "officer.code_ended": "作废了一个关联代码",
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
    officers, units = names.officers(session), names.units(session)
    told = list[Line]()
    for row in audit.trail(session, subject):
        who = officers.get(row.actor_id, "") if row.actor == ActorKind.STAFF.value else UNKNOWN.get(row.action, "")
        named = {"unit": units.get(row.facts.get("unit", 0), ""), "to": officers.get(row.facts.get("to"), "")}
        told.append(Line(row.at, who or ActorKind(row.actor).label, _what(row.action, row.facts, named)))
    return told


def _what(action: str, facts: Mapping[str, Any], named: Mapping[str, str]) -> str:
    if action == "case.climbed" and facts.get("top"):
        return AT_THE_TOP
    verdict = State(facts["verdict"]).label if "verdict" in facts else ""
    role = Role(facts["role"]).label if "role" in facts else ""
    words = WORDS.get(action, OTHER).format(action=action, verdict=verdict, role=role, **named)
    return f"{words}（紧急）" if facts.get("urgent") else words
