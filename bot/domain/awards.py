"""Awards: what is paid for a suggestion, to whom, as money or points, and what the cashier pays out.

`grades` has the rules, `sums` how awards are kept. Nothing is awarded twice: the suggestion is held, and each award is
the difference to all before it.
"""

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config.rewards import Rewards
from bot.domain import audit, chorus, effects, grades, informing, stages, sums
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.chorus import Share
from bot.domain.effects import AWARD, Effect
from bot.domain.members import Member
from bot.domain.staff import Officer
from bot.domain.sums import NOTHING, Award, AwardShare, Ground, Payable, mine, of, points_of, shares, to_pay
from bot.errors import Refusal
from bot.messages import Address

__all__ = [
    "Award", "AwardShare", "Ground", "Payable", "award", "mine", "of", "pay", "points_of", "reserve",
    "shares", "still_due", "take_points", "to_pay",
]  # fmt: skip

RESERVE: Final = "技术储备"
TAKE_POINTS: Final = "要积分 {number}"

AWARDED: Final = "【{number}】您的建议评了{grade}，{ground} {sum}。{how}"
SHARED: Final = "{count} 位建议人按贡献分。"
POINTS: Final = "工会财务会联系您发放；想要积分的，回复“要积分 {number}”。"
ANONYMOUS: Final = "您是匿名提的：带上手机里这条消息，凭编号到工会领取，不用留名字。"
REWARDED: Final = "【{number}】奖励都发了，谢谢您的好主意。"

NOT_VERIFIED: Final = "这条建议现在是“{state}”。先核实效果，再评奖。"
NOT_RESERVED: Final = "这条建议现在是“{state}”，只有“暂存备用”的才发技术储备奖。"
ALREADY: Final = "这次核实的奖已经定过了：{sum}。要重评，先重新核实效果。"
RESERVE_ALREADY: Final = "这条建议的技术储备奖已经定过了。"
NO_DIFFERENCE: Final = "没有差额可补：该发的是 {total}，已经定了 {before}。直接归档就行。"
GRADED: Final = "核定了年效益的按等级发，不用选奖项。"
PAID: Final = "这一份已经发过了。"
AS_POINTS: Final = "这一份建议人选了积分，不用发钱。"
NOTHING_TO_PAY: Final = "这一份超过了个人全年封顶，不用发。"
NOT_YET: Final = "发放日期不能晚于今天。"
NOBODYS: Final = "{number} 没有您可以换积分的奖励：还没评奖，或者已经发过了。"
NO_POINTS: Final = "{number} 是匿名提的，没法记积分。请凭编号到工会领取奖金。"


class Worth(NamedTuple):
    """What something brings in all: for what, by which grade or prize, how many yuan."""

    ground: Ground
    grade: str
    total: Decimal


def award(act: Act, suggestion: Suggestion, officer: Officer, prize: str = "") -> Award:
    """Award what the last verified effect brings, by its grade, less all that was awarded before.

    `prize`: the fixed prize where the benefit cannot be reckoned; the first of the table where none is said. Refusal
    where there is no difference.
    """
    stages.claim(act.session, suggestion, officer)
    effect = effects.latest(act.session, suggestion)
    if effect is None or suggestion.status is not State.VERIFIED:
        raise Refusal(NOT_VERIFIED.format(state=suggestion.state_label))
    if former := _for_effect(act.session, effect):
        raise Refusal(ALREADY.format(sum=grades.yuan(former.sum)))
    worth = _worth(act.config.suggestions.rewards, effect, prize)
    made = _make(act, suggestion, officer, worth, effect)
    suggestion.due_at = act.now + AWARD
    _tell(act, suggestion, made)
    _finish(act, suggestion)
    return made


def reserve(act: Act, suggestion: Suggestion, officer: Officer) -> Award:
    """Award what a good idea brings that cannot be used yet; once."""
    stages.claim(act.session, suggestion, officer)
    if suggestion.status is not State.RESERVED:
        raise Refusal(NOT_RESERVED.format(state=suggestion.state_label))
    if any(one.ground == Ground.RESERVE for one in of(act.session, suggestion)):
        raise Refusal(RESERVE_ALREADY)
    worth = Worth(Ground.RESERVE, RESERVE, grades.reserve(act.config.suggestions.rewards))
    made = _make(act, suggestion, officer, worth)
    _tell(act, suggestion, made)
    return made


def still_due(session: Session, suggestion: Suggestion, rules: Rewards) -> Decimal:
    """What is to be awarded yet for the last verified effect; nothing where it has its award."""
    effect = effects.latest(session, suggestion)
    if effect is None or _for_effect(session, effect) or effect.benefit == NOTHING:
        return NOTHING
    return grades.difference(_worth(rules, effect).total, sums.awarded(session, suggestion))


def take_points(act: Act, suggestion: Suggestion, address: Address) -> int:
    """One who proposed it takes all that is not paid to them yet as points; returns how many. Their own act.

    Refusal where there is nothing, and for one who is not to be known.
    """
    if suggestion.anonymous:
        raise Refusal(NO_POINTS.format(number=suggestion.number))
    stages.hold(act.session, suggestion)
    found = [one for one in mine(act.session, suggestion, address) if not one.settled]
    if not found:
        raise Refusal(NOBODYS.format(number=suggestion.number))
    known = sums.whose(act.session, found)
    for share in found:
        share.points = grades.points(act.config.suggestions.rewards, share.sum)
        share.as_points, share.member_id = True, known[share.id]
    points = sum(one.points for one in found)
    audit.log(act, "suggestion.points_taken", suggestion, points=points)
    _finish(act, suggestion)
    return points


