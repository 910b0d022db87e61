"""A member answers a survey that came to them, once; who it was is not kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from bot.conversation import Ask, Option, Sought, Start, command, form
from bot.domain import polls
from bot.domain.noticebook import Notice
from bot.errors import Refusal
from bot.messages import Reply
from handlers import surveys
from handlers.turn import Turn

SAID: Final = "said"
"""The field that finds the survey's questions; an answer is stored under SAID.NAME."""

FILL: Final = "填问卷：{title}"
WHICH: Final = "填哪份问卷？"
NOTHING: Final = "现在没有要您填的问卷。有话想说，回复“提建议”。"
UNKNOWN: Final = "没有找到“{title}”这份问卷。回复“问卷”，看看有哪些等您填。"
OPENING: Final = "“{title}”：{count} 个小问题，不记是谁答的。"
THANKS: Final = "谢谢！您的回答收到了，没有记您的名字。"
EMPTY: Final = "还什么都没答呢。至少答一题，或者回复“取消”不填。"


def _theirs(turn: Turn) -> Sequence[Option]:
    """Closed ones too: who was answering meanwhile is told so at the end, and not asked which one they mean."""
    return [Option(str(notice.id), notice.title) for notice in polls.of_member(turn.act, turn.member)]


def _questions(answers: Mapping[str, str | None], turn: Turn) -> Sequence[Sought]:
    notice = _numbered(turn, answers.get("notice"))
    return surveys.questions(polls.questions(notice), answers, SAID) if notice else ()


@dataclass(frozen=True)
class PollForm:
    """What somebody answers to a survey."""

    notice: Annotated[str, Ask(WHICH, "问卷", choices=_theirs)]
    said: Annotated[Mapping[str, Any], Ask("", several=_questions)] = field(default_factory=dict)


@form("poll", PollForm, title="问卷", confirm=False)
def poll(answer: PollForm, turn: Turn) -> Reply:
    """Keep what was answered, without whose it is."""
    notice = _numbered(turn, answer.notice)
    if notice is None:
        raise Refusal(NOTHING)
    rows = surveys.rows(polls.questions(notice), answer.said)
    if not rows:
        raise Refusal(EMPTY)
    polls.give(turn.act, notice, turn.member, {row["name"]: row["value"] for row in rows})
    return Reply(THANKS)


@command("问卷", "填问卷", "我的问卷", "/survey", english="Surveys for you")
def which(turn: Turn) -> Reply:
    """The surveys that wait for the member's answers."""
    found = _mine(turn)
    if not found:
        return Reply(NOTHING, ("提建议",))
    return Reply(WHICH, tuple(FILL.format(title=notice.title) for notice in found))


@command(pattern=r"填(?:写)?问卷\s*[:：]\s*(?P<title>.{1,80})")
def begin(turn: Turn, title: str) -> Start:
    """Begin to answer the latest survey of this title that is open to them; a Refusal says why there is none."""
    named = [one for one in polls.of_member(turn.act, turn.member) if one.title.strip() == title.strip()]
    notice = next((one for one in named if _may(turn, one)), named[0] if named else None)
    if notice is None:
        raise Refusal(UNKNOWN.format(title=title.strip()))
    polls.open_to(turn.act, notice, turn.member)
    opening = OPENING.format(title=notice.title, count=len(polls.questions(notice)))
    return Start("poll", {"notice": str(notice.id)}, fresh=True, opening=opening)


ENTRIES: Final = (which, begin, poll)
"""What MENU has of it."""


def _mine(turn: Turn) -> list[Notice]:
    """Those that the member may still answer."""
    return [notice for notice in polls.of_member(turn.act, turn.member) if _may(turn, notice)]


def _may(turn: Turn, notice: Notice) -> bool:
    try:
        polls.open_to(turn.act, notice, turn.member)
    except Refusal:
        return False
    return True


def _numbered(turn: Turn, number: str | None) -> Notice | None:
    return polls.numbered(turn.session, int(number)) if number and number.isdecimal() else None
