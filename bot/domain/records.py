"""The audit trail as officers may read it: what was done about things within their reach, by whom, about what, when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Index, and_, or_, select
from sqlalchemy.orm import Session

from bot.domain import roles
from bot.domain.acts import ActorKind
from bot.domain.audit import AuditRow
from bot.domain.box import Suggestion
from bot.domain.casebook import Case
from bot.domain.drives import Drive
from bot.domain.noticebook import Notice, NoticeTemplate
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.labels import Labelled


class About(Labelled):
    """What an act was about, as an officer would ask for it."""

    CASE = "case", "诉求"
    SUGGESTION = "suggestion", "建议"
    OFFICER = "officer", "工作人员和登录"
    UNIT = "unit", "单位"
    MEMBER = "member", "会员"
    EVENT = "event", "活动和报名"
    NOTICE = "notice", "通知"
    KNOWLEDGE = "knowledge", "知识"
    OTHER = "other", "其他"


SUBJECTS: dict[About, tuple[str, ...]] = {
    About.CASE: ("case",),
    About.SUGGESTION: ("suggestion", "drive"),
    About.OFFICER: ("officer",),
    About.UNIT: ("unit",),
    About.MEMBER: ("member",),
    About.EVENT: ("event", "registration", "plan_item"),
    About.NOTICE: ("notice", "notice_template"),
    About.KNOWLEDGE: ("entry_revision", "question", "statute"),
}
"""The tables of the subjects; all others are other things."""

OPEN = (About.CASE, About.SUGGESTION, About.OFFICER, About.UNIT, About.NOTICE)
"""What everybody who may read the trail reads of, within their own units; the rest is for administrators of the top."""

Index("ix_audit_actor", AuditRow.actor, AuditRow.actor_id)


@dataclass(frozen=True)
class Wanted:
    """What to look for; `until` itself is not included, `subject` is a table and an id."""

    about: About | None = None
    officers: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    subject: tuple[str, int] | None = None


def found(session: Session, officer: Officer, wanted: Wanted, before: int, limit: int) -> list[AuditRow]:
    """The next rows below an id, newest first, of what the officer may read of."""
    rows = select(AuditRow).where(AuditRow.id < before, *_wanted(wanted))
    if not sees_all(session, officer):
        rows = rows.where(_within(officer))
    return list(session.scalars(rows.order_by(AuditRow.id.desc()).limit(limit)))


def sees_all(session: Session, officer: Officer) -> bool:
    """Whether the officer is an administrator of the top, who reads of everything."""
    return all(roles.at_the_top(session, officer, right) for right in (Right.AUDIT, Right.STAFF))


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.about is About.OTHER:
        asked.append(AuditRow.subject.not_in([name for names in SUBJECTS.values() for name in names]))
    elif wanted.about:
        asked.append(AuditRow.subject.in_(SUBJECTS[wanted.about]))
    if wanted.officers:
        asked += [AuditRow.actor == ActorKind.STAFF.value, AuditRow.actor_id.in_(wanted.officers)]
    if wanted.since:
        asked.append(AuditRow.at >= wanted.since)
    if wanted.until:
        asked.append(AuditRow.at < wanted.until)
    if wanted.subject:
        asked += [AuditRow.subject == wanted.subject[0], AuditRow.subject_id == wanted.subject[1]]
    return asked


def _within(officer: Officer) -> ColumnElement[bool]:
    """Cases, suggestions, drives, notices and officers of the officer's units, and the units themselves."""
    mine = roles.reaching(officer, Right.AUDIT)
    theirs = {
        "case": select(Case.id).where(Case.unit_id.in_(mine)),
        "suggestion": select(Suggestion.id).where(Suggestion.unit_id.in_(mine)),
        "drive": select(Drive.id).where(Drive.unit_id.in_(mine)),
        "notice": select(Notice.id).where(Notice.unit_id.in_(mine)),
        "notice_template": select(NoticeTemplate.id).where(NoticeTemplate.unit_id.in_(mine)),
        "officer": select(Officer.id).where(Officer.unit_id.in_(mine)),
        "unit": select(Unit.id).where(Unit.id.in_(mine)),
    }
    return or_(*(and_(AuditRow.subject == name, AuditRow.subject_id.in_(ids)) for name, ids in theirs.items()))
