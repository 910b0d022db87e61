"""What happened to a suggestion as its proposer sees it (「进度」): step by step, in their words."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import select

from bot.domain import audit, box, calendar, chorus
from bot.domain.acts import Act
from bot.domain.box import UNANSWERED, State, Suggestion
from bot.domain.staff import Officer
from bot.domain.units import Unit

STEPS: Final = 10
"""So many of the last steps are told."""

LONGEST: Final = 200
"""Characters of the last thing that was said, and of the answer."""

Name = Callable[[type[Officer | Unit], int | None], str]

STEP: Final[dict[str, str]] = {
    "suggestion.filed": "您提交",
    "suggestion.acknowledged": "{who}受理",
    "suggestion.review_asked": "请人评审",
    "suggestion.reviewed": "评审意见收到一份",
    "suggestion.voted": "会议表决过",
    "suggestion.answered": "答复：{verdict}",
    "suggestion.remarked": "您补充",
    "suggestion.replied": "{who}回复您",
    "suggestion.handed_over": "改由{to}跟进",
    "suggestion.climbed": "到时没办好，交给{unit}督办",
    "suggestion.moved": "转到{unit}",
    "suggestion.appealed": "您申诉，重新评审",
    "suggestion.withdrawn": "您撤回",
    "suggestion.merged": "并入 {into}，一起办",
    "suggestion.split": "从 {other} 拆出来单独办",
    "suggestion.assigned": "交给有关部门落实",
    "suggestion.reported": "落实有进展{percent}",
    "suggestion.carried_out": "落实好了",
    "suggestion.given_back": "原来的部门办不了，重新安排",
    "suggestion.verified": "效果已核实",
    "suggestion.awarded": "评了奖励",
    "suggestion.paid": "奖励已发",
    "suggestion.points_taken": "奖励换成了积分",
    "suggestion.published": "上了公开栏",
    "suggestion.unpublished": "从公开栏撤下",
    "suggestion.archived": "归档",
}
"""The steps that concern a proposer; the rest of the trail is the office's own."""


def told(act: Act, suggestion: Suggestion) -> str:
    """A suggestion in a few lines: how it stands, its answer, who supports it, the last word, how it came so far."""
    lines = [f"{suggestion.number} “{suggestion.title}”：{suggestion.state_label}{_due(act, suggestion)}"]
    if suggestion.merged_into_id:
        main = act.session.get_one(Suggestion, suggestion.merged_into_id)
        lines[0] = f"{suggestion.number} “{suggestion.title}”：已并入 {main.number}，那一条现在是“{main.state_label}”"
    lines += [f"答复：{suggestion.answer[:LONGEST]}"] if suggestion.answer else []
    if backing := chorus.supporters(act.session, suggestion):
        lines.append(f"{backing} 人附议")
    if said := box.remarks(act.session, suggestion):
        lines.append(f"最近一条（{'工会' if said[-1].officer_id else '您'}）：{said[-1].body[:LONGEST]}")
    return "\n".join([*lines, *steps(act, suggestion)])


def steps(act: Act, suggestion: Suggestion) -> list[str]:
    """The last steps, oldest first, each with its day."""
    rows = [row for row in audit.trail(act.session, suggestion) if row.action in STEP]
    name, zone = _names(act), act.config.zone
    told = [
        f"· {calendar.shown(row.at, zone)} {STEP[row.action].format(**_facts(row.facts, row.actor_id, name))}"
        for row in rows
    ]
    return list(dict.fromkeys(told))[-STEPS:]


def _due(act: Act, suggestion: Suggestion) -> str:
    """By when its proposer is answered, or the work is done."""
    if suggestion.status in UNANSWERED:
        return f"，{calendar.shown(suggestion.reply_by, act.config.zone)}前答复"
    if suggestion.status is State.ASSIGNED and suggestion.due_at:
        return f"，{calendar.shown(suggestion.due_at, act.config.zone)}前办好"
    return ""


def _names(act: Act) -> Name:
    def name(table: type[Officer | Unit], number: int | None) -> str:
        found = act.session.scalar(select(table.name).where(table.id == number)) if number else None
        return found or "工会"

    return name


def _facts(facts: Mapping[str, Any], actor: int | None, name: Name) -> dict[str, Any]:
    verdict = facts.get("verdict")
    return {
        "who": name(Officer, actor),
        "to": name(Officer, facts.get("to")),
        "unit": name(Unit, facts.get("unit")),
        "verdict": State(verdict).label if verdict in set(State) else "",
        "into": facts.get("into", ""),
        "other": facts.get("other", ""),
        "percent": f"：{facts['percent']}%" if facts.get("percent") is not None else "",
    }
