"""Referral (转介): another body takes a matter on, such as labour inspection, and only if the member agrees."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, cases, clocks, telling
from bot.domain.acts import Act
from bot.domain.casebook import Case, State
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.store.database import Base
from bot.store.sealing import SealedText

AGREE, DISAGREE = "同意转介 {number}", "不同意转介 {number}"
ASKED = (
    "【{number}】{officer}想把您的事转给“{to}”办理。\n原因：{reason}\n"
    "同意的话，会把您说的情况和材料交给他们；不同意，我们接着办。"
)
TO_WHOM = "请写上转给谁，比如“区劳动监察大队”。"
WHY = "请写上为什么转，会员要看了才好决定。"
NOT_ASKED = "{number} 现在没有要您同意的转介。"


class Referral(Base):
    """One wish to refer a case to somebody. `agreed` is None until the member answers."""

    __tablename__ = "referral"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    to: Mapped[str] = mapped_column(SealedText)
    reason: Mapped[str] = mapped_column(SealedText)
    asked_at: Mapped[datetime]
    agreed: Mapped[bool | None]
    answered_at: Mapped[datetime | None]


def propose(act: Act, case: Case, officer: Officer, to: str, reason: str) -> Referral:
    """An officer asks the member whether their case may go to somebody; meanwhile it waits."""
    if not to.strip():
        raise Refusal(TO_WHOM)
    if not reason.strip():
        raise Refusal(WHY)
    cases.claim(act, case, officer)
    waiting = pending(act.session, case)
    if waiting:
        act.session.delete(waiting)
    one = Referral(case_id=case.id, to=to.strip(), reason=reason.strip(), asked_at=act.now)
    act.session.add(one)
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
    case.move(State.WAITING)
    clocks.pause(case, act.now, act.config)
    audit.log(act, "case.referral_proposed", case)
    buttons = (AGREE.format(number=case.number), DISAGREE.format(number=case.number))
    text = ASKED.format(number=case.number, officer=officer.name, to=one.to, reason=one.reason)
    telling.say(act, case, "referral", text, *buttons)
    return one


def answer(act: Act, case: Case, *, agrees: bool) -> Referral:
    """The member agrees, or does not; either way the case goes on, and its officer is due. Refusal if not asked."""
    act = act.unnamed if case.anonymous else act
    act.session.refresh(case, with_for_update=True)
    one = pending(act.session, case)
    if one is None or case.done:
        raise Refusal(NOT_ASKED.format(number=case.number))
    one.agreed, one.answered_at = agrees, act.now
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
    if case.status is not State.NEW:  # whoever asked may have left since; then the next one reads what was answered
        case.move(State.REFERRED if agrees else State.IN_PROGRESS)
    audit.log(act, "case.referral_answered", case, agreed=agrees)
    return one


def pending(session: Session, case: Case) -> Referral | None:
    """What the member is asked and has not answered."""
    mine = select(Referral).where(Referral.case_id == case.id, Referral.agreed.is_(None))
    return session.scalars(mine.order_by(Referral.id.desc())).first()


def is_asked(session: Session, case: Case) -> bool:
    """Whether the member of an open case is asked, and has not answered."""
    return not case.done and pending(session, case) is not None


def of_case(session: Session, case: Case) -> list[Referral]:
    """All that were asked, oldest first."""
    return list(session.scalars(select(Referral).where(Referral.case_id == case.id).order_by(Referral.id)))
