"""Urging: a suggestion whose time ran out goes to its unit's chair, then to the chair of the unit above, and so on.

At the top it stays, and its clock begins anew each time. Its proposer is told when it first ran out, and when somebody
else has it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, casebook, informing, spans, stages, units
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion, live
from bot.domain.roles import OfficerRole, Role
from bot.domain.staff import Officer
from bot.domain.units import Unit

BATCH: Final = 100
"""Suggestions that climb in one transaction."""

STEPS: Final = {
    State.FILED: "受理",
    State.ACKNOWLEDGED: "答复",
    State.REVIEWING: "答复",
    State.ADOPTED: "安排落实",
    State.ASSIGNED: "落实完",
    State.CARRIED_OUT: "核实效果",
    State.VERIFIED: "发奖励",
}
"""What was to be done until now; the clock of any other state waits for an answer to what was said."""

CLIMBED: Final = "【{number}】您的建议到时没有{step}，对不起。已经交给{unit}的负责人督办，{day}前给您消息。"
STAYS: Final = "【{number}】您的建议到时没有{step}，对不起。正在催办，{day}前给您消息。"


def overdue(session: Session, now: datetime, limit: int = BATCH) -> list[Suggestion]:
    """Suggestions whose clock has run out, the longest first, locked."""
    late = select(Suggestion).where(live(), Suggestion.due_at <= now).order_by(Suggestion.due_at, Suggestion.id)
    return list(session.scalars(late.limit(limit).with_for_update(skip_locked=True)))


def climb(act: Act, suggestion: Suggestion) -> None:
    """The clock ran out: the next chair up the line of units has it from now on; where there is none, it stays."""
    found = _next(act, suggestion)
    suggestion.climbed += 1
    suggestion.due_at = due = stages.soon(act.now, act.config)
    if found:
        suggestion.officer_id = found[0].id
    audit.log(act, "suggestion.climbed", suggestion, to=suggestion.officer_id, why=suggestion.state)
    if found or suggestion.climbed == 1:
        day = spans.worded(spans.day_of(due, act.config.zone))
        step, unit = STEPS.get(suggestion.status, "回复"), found[1].name if found else ""
        text = (CLIMBED if found else STAYS).format(number=suggestion.number, step=step, unit=unit, day=day)
        informing.say(act, suggestion, "climbed", text)


def _next(act: Act, suggestion: Suggestion) -> tuple[Officer, Unit] | None:
    """The nearest chair who is here, above the one who has it, and their unit."""
    line = units.line(act.session, suggestion.unit_id)
    for unit_id in line[_reached(act.session, line, suggestion.officer_id) :]:
        head = casebook.chair(act.session, unit_id, act.today, suggestion.officer_id)
        if head:
            return head, act.session.get_one(Unit, unit_id)
    return None


def _reached(session: Session, line: Sequence[int], officer_id: int | None) -> int:
    """How far up the line it has come: the place after the highest unit of which the one who has it is the chair."""
    chairs = select(OfficerRole.unit_id).where(
        OfficerRole.officer_id == officer_id, OfficerRole.role == Role.CHAIR.value, OfficerRole.unit_id.in_(line)
    )
    return max((line.index(unit_id) + 1 for unit_id in session.scalars(chairs)), default=0)
