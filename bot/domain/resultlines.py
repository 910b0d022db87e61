"""Results as they are pasted, a line each: "1 红旗队 98.5 一等奖". What is not sure is said, and never guessed."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from sqlalchemy.orm import Session

from bot.domain import participants, results, seats
from bot.domain.events import Event
from bot.domain.results import Standing
from bot.errors import Refusal
from bot.messages import clean

MOST: Final = 500
"""Lines at once."""

NOTHING: Final = "还没有粘贴内容。一行写一个，比如“1 红旗队 98.5 一等奖”。"
TOO_MANY: Final = "一次最多 {most} 行，现在有 {count} 行。请分几次贴。"
NO_NAME: Final = "没有写是谁"
NOTHING_SAID: Final = "没有写名次、成绩或奖项"
UNKNOWN: Final = "名单里没有“{name}”"
MEANT: Final = "名单里没有“{name}”，是不是“{like}”？"
SEVERAL: Final = "名单里有 {count} 个“{name}”，分不清是哪一个，请到下面的表里填"
TWICE: Final = "前面已经有“{name}”了"
TWO_SCORES: Final = "有两个成绩：{one}、{other}"
UNCLEAR: Final = "开头的“{text}”是名次还是成绩？名次要写整数"
TIED: Final = "有两个第{rank}名，成绩却不一样"

_RANK: Final = re.compile(r"第?(\d{1,4})名?")
_RANK_WORD: Final = {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
_AWARD: Final = re.compile(r".*(奖|冠军|亚军|季军|优胜|优秀|金牌|银牌|铜牌|鼓励)\S{0,6}")
_SCORE: Final = re.compile(r"(?:\d[\d.:：'′’\"″]*(?:分钟?|小时|秒|公斤|千克|厘米|米|环|个|次|局|票|胜|负|平|和|%)?)+")
_NUMBERED: Final = re.compile(r"^(第?\d{1,4}名?)[、.．:：]\s*(?=\D)")
_BREAK: Final = re.compile(r"[\s,，;；|]+")


@dataclass(frozen=True)
class Read:
    """One line: the text as it was, what it says, whose (0: nobody known), and what is not sure about it."""

    text: str
    standing: Standing
    name: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Parts:
    """What the words of a line are."""

    name: str = ""
    rank: int | None = None
    award: str = ""
    score: str = ""
    doubt: str = ""


def read(session: Session, event: Event, text: str) -> list[Read]:
    """The lines of a list of results, matched with who has a place by the full name; Refusal where there are none."""
    lines = [line for line in clean(text).split("\n") if line.strip()]
    if not lines:
        raise Refusal(NOTHING)
    if len(lines) > MOST:
        raise Refusal(TOO_MANY.format(most=MOST, count=len(lines)))
    places = seats.of_event(session, event)
    named: dict[str, list[int]] = {}
    for number, name in participants.titles(session, places).items():
        named.setdefault(_plain(name), []).append(number)
    found = list[Read]()
    for line in lines:
        found.append(_line(line.strip(), named, {one.standing.registration_id for one in found}))
    return _with_ties(found)


def clear(found: Sequence[Read]) -> list[Standing]:
    """What can be kept of it as it is."""
    return [one.standing for one in found if not one.doubts]


def _line(line: str, named: dict[str, list[int]], before: Collection[int]) -> Read:
    parts = _parts(line)
    whose = named.get(_plain(parts.name), [])
    doubts = [parts.doubt] if parts.doubt else []
    if not (parts.rank or parts.score or parts.award):
        doubts.append(NOTHING_SAID)
    if len(whose) != 1:
        doubts.append(_unknown(parts.name, len(whose), list(named)))
    elif whose[0] in before:
        doubts.append(TWICE.format(name=parts.name))
    if max(len(parts.award), len(parts.score)) > results.LONGEST:
        doubts.append(results.TOO_LONG.format(most=results.LONGEST, text=max(parts.award, parts.score, key=len)[:10]))
    number = whose[0] if len(whose) == 1 else 0
    return Read(line, Standing(number, parts.rank, parts.award, parts.score), parts.name, tuple(doubts))


def _unknown(name: str, count: int, names: list[str]) -> str:
    if not name:
        return NO_NAME
    if count:
        return SEVERAL.format(count=count, name=name)
    like = get_close_matches(_plain(name), names, 1)
    return MEANT.format(name=name, like=like[0]) if like else UNKNOWN.format(name=name)


def _parts(line: str) -> _Parts:
    """What each word of a line is: a rank at the beginning, then a name, a score, an award."""
    first, *rest = _BREAK.split(_NUMBERED.sub(r"\1 ", line))
    parts, number = _Parts(), _rank(first)
    if number is not None:
        parts = _Parts(rank=number)
    elif rest and _SCORE.fullmatch(first):
        parts = _Parts(doubt=UNCLEAR.format(text=first))
    else:
        rest = [first, *rest]
    for word in rest:
        parts = _taken(parts, word)
    return parts


def _taken(parts: _Parts, word: str) -> _Parts:
    if parts.name and _SCORE.fullmatch(word):
        if parts.score:
            return replace(parts, doubt=TWO_SCORES.format(one=parts.score, other=word))
        return replace(parts, score=word)
    if parts.name and not parts.award and _AWARD.fullmatch(word):
        return replace(parts, award=word)
    return replace(parts, name=f"{parts.name} {word}".strip())


def _rank(word: str) -> int | None:
    if (found := _RANK.fullmatch(word)) and int(found[1]) > 0:
        return int(found[1])
    return _RANK_WORD.get(word.removeprefix("第").removesuffix("名")) if word.startswith("第") else None


def _with_ties(found: list[Read]) -> list[Read]:
    """A rank that two have with different scores is not sure for either."""
    pairs = {(one.standing.rank, one.standing.score) for one in found if one.standing.rank and one.standing.score}
    scores = Counter(rank for rank, _ in pairs)
    return [
        replace(one, doubts=(*one.doubts, TIED.format(rank=one.standing.rank)))
        if one.standing.rank and scores[one.standing.rank] > 1
        else one
        for one in found
    ]


def _plain(name: str) -> str:
    return re.sub(r"[\s“”\"「」《》]+", "", name)
