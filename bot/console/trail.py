"""The audit trail in words that an officer reads: who did what, and when. No member is ever named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.console import names, team_words
from bot.console.idea_trail import IDEAS
from bot.domain import audit
from bot.domain.acts import ActorKind
from bot.domain.audit import AuditRow
from bot.domain.box import State
from bot.domain.mediations import Result
from bot.domain.roles import Role

WORDS = {
    "case.filed": "提交，登记在册",
    "case.taken": "受理",
    "case.replied": "回复了会员",
    "case.added_to": "补充了情况，等我们回复",
    "case.handed_over": "转交给{to}",
    "case.noted": "写了内部备注",
    "case.looked_up": "在工作群里查看了详情（含姓名、电话）",
    "case.sorted": "改了类别：{kind}",
    "case.asked": "问了会员，等会员补充，办结时限暂停",
    "case.mediation_arranged": "约了调解，已告诉会员",
    "case.mediation_concluded": "登记调解结果：{result}",
    "case.referral_proposed": "想转介，等会员同意",
    "case.referral_answered": "答复了转介：{agreed}",
    "case.woken": "等会员补充到期，继续办理",
    "case.resolved": "办结，结果已告诉会员",
    "case.reopened": "重新打开",
    "case.verdict_asked": "问会员解决了没有",
    "case.judged": "{settled}",
    "case.rated": "给这次办理评了 {rating} 分",
    "case.talk_begun": "要找人工",
    "case.talk_ended": "回到自助服务",
    "case.rerouted": "经办人不在，转给代办人：{to}",
    "case.commented": "写了评价",
    "case.closed": "结案",
    "case.code_issued": "生成了取件码",
    "case.retrieved": "凭取件码接着办",
    "case.retrieval_failed": "取件码没有对上",
    "case.identity_sealed": "封存了会员身份",
    "case.identity_unsealed": "解除了身份封存",
    "case.identity_asked": "申请查看已封存的身份",
    "case.identity_approved": "批准{to}查看身份，24 小时内有效",
    "case.identity_declined": "没有批准{to}查看身份",
    "case.identity_opened": "查看了已封存的身份",
    "case.erasure_warned": "保存期只剩 30 天，到期删除内容",
    "case.erased": "满保存期，内容已删除，只留统计用的编号、类别和日期",
    "case.forgotten": "姓名、电话和联系方式已删除",
    "case.held": "延长保存",
    "case.let_go": "不再延长保存",
    "member.data_exported": "导出了自己的数据",
    "member.data_erased": "删除了自己的数据",
    "member.calendar_linked": "取了自己的日历链接",
    "member.calendar_renewed": "换了日历链接，旧的作废",
    "member.calendar_sent": "取了日历文件",
    "case.warned": "时限只剩四分之一，提醒尽快办",
    "case.climbed": "{why}，自动转给上级：{unit}",
    "case.ticked": "办理清单第 {place} 项打了勾",
    "case.unticked": "办理清单第 {place} 项去掉了勾",
    "case.released": "经办人不再办理，回到待受理",
    "case.moved": "随单位撤并转到{unit}",
    "case.linked": "和 {other} 关联：{reason}",
    "case.unlinked": "取消了和 {other} 的关联",
    "case.merged": "并入 {other}，已告诉会员",
    "case.took_in": "{other} 并了进来",
    "case.parted": "从 {other} 里拆出来单独办，已告诉会员",
    "case.gave_back": "{other} 拆出去单独办",
    "case.part_added_to": "并入的 {other} 有补充，等我们回复",
    "case.part_replied": "回复了并入的 {other} 的会员",
    "case.parts_told": "把结果告诉了并入的 {count} 位会员",
    "alert.raised": "发出预警：{people} 人，{cases} 件",
    "alert.grown": "增加到 {people} 人，{cases} 件",
    "alert.closed": "处理完了",
    "officer.added": "添加了这个账号",
    "officer.away": "请假：{since} 到 {until}",
    "officer.back": "销假",
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
    "officer.shortcuts_set": "开关了快捷键",
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
    **IDEAS,
    "entry.begun": "开始写",
    "entry.rewritten": "改了草稿",
    "entry.submitted": "提交，等同事批准",
    "entry.taken_back": "撤回再改",
    "entry.dropped": "放弃了草稿",
    "entry.approved": "批准，上线",
    "entry.declined": "没有批准，退回",
    "entry.rolled_back": "提出恢复以前的内容，等同事批准",
    "event.drafted": "写了活动草稿",
    "event.published": "活动发布",
    "event.withdrawn": "收回成草稿",
    "event.removed": "删除了活动草稿",
    "event.cover_added": "传了封面",
    "event.cover_removed": "删了封面",
    "event.attachment_added": "传了附件",
    "event.attachment_removed": "删了附件",
    "event.photo_added": "传了现场照片",
    "event.photo_removed": "删了现场照片",
    "series.begun": "排了一个系列",
    "event.changed": "活动有改动",
    "event.cancelled": "活动取消",
    "event.results_entered": "登记成绩（{count} 个）",
    "event.results_published": "公布了结果（{count} 个）",
    "event.results_corrected": "更正了成绩（{count} 个），有变化的人收到通知",
    "event.certificate_set": "设了证书的文字",
    "event.certificate_sent": "领了证书",
    "event.certificates_taken": "下载了全部证书（{count} 张）",
    "event.inquiry_set": "设了办完以后问什么",
    "event.inquiry_sent": "请 {count} 人评价",
    "event.opinion_given": "有人评价了活动（不记是谁）",
    "event.archived": "活动归档，姓名、电话、照片已删除",
    "event.roster_taken": "下载了报名名单（{count} 行）",
    "plan.drafted": "记进年度计划，等确认",
    "plan.changed": "改了计划里的这一项",
    "plan.published": "确认，列为活动",
    "plan.assigned": "确认为任务，交给{to}",
    "plan.dropped": "计划里的这一项不办了",
    "plan.finished": "登记办完",
    "unit.added": "添加了这个单位",
    "unit.renamed": "改了名称",
    "unit.moved": "改由{unit}管",
    "unit.closed": "撤并，由{unit}接手",
    "unit.awards_exported": "导出了奖励发放单（{count} 份）",
    "unit.members_exported": "导出了会员名单（{members} 人）",
    "member.met": "第一次来",
    "member.moved": "归到{unit}",
    "member.subscribed": "要收活动通知",
    "member.unsubscribed": "退订了活动通知",
    "registration.joined": "报名",
    "registration.entered": "登记了一位没有账号的人",
    "registration.left": "取消报名",
    "registration.changed": "改了报名时填的内容",
    "registration.followed": "会员换了单位，报名跟着归到{unit}",
    "registration.struck": "从纸质名单上划掉了一位，姓名电话已删除",
    "event.list_entered": "登记了纸质名单（{count} 人）",
    "registration.confirmed": "改期后回话：还来",
    "registration.checked_in": "签到",
    "registration.check_in_undone": "撤销了一次签到",
    "registration.code_sent": "取了签到码图片",
    "event.helper_linked": "给了一个签到链接",
    "event.helper_unlinked": "停用了一个签到链接",
    "event.day_code_made": "做了新的签到口令",
    "event.day_code_stopped": "停用了签到口令",
    "event.moved": "改了时间或地点，告诉了报名和排队的人，问还来不来",
    **team_words.TRAIL,
    "waiting.begun": "开始排队等名额",
    "waiting.offered": "有了名额，给排在最前的留着，等答复",
    "waiting.taken": "要了留着的名额",
    "waiting.refused": "不要留着的名额，给下一位",
    "waiting.expired": "到时没有答复，名额给下一位",
    "waiting.taken_back": "名额减少，收回留着的名额，回到排队",
    "waiting.left": "退出排队",
    "waiting.closed": "报名截止或活动取消，没有排到",
    "delivery.resent": "重发了一条消息",
    "group.linked": "关联了工作群：{unit}",
    "group.unlinked": "解除了工作群：{unit}",
    "group.moved": "工作群升级，换了编号",
    "group.renamed": "工作群改了名",
    "group.turned_away": "群里有外人想办件，没有让办",
    "notice.done": "自动通知发完了",
    "notice.missed": "自动通知错过了时间，没有发",
    "question.asked": "问了一个问题",
    "question.put_aside": "把一个问法放到一边",
    "question.forgotten": "满一年的问法删除了",
    "statute.imported": "导入法条",
    "statute.corrected": "更正了法条",
}
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
