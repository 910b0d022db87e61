"""One thing done with several suggestions at once: each by itself, and a line for each that could not be done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from sqlalchemy import select

from bot.console.visit import Visit
from bot.domain import reviews, roles, suggestions
from bot.domain.box import State, Suggestion
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import clean

PICK: Final = "pick-"
"""A ticked box is called so, with the suggestion's id behind."""

MOST: Final = 100
NOBODY: Final = "请先选一位同事。"
NOTHING: Final = "还没有勾选建议。请先勾上要一起办的，再点“一起办”。"
NO_DEED: Final = "请先选一起办什么。"
NO_REASON: Final = "不采纳要写清理由，每位建议人都会收到。"

Deed = Callable[[Suggestion], object]


@dataclass
class Result:
    """What came of it: what was done, with how many; what was not, and why."""

    word: str
    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def run(visit: Visit) -> Result:
    """Do what was chosen with each that was ticked. Refusal where nothing was, or where something is missing."""
    word, deed = _deed(visit)
    result = Result(word)
    for one in _picked(visit):
        try:
            with visit.session.begin_nested():
                deed(one)
        except Refusal as why:
            result.refused.append((one.number, str(why)))
        else:
            result.done.append(one.number)
    if not result.done and not result.refused:
        raise Refusal(NOTHING)
    return result


def _deed(visit: Visit) -> tuple[str, Deed]:
    """What is to be done, in words, and how."""
    act, officer, chosen = visit.act, visit.officer, visit.typed.get("deed", "")
    if chosen == "acknowledge":
        return "已受理", lambda one: suggestions.acknowledge(act, one, officer)
    if chosen == "archive":
        return "已归档", lambda one: suggestions.archive(act, one, officer)
    if chosen == "review":
        return "已请评审", partial(reviews.ask, act, officer=officer, reviewer=_colleague(visit))
    if chosen == "hand-over":
        return "已转交", partial(suggestions.hand_over, act, officer=officer, to=_colleague(visit))
    if chosen == "decline":
        if not (reason := visit.text("reason").strip()):
            raise Refusal(NO_REASON)
        return "未采纳，理由已告诉建议人", lambda one: suggestions.answer(act, one, officer, State.DECLINED, reason)
    raise Refusal(NO_DEED)


def _picked(visit: Visit) -> Iterator[Suggestion]:
    """What was ticked, as far as it is in a unit where the officer may answer."""
    written = [name.removeprefix(PICK) for name in visit.typed if name.startswith(PICK)]
    ids = [int(one[:9]) for one in written if one.isascii() and one.isdecimal()][:MOST]
    mine = roles.reach(visit.session, visit.officer, Right.ANSWER_SUGGESTIONS) if ids else set()
    found = visit.session.scalars(select(Suggestion).where(Suggestion.id.in_(ids)).order_by(Suggestion.id)).all()
    return (one for one in found if one.unit_id in mine)


def _colleague(visit: Visit) -> Officer:
    written = clean(visit.typed.get("colleague", ""))
    known = visit.session.get(Officer, int(written[:9])) if written.isascii() and written.isdecimal() else None
    if known is None or not known.active:
        raise Refusal(NOBODY)
    return known
