"""How long cases are kept: what was said in one is erased so many years after it was closed, as its kind says.

Staff are told a month before, and one of them may hold a case with a reason. What stays serves the statistics: number,
kind, unit, dates, and the figures of what its member thought of it. A case that is not closed is never touched, nor one
whose member's last word nobody answered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.config.kinds import OTHER, Kinds, of
from bot.domain import audit, filings, roles, searching
from bot.domain.acts import Act, ActorKind
from bot.domain.audit import AuditRow, Subject
from bot.domain.casebook import Case, Remark, State
from bot.domain.filings import WithFiles
from bot.domain.identities import IdentityRequest
from bot.domain.mediations import Mediation
from bot.domain.postings import PostedCase, Posting
from bot.domain.referrals import Referral
from bot.domain.retrievals import RetrievalCode
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.verdicts import Verdict
from bot.errors import Refusal
from bot.store import files
from bot.store.database import Base
from bot.store.sealing import SealedText

YEAR: Final = timedelta(days=365)
AHEAD: Final = timedelta(days=30)
"""So long before a case is erased staff are told; nothing is erased sooner after they were."""

BATCH: Final = 50
"""Cases in one transaction."""

SHOWN: Final = 200
"""Cases in the list of those that are soon erased."""

NOT_YOURS: Final = "这件事不归您的单位管，不能改它的保存期。"
NO_REASON: Final = "请写上为什么还要保存，比如“已经起诉，等判决”。"
ERASED: Final = "{number} 的内容已经按保存期删除，没有可以保存的了。"
NOT_HELD: Final = "{number} 没有延长保存。"


class Retention(Base):
    """What is known of how long a case is kept.

    `warned_at`: staff were told that it is erased soon; `held_at`: an officer wants it kept; `erased_at`: it is gone.
    """

    __tablename__ = "retention"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    warned_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    held_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    reason: Mapped[str | None] = mapped_column(SealedText)
    erased_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Ending:
    """A case that is soon erased, or held: when it would be, who holds it, and why."""

    case: Case
    ends_at: datetime
    held_by: int | None = None
    reason: str = ""


def to_warn(act: Act) -> list[Case]:
    """Closed cases of whose time less than a month is left and that staff were not told of, locked."""
    told = and_(Retention.warned_at.is_not(None), Retention.warned_at >= Case.closed_at)
    found = _kept(act, AHEAD).where(or_(Retention.case_id.is_(None), ~told))
    return _locked(act.session, found.where(or_(Retention.case_id.is_(None), Retention.held_at.is_(None))))


def to_erase(act: Act) -> list[Case]:
    """Closed cases whose time is over, that staff were told of a month ago and nobody holds, locked."""
    told = and_(Retention.warned_at >= Case.closed_at, Retention.warned_at <= act.now - AHEAD)
    return _locked(act.session, _kept(act).where(told, Retention.held_at.is_(None), ~_unread()))


def warn(act: Act, case: Case) -> None:
    """Note that a case is erased soon; it stands in the list of those from now on."""
    _row(act.session, case).warned_at = act.now
    audit.log(act, "case.erasure_warned", case)


def erase(act: Act, case: Case) -> None:
    """What was said in a case goes for good, and who its member was; its figures stay."""
    session = act.session
    remarks = session.scalars(select(Remark).where(Remark.case_id == case.id)).all()
    things: list[WithFiles] = [case, *remarks]
    files.drop(session, [one.key for thing in things for one in thing.attachments])
    for thing in things:
        thing.files = []
    for remark in remarks:
        remark.body = ""
    case.facts, case.details, case.employer, case.since, case.outcome = "", [], None, None, None
    _erase_around(session, case)
    searching.forget(session, case.id)
    forget_member(act, case)
    _row(session, case).erased_at = act.now
    audit.log(act, "case.erased", case)


def forget_member(act: Act, case: Case) -> None:
    """Who the member of a case is, and the way back to them, go for good; what was said stays."""
    case.name = case.phone = case.member_id = case.route = case.identity = None
    case.ask_at = None
    for table in (RetrievalCode, IdentityRequest):
        act.session.execute(delete(table).where(table.case_id == case.id))
    unlink(act.session, case)
    audit.log(act, "case.forgotten", case)


def unlink(session: Session, subject: Subject) -> None:
    """Nothing in the trail of a case or a suggestion says any more which member acted."""
    mine = update(AuditRow).where(AuditRow.subject == subject.__tablename__, AuditRow.subject_id == subject.id)
    done = mine.where(AuditRow.actor == ActorKind.MEMBER.value).values(actor_id=None)
    session.execute(done, execution_options={"synchronize_session": False})


def hold(act: Act, case: Case, officer: Officer, reason: str) -> None:
    """An officer wants a case kept for longer, and says why; until they let it go it is not erased."""
    _require(act.session, case, officer)
    if not reason.strip():
        raise Refusal(NO_REASON)
    row = _row(act.session, case)
    row.held_at, row.held_by, row.reason = act.now, officer.id, reason.strip()
    audit.log(act, "case.held", case)


def let_go(act: Act, case: Case, officer: Officer) -> None:
    """A case need not be kept any longer than others of its kind; staff are told again before it is erased."""
    _require(act.session, case, officer)
    row = _row(act.session, case)
    if row.held_at is None:
        raise Refusal(NOT_HELD.format(number=case.number))
    row.held_at = row.held_by = row.reason = row.warned_at = None
    audit.log(act, "case.let_go", case)


def held(session: Session, case: Case) -> bool:
    """Whether an officer wants it kept."""
    row = session.get(Retention, case.id)
    return row is not None and row.held_at is not None


def erased(session: Session, case: Case) -> bool:
    """Whether what was said in it is gone."""
    row = session.get(Retention, case.id)
    return row is not None and row.erased_at is not None


def ends_at(case: Case, kinds: Kinds) -> datetime | None:
    """Until when a closed case is kept."""
    return case.closed_at + of(kinds, case.kind).keep_years * YEAR if case.closed_at else None


def endings(session: Session, officer: Officer, kinds: Kinds) -> list[Ending]:
    """The cases that an officer may see and that are soon erased or held, the soonest first."""
    mine = Case.unit_id.in_(roles.reaching(officer, Right.SEE_CASES))
    listed = or_(Retention.held_at.is_not(None), Retention.warned_at >= Case.closed_at)
    found = select(Case, Retention).join(Retention, Retention.case_id == Case.id)
    found = found.where(mine, listed, Retention.erased_at.is_(None), Case.state == State.CLOSED.value)
    rows = session.execute(found.order_by(Case.closed_at, Case.id).limit(SHOWN)).all()
    listed_ones = [
        Ending(case, end, row.held_by, row.reason or "") for case, row in rows if (end := ends_at(case, kinds))
    ]
    return sorted(listed_ones, key=lambda one: one.ends_at)


def _kept(act: Act, ahead: timedelta = timedelta()) -> Select[Case]:
    """Closed cases that are not erased and whose time is over, or will be in a while."""
    found = select(Case).outerjoin(Retention, Retention.case_id == Case.id)
    found = found.where(Case.state == State.CLOSED.value, _over(act.config.cases.kinds, act.now + ahead))
    return found.where(or_(Retention.case_id.is_(None), Retention.erased_at.is_(None)))


def _over(kinds: Kinds, now: datetime) -> ColumnElement[bool]:
    """Whether the time of a case's kind is over; that of 其他 for kinds that the union has given up."""
    by_key = {kind.key: now - kind.keep_years * YEAR for kind in kinds}
    known = [and_(Case.kind == key, Case.closed_at <= before) for key, before in by_key.items()]
    return or_(*known, and_(Case.kind.not_in(by_key), Case.closed_at <= by_key[OTHER]))


