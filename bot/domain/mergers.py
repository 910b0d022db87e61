"""Mergers: a case that goes on within another one. `bonds` is what officers do with them.

Each member's talk stays in their own case: what one wrote is never shown to another, nor the number of their case.
What the member of a merged case adds is due with the main one, whose officer sees it beside theirs.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import danger
from bot.domain.casebook import Case
from bot.store.database import Base

HELD: Final = {"key_share": True}
"""A case is locked so that nobody else changes it, but another row may point at it: an alert that somebody raises."""

INTO: Final = "已并入 {main}，一起办理。"
"""The outcome of a merged case, as staff read it."""

TOGETHER: Final = "和工会正在办的同一件事合在一起办。"
"""The same, as its member reads it where the main case is somebody else's."""


class Merger(Base):
    """That a case was merged into the main one. `told_at`: when its member was told how the main one ended."""

    __tablename__ = "case_merger"
    __table_args__ = (CheckConstraint("case_id != main_id", name="of_two"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    main_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    merged_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


def of_case(session: Session, case: Case) -> Merger | None:
    """By which a case was merged into another one."""
    mine = select(Merger).where(Merger.case_id == case.id)
    return session.scalars(mine.execution_options(populate_existing=True)).first()


def parts(session: Session, main: Case) -> list[tuple[Case, Merger]]:
    """The cases that were merged into one, oldest merger first."""
    mine = select(Case, Merger).join(Merger, Merger.case_id == Case.id).where(Merger.main_id == main.id)
    return [(case, merger) for case, merger in session.execute(mine.order_by(Merger.merged_at, Case.id))]


def same_members(case: Case, other: Case) -> bool:
    """Whether the answers to both go to one chat: what is told there of either is no other's business.

    Staff must not read it off anything: one of the two may be anonymous.
    """
    return case.route is not None and other.route is not None and case.route.to == other.route.to


def outcome_told(session: Session, case: Case) -> str | None:
    """A case's outcome as its member reads it."""
    merger = of_case(session, case)
    main = session.get_one(Case, merger.main_id) if merger else None
    foreign = main and case.outcome == INTO.format(main=main.number) and not same_members(case, main)
    return TOGETHER if foreign else case.outcome


def goes_on(session: Session, case: Case) -> bool:
    """Whether a case was merged into one that is at work."""
    merger = of_case(session, case)
    return merger is not None and not session.get_one(Case, merger.main_id).done


def hold(session: Session, *cases: Case) -> None:
    """Nobody else works on these cases until the transaction ends; always in one order, so that no two wait crosswise.

    What another transaction wrote meanwhile is read anew.
    """
    session.flush()
    mine = (
        select(Case).where(Case.id.in_([case.id for case in cases])).order_by(Case.id).with_for_update(key_share=True)
    )
    session.scalars(mine.execution_options(populate_existing=True)).all()


def taking(session: Session, case: Case, said: str) -> Case | None:
    """The open case that takes what is added to a merged one, both locked; None where that opens again by itself.

    So it does where the main one is done, and where danger is told of: that must be a case of its own, and urgent.
    """
    merger = of_case(session, case)
    if merger is None or danger.find(said):
        return None
    main = session.get_one(Case, merger.main_id)
    hold(session, case, main)
    return None if of_case(session, case) is None or main.done else main


def part(session: Session, case: Case) -> None:
    """A case goes on by itself; where the main one is still open, it may do so however long ago it was merged."""
    merger = of_case(session, case)
    if merger:
        if goes_on(session, case):
            case.closed_at = None
        session.delete(merger)
        session.flush()
