"""What its proposer may want otherwise: to withdraw a suggestion, or that one not adopted is weighed again."""

from datetime import timedelta
from typing import Final

from bot.domain import audit, calendar, informing, pairing, stages
from bot.domain.acts import Act
from bot.domain.box import UNANSWERED, State, Suggestion, SuggestionRemark
from bot.errors import Refusal

CANNOT_WITHDRAW: Final = "{number} 现在是“{state}”，撤不回来了。有话要说，回复“回应 {number}”。"
CO_WITHDRAWN: Final = "【{number}】您参与的建议由提交人撤回了。"
WITHDRAWN: Final = "由建议人撤回了，谢谢您支持它。"
NO_REASON: Final = "请写上为什么要再评一次：哪条理由不对，或者有什么新情况。"
NOT_DECLINED: Final = "{number} 现在是“{state}”，只有暂不采纳的建议可以申诉。有话要说，回复“回应 {number}”。"
APPEALED: Final = "{number} 已经申诉过一次了，每条建议只能申诉一次。有话要说，回复“回应 {number}”。"
TOO_LATE: Final = "{number} 答复已经超过 {days} 天，不能再申诉。情况有变化的，回复“提建议”重新提一条。"
CO_APPEALED: Final = "【{number}】您参与的建议由提交人申诉了，{day}前重新答复。"


def withdraw(act: Act, suggestion: Suggestion) -> None:
    """The proposer takes a suggestion back that nobody has adopted; what was merged into it goes on by itself."""
    act = act.unnamed if suggestion.anonymous else act
    held = [suggestion, *stages.parts(act.session, suggestion)]
    stages.hold(act.session, *held)
    require_withdrawable(suggestion)
    pairing.free(act, suggestion)
    stages.go(suggestion, State.WITHDRAWN)
    suggestion.due_at, suggestion.shown = None, False
    audit.log(act, "suggestion.withdrawn", suggestion)
    informing.others(act, suggestion, "withdrawn", CO_WITHDRAWN.format(number=suggestion.number))
    informing.spread(act, suggestion, "withdrawn", WITHDRAWN)


def appeal(act: Act, suggestion: Suggestion, words: str) -> None:
    """The proposer of one that was not adopted says why it should be weighed again: once, within some days."""
    act = act.unnamed if suggestion.anonymous else act
    stages.hold(act.session, suggestion)
    require_appealable(act, suggestion)
    if not words.strip():
        raise Refusal(NO_REASON)
    stages.go(suggestion, State.REVIEWING)
    suggestion.appealed_at, suggestion.replied_at = act.now, None
    suggestion.reply_by = stages.reply_by(suggestion, act.config)
    suggestion.due_at = stages.due(suggestion, act.now, act.config)
    said = SuggestionRemark(suggestion_id=suggestion.id, body=words, files=[], said_at=act.now)
    act.session.add(said)
    audit.log(act, "suggestion.appealed", suggestion)
    day = calendar.shown(suggestion.reply_by, act.config.zone)
    informing.others(act, suggestion, "appealed", CO_APPEALED.format(number=suggestion.number, day=day))


def may_appeal(suggestion: Suggestion) -> bool:
    """Whether it was not adopted, and not appealed yet."""
    return suggestion.status is State.DECLINED and suggestion.appealed_at is None


def require_withdrawable(suggestion: Suggestion) -> None:
    """Refusal where it is too late to take a suggestion back."""
    if suggestion.status not in {*UNANSWERED, State.RESERVED}:
        raise Refusal(CANNOT_WITHDRAW.format(number=suggestion.number, state=suggestion.state_label))


def require_appealable(act: Act, suggestion: Suggestion) -> None:
    """Refusal where its proposer may not appeal, or may no more."""
    number, days = suggestion.number, act.config.suggestions.appeal_days
    if suggestion.appealed_at:
        raise Refusal(APPEALED.format(number=number))
    if suggestion.status is not State.DECLINED:
        raise Refusal(NOT_DECLINED.format(number=number, state=suggestion.state_label))
    if suggestion.answered_at and act.now > suggestion.answered_at + timedelta(days=days):
        raise Refusal(TOO_LATE.format(number=number, days=days))