def pay(act: Act, share: AwardShare, officer: Officer, paid_on: date) -> None:
    """The cashier has paid a share on a day; once all are, the suggestion is rewarded."""
    award = act.session.get_one(Award, share.award_id)
    suggestion = act.session.get_one(Suggestion, award.suggestion_id)
    stages.require(act.session, suggestion, officer)
    stages.hold(act.session, suggestion)
    act.session.refresh(share)
    if share.settled:
        raise Refusal(AS_POINTS if share.as_points else PAID if share.paid_on else NOTHING_TO_PAY)
    if paid_on > act.today:
        raise Refusal(NOT_YET)
    share.paid_on = paid_on
    audit.log(act, "suggestion.paid", suggestion, share=share.id, sum_fen=int(share.sum * 100), on=paid_on.isoformat())
    _finish(act, suggestion)


def _worth(rules: Rewards, effect: Effect, prize: str = "") -> Worth:
    """What an effect is worth in all."""
    if effect.benefit and prize:
        raise Refusal(GRADED)
    if effect.benefit is not None and not prize:
        return Worth(Ground.EFFECT, grades.grade(rules, effect.benefit).name, grades.amount(rules, effect.benefit))
    prize = prize or next(iter(rules.participation))
    return Worth(Ground.ENCOURAGEMENT, prize, grades.participation(rules, prize))


def _make(act: Act, suggestion: Suggestion, officer: Officer, worth: Worth, effect: Effect | None = None) -> Award:
    """Write an award over the difference, and the share of each who proposed it. Refusal where there is none."""
    before = sums.awarded(act.session, suggestion)
    rest = grades.difference(worth.total, before)
    if not rest:
        raise Refusal(NO_DIFFERENCE.format(total=grades.yuan(worth.total), before=grades.yuan(before)))
    made = Award(
        suggestion_id=suggestion.id,
        effect_id=effect.id if effect else None,
        ground=worth.ground.value,
        grade=worth.grade,
        total=worth.total,
        sum=rest,
        officer_id=officer.id,
        made_at=act.now,
    )
    act.session.add(made)
    act.session.flush()
    kept = _share_out(act, suggestion, made)
    audit.log(act, "suggestion.awarded", suggestion, sum_fen=int(rest * 100), kept_fen=int(kept * 100))
    return made


def _share_out(act: Act, suggestion: Suggestion, made: Award) -> Decimal:
    """Write the shares of an award; returns what caps keep back."""
    people, kept = chorus.proposers(act.session, suggestion), NOTHING
    _hold_members(act.session, people)
    parts = grades.shares(made.sum, [one.weight for one in people])
    for person, part in zip(people, parts, strict=True):
        this_year = sums.had(act.session, suggestion, person, act.today.year, act.config.zone)
        theirs = grades.capped(act.config.suggestions.rewards, part, this_year)
        kept += part - theirs
        act.session.add(
            AwardShare(
                award_id=made.id,
                voice_id=person.voice_id,
                member_id=person.member_id,
                name=person.name,
                sum=theirs,
                kept_back=part - theirs,
            )
        )
        act.session.flush()
    return kept


def _hold_members(session: Session, people: list[Share]) -> None:
    """Nobody else awards these members anything meanwhile: what they had this year stays what it is."""
    numbers = sorted({one.member_id for one in people if one.member_id})
    session.scalars(
        select(Member).where(Member.id.in_(numbers)).order_by(Member.id).with_for_update(key_share=True)
    ).all()


def _for_effect(session: Session, effect: Effect) -> Award | None:
    return session.scalars(select(Award).where(Award.effect_id == effect.id)).first()


def _finish(act: Act, suggestion: Suggestion) -> None:
    """Rewarded, once all is awarded and every share is paid or taken as points."""
    act.session.flush()
    found = shares(act.session, *of(act.session, suggestion))
    due = still_due(act.session, suggestion, act.config.suggestions.rewards)
    if suggestion.status is State.VERIFIED and all(one.settled for one in found) and not due:
        stages.go(suggestion, State.REWARDED)
        suggestion.due_at = None
        audit.log(act, "suggestion.rewarded", suggestion)
        informing.say(act, suggestion, "rewarded", REWARDED.format(number=suggestion.number))


def _tell(act: Act, suggestion: Suggestion, made: Award) -> None:
    number, people = suggestion.number, len(shares(act.session, made))
    shared = SHARED.format(count=people) if people > 1 else ""
    how = ANONYMOUS if suggestion.anonymous else shared + POINTS.format(number=number)
    ground = Ground(made.ground).label
    text = AWARDED.format(number=number, grade=made.grade, ground=ground, sum=grades.yuan(made.sum), how=how)
    buttons = () if suggestion.anonymous else (TAKE_POINTS.format(number=number),)
    informing.say(act, suggestion, "awarded", text, *buttons)
