"""When something of a plan is to be, as plans write it: 4月上旬, 3月8日下午2点半, 一季度. Nothing is guessed."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.conversation.dates import parse_day
from bot.domain import planhours
from bot.domain.planhours import NUMBER, PLAIN, number
from bot.domain.planwords import BEGINS

TENS: Final = {
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "初": (1, 10),
    "中": (11, 20),
    "底": (21, 31),
    "末": (21, 31),
}
HALVES: Final = {"上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12)}
HALF_OF: Final = {months: name for name, months in HALVES.items()}
LATE: Final = {"年初": 1, "年底": 12, "年末": 12}

NO_SUCH_DAY: Final = "“{words}”没有这一天"
OTHER_WEEKDAY: Final = "“{words}”不是星期{weekday}，是星期{right}"
OTHER_YEAR: Final = "写的是 {other} 年，不是 {year} 年"
BACKWARDS: Final = "“{words}”前后颠倒了"
REPEATED: Final = "“{words}”要办好多次，请选一个月份或日期，别的另外加"
ROUGHLY: Final = "“{words}”只是个大概，按 {month} 月算的"
VAGUE: Final = "“{words}”不是确定的时间"
JOINED: Final = "“{words}”后面直接连着名称，看看分得对不对"

_YEAR = r"(?:(?P<year>\d{4})年|今年|本年)?"
_WEEK = r"(?:\s*[(（]?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])[)）]?)?"
_TO = r"\s*[-~至到]+\s*"
_LAST = rf"(?:(?P<until>{NUMBER})月)?(?P<last>{NUMBER})[日号]"
_DAYS = re.compile(
    rf"{_YEAR}(?P<month>{NUMBER})月(?P<day>{NUMBER})(?:[日号]{_WEEK}|(?={_TO}(?:{NUMBER}月)?{NUMBER}[日号]))"
    rf"(?:{_TO}{_LAST})?"
)
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_SLASH = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/])")
_REPEAT = re.compile(
    rf"每(?:个|两个?|半)?(?:(?:周|星期|礼拜)[一二三四五六日天]?|月(?:{NUMBER}[日号]|底|初)?|季度|季|年|天|日)"
    r"|(?:常年|长期|不定期|定期)(?=[\s：:，,)）]|$)"
)
_LIST = re.compile(rf"{_YEAR}(?P<first>{NUMBER})(?:月份?)?(?P<more>(?:[、和及]{NUMBER}(?:月份?)?)+)(?<=[月份])")
_MONTHS = re.compile(rf"{_YEAR}(?P<first>{NUMBER})(?:月份?)?{_TO}(?P<last>{NUMBER})月份?")
_PART = re.compile(rf"{_YEAR}(?P<month>{NUMBER})月份?(?P<part>[上中下]旬|[初底末]|中(?=[\s，,：:)）]|$))")
_MONTH = re.compile(rf"{_YEAR}(?P<month>{NUMBER})月份?(?![一二三四五六七八九十\d])")
_QUARTER = re.compile(rf"{_YEAR}第?(?P<quarter>[一二三四1234])季度")
_HALF = re.compile(rf"{_YEAR}(?P<half>上半年|下半年|全年)度?")
_LATE = re.compile(r"年初|年底|年末")
_UNDER = re.compile(
    rf"(?:(?P<day>{NUMBER})[日号]{_WEEK}(?:{_TO}(?P<last>{NUMBER})[日号])?|(?P<part>[上中下]旬|月[初底末]))"
)
_BEFORE = re.compile(r"(?:之|以)?前(?!后)")
_ABOUT = re.compile(r"起|开始|左右|前后|以后|之后|后(?=[\s，,：:)）]|$)")
_END = re.compile(r"[\s，,：:；;、。()（）\-]|在|$")


@dataclass(frozen=True)
class When:
    """The days on which it is (`exact`), or between which it is to be; without `begins`: by the last day."""

    begins: date | None
    ends: date
    exact: bool = False

    @property
    def month(self) -> date | None:
        """The first day of the month that it is in, where that is one."""
        first = self.ends.replace(day=1)
        return first if self.begins and self.begins.replace(day=1) == first else None


@dataclass(frozen=True)
class Reading:
    """What was read: when (several months: several times), hours such as 14:00-16:30, what is doubtful, how far."""

    whens: tuple[When, ...] = ()
    hours: str = ""
    doubts: dict[str, str] = field(default_factory=dict)
    end: int = 0


Found = tuple[tuple[When, ...], str, int]
"""When, what is doubtful about it, and where the rest begins."""


def read(text: str, year: int, around: When | None = None) -> Reading | None:
    """What a text says of its time at its beginning; `around` is the month of the heading above it. None: nothing."""
    plain = text.translate(PLAIN)
    whens, why, end = _day(plain, year, around) or ((), "", 0)
    gap = re.match(r"[\s，,]*", plain[end:])
    start = end + (gap.end() if gap else 0)
    hours = planhours.read(plain[start:])
    if hours:
        end = start + hours.end
    doubts = {"when": why} if why else {}
    if hours and hours.doubt:
        doubts["hours"] = hours.doubt
    return Reading(whens, hours.span if hours else "", doubts, end) if end else None


def month(year: int, number_: int) -> When:
    """A whole month."""
    return _span(year, number_, number_)


def _day(plain: str, year: int, around: When | None) -> Found | None:
    for pattern, reader in _READERS:
        if found := pattern.match(plain):
            return _finished(plain, reader(found, year), found)
    if around and around.month and (found := _UNDER.match(plain)):
        return _finished(plain, _under(found, around.month), found)
    return None


def _finished(plain: str, read_: tuple[tuple[When, ...], str], found: re.Match[str]) -> Found:
    """With what may follow: 前, 起, 左右; and whether something follows that may belong to it."""
    (whens, why), end, words = read_, found.end(), found[0]
    if whens and (before := _BEFORE.match(plain, end)):
        return (When(None, whens[-1].ends),), why, before.end()
    if about := _ABOUT.match(plain, end):
        return whens, why or VAGUE.format(words=words + about[0]), about.end()
    follows = plain[end:]
    if whens and not why and not whens[0].exact and not _END.match(follows) and not BEGINS.match(follows):
        why = "" if planhours.read(follows) else JOINED.format(words=words)
    return whens, why, end


def _days(found: re.Match[str], year: int) -> tuple[tuple[When, ...], str]:
    parts, words = found.groupdict(), found[0]
    first = _date(parts.get("year") or year, parts["month"], parts["day"], year)
    last = first
    if parts.get("last"):
        last = _date(parts.get("year") or year, parts["until"] or parts["month"], parts["last"], year)
    if first is None or last is None:
        return (), NO_SUCH_DAY.format(words=words)
    if last < first:
        return (), BACKWARDS.format(words=words)
    return (When(first, last, exact=True),), _weekday(first, parts.get("weekday"), words) or _other(first, year)


def _under(found: re.Match[str], first: date) -> tuple[tuple[When, ...], str]:
    if part := found["part"]:
        return (_part(first.year, first.month, part.removeprefix("月")),), ""
    begins = _date(first.year, str(first.month), found["day"], first.year)
    ends = _date(first.year, str(first.month), found["last"] or found["day"], first.year)
    if begins is None or ends is None or ends < begins:
        return (), NO_SUCH_DAY.format(words=found[0])
    return (When(begins, ends, exact=True),), _weekday(begins, found["weekday"], found[0])


def _date(written: str | int, month_: str, day: str, year: int) -> date | None:
    return parse_day(f"{written}年{month_}月{day}日", date(year, 1, 1))


def _weekday(day: date, said: str | None, words: str) -> str:
    right = "一二三四五六日"[day.weekday()]
    if not said or said.replace("天", "日") == right:
        return ""
    return OTHER_WEEKDAY.format(words=words, weekday=said, right=right)


def _other(day: date, year: int) -> str:
    return OTHER_YEAR.format(other=day.year, year=year) if day.year != year else ""


def _listed(found: re.Match[str], year: int) -> tuple[tuple[When, ...], str]:
    written = [found["first"], *re.findall(NUMBER, found["more"])]
    return _checked(found, year, [(number(one), number(one)) for one in written])


def _spanned(found: re.Match[str], year: int) -> tuple[tuple[When, ...], str]:
    return _checked(found, year, [(number(found["first"]), number(found["last"]))])


def _parted(found: re.Match[str], year: int) -> tuple[tuple[When, ...], str]:
    whens, why = _checked(found, year, [(number(found["month"]),) * 2])
    return tuple(_part(one.ends.year, one.ends.month, found["part"]) for one in whens), why


def _one(found: re.Match[str], year: int) -> tuple[tuple[When, ...], str]:
    return _checked(found, year, [(number(found["month"]),) * 2])


def _quarter(found: re.Match[str], year: int) -> tuple[tuple[When, ...], str]:
    last = number(found["quarter"]) * 3
    return _checked(found, year, [(last - 2, last)])


def _half(found: re.Match[str], year: int) -> tuple[tuple[When, ...], str]:
    return _checked(found, year, [HALVES[found["half"]]])


def _late(found: re.Match[str], year: int) -> tuple[tuple[When, ...], str]:
    return (month(year, LATE[found[0]]),), ROUGHLY.format(words=found[0], month=LATE[found[0]])


def _repeated(found: re.Match[str], _year: int) -> tuple[tuple[When, ...], str]:
    return (), REPEATED.format(words=found[0])


def _checked(found: re.Match[str], year: int, months: list[tuple[int, int]]) -> tuple[tuple[When, ...], str]:
    there = int(found["year"] or year)
    if any(not 1 <= first <= last <= 12 for first, last in months):  # noqa: PLR2004 - months of a year
        return (), NO_SUCH_DAY.format(words=found[0])
    return tuple(_span(there, *one) for one in months), _other(date(there, 1, 1), year)


def _span(year: int, first: int, last: int) -> When:
    return When(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _part(year: int, month_: int, part: str) -> When:
    first, last = TENS[part]
    return When(date(year, month_, first), date(year, month_, min(last, monthrange(year, month_)[1])))


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], tuple[tuple[When, ...], str]]], ...]] = (
    (_ISO, _days), (_DAYS, _days), (_SLASH, _days), (_REPEAT, _repeated), (_LIST, _listed), (_MONTHS, _spanned),
    (_PART, _parted), (_MONTH, _one), (_QUARTER, _quarter), (_HALF, _half), (_LATE, _late),
)  # fmt: skip


def told(when: When | None, year: int) -> str:
    """When, in the words of a plan, which `read` takes back: 3月8日, 4月上旬, 4-7月, 5月31日前; nothing where open."""
    if when is None:
        return ""
    last = _shown(when.ends, year)
    if when.begins is None:
        return f"{last}前"
    first = _shown(when.begins, year)
    if when.exact:
        return first if when.begins == when.ends else f"{first}至{_shown(when.ends, when.begins.year)}"
    whole = (when.begins.month, when.ends.month)
    head = first[: first.index("月")]
    if when.begins.day == 1 and when.ends == _span(when.ends.year, *whole).ends:
        return HALF_OF.get(whole, f"{head}月" if whole[0] == whole[1] else f"{head}-{whole[1]}月")
    return f"{head}月{next(part for part, (begin, _) in TENS.items() if begin == when.begins.day)}"


def _shown(day: date, year: int) -> str:
    return f"{'' if day.year == year else f'{day.year}年'}{day.month}月{day.day}日"
