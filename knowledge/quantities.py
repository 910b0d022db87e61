"""The numbers with a unit that a text holds: days, months, years, hours, multiples, percentages, money, ages, grades.

So that `knowledge.lint` can hold an answer's numbers against those of its articles: 三十日内 and 30天 are one, and so
are 百分之一百五十, 150% and 1.5倍; 15日 and 15个工作日 are two, and so are 12个月 and 一年.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from knowledge.normal import fold, number

SHARE: Final = "倍、%"
DATE: Final = "日期"
_HALF_A_YEAR: Final = Fraction(6)  # 半年 is what the statutes call 六个月

_NUMERAL: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)[万千百亿]*|半|[零〇一二两三四五六七八九十百千万]+"
_SPELT: Final = {
    "工作日": r"(?:个)?工作日",
    "岁": r"周?岁",
    "周": r"(?:个)?(?:周(?![年期边])|星期|礼拜)",
    "年": r"(?:周)?年(?!龄|底|终|末)",
    "半月": r"个半月",
    "月": r"个月",
    "日": r"[天日](?!常)",
    "小时": r"(?:个)?(?:小时|钟头)",
    "分钟": r"分钟",
    SHARE: r"倍|%|成(?![立员为绩本果功人年交])",
    "元": r"(?:元(?!旦)|块钱|(?<=\d)块)",
    "级": r"级",
    "人": r"(?:人|名)",
    "度": r"(?:°c|度)",
}
_UNIT: Final = "|".join(f"(?P<u{place}>{words})" for place, words in enumerate(_SPELT.values()))
_QUANTITY: Final = re.compile(rf"(?P<ordinal>第\s*)?(?<![a-z])(?P<number>{_NUMERAL})(?: ?(?:多|余|来)?(?:{_UNIT}))?")
_JOINED: Final = re.compile(r"[至到、或和~\-—–]+")
_PARTS: Final = re.compile(rf"(?P<of>{_NUMERAL})分之(?P<part>{_NUMERAL})")
_DAY: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?)?"
    r"|(?P<only_month>\d{1,2})月(?:(?P<only_day>\d{1,2})[日号])?)"
)
_STEP: Final = re.compile(r"(?:^\s*|(?<=[。:：;；]))(?:\d{1,2}[.．、)](?!\d)|\(\d{1,2}\))|[①-⑳]", re.MULTILINE)
_IDLE: Final = re.compile(r"[上下每有那某前后同次头哪这当隔干做]一$")  # 前一日, 上一级, 干一天: no claim
_HOW_OFTEN: Final = re.compile(r"几|多少")  # 一年几次
_ABOUT: Final = re.compile(r"[一二两三四五六七八九]{2}")  # 五六级: five or six
_LETTER: Final = re.compile(r"\w")


@dataclass(frozen=True, order=True, slots=True)
class Quantity:
    """A number (or a date, as far as it goes: 2008, 2008-01, 2008-01-01, 01-01) and its unit; "" where none stands."""

    unit: str
    value: Fraction | str
    words: str

    def same(self, other: "Quantity") -> bool:
        """Whether the other says the same; a number without a unit is the same in any."""
        if DATE in {self.unit, other.unit}:
            return self.unit == other.unit and str(self.value) in str(other.value)
        return self.value == other.value and self.unit in {other.unit, ""}


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number with a unit, and every bare one in digits; numbers of steps and ordinals (第一次) are none."""
    plain = fold(_STEP.sub(" ", text.replace("％", "%")))
    found = [*_dates(plain), *_shares(plain)]
    rest = _PARTS.sub("/", _DAY.sub("/", plain))
    return tuple(dict.fromkeys([*found, *_counted(rest)]))


def _dates(text: str) -> Iterator[Quantity]:
    for found in _DAY.finditer(text):
        year, month, day = (
            found["year"],
            found["month"] or found["only_month"],
            found["day"] or found["only_day"],
        )
        parts = [year or "", *(f"{int(part):02}" for part in (month, day) if part)]
        yield Quantity(DATE, "-".join(parts), found.group())


def _shares(text: str) -> Iterator[Quantity]:
    """百分之五十, 二分之一."""
    for found in _PARTS.finditer(text):
        yield Quantity(SHARE, _worth(found["part"]) / _worth(found["of"]), found.group())


def _counted(text: str) -> Iterator[Quantity]:
    """From the end to the beginning, so that a number without a unit takes its neighbour's: 一至四级, 50到100%."""
    unit, spelt, begin = "", "", len(text) + 1
    for found in reversed(list(_QUANTITY.finditer(text))):
        own = next((name for place, name in enumerate(_SPELT) if found[f"u{place}"]), "")
        joined = not own and _JOINED.fullmatch(text[found.end() : begin]) is not None
        unit, begin = own or (unit if joined else ""), found.start()
        spelt = spelt if joined else found.group()
        if not found["ordinal"] and _counts(found, unit, text):
            each = found["number"] if _ABOUT.fullmatch(found["number"]) else [found["number"]]
            yield from (_quantity(words, unit, spelt, found.group()) for words in each)


def _counts(found: re.Match[str], unit: str, text: str) -> bool:
    """Whether a number claims something: 前一日 and 一人 do not, nor digits that are part of a word (A4纸, 40条)."""
    words = found["number"]
    if unit == "周" and text[: found.start()].endswith(("周", "星期")):  # 周六周日
        return False
    idle = unit == "人" or _IDLE.search(text[: found.end("number")]) or _HOW_OFTEN.match(text, found.end())
    if words in {"一", "1"} and idle:
        return False
    return bool(unit) or (words[0].isdecimal() and not _LETTER.match(text[found.end() : found.end() + 1]))


def _quantity(words: str, unit: str, spelt: str, whole: str) -> Quantity:
    """`spelt` ends in the unit as it was written, here or at the neighbour that lends it."""
    worth = _worth(words)
    if unit == "年" and words == "半":
        return Quantity("月", _HALF_A_YEAR, whole)
    if unit == "半月":
        return Quantity("月", worth + Fraction(1, 2), whole)
    if unit == SHARE and not spelt.endswith("倍"):
        worth /= 10 if spelt.endswith("成") else 100
    return Quantity(unit, worth, whole)


def _worth(words: str) -> Fraction:
    """What a number is worth, however it is written: 1,000, 1.5万, 三千五, 半."""
    if words == "半":
        return Fraction(1, 2)
    if not words[0].isdecimal():
        return Fraction(number(words))
    digits = words.replace(",", "").rstrip("万千百亿")
    worth = Fraction(digits)
    for char in words[len(words.rstrip("万千百亿")) :]:
        worth *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[char]
    return worth
