"""Cases: legal-aid requests and grievances. No open case is without an owning unit and a running clock."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, calendar, danger, filings, numbers, units
from bot.domain.acts import Act
from bot.domain.filings import Filing, WithFiles
from bot.domain.members import Member
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.labels import Labelled
from bot.messages import Address, Attachment, Reply
from bot.store import outbox
from bot.store.database import Base

ANSWERED = "【{number}】{officer}回复您：\n{body}"
CLOSED = "【{number}】这件事已办结。\n结果：{outcome}\n如果没解决，回复“补充 {number}”就会重新打开。"
ADD = "补充 {number}"


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
    """One case. `channel` and `address` lead back to the member; staff never see them, nor an anonymous one's name."""

    __tablename__ = "case"
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
    """One thing said in a case, by the member (`officer_id` None) or by an officer."""

    __tablename__ = "case_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    body: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]


def file(  # noqa: PLR0913 - one argument a field of the form
    act: Act,
    member: Member,
    address: Address,
    kind: Kind,
    *,
    facts: str,
    employer: str | None = None,
    since: date | None = None,
    evidence: Sequence[Attachment] = (),
    anonymous: bool = False,
    name: str | None = None,
    phone: str | None = None,
) -> Case:
    """Open a case at the member's own unit, with a number and a clock; words of danger make it urgent."""
    found = danger.find(f"{facts} {employer or ''}")
    act = act.unnamed if anonymous else act
    case = Case(
        number=numbers.issue(act.session, "WQ", act.today.year),
        kind=kind.value,
        state=State.OPEN.value,
        urgent=found is not None,
        danger=found.name if found else None,
        unit_id=member.unit_id,
        member_id=None if anonymous else member.id,
        channel=address.channel,
        address=address.id,
        anonymous=anonymous,
        facts=facts,
        employer=employer,
        since=since,
        name=None if anonymous else name,
        phone=None if anonymous else phone,
        files=[asdict(one) for one in evidence],
        opened_at=act.now,
    )
    _start_clock(act, case)
    act.session.add(case)
    audit.log(act, "case.filed", case, kind=kind.value, urgent=case.urgent, anonymous=anonymous)
    return case


def take(act: Act, case: Case, officer: Officer) -> None:
    """An officer takes a case on. Refusal where a colleague has it or it is closed."""
    act.session.refresh(case, with_for_update=True)
    if case.state == State.CLOSED.value:
        raise Refusal("这件事已经办结。")
    if case.officer_id not in {None, officer.id}:
        raise Refusal("这件事已由同事受理。")
    if case.officer_id is None:
        case.officer_id, case.state = officer.id, State.TAKEN.value
        audit.log(act, "case.taken", case)


def reply(act: Act, case: Case, officer: Officer, body: str) -> Remark:
    """An officer answers; the member gets it in the chat, and the clock runs on to the follow-up."""
    _require_text(body)
    take(act, case, officer)
    remark = Remark(case_id=case.id, officer_id=officer.id, body=body, files=[], said_at=act.now)
    act.session.add(remark)
    case.due_at = calendar.deadline(act.now, 3 * act.config.cases.reply_hours, act.config.zone)
    audit.log(act, "case.replied", case)
    text = ANSWERED.format(number=case.number, officer=officer.name, body=body)
    _tell(act, case, f"remark:{remark.id}", Reply(text, (ADD.format(number=case.number),)))
    return remark


def add(act: Act, case: Case, body: str, files: Sequence[Attachment] = ()) -> Remark:
    """The member adds something; staff must look again, and a closed case opens again.

    It is never due later than it was: who keeps adding does not wait longer.
    """
    act = act.unnamed if case.anonymous else act
    act.session.refresh(case, with_for_update=True)
    remark = Remark(case_id=case.id, body=body, files=[asdict(one) for one in files], said_at=act.now)
    act.session.add(remark)
    found = danger.find(body)
    if found:
        case.urgent, case.danger = True, found.name
    if case.state == State.CLOSED.value:
        case.state = State.TAKEN.value if case.officer_id else State.OPEN.value
        case.closed_at = case.outcome = None
    before = case.due_at
    _start_clock(act, case)
    case.due_at = min(one for one in (before, case.due_at) if one)
    audit.log(act, "case.added_to", case, urgent=case.urgent)
    return remark


def close(act: Act, case: Case, officer: Officer, outcome: str) -> None:
    """An officer closes a case with its outcome, which the member is told."""
    _require_text(outcome)
    take(act, case, officer)
    case.state, case.closed_at, case.due_at, case.outcome = State.CLOSED.value, act.now, None, outcome
    audit.log(act, "case.closed", case)
    text = CLOSED.format(number=case.number, outcome=outcome)
    _tell(act, case, f"case:{case.id}:closed:{act.now.timestamp()}", Reply(text, (ADD.format(number=case.number),)))


def climb(act: Act, case: Case) -> None:
    """The clock ran out: the case goes to the unit above, free to be taken there; at the top it stays and is urgent."""
    above = units.above(act.session, case.unit_id)
    if above:
        case.unit_id, case.officer_id, case.state = above.id, None, State.OPEN.value
    case.urgent = case.urgent or above is None
    _start_clock(act, case)
    audit.log(act, "case.climbed", case, unit=case.unit_id, top=above is None)


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
    mine = select(Case).where(Case.unit_id.in_(units.subtree(session, officer.unit_id)))
    order = (Case.state == State.CLOSED.value, Case.urgent.desc(), Case.due_at, Case.id)
    return list(session.scalars(mine.order_by(*order).limit(200)))


def remarks(session: Session, case: Case) -> list[Remark]:
    """What was said, oldest first."""
    return list(session.scalars(select(Remark).where(Remark.case_id == case.id).order_by(Remark.id)))


def _start_clock(act: Act, case: Case) -> None:
    hours = act.config.cases
    if case.urgent:
        case.due_at = act.now + timedelta(hours=hours.urgent_hours)
    else:
        case.due_at = calendar.deadline(act.now, hours.reply_hours, act.config.zone)


def _tell(act: Act, case: Case, key: str, reply: Reply) -> None:
    outbox.put(act.session, case.reply_to, reply, key=key, kind="case", now=act.now)


def _require_text(body: str) -> None:
    if not body.strip():
        raise Refusal("请先写上要告诉会员的话。")
