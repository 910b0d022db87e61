"""Milestones: the steps of a suggestion on the open board that everybody may read: what the office did, and when.

Nothing that anybody wrote stands in them, and nobody who did it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.domain import effects, works
from bot.domain.box import State, Suggestion

FILED: Final = "有人提出这条建议"
ACKNOWLEDGED: Final = "工会受理"
ADOPTED: Final = "答复：采纳"
ANSWERED: Final = {State.RESERVED: "答复：好主意，条件还不成熟，先存着备用", State.DECLINED: "答复：暂不采纳"}
OTHERWISE: Final = "已答复建议人"
ASSIGNED: Final = "交有关部门落实，计划{year}年{month}月{day}日前完成"
CARRIED_OUT: Final = "落实了"
VERIFIED: Final = "效果核实了"


@dataclass(frozen=True)
class Milestone:
    """One step; `filing`: its proposer took it, whose day is nobody's business."""

    at: datetime
    words: str
    filing: bool = False


def public(session: Session, suggestion: Suggestion) -> list[Milestone]:
    """The steps of a suggestion so far, the first one first."""
    first = Milestone(suggestion.filed_at, FILED, filing=True)
    return [first, *sorted(_of_the_office(session, suggestion), key=lambda one: one.at)]


def _of_the_office(session: Session, suggestion: Suggestion) -> Iterator[Milestone]:
    if suggestion.acknowledged_at:
        yield Milestone(suggestion.acknowledged_at, ACKNOWLEDGED)
    if suggestion.adopted_at:
        yield Milestone(suggestion.adopted_at, ADOPTED)
    elif suggestion.answered_at:
        yield Milestone(suggestion.answered_at, ANSWERED.get(suggestion.status, OTHERWISE))
    if work := works.current(session, suggestion):
        due = work.due_on
        yield Milestone(work.assigned_at, ASSIGNED.format(year=due.year, month=due.month, day=due.day))
        if work.done_at:
            yield Milestone(work.done_at, CARRIED_OUT)
    if effect := effects.latest(session, suggestion):
        yield Milestone(effect.verified_at, VERIFIED)
