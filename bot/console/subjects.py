"""What rows of the audit trail are about, in words that name no member, and where an officer can look at it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.console.visit import Visit
from bot.domain import cases, numbers, suggestions
from bot.domain.audit import AuditRow
from bot.domain.casebook import Case
from bot.domain.drives import Drive
from bot.domain.events import Event
from bot.domain.noticebook import Notice, NoticeTemplate
from bot.domain.planbook import PlanItem
from bot.domain.revisions import Revision
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.suggestions import Suggestion
from bot.domain.units import Unit

WORDS = {
    "member": "一位会员",
    "registration": "一次报名",
    "squad": "一个队",
    "outbox": "一条消息",
    "staff_group": "一个工作群",
    "question": "一个问法",
    "run": "一次自动通知",
    "notice": "一条通知",
    "notice_template": "一个通知模板",
    "statute": "一部法规",
    "alert": "一个群体预警",
}
"""What has no name of its own here; of a member not even the number is told."""


@dataclass(frozen=True)
class Named:
    """A subject: its words, and its page, empty where there is none for this officer."""

    word: str
    path: str = ""


@dataclass(frozen=True)
class Kind:
    """How the subjects of a table are named: the columns of id and word, the page, what one must be allowed for it."""

    id: InstrumentedAttribute[int]
    word: InstrumentedAttribute[str]
    path: str
    right: Right


KINDS = {
    "case": Kind(Case.id, Case.number, "/console/cases/{word}", Right.SEE_CASES),
    "suggestion": Kind(Suggestion.id, Suggestion.number, "/console/suggestions/{word}", Right.SEE_SUGGESTIONS),
    "drive": Kind(Drive.id, Drive.title, "/console/drives/{id}", Right.SEE_SUGGESTIONS),
    "officer": Kind(Officer.id, Officer.name, "/console/staff/{id}", Right.STAFF),
    "unit": Kind(Unit.id, Unit.name, "/console/units/{id}", Right.SEE_UNITS),
    "event": Kind(Event.id, Event.title, "/console/events", Right.SEE_EVENTS),
    "notice": Kind(Notice.id, Notice.title, "/console/notices/{id}", Right.SEE_NOTICES),
    "notice_template": Kind(NoticeTemplate.id, NoticeTemplate.name, "/console/notices/templates", Right.NOTICES),
    "plan_item": Kind(PlanItem.id, PlanItem.title, "/console/plan/{id}", Right.SEE_EVENTS),
    "entry_revision": Kind(Revision.id, Revision.entry, "/console/revisions/{id}", Right.KNOWLEDGE),
}


def named(visit: Visit, rows: Sequence[AuditRow]) -> list[Named]:
    """What each row is about."""
    found = dict[tuple[str, int], Named]()
    for table, kind in KINDS.items():
        ids = {row.subject_id for row in rows if row.subject == table}
        there = select(kind.id, kind.word).where(kind.id.in_(ids))
        for number, word in visit.session.execute(there) if ids else ():
            path = kind.path.format(id=number, word=word) if kind.right in visit.rights else ""
            found[table, number] = Named(word or WORDS.get(table, ""), path)
    return [found.get((row.subject, row.subject_id), Named(WORDS.get(row.subject, ""))) for row in rows]


def numbered(session: Session, written: str) -> tuple[str, int]:
    """The table and the id of the case or suggestion of a number; 0 where there is none. Refusal of a mistyped one."""
    number = numbers.read(written)
    if case := cases.numbered(session, number):
        return "case", case.id
    suggestion = suggestions.numbered(session, number)
    return "suggestion", suggestion.id if suggestion else 0
