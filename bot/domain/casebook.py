"""The casebook: what a case is kept as, what was said in it, who of the staff may have it. `cases` is what is done."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, false, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import filings, roles, units
from bot.domain.filings import Filing, WithFiles
from bot.domain.roles import OfficerRole, Right
from bot.domain.staff import Officer
from bot.labels import Labelled
from bot.messages import Address
from bot.store.database import Base


class Kind(Labelled):
    """What a case is."""

    LEGAL_AID = "legal_aid", "法律援助"
    GRIEVANCE = "grievance", "诉求投诉"


class State(Labelled):
    """How far a case is."""

    OPEN = "open", "待受理"
    TAKEN = "taken", "办理中"
    CLOSED = "closed", "已办结"


class Case(Filing, Base):
    """One case. `channel` and `address` lead back to the member; staff never see them, nor an anonymous one's name.

    `warn_at`: when staff are to be warned that its time runs out, None once they were; `warned_at`: when they were.
    """

    __tablename__ = "case"
    seeing, answering = Right.SEE_CASES, Right.ANSWER_CASES
    __table_args__ = (CheckConstraint("state = 'closed' OR due_at IS NOT NULL", name="has_clock"),)

    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), index=True)
    urgent: Mapped[bool]
    danger: Mapped[str | None] = mapped_column(String(20))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    facts: Mapped[str] = mapped_column(Text)
    employer: Mapped[str | None] = mapped_column(String(80))
    since: Mapped[date | None]
    name: Mapped[str | None] = mapped_column(String(40))
    phone: Mapped[str | None] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    warn_at: Mapped[datetime | None] = mapped_column(index=True)
    warned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return Kind(self.kind).label

    @property
    def state_label(self) -> str:
        """The state in words."""
        return State(self.state).label


class Remark(WithFiles, Base):
    """One thing said in a case, by the member (`officer_id` None) or by an officer.

    An `internal` one is a note among staff: no member ever sees it.
    """

    __tablename__ = "case_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    internal: Mapped[bool] = mapped_column(default=False, server_default=false())
    body: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]


def overdue(session: Session, now: datetime, limit: int = 100) -> list[Case]:
    """Open cases whose clock has run out, locked."""
    late = select(Case).where(Case.state != State.CLOSED.value, Case.due_at <= now).order_by(Case.due_at).limit(limit)
    return list(session.scalars(late.with_for_update(skip_locked=True)))


def of_address(session: Session, address: Address) -> list[Case]:
    """The cases filed from an address, newest first."""
    return filings.of_address(session, Case, address)


def numbered(session: Session, number: str) -> Case | None:
    """The case of a number."""
    return filings.numbered(session, Case, number)


def seen_by(session: Session, officer: Officer) -> list[Case]:
    """The cases that an officer may see: open ones first, urgent and due soonest first."""
    mine = select(Case).where(Case.unit_id.in_(roles.reach(session, officer, Right.SEE_CASES)))
    order = (Case.state == State.CLOSED.value, Case.urgent.desc(), Case.due_at, Case.id)
    return list(session.scalars(mine.order_by(*order).limit(200)))


def remarks(session: Session, case: Case, *, internal: bool = False) -> list[Remark]:
    """What member and staff said to each other, oldest first; with `internal`, the notes among staff too."""
    said = select(Remark).where(Remark.case_id == case.id).order_by(Remark.id)
    return list(session.scalars(said if internal else said.where(Remark.internal.is_(False))))


def next_officer(session: Session, unit_id: int, but: Officer | None = None) -> Officer | None:
    """Whom to ask next in a unit: of the active officers who handle cases there, who has the fewest open ones."""
    busy = select(func.count()).where(Case.officer_id == Officer.id, Case.state != State.CLOSED.value)
    there = select(Officer).where(Officer.id.in_(roles.holders(Right.ANSWER_CASES, [unit_id])), Officer.active)
    there = there.where(Officer.id != but.id) if but else there
    return session.scalars(there.order_by(busy.scalar_subquery(), Officer.id).limit(1)).first()


def takers(session: Session, case: Case) -> list[Officer]:
    """The active officers to whom a case may be handed over: all who may work on it, but the one who has it."""
    able = roles.holders(Right.ANSWER_CASES, units.line(session, case.unit_id))
    there = select(Officer).where(Officer.id.in_(able), Officer.active)
    return [officer for officer in session.scalars(there.order_by(Officer.id)) if officer.id != case.officer_id]


def may_hand_over(session: Session, case: Case, officer: Officer) -> bool:
    """Whether an officer may give a case away: theirs, or nobody's that they may see, or one of a unit below theirs."""
    if case.state == State.CLOSED.value:
        return False
    if case.officer_id is None:
        return filings.may_answer(session, officer, case)
    owner = session.get_one(Officer, case.officer_id)
    higher = roles.holders(Right.ANSWER_CASES, units.line(session, owner.unit_id)[1:])
    return owner.id == officer.id or session.scalar(higher.where(OfficerRole.officer_id == officer.id)) is not None
