"""What happened in a case as its member sees it (「我的诉求」): step by step, in their words."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import select

from bot.domain import audit, calendar, casebook, mergers
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.casebook import Case
from bot.domain.mediations import Result
from bot.domain.staff import Officer
from bot.domain.units import Unit

STEPS: Final = 8
"""So many of the last steps are told."""

Name = Callable[[type[Officer | Unit], int | None], str]

LONGEST: Final = 200
"""Characters of the last thing that was said."""

STEP: Final[dict[str, str]] = {
    "case.filed": "您登记",
    "case.taken": "{who}接手",
    "case.handed_over": "改由{to}办理",
    "case.sorted": "归到“{kind}”",
    "case.replied": "{who}回复您",
    "case.asked": "{who}请您补充",
    "case.added_to": "您补充了情况",
    "case.mediation_arranged": "约了调解",
    "case.mediation_concluded": "调解：{result}",
    "case.referral_proposed": "问您同不同意转介",
    "case.referral_answered": "您{agreed}转介",
    "case.merged": "和 {other} 合并办理",
    "case.took_in": "和 {other} 合并办理",
    "case.parted": "和 {other} 分开办理",
    "case.gave_back": "和 {other} 分开办理",
    "case.climbed": "到时没办好，交给{unit}督办",
    "case.rerouted": "改由{to}办理",
    "case.released": "原经办人不再办理，等人接手",
    "case.woken": "接着办理",
    "case.resolved": "办结",
    "case.reopened": "重新打开",
    "case.judged": "您说{settled}",
    "case.talk_begun": "您找人工",
    "case.rated": "您评了 {rating} 分",
    "case.closed": "结案",
}
"""The steps that concern a member; the rest of the trail is the office's own."""

OF_BOTH: Final = frozenset({"case.merged", "case.took_in", "case.parted", "case.gave_back"})
"""These name another case: they are told where that is the same member's."""


def told(act: Act, case: Case) -> str:
    """A case in a few lines: how it stands, its outcome, the last word, and how it came so far."""
    due = f"，{calendar.shown(case.due_at, act.config.zone)}前{_next(case)}" if case.due_at else ""
    lines = [f"{case.number} {case.kind_label}：{case.state_label}{due}"]
    outcome = mergers.outcome_told(act.session, case)
    lines += [f"结果：{outcome}"] if outcome else []
    if said := casebook.remarks(act.session, case):
        lines += [f"最近一条（{'工会' if said[-1].officer_id else '您'}）：{said[-1].body[:LONGEST]}"]
    return "\n".join([*lines, *steps(act, case)])


def steps(act: Act, case: Case) -> list[str]:
    """The last steps, oldest first, each with its day."""
    rows = [row for row in audit.trail(act.session, case) if row.action in STEP and _theirs(act, case, row)]
    name, zone = _names(act), act.config.zone
    told = [
        f"· {calendar.shown(row.at, zone)} {STEP[row.action].format(**_facts(row.facts, row.actor_id, name))}"
        for row in rows
    ]
    return list(dict.fromkeys(told))[-STEPS:]


def _theirs(act: Act, case: Case, row: AuditRow) -> bool:
    """Whether a step tells its member nothing of anybody else's case."""
    if row.action not in OF_BOTH:
        return True
    other = casebook.numbered(act.session, str(row.facts.get("other", "")))
    return other is not None and mergers.same_members(case, other)


def _next(case: Case) -> str:
    return "等您补充" if case.waiting_since else "回复"


def _names(act: Act) -> Name:
    def name(table: type[Officer | Unit], number: int | None) -> str:
        found = act.session.scalar(select(table.name).where(table.id == number)) if number else None
        return found or "工会"

    return name


def _facts(facts: Mapping[str, Any], actor: int | None, name: Name) -> dict[str, Any]:
    result = facts.get("result")
    return {
        "who": name(Officer, actor),
        "to": name(Officer, facts.get("to")),
        "unit": name(Unit, facts.get("unit")),
        "kind": facts.get("kind", ""),
        "result": Result(result).label if result in set(Result) else "",
        "agreed": "同意" if facts.get("agreed") else "不同意",
        "settled": "解决了" if facts.get("settled") else "没解决",
        "rating": facts.get("rating", ""),
        "other": facts.get("other", ""),
    }
