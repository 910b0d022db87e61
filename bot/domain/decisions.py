"""Decisions: a suggestion is adopted, reserved or not adopted; none of it without a reason that its proposer reads."""

from typing import Final

from bot.domain import audit, informing, stages
from bot.domain.acts import Act
from bot.domain.box import VERDICTS, State, Suggestion
from bot.domain.staff import Officer
from bot.errors import Refusal

NO_VERDICT: Final = "请选择采纳、暂存或暂不采纳。"
NO_REASON: Final = "请写明答复；暂不采纳的，要写清理由，建议人会收到。"
SAME: Final = "这条答复已经发给建议人了，不用再发。"
ANSWERED: Final = "【{number}】您的建议“{title}”有答复了：{verdict}\n{answer}"
MAY_APPEAL: Final = "如果您觉得理由说不过去，{days} 天内回复“申诉 {number}”，我们再评一次。"
APPEAL: Final = "申诉 {number}"
ADOPTED_NEXT: Final = "接下来交给有关部门落实，进展会告诉您。"

_SHORT: Final = {
    State.ADOPTED: "工会答复：采纳，接下来安排落实。",
    State.RESERVED: "工会答复：好主意，先存着，等条件成熟。",
    State.DECLINED: "工会答复：这次暂不采纳。谢谢您支持它。",
}
"""What supporters read: the reasons are for those who proposed it."""


def answer(act: Act, suggestion: Suggestion, officer: Officer, verdict: State, text: str) -> None:
    """Answer a suggestion; the proposer gets verdict and reasons in the chat.

    A later answer replaces it until the work is assigned. Refusal where there is no reason, and where the
    same was answered already: nobody is told a thing twice.
    """
    if verdict not in VERDICTS:
        raise Refusal(NO_VERDICT)
    if not text.strip():
        raise Refusal(NO_REASON)
    stages.claim(act.session, suggestion, officer)
    if (suggestion.status, suggestion.answer) == (verdict, text):
        raise Refusal(SAME)
    if suggestion.status is State.ASSIGNED:
        raise Refusal(stages.NOT_NOW.format(state=suggestion.state_label))
    again = suggestion.status is State.ADOPTED is verdict
    stages.go(suggestion, verdict)
    suggestion.answer, suggestion.answered_at, suggestion.officer_id = text, act.now, officer.id
    suggestion.replied_at = suggestion.replied_at or act.now
    if not again:
        suggestion.adopted_at = act.now if verdict is State.ADOPTED else None
        suggestion.due_at = stages.due(suggestion, act.now, act.config)
    audit.log(act, "suggestion.answered", suggestion, verdict=verdict.value)
    _tell(act, suggestion, verdict)


def _tell(act: Act, suggestion: Suggestion, verdict: State) -> None:
    number = suggestion.number
    lines = [ANSWERED.format(
        number=number, title=suggestion.title, verdict=verdict.label, answer=suggestion.answer
    )]  # fmt: skip
    lines += [ADOPTED_NEXT] if verdict is State.ADOPTED else []
    buttons = [informing.RESPOND.format(number=number)]
    if verdict is State.DECLINED and suggestion.appealed_at is None:
        lines.append(MAY_APPEAL.format(days=act.config.suggestions.appeal_days, number=number))
        buttons.insert(0, APPEAL.format(number=number))
    informing.tell(act, suggestion, "answer", "\n".join(lines), *buttons, supporters=_SHORT[verdict])
