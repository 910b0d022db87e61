"""The way around the console, with how much waits behind each door."""

from dataclasses import dataclass

from bot.domain import cases, deliveries, entries, revisions, suggestions
from bot.domain.acts import Act
from bot.domain.roles import Right
from bot.domain.staff import Officer


@dataclass(frozen=True)
class Item:
    """One door: where it leads, its word, and how much waits there, and whether some of it cannot wait."""

    path: str
    word: str
    waiting: int = 0
    pressing: bool = False


def items(act: Act, officer: Officer, rights: frozenset[Right]) -> list[Item]:
    """The doors that an officer may open, in the order in which a day goes."""
    session = act.session
    open_cases = [case for case in cases.seen_by(session, officer) if case.state != cases.State.CLOSED.value]
    pressing = any(case.urgent or case.warned_at or (case.due_at and case.due_at <= act.now) for case in open_cases)
    filed = [one for one in suggestions.seen_by(session, officer) if one.state == suggestions.State.FILED.value]
    lost = [row for row in deliveries.trouble(session, officer, act.now) if deliveries.lost(row)]
    approvals = [row for row in revisions.waiting(session) if entries.may_approve(session, officer, row)]
    learning = "/console/questions" if Right.KNOWLEDGE in rights else "/console/entries"
    doors = [
        (None, Item("/console", "今日")),
        (Right.SEE_CASES, Item("/console/cases", "诉求", len(open_cases), pressing)),
        (Right.SEE_SUGGESTIONS, Item("/console/suggestions", "建议", len(filed))),
        (Right.SEE_EVENTS, Item("/console/events", "活动")),
        (Right.SEE_KNOWLEDGE, Item(learning, "知识", len(approvals))),
        (Right.DELIVERIES, Item("/console/deliveries", "送达", len(lost))),
        (Right.STAFF, Item("/console/staff", "人员")),
    ]
    return [item for right, item in doors if right is None or right in rights]
