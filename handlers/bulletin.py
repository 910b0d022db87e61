"""The open board (公开栏) in the chat: what was suggested, answered and done where the member works; 因为有你."""

from typing import Final

from bot.conversation import command
from bot.domain import bulletin, suggestions, voices
from bot.domain.bulletin import Group, Shown
from bot.errors import Refusal
from bot.messages import Reply
from handlers.turn import Turn

BOARD, STORIES, MORE = "公开栏", "因为有你", "更多"
OPEN: Final = "最新"
GROUPS: Final = {"最新": None, "等答复": Group.OPEN, "已答复": Group.ANSWERED, "已落实": Group.DONE}
SUPPORT: Final = "附议 {number}"
UNDO: Final = "撤回附议 {number}"

OFF: Final = "公开栏现在没有开。您的建议照样有人看、有人答，回复“提建议”就行。"
EMPTY: Final = "公开栏{group}还没有建议。您有好主意，回复“提建议”，就从您开始。"
NO_STORY: Final = "还没有落实好的建议可以讲。您的主意也许就是第一个，回复“提建议”。"
HEAD: Final = "公开栏·{group}（{part}共 {count} 条）"
PART: Final = "第 {first}–{last} 条，"
LINE: Final = "{number}“{title}”（{state}{backing}）"
BACKING: Final = "，{count} 人附议"
HOW: Final = "想看哪条、想附议哪条，点它的编号。"
NO_MORE: Final = "没有更多了。"
NOT_HERE: Final = "要看更多建议，先回复“公开栏”。"
STORIES_HEAD: Final = "因为有你，这些变好了："
STORY: Final = "· {title}{story}{names}"
SHOWN: Final = "{number} “{title}”\n{text}\n\n{topic}，{state}{backing}{names}{story}"
NAMES: Final = "（{names}提）"
LONGEST_TEXT, LONGEST_STORY, LONGEST_TITLE = 280, 100, 40
MOST_STORIES: Final = 4
PAGE: Final = bulletin.PAGE // 2
"""Suggestions in one message."""

_REMEMBERED: Final = "board"


@command("公开栏", "建议公开栏", "公开栏 最新", "大家的建议", "/board", english="What others suggested")
def newest(turn: Turn) -> Reply:
    """The newest of all."""
    return _page(turn, OPEN, 1)


@command(pattern=r"公开栏?\s*[:：]?\s*(?P<group>等答复|已答复|已落实)")
def of_group(turn: Turn, group: str) -> Reply:
    """Those that were answered, or carried out."""
    return _page(turn, group, 1)


@command("更多", "更多建议", "下一页")
def more(turn: Turn) -> Reply:
    """The next page of what was looked at last."""
    group, _, page = turn.notes.get(_REMEMBERED, "").partition(" ")
    if not page:
        raise Refusal(NOT_HERE)
    return _page(turn, group, int(page) + 1)


@command("因为有你", "建议成果", "好建议", "/stories", english="What suggestions changed")
def stories(turn: Turn) -> Reply:
    """What changed because somebody suggested it."""
    _require_board(turn)
    found = bulletin.stories(turn.act, turn.member.unit_id, MOST_STORIES)
    if not found:
        raise Refusal(NO_STORY)
    lines = [
        STORY.format(title=_short(one.title, LONGEST_TITLE), story=_story(one), names=_names(one)) for one in found
    ]
    return Reply("\n".join([STORIES_HEAD, *lines]), ("提建议", BOARD))


def of_number(turn: Turn, number: str) -> Reply | None:
    """The side that a suggestion turns to everybody; None where it has none for this member."""
    one = bulletin.of_number(turn.act, turn.member.unit_id, number)
    if one is None:
        return None
    text = SHOWN.format(
        number=one.number,
        title=one.title,
        text=_short(one.text, LONGEST_TEXT),
        topic=one.topic,
        state=one.state_label,
        backing=_backing(one),
        names=_names(one),
        story=f"\n成效{_story(one)}" if one.story else "",
    )
    button = UNDO if backs(turn, number) else SUPPORT
    return Reply(text, (button.format(number=one.number), BOARD))


def backs(turn: Turn, number: str) -> bool:
    """Whether the member supports it."""
    one = suggestions.numbered(turn.session, number)
    return one is not None and one.id in {
        voice.suggestion_id for voice in voices.of_address(turn.session, turn.address)
    }


def _page(turn: Turn, group: str, page: int) -> Reply:
    _require_board(turn)
    unit, which = turn.member.unit_id, GROUPS[group]
    half = PAGE * ((page - 1) % 2)
    found = bulletin.newest(turn.act, unit, which, (page + 1) // 2)[half : half + PAGE]
    if not found:
        raise Refusal(NO_MORE if page > 1 else EMPTY.format(group="" if which is None else f"“{group}”里"))
    turn.notes[_REMEMBERED] = f"{group} {page}"
    first = PAGE * (page - 1) + 1
    last, count = first + len(found) - 1, bulletin.count(turn.act, unit, which)
    part = PART.format(first=first, last=last) if count > PAGE else ""
    lines = [HEAD.format(group=group, part=part, count=count)]
    lines += [_line(one) for one in found]
    others = [f"{BOARD} {name}" for name in ("已答复", "已落实") if name != group]
    buttons = (*(one.number for one in found), *((MORE,) if last < count else ()), *others)
    return Reply("\n".join([*lines, HOW]), buttons)


def _line(one: Shown) -> str:
    title = _short(one.title, LONGEST_TITLE)
    return LINE.format(number=one.number, title=title, state=one.state_label, backing=_backing(one))


def _backing(one: Shown) -> str:
    return BACKING.format(count=one.supporters) if one.supporters else ""


def _names(one: Shown) -> str:
    return NAMES.format(names="、".join(one.names)) if one.names else ""


def _story(one: Shown) -> str:
    return f"：{_short(one.story, LONGEST_STORY)}" if one.story else ""


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _require_board(turn: Turn) -> None:
    if not turn.act.config.suggestions.board:
        raise Refusal(OFF)


ENTRIES: Final = (newest, of_group, more, stories)
"""What MENU has of it."""
