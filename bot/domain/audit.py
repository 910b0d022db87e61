"""The audit trail: one row for everything that the union did, who did it and when. No names, no texts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.acts import Act
from bot.store.database import Base


class Subject(Protocol):
    """What can be acted upon: a row with a number of its own."""

    __tablename__: str

    @property
    def id(self) -> int:
        """Its number."""


class AuditRow(Base):
    """One act: a dotted name such as case.filed, its subject, and small facts (numbers, states, dates)."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    facts: Mapped[dict[str, Any]]


def log(act: Act, action: str, subject: Subject, **facts: str | int | bool | None) -> None:
    """Write one row. `subject` has an integer id; `facts` must hold nothing that identifies a member."""
    log_all(act, action, [subject], **facts)


def log_all(act: Act, action: str, subjects: Sequence[Subject], **facts: str | int | bool | None) -> list[AuditRow]:
    """Write one row about each of many, as one step of the store's."""
    act.session.flush()
    rows = [
        AuditRow(
            at=act.now,
            actor=act.actor.kind.value,
            actor_id=act.actor.id,
            action=action,
            subject=subject.__tablename__,
            subject_id=subject.id,
            facts=facts,
        )
        for subject in subjects
    ]
    act.session.add_all(rows)
    return rows


def last(session: Session, subject: Subject) -> int:
    """The number of the last row about a subject."""
    session.flush()
    mine = select(func.max(AuditRow.id)).where(
        AuditRow.subject == subject.__tablename__, AuditRow.subject_id == subject.id
    )
    return session.scalars(mine).one() or 0


def trail(session: Session, subject: Subject) -> list[AuditRow]:
    """What happened to one subject, oldest first."""
    mine = select(AuditRow).where(
        AuditRow.subject == subject.__tablename__,
        AuditRow.subject_id == subject.id,
    )
    return list(session.scalars(mine.order_by(AuditRow.id)))
