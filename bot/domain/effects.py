"""Effects: what a suggestion brought in the twelve months from its adoption, verified by somebody who can tell."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, grades, informing, spans, stages
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.staff import Officer
from bot.domain.works import Work
from bot.errors import Refusal
from bot.store.database import Base
from bot.store.money import Money
from bot.store.sealing import SealedText

LONGEST: Final = 60
AWARD: Final = timedelta(days=30)
"""Within which a verified suggestion is to be rewarded, and what was awarded to be paid."""

VERIFIABLE: Final = (State.CARRIED_OUT, State.VERIFIED, State.REWARDED, State.ARCHIVED)

VERIFIED: Final = "【{number}】您的建议效果核实了：{effect}{story}"
BENEFIT: Final = "{office}核定年效益 {benefit}。"
NO_FIGURE: Final = "{office}核实有效果。"
SUPPORTERS: Final = "效果核实了。{story}"

NOT_YET: Final = "这条建议现在是“{state}”。登记“已落实”以后，才能核实效果。"
NEVER_DONE: Final = "这条建议没有落实过，没有效果可以核实。"
ERASED: Final = "这条建议的内容已经按保存期删除，不能再核实。"
NO_OFFICE: Final = "请写上由谁核实，比如“财务科”，最多 60 个字。"
WRONG_ORDER: Final = "请写清楚效益从哪天到哪天，最后一天不能早于第一天。"
OUTSIDE: Final = "效益只算采纳后的 12 个月：{since} 到 {until} 之间。请改一下起止日期。"


class Effect(Base):
    """One verification; the last one counts. `benefit`: of twelve months in yuan, None where it cannot be reckoned.

    `verified_by`: the office that verified it, such as 财务科; `story`: what it brought, in words that may be shown.
    """

    __tablename__ = "effect"

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    benefit: Mapped[Decimal | None] = mapped_column(Money)
    since: Mapped[date]
    until: Mapped[date]
    verified_by: Mapped[str] = mapped_column(String(60))
    story: Mapped[str | None] = mapped_column(SealedText)
    verified_at: Mapped[datetime]


def verify(  # noqa: PLR0913 - one argument a field of the form
    act: Act,
    suggestion: Suggestion,
    officer: Officer,
    *,
    benefit: Decimal | None,
    since: date,
    until: date,
    verified_by: str,
    story: str | None = None,
) -> Effect:
    """Write down what a suggestion brought in the twelve months from its adoption; its proposer is told.

    Once more, also after it was rewarded or filed away: the last one counts, and an award pays the difference.
    """
    _require(act, suggestion, officer)
    _require_period(act, suggestion, since, until)
    effect = Effect(
        suggestion_id=suggestion.id,
        officer_id=officer.id,
        benefit=None if benefit is None else grades.difference(benefit, Decimal()),
        since=since,
        until=until,
        verified_by=_office(verified_by),
        story=(story or "").strip() or None,
        verified_at=act.now,
    )
    act.session.add(effect)
    stages.go(suggestion, State.VERIFIED)
    suggestion.due_at, suggestion.archived_at = act.now + AWARD, None
    fen = None if effect.benefit is None else int(effect.benefit * 100)
    audit.log(act, "suggestion.verified", suggestion, benefit_fen=fen)
    _tell(act, suggestion, effect)
    return effect


def latest(session: Session, suggestion: Suggestion) -> Effect | None:
    """The verification that counts; None where there is none."""
    mine = select(Effect).where(Effect.suggestion_id == suggestion.id)
    return session.scalars(mine.order_by(Effect.id.desc()).limit(1)).first()


def _require(act: Act, suggestion: Suggestion, officer: Officer) -> None:
    """Hold a suggestion for an officer that was carried out; one that was filed away is taken out again."""
    stages.require(act.session, suggestion, officer)
    stages.hold(act.session, suggestion)
    if suggestion.status not in VERIFIABLE:
        raise Refusal(NOT_YET.format(state=suggestion.state_label))
    if suggestion.erased_at:
        raise Refusal(ERASED)
    done = select(Work.id).where(Work.suggestion_id == suggestion.id, Work.done_at.is_not(None))
    if suggestion.adopted_at is None or act.session.scalar(done.limit(1)) is None:
        raise Refusal(NEVER_DONE)


def _require_period(act: Act, suggestion: Suggestion, since: date, until: date) -> None:
    if until < since:
        raise Refusal(WRONG_ORDER)
    first = spans.day_of(suggestion.adopted_at or act.now, act.config.zone)
    last = spans.year_after(first)
    if since < first or until > last:
        raise Refusal(OUTSIDE.format(since=first.isoformat(), until=last.isoformat()))


def _office(written: str) -> str:
    office = written.strip()
    if not office or len(office) > LONGEST:
        raise Refusal(NO_OFFICE)
    return office


def _tell(act: Act, suggestion: Suggestion, effect: Effect) -> None:
    words = NO_FIGURE if effect.benefit is None else BENEFIT
    benefit = "" if effect.benefit is None else grades.yuan(effect.benefit)
    shown = words.format(office=effect.verified_by, benefit=benefit)
    story = f"\n{effect.story}" if effect.story else ""
    text = VERIFIED.format(number=suggestion.number, effect=shown, story=story)
    supporters = SUPPORTERS.format(story=effect.story or "谢谢您的支持。")
    informing.tell(act, suggestion, "verified", text, supporters=supporters)
