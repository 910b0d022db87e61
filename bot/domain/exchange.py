"""What a suggestion's proposer and the staff say to each other about it, and staff among themselves."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from bot.domain import audit, filings, informing, stages
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion, SuggestionRemark
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Attachment

NOTHING_SAID: Final = "请先写上要说的话。"
NOBODY: Final = "建议人的联系方式已经按规定删除，不能再发消息。"
REPLIED: Final = "【{number}】关于您的建议，{officer}回复您：\n{body}"
OVER: Final = "{number} {state}，不能再补充了。有新的想法，回复“提建议”另提一条。"

SETTLED: Final = (State.RESERVED, State.DECLINED)
"""Answered, and nothing is due, until its proposer says something."""


def remark(act: Act, suggestion: Suggestion, body: str, files: Sequence[Attachment] = ()) -> SuggestionRemark:
    """The proposer says something more; where nothing is due any more, an officer is to look at it soon."""
    act = act.unnamed if suggestion.anonymous else act
    _require_words(body)
    stages.hold(act.session, suggestion)
    require_going_on(suggestion)
    said = _said(act, suggestion, body, files)
    if suggestion.status in SETTLED and suggestion.due_at is None:
        suggestion.due_at = stages.soon(act.now, act.config)
    audit.log(act, "suggestion.remarked", suggestion)
    return said


def reply(
    act: Act, suggestion: Suggestion, officer: Officer, body: str, files: Sequence[Attachment] = ()
) -> SuggestionRemark:
    """An officer says something to those who proposed it; they get it in the chat. It is no answer yet."""
    _require_words(body)
    stages.require(act.session, suggestion, officer)
    stages.hold(act.session, suggestion)
    if not informing.reached(act.session, suggestion):
        raise Refusal(NOBODY)
    said = _said(act, suggestion, body, files, officer)
    if suggestion.status in SETTLED:
        suggestion.due_at = None
    audit.log(act, "suggestion.replied", suggestion)
    text = REPLIED.format(number=suggestion.number, officer=officer.name, body=body)
    informing.say(act, suggestion, "reply", text, files=tuple(files))
    return said


def note(act: Act, suggestion: Suggestion, officer: Officer, body: str) -> SuggestionRemark:
    """An officer leaves a note for colleagues, which no member ever sees."""
    _require_words(body)
    if not filings.may_see(act.session, officer, suggestion):
        raise Refusal(stages.NOT_YOURS)
    said = _said(act, suggestion, body, (), officer)
    said.internal = True
    audit.log(act, "suggestion.noted", suggestion)
    return said


def require_going_on(suggestion: Suggestion) -> None:
    """Refusal where its proposer cannot say anything about it any more."""
    if suggestion.status in {State.ARCHIVED, State.WITHDRAWN}:
        raise Refusal(OVER.format(number=suggestion.number, state=suggestion.state_label))


def _require_words(body: str) -> None:
    if not body.strip():
        raise Refusal(NOTHING_SAID)


def _said(
    act: Act, suggestion: Suggestion, body: str, files: Sequence[Attachment], officer: Officer | None = None
) -> SuggestionRemark:
    said = SuggestionRemark(
        suggestion_id=suggestion.id,
        officer_id=officer.id if officer else None,
        body=body,
        files=[asdict(file) for file in files],
        said_at=act.now,
    )
    act.session.add(said)
    return said
