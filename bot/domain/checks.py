"""The checklist of a case: which steps of its kind were ticked off, by whom; colleagues see each other's ticks."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.config.kinds import of
from bot.domain import audit, cases, filings
from bot.domain.acts import Act
from bot.domain.casebook import Case
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.store.database import Base

CHANGED = "这件事的办理清单刚改过，请看一遍现在的清单再勾。"


class Check(Base):
    """One ticked line of a case's checklist; a line that is not ticked has no row. `line` is how it read then."""

    __tablename__ = "case_check"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[str] = mapped_column(String(300), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]


def tick(act: Act, case: Case, officer: Officer, line: str, *, done: bool) -> None:
    """An officer ticks a line off, or takes the tick away. Refusal where it is none of the kind's lines, or not theirs.

    What is so already stays as it is, with the name of whoever was first.
    """
    act.session.refresh(case, with_for_update=True)
    cases.require_open(case)
    if not filings.may_answer(act.session, officer, case):
        raise Refusal(cases.NOT_YOURS)
    lines = of(act.config.cases.kinds, case.kind).checklist
    if line not in lines:
        raise Refusal(CHANGED)
    row, place = act.session.get(Check, (case.id, line)), lines.index(line) + 1
    if done and row is None:
        act.session.add(Check(case_id=case.id, line=line, officer_id=officer.id, at=act.now))
        audit.log(act, "case.ticked", case, place=place)
    elif row is not None and not done:
        act.session.delete(row)
        audit.log(act, "case.unticked", case, place=place)


def of_case(session: Session, case: Case) -> dict[str, Check]:
    """The ticks of a case, by line."""
    return {row.line: row for row in session.scalars(select(Check).where(Check.case_id == case.id))}
