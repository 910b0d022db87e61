"""Articles as people cite them: 《劳动合同法》第四十六条、第四十七条, 劳动合同法82条, 刑法第二百七十六条之一."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from knowledge.names import IN_PARTS, SPOKEN, named, shown
from knowledge.normal import fold, number

_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ((1000, "千"), (100, "百"), (10, "十"))
LARGEST: Final = 9999
LONGEST_SPAN: Final = 30  # articles; 第一条至第九十八条 cites the statute, not each of its articles

NUMERAL: Final = r"(?:\d{1,4}|[零〇一二两三四五六七八九十百千]{1,9})"
"""An article's number as people write it, in a regular expression."""

_ORDINAL: Final = rf"第?\s*(?P<number>{NUMERAL})\s*(?:条|部分)(?:\s*之\s*(?P<sub>{NUMERAL}))?"
_BARE: Final = "|".join(re.escape(name) for name in sorted(SPOKEN, key=len, reverse=True))  # 劳动合同法实施条例 first
_TOKEN: Final = re.compile(rf"《(?P<quoted>[^《》]{{2,60}})》|(?P<bare>{_BARE})|{_ORDINAL}")
_PART: Final = rf"第?{NUMERAL}[款项目]"
_JOINING: Final = re.compile(rf"(?:[\s、,;:和与及或的]|以及|规定|{_PART})*")
_UP_TO: Final = re.compile(rf"\s*(?:{_PART})*\s*(?:至|到|~|-+|—+)\s*")
_BRACKETED: Final = re.compile(r"\(([一二三四])\)")


@dataclass(frozen=True, order=True, slots=True)
class Citation:
    """One article: the statute's short name, the article's number, and 1 for 之一 (0: none)."""

    statute: str
    article: int
    sub: int = 0

    def __str__(self) -> str:
        """《劳动合同法》第四十七条."""
        return f"《{shown(self.statute)}》{self.label}"

    @property
    def label(self) -> str:
        """第四十七条, 第二部分."""
        return ordinal(self.article, self.sub, "部分" if self.statute in IN_PARTS else "条")

    @property
    def spoken(self) -> str:
        """劳动合同法第四十七条: as a button says it."""
        return f"{shown(self.statute)}{self.label}"


def numeral(value: int) -> str:
    """47 → 四十七, 276 → 二百七十六, 1010 → 一千零一十; from 1 to 9999, as statutes write it."""
    if not 0 < value <= LARGEST:
        raise ValueError(f"{value} is no number of an article")
    words, gap = "", False
    for worth, unit in _PLACES:
        digit, value = divmod(value, worth)
        words += ("零" if gap and digit else "") + (_DIGITS[digit] + unit if digit else "")
        gap = bool(words) and (not digit)
    words += ("零" if gap and value else "") + (_DIGITS[value] if value else "")
    return words.removeprefix("一") if words.startswith("一十") else words


def ordinal(article: int, sub: int = 0, unit: str = "条") -> str:
    """第四十七条, 第二百七十六条之一, 第二部分."""
    return f"第{numeral(article)}{unit}" + (f"之{numeral(sub)}" if sub else "")


def value(words: str) -> int:
    """What an article's number is worth, in digits or Chinese: 47, 四十七."""
    return int(words) if words.isdecimal() else number(words)


def citations(text: str) -> tuple[Citation, ...]:
    """The articles that a text cites, each once, in its order.

    A number without a statute before it (它第三十九条) cites nothing; a name in 《》 that the list does not know is
    taken as it is written.
    """
    return tuple(dict.fromkeys(_cited(_BRACKETED.sub(r"\1", fold(text)))))


def _cited(text: str) -> Iterator[Citation]:
    """Goes from name to numbers: a statute holds for as long as only 、, 和, 第二款 and the like stand between."""
    statute, end, last = None, 0, 0
    for token in _TOKEN.finditer(text):
        between, begin, end = text[end : token.start()], end, token.end()
        if name := token["quoted"] or token["bare"]:
            statute, last = named(name) or name.removeprefix("中华人民共和国"), 0
            continue
        up_to = bool(last) and _UP_TO.fullmatch(between) is not None
        if statute is None or not (up_to or (begin and _JOINING.fullmatch(between))):
            statute = None
            continue
        article = value(token["number"])
        if not 0 < article <= LARGEST:
            continue
        if up_to and article - last <= LONGEST_SPAN:
            yield from (Citation(statute, between_them) for between_them in range(last + 1, article))
        yield Citation(statute, article, value(token["sub"]) if token["sub"] else 0)
        last = article