def _unread() -> ColumnElement[bool]:
    """Whether its member said something after it was closed, which nobody can have answered."""
    return exists().where(Remark.case_id == Case.id, Remark.officer_id.is_(None), Remark.said_at > Case.closed_at)


def _locked(session: Session, found: Select[Case]) -> list[Case]:
    return list(session.scalars(found.order_by(Case.id).limit(BATCH).with_for_update(of=Case, skip_locked=True)))


def _row(session: Session, case: Case) -> Retention:
    session.flush()
    row = session.get(Retention, case.id) or Retention(case_id=case.id)
    session.add(row)
    return row


def _require(session: Session, case: Case, officer: Officer) -> None:
    session.refresh(case, with_for_update=True)
    if not filings.may_answer(session, officer, case):
        raise Refusal(NOT_YOURS)
    if erased(session, case):
        raise Refusal(ERASED.format(number=case.number))


def _erase_around(session: Session, case: Case) -> None:
    """What was said around it, and what staff groups were shown of that."""
    session.execute(update(Mediation).where(Mediation.case_id == case.id).values(place="", agreement=""))
    session.execute(update(Referral).where(Referral.case_id == case.id).values(to="", reason=""))
    session.execute(update(Verdict).where(Verdict.case_id == case.id).values(words=None))
    shown = select(PostedCase.posting_id).where(PostedCase.case_id == case.id)
    session.execute(
        update(Posting).where(Posting.id.in_(shown)).values(gone=True, words=""),
        execution_options={"synchronize_session": False},
    )
