"""The way around the console, with how much waits behind each door."""

from dataclasses import dataclass

from bot.domain import cases, deliveries, entries, revisions, suggestions
from bot.domain.acts import Act
from bot.domain.staff import Officer


@dataclass(frozen=True)
class Item:
    """One door: where it leads, its word, and how much waits there, and whether some of it cannot wait."""

    path: str
    word: str
    waiting: int = 0
    pressing: bool = False


def items(act: Act, officer: Officer) -> list[Item]:
    """All doors, in the order in which a day goes."""
    session = act.session
    open_cases = [case for case in cases.seen_by(session, officer) if case.state != cases.State.CLOSED.value]
    pressing = any(case.urgent or (case.due_at and case.due_at <= act.now) for case in open_cases)
    filed = [one for one in suggestions.seen_by(session, officer) if one.state == suggestions.State.FILED.value]
    lost = [row for row in deliveries.trouble(session, officer, act.now) if deliveries.lost(row)]
    approvals = [row for row in revisions.waiting(session) if entries.may_approve(session, officer, row)]
    return [
        Item("/console", "今日"),
        Item("/console/cases", "诉求", len(open_cases), pressing),
        Item("/console/suggestions", "建议", len(filed)),
        Item("/console/events", "活动"),
        Item("/console/questions", "知识", len(approvals)),
        Item("/console/deliveries", "送达", len(lost)),
    ]
