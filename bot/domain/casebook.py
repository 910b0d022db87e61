"""The casebook: what a case is kept as, what was said in it, who of the staff may have it. `cases` is what is done."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, false, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from bot.domain import filings, roles, units
from bot.domain.filings import Filing, Said
from bot.domain.roles import OfficerRole, Right, Role
from bot.domain.staff import Officer, here
from bot.labels import Labelled
from bot.messages import Address
from bot.store.database import Base
from bot.store.sealing import SealedJson, SealedText


class State(Labelled):
    """How far a case is: filed, given to an officer, worked on, waiting for its member, …, until it is filed away."""

    NEW = "new", "待受理"
    ASSIGNED = "assigned", "已分派"
    IN_PROGRESS = "in_progress", "办理中"
    WAITING = "waiting", "等会员补充"
    MEDIATION = "mediation", "调解中"
    REFERRED = "referred", "已转介"
    RESOLVED = "resolved", "已办结"
    CLOSED = "closed", "已结案"


DONE: Final = (State.RESOLVED, State.CLOSED)
"""Nothing is due any more."""

_AT_WORK = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.WAITING, State.MEDIATION, State.REFERRED})
MOVES: Final[dict[State, frozenset[State]]] = {
    State.NEW: frozenset({State.ASSIGNED, State.IN_PROGRESS}),
    **{state: _AT_WORK | {State.NEW, State.RESOLVED} for state in _AT_WORK},
    State.RESOLVED: frozenset({State.NEW, State.IN_PROGRESS, State.CLOSED}),
    State.CLOSED: frozenset({State.NEW, State.IN_PROGRESS}),
}
"""Where a case may go from a state. From one that is worked on it may go back to the queue (`NEW`)."""


class Case(Filing, Base):
    """One case. `route` leads back to the member; staff never see where to, nor an anonymous one's name.

    `kind` is a key of the union's kinds, `kind_label` what it was called then; `details` what its form asked beside the
    rest, as rows {"name", "label", "shown"}. `due_at`: when something must have been done; `resolve_by`: when the
    matter is to be resolved. `warn_at`: when staff are to be warned that its time runs out, None once they were;
    `warned_at`: when they were. `waiting_since`: its member is asked, and the time to resolve it stands still.
    `talking_until`: so long what its member writes goes into it, without being asked (`talks`). `ask_at`: when the
    member of a resolved case is to be asked whether it is settled. `in_chairs_hands`: its clock ran out once in this
    unit, and the unit's chair has it.
    """

    __tablename__ = "case"
    seeing, answering = Right.SEE_CASES, Right.ANSWER_CASES
    __table_args__ = (CheckConstraint("state IN ('resolved', 'closed') OR due_at IS NOT NULL", name="has_clock"),)

    kind: Mapped[str] = mapped_column(String(30))
    kind_label: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), index=True)
    urgent: Mapped[bool]
    danger: Mapped[str | None] = mapped_column(String(20))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    facts: Mapped[str] = mapped_column(SealedText)
    details: Mapped[list[Any]] = mapped_column(SealedJson, default=list)
    employer: Mapped[str | None] = mapped_column(SealedText)
    since: Mapped[date | None]
    name: Mapped[str | None] = mapped_column(SealedText)
    phone: Mapped[str | None] = mapped_column(SealedText)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    warn_at: Mapped[datetime | None] = mapped_column(index=True)
    warned_at: Mapped[datetime | None]
    resolve_by: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    in_chairs_hands: Mapped[bool] = mapped_column(default=False, server_default=false())
    talking_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    ask_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str | None] = mapped_column(SealedText)
    identity: Mapped["Identity | None"] = relationship(cascade="all, delete-orphan")

    @property
    def known_as(self) -> str:
        """The name that its member gave, so that it can be masked in what others read; empty where there is none."""
        return (self.identity.name if self.identity else self.name) or ""

    @property
    def status(self) -> State:
        """How far it is."""
        return State(self.state)

    @property
    def state_label(self) -> str:
        """The state in words."""
        return self.status.label

    @property
    def done(self) -> bool:
        """Whether nothing is due any more."""
        return self.status in DONE

    def move(self, to: State) -> None:
        """Go on to a state; ValueError where no case goes there from here."""
        self.state = filings.onward(MOVES, self.status, to)


def live() -> ColumnElement[bool]:
    """Whether something is still due, in a query."""
    return Case.state.not_in([state.value for state in DONE])


class Identity(Base):
    """Who the member of a case is, once that is sealed: the case itself then has no name and no phone any more.

    `files` has the names of the member's files by their keys; the case calls them 附件1.jpg. `officer_id`: who of the
    staff sealed it; None where its member asked for it.
    """

    __tablename__ = "identity"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(SealedText)
    phone: Mapped[str | None] = mapped_column(SealedText)
    files: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    sealed_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class Remark(Said, Base):
    """One thing said in a case."""

    __tablename__ = "case_remark"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)


def overdue(session: Session, now: datetime, limit: int = 100) -> list[Case]:
    """Open cases whose clock has run out, locked."""
    late = select(Case).where(live(), Case.due_at <= now).order_by(Case.due_at).limit(limit)
    return list(session.scalars(late.with_for_update(skip_locked=True)))


def of_address(session: Session, address: Address) -> list[Case]:
    """The cases filed from an address, newest first."""
    return filings.of_address(session, Case, address)


def numbered(session: Session, number: str) -> Case | None:
    """The case of a number."""
    return filings.numbered(session, Case, number)


def remarks(session: Session, case: Case, *, internal: bool = False) -> list[Remark]:
    """What member and staff said to each other, oldest first; with `internal`, the notes among staff too."""
    said = select(Remark).where(Remark.case_id == case.id).order_by(Remark.id)
    return list(session.scalars(said if internal else said.where(Remark.internal.is_(False))))


def next_officer(session: Session, unit_id: int, day: date, but: Officer | None = None) -> Officer | None:
    """Whom to ask next in a unit: of the officers who handle cases there and are here, who has the fewest open ones."""
    busy = select(func.count()).where(Case.officer_id == Officer.id, live())
    there = select(Officer).where(Officer.id.in_(roles.holders(Right.ANSWER_CASES, [unit_id])), here(day))
    there = there.where(Officer.id != but.id) if but else there
    return session.scalars(there.order_by(busy.scalar_subquery(), Officer.id).limit(1)).first()


def chair(session: Session, unit_id: int, day: date, but: int | None) -> Officer | None:
    """The chair of this very unit who is here, if it is somebody else than officer `but`."""
    there = select(Officer).join(OfficerRole, OfficerRole.officer_id == Officer.id)
    there = there.where(OfficerRole.unit_id == unit_id, OfficerRole.role == Role.CHAIR.value, here(day))
    return session.scalars(there.where(Officer.id != (but or 0)).order_by(Officer.id).limit(1)).first()


def takers(session: Session, case: Case, day: date) -> list[Officer]:
    """The officers to whom a case may be handed over: all here who may work on it, but the one who has it."""
    able = roles.holders(Right.ANSWER_CASES, units.line(session, case.unit_id))
    there = select(Officer).where(Officer.id.in_(able), here(day))
    return [officer for officer in session.scalars(there.order_by(Officer.id)) if officer.id != case.officer_id]


def may_hand_over(session: Session, case: Case, officer: Officer) -> bool:
    """Whether an officer may give a case away: theirs, or nobody's that they may see, or one of a unit below theirs."""
    if case.done:
        return False
    if case.officer_id is None:
        return filings.may_answer(session, officer, case)
    owner = session.get_one(Officer, case.officer_id)
    higher = roles.holders(Right.ANSWER_CASES, units.line(session, owner.unit_id)[1:])
    return owner.id == officer.id or session.scalar(higher.where(OfficerRole.officer_id == officer.id)) is not None
