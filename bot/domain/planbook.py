"""The items of a year's plan as they are kept: what each is to be, what it became, how far it is."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.plantimes import When
from bot.domain.staff import Officer
from bot.labels import Labelled
from bot.store.database import Base


class Kind(Labelled):
    """What an item became."""

    EVENT = "event", "活动"
    TASK = "task", "任务"


class State(Labelled):
    """How far an item is."""

    DRAFT = "draft", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DONE = "done", "办完"
    DROPPED = "dropped", "不办"


class PlanItem(Base):
    """One item. `begins` and `ends` are its days (`exact`) or between which it is to be; without `begins`: by `ends`.

    `doubts` says by field what nobody has looked at yet; `line` is what was written, `word` what came of it.
    """

    __tablename__ = "plan_item"
    __table_args__ = (
        CheckConstraint(
            "kind IS NULL OR kind != 'task' OR (due_on IS NOT NULL AND officer_id IS NOT NULL)",
            name="task_is_somebodys",
        ),
        CheckConstraint("state NOT IN ('confirmed', 'done') OR kind IS NOT NULL", name="is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    plan: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(60))
    begins: Mapped[date | None]
    ends: Mapped[date | None]
    exact: Mapped[bool]
    hours: Mapped[str | None] = mapped_column(String(11))
    place: Mapped[str | None] = mapped_column(String(80))
    who: Mapped[str | None] = mapped_column(String(80))
    closes: Mapped[date | None]
    seats: Mapped[int | None]
    department: Mapped[str | None] = mapped_column(String(60))
    doubts: Mapped[dict[str, Any]] = mapped_column(JSON)
    line: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    due_on: Mapped[date | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), unique=True)
    word: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]

    @property
    def when(self) -> When | None:
        """When it is to be; None where that is open."""
        return When(self.begins, self.ends, self.exact) if self.ends else None

    @property
    def code(self) -> str:
        """The code of its event."""
        return f"plan-{self.year}-{self.id}"


def of_year(session: Session, year: int) -> list[PlanItem]:
    """The items of a year's plan that are not dropped, in the order of their time."""
    there = select(PlanItem).where(PlanItem.year == year, PlanItem.state != State.DROPPED.value)
    return list(session.scalars(there.order_by(PlanItem.ends.is_(None), PlanItem.ends, PlanItem.begins, PlanItem.id)))


def due(session: Session, officer: Officer, until: date) -> list[PlanItem]:
    """The tasks of an officer that are to be done by a day, the most overdue first."""
    mine = select(PlanItem).where(PlanItem.officer_id == officer.id, PlanItem.state == State.CONFIRMED.value)
    return list(session.scalars(mine.where(PlanItem.due_on <= until).order_by(PlanItem.due_on, PlanItem.id)))
