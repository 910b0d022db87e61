"""Pairing: a suggestion goes on within another one that is like it, and comes out again. Everybody is kept informed."""

from typing import Final

from bot.domain import audit, informing, stages
from bot.domain.acts import Act
from bot.domain.box import MOVES, State, Suggestion
from bot.domain.staff import Officer
from bot.errors import Refusal

NOT_ITSELF: Final = "请填另一条建议的编号，不能和自己合并。"
ENDED: Final = "{number} {state}，不能并进去。请并到还在办的那一条。"
NOT_MERGEABLE: Final = "{number} 现在是“{state}”，已经在落实，不能再并入别的建议。"
ALREADY: Final = "{number} 已经并入 {main} 了。要并到别的建议，请先拆开。"
NOT_MERGED: Final = "{number} 没有并入别的建议，不用拆开。"
MERGED: Final = (
    "【{number}】您的建议和 {main} 说的是同一件事，接下来并在一起办，有进展在这里告诉您。您的这一条和编号都还在。"
)
MERGED_SHORT: Final = "和 {main} 是同一件事，并在一起办，您的附议也算在那里。"
SPLIT: Final = "【{number}】您的建议改为单独办理，有进展在这里告诉您。之前说过的都在，不用再讲一遍。"
SPLIT_SHORT: Final = "改为单独办理。"


def merge(act: Act, suggestion: Suggestion, officer: Officer, into: Suggestion) -> None:
    """An officer has a suggestion go on within another one; what was merged into it goes along.

    Refusal where either is not theirs, where the other has ended, and where this one is being carried out already.
    """
    session = act.session
    if suggestion.id == into.id:
        raise Refusal(NOT_ITSELF)
    for one in (suggestion, into):
        stages.require(session, one, officer)
    stages.hold(session, suggestion, into, *stages.parts(session, suggestion))
    _require_mergeable(act, suggestion, into)
    parts = stages.parts(session, suggestion)
    suggestion.merged_from, suggestion.due_at = suggestion.state, None
    suggestion.state, suggestion.merged_into_id = State.MERGED.value, into.id
    for part in parts:
        part.merged_into_id = into.id
    for one in (suggestion, *parts):
        _tell_merged(act, one, into)


def split(act: Act, suggestion: Suggestion, officer: Officer) -> None:
    """An officer takes a suggestion out of the one into which it was merged: it is where it was, and due anew."""
    session = act.session
    stages.require(session, suggestion, officer)
    main = session.get(Suggestion, suggestion.merged_into_id or 0)
    stages.hold(session, suggestion, *filter(None, [main]))
    if suggestion.merged_into_id is None or main is None or main.id != suggestion.merged_into_id:
        raise Refusal(NOT_MERGED.format(number=suggestion.number))
    _part(act, suggestion, main)


def free(act: Act, main: Suggestion) -> None:
    """All that was merged into a suggestion goes on by itself: that one goes no further. Its parts are held already."""
    for part in stages.parts(act.session, main):
        _part(act, part, main)


def _require_mergeable(act: Act, suggestion: Suggestion, into: Suggestion) -> None:
    if suggestion.merged_into_id:
        main = act.session.get_one(Suggestion, suggestion.merged_into_id)
        raise Refusal(ALREADY.format(number=suggestion.number, main=main.number))
    if into.merged_into_id:
        main = act.session.get_one(Suggestion, into.merged_into_id)
        raise Refusal(stages.INTO.format(number=main.number))
    if into.ended:
        raise Refusal(ENDED.format(number=into.number, state=into.state_label))
    if State.MERGED not in MOVES[suggestion.status]:
        raise Refusal(NOT_MERGEABLE.format(number=suggestion.number, state=suggestion.state_label))


def _tell_merged(act: Act, one: Suggestion, into: Suggestion) -> None:
    audit.log(act, "suggestion.merged", one, into=into.number)
    audit.log(act, "suggestion.took_in", into, other=one.number)
    text = MERGED.format(number=one.number, main=into.number)
    informing.tell(act, one, "merged", text, supporters=MERGED_SHORT.format(main=into.number))


def _part(act: Act, suggestion: Suggestion, main: Suggestion) -> None:
    suggestion.state, suggestion.merged_from = suggestion.merged_from or State.FILED.value, None
    suggestion.merged_into_id = None
    suggestion.due_at = stages.due(suggestion, act.now, act.config)
    audit.log(act, "suggestion.split", suggestion, other=main.number)
    audit.log(act, "suggestion.gave_back", main, other=suggestion.number)
    text = SPLIT.format(number=suggestion.number)
    informing.tell(act, suggestion, "split", text, supporters=SPLIT_SHORT)
