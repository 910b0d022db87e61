"""What members think of how their cases ended: a week later they are asked, and may rate it 1 to 5."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, cases, outcomes, telling
from bot.domain.acts import Act
from bot.domain.casebook import Case, State
from bot.errors import Refusal
from bot.store.database import Base
from bot.store.sealing import SealedText

SETTLED, UNSETTLED, RATE = "解决了 {number}", "没解决 {number}", "评分 {number} {rating}"
ASKED = "【{number}】一周前告诉您办结了：{outcome}\n现在解决了吗？没解决的话，点“没解决”，我们接着办。"
BEST: Final = 5
NOT_DONE = "{number} 还在办理中，办结以后再请您评价。"
OUT_OF_RANGE = "评分请给 1 到 5 分，5 分最满意。"
NOTHING_TO_RATE = "请先告诉我们解决了没有：回复“解决了 {number}”或“没解决 {number}”。"


class Verdict(Base):
    """One answer of a member. `rating` 1 to 5, `words` what they said with it; both may be missing."""

    __tablename__ = "verdict"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    settled: Mapped[bool]
    rating: Mapped[int | None]
    words: Mapped[str | None] = mapped_column(SealedText)
    said_at: Mapped[datetime]


@dataclass(frozen=True)
class Rates:
    """Of cases that ended: how many, how many members answered, how many of these say that it is settled.

    `rated`: how many rated it; `mean`: what they gave on the average.
    """

    ended: int
    answered: int
    settled: int
    rated: int
    mean: float | None


def to_ask(session: Session, now: datetime) -> list[Case]:
    """Resolved cases whose members are to be asked now, locked."""
    found = select(Case).where(Case.state == State.RESOLVED.value, Case.ask_at <= now).order_by(Case.ask_at)
    return list(session.scalars(found.limit(outcomes.BATCH).with_for_update(skip_locked=True)))


def ask(act: Act, case: Case) -> None:
    """Ask a member whether it is settled; once for each time that their case is resolved."""
    case.ask_at = None
    audit.log(act, "case.verdict_asked", case)
    buttons = (SETTLED.format(number=case.number), UNSETTLED.format(number=case.number))
    telling.say(act, case, "settled", ASKED.format(number=case.number, outcome=case.outcome), *buttons)


def is_asked(case: Case) -> bool:
    """Whether its member was asked, and has not answered."""
    return case.status is State.RESOLVED and case.ask_at is None


def say(act: Act, case: Case, *, settled: bool) -> Verdict:
    """The member says whether it is settled: content, and the case is filed away; not, and it opens again."""
    act = act.unnamed if case.anonymous else act
    act.session.refresh(case, with_for_update=True)
    if not case.done:
        raise Refusal(NOT_DONE.format(number=case.number))
    verdict = Verdict(case_id=case.id, settled=settled, said_at=act.now)
    if not settled:
        cases.reopen(act, case)
    elif case.status is State.RESOLVED:
        outcomes.close(act, case)
    act.session.add(verdict)
    audit.log(act, "case.judged", case, settled=settled)
    return verdict


def rate(act: Act, case: Case, rating: int) -> Verdict:
    """The member rates how it was handled, 1 to 5; a later rating replaces the former."""
    act = act.unnamed if case.anonymous else act
    if not 1 <= rating <= BEST:
        raise Refusal(OUT_OF_RANGE)
    verdict = latest(act.session, case)
    if verdict is None:
        raise Refusal(NOTHING_TO_RATE.format(number=case.number))
    verdict.rating = rating
    audit.log(act, "case.rated", case, rating=rating)
    return verdict


def comment(act: Act, case: Case, words: str) -> Verdict:
    """The member says in words what they think of how it was handled."""
    act = act.unnamed if case.anonymous else act
    verdict = latest(act.session, case)
    if verdict is None:
        raise Refusal(NOTHING_TO_RATE.format(number=case.number))
    verdict.words = words
    audit.log(act, "case.commented", case)
    return verdict


def latest(session: Session, case: Case) -> Verdict | None:
    """What the member said last."""
    mine = select(Verdict).where(Verdict.case_id == case.id)
    return session.scalars(mine.order_by(Verdict.id.desc()).limit(1)).first()


def rates(session: Session, unit_ids: Iterable[int], since: datetime) -> dict[tuple[str, int], Rates]:
    """By kind and unit: how the cases fared that were opened since and have ended; each by its member's last word."""
    last = select(func.max(Verdict.id)).group_by(Verdict.case_id)
    said = select(Verdict).where(Verdict.id.in_(last)).subquery()
    counted = (
        select(
            Case.kind,
            Case.unit_id,
            func.count(Case.id),
            func.count(said.c.id),
            func.count(said.c.id).filter(said.c.settled),
            func.count(said.c.rating),
            func.avg(said.c.rating),
        )
        .outerjoin(said, said.c.case_id == Case.id)
        .where(Case.unit_id.in_(list(unit_ids)), Case.opened_at >= since, Case.closed_at.is_not(None))
        .group_by(Case.kind, Case.unit_id)
    )
    return {
        (kind, unit): Rates(ended, answered, settled, rated, float(mean) if mean is not None else None)
        for kind, unit, ended, answered, settled, rated, mean in session.execute(counted)
    }
