"""A member who came to an event says what they thought of it, once; who it was is not kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from bot.conversation import Ask, Option, Sought, Start, command, form
from bot.domain import opinions, seats
from bot.domain.events import Event
from bot.domain.programme import known_as
from bot.domain.survey import Item
from bot.errors import Refusal
from bot.messages import Reply
from handlers import surveys
from handlers.event import coded, known, meant
from handlers.turn import Turn

SAID: Final = "said"
"""The field that finds the event's questions; an answer is stored under SAID.NAME."""

WHICH: Final = "评价哪个活动？"
NOTHING: Final = "现在没有要您评价的活动。有话想说，回复“提建议”。"
OPENING: Final = "“{title}”办得怎么样？下面 {count} 个小问题，不记是谁答的。"
THANKS: Final = "谢谢！您的评价收到了，没有记您的名字。办活动的人会看到大家怎么说。"
EMPTY: Final = "还什么都没答呢。至少答一题，或者回复“取消”不评价。"


def _open(turn: Turn) -> Sequence[Option]:
    found = [Option(event.code, known_as(turn.act, event)) for event in _mine(turn)]
    if not found:
        raise Refusal(NOTHING)
    return found


def _questions(answers: Mapping[str, str | None], turn: Turn) -> Sequence[Sought]:
    event = known(turn, answers.get("event") or "")
    return surveys.questions(_items(event, turn), answers, SAID) if event else ()


@dataclass(frozen=True)
class OpinionForm:
    """What somebody thought of an event."""

    event: Annotated[str, Ask(WHICH, "活动", choices=_open)]
    said: Annotated[Mapping[str, Any], Ask("", several=_questions)] = field(default_factory=dict)


@form("opinion", OpinionForm, title="活动评价", confirm=False)
def opinion(answer: OpinionForm, turn: Turn) -> Reply:
    """Keep what was answered, without whose it is."""
    event = coded(turn, answer.event)
    rows = surveys.rows(_items(event, turn), answer.said)
    if not rows:
        raise Refusal(EMPTY)
    opinions.give(turn.act, event, turn.member, {row["name"]: row["value"] for row in rows})
    return Reply(THANKS, ("活动",))


@command("评价活动", "活动评价", "/opinion", english="Say how an activity was")
def which(turn: Turn) -> Reply:
    """The events that the member may say something about."""
    found = _mine(turn)
    if not found:
        return Reply(NOTHING, ("提建议",))
    return Reply(WHICH, tuple(f"评价：{known_as(turn.act, event)}" for event in found))


@command(pattern=r"评价\s*[:：]\s*(?P<what>.{2,80})")
def begin(turn: Turn, what: str) -> Start:
    """Begin to answer for one event."""
    event = meant(turn, what, _mine(turn))
    opinions.open_to(turn.act, event, turn.member)
    opening = OPENING.format(title=event.title, count=len(_items(event, turn)))
    return Start("opinion", {"event": event.code}, fresh=True, opening=opening)


ENTRIES: Final = (which, begin, opinion)
"""What MENU has of it."""


def _mine(turn: Turn) -> list[Event]:
    """The events that the member had a place at and may still say something about."""
    return [event for _, event in seats.of_member(turn.session, turn.member) if _may(turn, event)]


def _may(turn: Turn, event: Event) -> bool:
    if event.inquiry_at is None or event.draft:
        return False
    try:
        opinions.open_to(turn.act, event, turn.member)
    except Refusal:
        return False
    return True


def _items(event: Event, turn: Turn) -> tuple[Item, ...]:
    return opinions.questions(event, turn.act.config)
