"""Mediation (调解): a meeting with the employer, with its date and place, and what was agreed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, calendar, cases, clocks, telling
from bot.domain.acts import Act
from bot.domain.casebook import Case, State
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.labels import Labelled
from bot.store.database import Base
from bot.store.sealing import SealedText

ARRANGED = "【{number}】调解定在{at}，地点：{place}。\n请带上身份证和手里的材料；来不了请提前在这里说一声，可以改期。"
CONCLUDED = "【{number}】调解结果：{result}。{agreement}"
IN_THE_PAST = "调解的时间要在现在以后。已经调解完的，请直接登记结果。"
NO_PLACE = "请写上在哪里调解，会员要照着去。"
NONE_ARRANGED = "这件事还没有约调解，请先约时间和地点。"
NO_AGREEMENT = "请写上达成了什么协议：谁、什么时候、做什么、付多少。"


class Result(Labelled):
    """How a mediation ended."""

    AGREED = "agreed", "达成协议"
    FAILED = "failed", "没有谈成"
    ABSENT = "absent", "有一方没到"


class Mediation(Base):
    """One meeting. `result` is None until it is recorded; `agreement` is what was agreed, or why not."""

    __tablename__ = "mediation"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    held_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(SealedText)
    result: Mapped[str | None] = mapped_column(String(10))
    agreement: Mapped[str] = mapped_column(SealedText, default="")

    @property
    def result_label(self) -> str:
        """How it ended, in words."""
        return Result(self.result).label if self.result else "还没有登记"


def arrange(act: Act, case: Case, officer: Officer, at: datetime, place: str) -> Mediation:
    """An officer arranges a mediation, of which the member is told; one that was arranged already is moved."""
    if at <= act.now:
        raise Refusal(IN_THE_PAST)
    if not place.strip():
        raise Refusal(NO_PLACE)
    cases.claim(act, case, officer)
    one = _open(act.session, case) or Mediation(case_id=case.id)
    one.held_at, one.place = at, place.strip()
    act.session.add(one)
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
    case.move(State.MEDIATION)
    clocks.after(case, at, act.config)
    audit.log(act, "case.mediation_arranged", case)
    when = calendar.shown(at, act.config.zone)
    telling.say(act, case, "mediation", ARRANGED.format(number=case.number, at=when, place=one.place))
    return one


def conclude(act: Act, case: Case, officer: Officer, result: Result, agreement: str) -> Mediation:
    """An officer records how the mediation ended, of which the member is told; the case is worked on again."""
    cases.claim(act, case, officer)
    one = _open(act.session, case)
    if one is None:
        raise Refusal(NONE_ARRANGED)
    if result is Result.AGREED and not agreement.strip():
        raise Refusal(NO_AGREEMENT)
    one.result, one.agreement = result.value, agreement.strip()
    case.move(State.IN_PROGRESS)
    clocks.follow_up(case, act.now, act.config)
    audit.log(act, "case.mediation_concluded", case, result=result.value)
    words = f"\n{one.agreement}" if one.agreement else ""
    text = CONCLUDED.format(number=case.number, result=result.label, agreement=words)
    telling.say(act, case, "mediated", text)
    return one


def of_case(session: Session, case: Case) -> list[Mediation]:
    """The mediations of a case, oldest first."""
    return list(session.scalars(select(Mediation).where(Mediation.case_id == case.id).order_by(Mediation.id)))


def _open(session: Session, case: Case) -> Mediation | None:
    mine = select(Mediation).where(Mediation.case_id == case.id, Mediation.result.is_(None))
    return session.scalars(mine.order_by(Mediation.id.desc())).first()
