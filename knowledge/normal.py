"""Brings what a worker typed into one written form, so that the search compares wording and not typing.

Three steps, each usable alone: `fold` (the same characters), `numerals` (the same numbers), `plain` (no politeness).
"""

import re
import unicodedata
from typing import Final

from zhconv_rs import zhconv

_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIAD: Final = 10_000
_PLACE: Final = re.compile(r"([零〇]*)([一二两三四五六七八九]?)([十百千]?)")
_NUMBER: Final = "零〇一二两三四五六七八九十百千万"
_MEASURES: Final = (
    "级|个半|个月|个钟|个小时|个人|个星期|个礼拜|天|日|号|年|月|周|倍|块|元|岁|小时"
    "|次|趟|期|份|名|人|分钟|成|毛|周岁|层楼|米"
)
_COUNTED: Final = re.compile(rf"(?<![第之])[{_NUMBER}]+(?={_MEASURES})")
_NOT_A_COUNT: Final = frozenset(("一次", "一年", "一份", "一日", "万一", "一成", "千万"))

# Said by habit; nothing about the matter is in it.
_FILLER: Final = """
你好 您好 你们好 大家好 在吗 在不在 哈喽 hello 老师好 领导好 律师您好 律师你好 请问律师
各位律师 各位大神 各位 师傅们 朋友们 老铁 请问一下 请问下 请问 我想问一下 我想问下 我想问问
我想问 想问一下 想问下 想问问 问一下 问下 咨询一下 咨询下 我想咨询 想咨询 咨询 麻烦问一下
麻烦问下 麻烦您 麻烦你 麻烦 帮我看看 帮忙看看 帮忙看一下 帮帮我 求助 求帮助 求解答 求解 请解答
请教一下 请教 我想知道 想知道 我想了解一下 我想了解 想了解一下 想了解 谢谢了 谢谢您 谢谢你 谢谢
多谢 感谢 拜托了 拜托 急急急 在线等 情况是这样的 事情是这样的 是这样的 就是说 那个啥
"""
_SAID_BY_HABIT: Final = re.compile("|".join(sorted(_FILLER.split(), key=len, reverse=True)))  # 请问一下 before 请问
_PARTICLES: Final = re.compile(r"[啊呀哦哎唉嘛呗哈嗯噢喔哇咧喽哟啦]+")
_NEITHER_LETTER_NOR_NUMBER: Final = re.compile(r"[^\w]+|_+")


def fold(text: str) -> str:
    """The same text in half width, simplified characters and small letters, without outer blanks."""
    return zhconv(unicodedata.normalize("NFKC", text), "zh-hans").casefold().strip()


def letters(text: str) -> str:
    """The folded text without punctuation, blanks and emoji: two texts that differ only so are the same to a member."""
    return _NEITHER_LETTER_NOR_NUMBER.sub("", fold(text))


def numerals(text: str) -> str:
    """三个月 → 3个月, 十二级 → 12级, 两万块 → 20000块; a number without a measure word (一直, 万一) stays."""
    return _COUNTED.sub(_in_digits, text)


def plain(text: str) -> str:
    """Folded, numbers in digits, greetings, politeness and particles gone; the punctuation stays, it parts clauses."""
    folded = numerals(fold(text))
    return _PARTICLES.sub("", _SAID_BY_HABIT.sub("", folded)).strip()


def _in_digits(found: re.Match[str]) -> str:
    words = found.group()
    if words + found.string[found.end()] in _NOT_A_COUNT or words in {"万", "千", "百"}:
        return words
    return str(number(words))


def number(words: str) -> int:
    """What a Chinese numeral is worth: 三千五 → 3500, 两万 → 20000, 一五 → 15 (digits read one by one)."""
    if not any(c in _UNITS or c == "万" for c in words):
        return int("".join(str(_DIGITS[c]) for c in words))
    head, myriad, tail = words.rpartition("万")
    if not myriad:
        return _below_myriad(tail, before=10)
    return (_below_myriad(head, before=10) or 1) * _MYRIAD + _below_myriad(tail, before=_MYRIAD)


def _below_myriad(words: str, before: int) -> int:
    """Adds the places up; a last digit without its unit belongs to the place below `before` (两万五 is 25000)."""
    total = 0
    for zero, digit, unit in _PLACE.findall(words):
        if digit or unit:
            worth = _UNITS.get(unit) or (1 if zero else before // 10)
            total, before = total + _DIGITS.get(digit, 1) * worth, worth
    return total
