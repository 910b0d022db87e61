"""Hours as plans write them: 14:00-16:30, 下午2点半, 晚上7点到9点. An hour of two meanings is asked, not chosen."""

import re
from dataclasses import dataclass
from typing import Final

from bot.conversation.dates import DIGITS

NUMBER: Final = r"(?:[12]\d|3[01]|0?\d(?!\d)|[二三]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
"""A number of a day, a month or an hour, in figures or in characters."""

PLAIN: Final = str.maketrans("０１２３４５６７８９：－–—―~～〜／．", "0123456789:-------/.")
"""For reading, character by character: places in the plain text are places in the written one."""

AFTERNOON: Final = ("下午", "傍晚", "晚上", "晚", "夜里")
NOON: Final = 12
EARLIEST: Final = 7
"""An hour before it, without 上午 or 下午, may be either."""

EITHER: Final = "“{words}”是上午还是下午，没写"
ONLY_PART: Final = "只写了“{words}”，没写几点"
NO_HOUR: Final = "“{words}”不是一个钟点"
BACKWARDS: Final = "“{words}”结束比开始早"


def _clock_of(which: str) -> str:
    """A time of day; the names of its parts end so."""
    return (
        rf"(?P<part{which}>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚|夜里)?\s*"
        rf"(?P<hour{which}>\d{{1,2}}|{NUMBER})"
        rf"(?::(?P<minute{which}>\d\d)|[点时](?!节|代|尚)(?:(?P<half{which}>半)|钟|整|(?P<odd{which}>\d\d)分?)?)"
    )


_SPAN = re.compile(rf"{_clock_of('')}(?:\s*[-至到]+\s*{_clock_of('2')})?")
_ONLY = re.compile(r"(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里)(?=[\s，,：:)）]|$)")
_WHOLE = re.compile(r"全天|一整天")


@dataclass(frozen=True)
class Hours:
    """What was read: 14:00 or 14:00-16:30, empty where it is doubtful; why; and how far."""

    span: str
    doubt: str
    end: int


def number(written: str) -> int:
    """The value of a number up to ninety-nine."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return ((DIGITS[tens] if tens else 1) * 10 if ten else 0) + (DIGITS[ones] if ones else 0)


def read(plain: str) -> Hours | None:
    """The hours at the beginning of a text; None where there are none."""
    if found := _WHOLE.match(plain):
        return Hours("", "", found.end())
    if found := _ONLY.match(plain):
        return Hours("", ONLY_PART.format(words=found[0]), found.end())
    found = _SPAN.match(plain)
    if found is None:
        return None
    begin, why = _clock(found, "", found["part"])
    end = ""
    if not why and found["hour2"]:
        end, why = _clock(found, "2", found["part2"] or found["part"])
        why = why or (BACKWARDS.format(words=found[0]) if end <= begin else "")
    return Hours("" if why else f"{begin}-{end}" if end else begin, why, found.end())


def _clock(found: re.Match[str], which: str, part: str | None) -> tuple[str, str]:
    """09:00, or why not."""
    hour = number(found[f"hour{which}"])
    minute = 30 if found[f"half{which}"] else int(found[f"minute{which}"] or found[f"odd{which}"] or 0)
    if part is None and not which and 0 < hour < EARLIEST and len(found["hour"]) < len("07"):
        return "", EITHER.format(words=found[0])
    if hour < NOON and (part in AFTERNOON or (part == "中午" and hour < EARLIEST)):
        hour += NOON
    if hour > 23 or minute > 59:  # noqa: PLR2004 - a day's hours
        return "", NO_HOUR.format(words=found[0])
    return f"{hour:02}:{minute:02}", ""
