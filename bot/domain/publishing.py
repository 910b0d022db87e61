"""What stands on the open board (公开栏): only what an officer put there, masked, no names unless wished."""

import re
from typing import Final

from sqlalchemy.orm import Session

from bot.domain import audit, chorus, informing, stages
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.chorus import Part
from bot.domain.staff import Officer
from bot.errors import Refusal
from knowledge import masking

LONGEST_TITLE: Final = 80
LONGEST_TEXT: Final = 2000
OFF: Final = "公开栏没有开。要开，请让管理员在配置里把 [suggestions] board 改成 true。"
NO_WORDS: Final = "请写上公开的标题和内容：标题最多 80 字，内容最多 2000 字。写事情，不写人。"
WITHDRAWN: Final = "这条建议已经撤回，不能公开。"
NOT_SHOWN: Final = "这条建议不在公开栏上。"
PUBLISHED: Final = "【{number}】您的建议上了公开栏，标题是“{title}”，{names}。同事可以在那里附议。"
WITH_NAMES, WITHOUT_NAMES = "按您的意愿写了名字：{names}", "上面没有您的名字"
NAME: Final = "〔姓名〕"
LEAST_NAME: Final = 2
"""Characters; a shorter one stands in too many words."""

_MARK = re.compile(r"(?:电话|手机|微信|联系方式|号码)?[:：是]?\s*〔[^〕]*〕")
_DIGITS = re.compile(r"(?:电话|手机|微信|座机|号码)?[:：]?\s*[\dA-Za-z][\d\w-]{4,}")
_EDGES: Final = " ,，、。;；:：()（）-—/"


def publish(act: Act, suggestion: Suggestion, officer: Officer, title: str, text: str) -> None:
    """An officer puts a suggestion on the open board, or words it anew there; its proposer is told the first time.

    Numbers, introduced names, and the proposers' own names where they do not want to stand there, are taken out.
    """
    if not act.config.suggestions.board:
        raise Refusal(OFF)
    stages.require(act.session, suggestion, officer)
    stages.hold(act.session, suggestion)
    if suggestion.status is State.WITHDRAWN or suggestion.erased_at:
        raise Refusal(WITHDRAWN)
    title, text = (masked(act.session, suggestion, words.strip()) for words in (title, text))
    if not 0 < len(title) <= LONGEST_TITLE or not 0 < len(text) <= LONGEST_TEXT:
        raise Refusal(NO_WORDS)
    first, suggestion.shown = not suggestion.shown, True
    suggestion.public_title, suggestion.public_text = title, text
    audit.log(act, "suggestion.published", suggestion)
    if first:
        known = "、".join(names(act.session, suggestion))
        said = WITH_NAMES.format(names=known) if known else WITHOUT_NAMES
        told = PUBLISHED.format(number=suggestion.number, title=title, names=said)
        informing.say(act, suggestion, "published", told, "公开栏")


def unpublish(act: Act, suggestion: Suggestion, officer: Officer) -> None:
    """An officer takes a suggestion off the open board."""
    stages.require(act.session, suggestion, officer)
    stages.hold(act.session, suggestion)
    if not suggestion.shown:
        raise Refusal(NOT_SHOWN)
    suggestion.shown = False
    audit.log(act, "suggestion.unpublished", suggestion)


def names(session: Session, suggestion: Suggestion) -> tuple[str, ...]:
    """Whose names stand on the board: none unless wished; of co-proposers only those who joined."""
    return _all_names(session, suggestion, joined=True) if suggestion.signed and not suggestion.anonymous else ()


def masked(session: Session, suggestion: Suggestion, text: str) -> str:
    """Words as the board may show them."""
    kept = names(session, suggestion)
    for name in _all_names(session, suggestion):
        text = text if name in kept else text.replace(name, NAME)
    return masking.mask(text)


def _all_names(session: Session, suggestion: Suggestion, *, joined: bool = False) -> tuple[str, ...]:
    team = chorus.of_suggestion(session, suggestion, Part.PROPOSER)
    given = [suggestion.contact, *(one.name for one in team if one.joined_at or not joined)]
    found = [_plain(one) for one in given if one]
    return tuple(name for name in found if len(name) >= LEAST_NAME)


def _plain(contact: str) -> str:
    """A name out of how somebody said they are reached."""
    return _DIGITS.sub("", _MARK.sub("", masking.mask(contact))).strip(_EDGES)
