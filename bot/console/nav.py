"""The way around the console, with how much waits behind each door."""

from dataclasses import dataclass, replace

from bot.domain import backlog, noticebacklog, shelves
from bot.domain.acts import Act
from bot.domain.roles import Right
from bot.domain.staff import Officer

ROOM = 7
"""Doors that stand side by side on a phone; where there are more, the rarely used ones go behind 更多."""

CALENDAR = (Right.SEE_CASES, Right.SEE_SUGGESTIONS, Right.SEE_EVENTS)


@dataclass(frozen=True)
class Item:
    """One door: where it leads, its word, how much waits there, whether some of it cannot wait; and if rarely used."""

    path: str
    word: str
    waiting: int = 0
    pressing: bool = False
    rare: bool = False


def items(act: Act, officer: Officer, rights: frozenset[Right]) -> list[Item]:
    """The doors that an officer may open, in the order in which a day goes."""
    doors = [
        ((), Item("/console", "今日")),
        ((Right.SEE_CASES,), _cases(act, officer)),
        ((Right.SEE_SUGGESTIONS,), _suggestions(act, officer)),
        ((Right.SEE_EVENTS,), Item("/console/events", "活动")),
        ((Right.SEE_NOTICES,), _notices(act, officer)),
        ((Right.SEE_KNOWLEDGE,), _knowledge(act, officer, rights)),
        ((Right.DELIVERIES,), Item("/console/deliveries", "送达", backlog.lost(act.session, officer))),
        (CALENDAR, Item("/console/calendar", "日历", rare=True)),
        ((Right.SEE_UNITS,), Item("/console/units", "单位", rare=True)),
        ((Right.SEE_MEMBERS,), Item("/console/members", "会员", rare=True)),
        ((Right.STAFF,), Item("/console/staff", "人员", rare=True)),
        ((Right.AUDIT,), Item("/console/audit", "记录", rare=True)),
    ]
    mine = [item for needs, item in doors if not needs or rights.intersection(needs)]
    return mine if len(mine) > ROOM else [replace(item, rare=False) for item in mine]


def _cases(act: Act, officer: Officer) -> Item:
    found = backlog.cases(act.session, officer, act.now)
    return Item("/console/cases", "诉求", found.open, found.pressing)


def _suggestions(act: Act, officer: Officer) -> Item:
    """What waits for the officer: nobody's, theirs, their reviews."""
    found = shelves.waits(act.session, officer, act.now)
    return Item("/console/suggestions", "建议", found.all, found.late > 0)


def _notices(act: Act, officer: Officer) -> Item:
    """What waits for the officer's approval."""
    found = noticebacklog.waiting(act.session, officer, act.now)
    return Item("/console/notices", "通知", found.count, found.pressing)


def _knowledge(act: Act, officer: Officer, rights: frozenset[Right]) -> Item:
    path = "/console/questions" if Right.KNOWLEDGE in rights else "/console/entries"
    return Item(path, "知识", backlog.approvals(act.session, officer))
