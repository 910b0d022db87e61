"""The kinds of answers: what a member typed, into what is stored, into a value; and back into words."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import phonenumbers

from bot.conversation.answers import NO, YES, Option, Plain, Said, Scope, pick
from bot.conversation.dates import Lean, chinese_day, parse_day
from bot.errors import Rejected
from bot.messages import Wish

AGREE = frozenset("是 对 好 要 嗯 行 可以 愿意 同意 需要 是的 对的 好的 好吧 恩 y Y yes Yes YES 1".split())
DENY = frozenset("否 不 不是 不要 不用 不行 不愿意 不同意 不需要 没有 无 别 n N no No NO 2".split())
LONGEST_NUMBER = 15
"""Digits of the longest number that we take for one; beyond that figures lose their precision on the way."""

GONE = "您之前选的这一项现在没有了，请重新选。"
_LETTERS = re.compile(r"[A-Za-z]")


class Phone(str):
    """A phone number in E.164 form."""

    __slots__ = ()


@dataclass(frozen=True)
class Text(Plain):
    """Words, within a length; `check` raises Rejected for what else is wrong with them."""

    least: int = 1
    most: int = 1000
    check: Callable[[str], object] = len

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """The words, if there is something to read in them and they fit."""
        if not any(char.isalnum() for char in said.text):
            raise Rejected("请用文字写一下（只有表情或符号，我们看不明白）。")
        self.read(said.text, scope)
        return said.text

    def read(self, stored: str, scope: Scope) -> str:
        """The words, if today's limits take them."""
        if len(stored) < self.least:
            raise Rejected(f"写得再具体一点吧，至少 {self.least} 个字（现在 {len(stored)} 个字）。")
        if len(stored) > self.most:
            raise Rejected(
                f"这一项最多 {self.most} 个字，您写了 {len(stored)} 个字。请挑要紧的写，全文可以作为文件发来。"
            )
        self.check(stored)
        return stored


@dataclass(frozen=True)
class Choice(Plain):
    """One of a few: fixed, or looked up when asked. By label, by number, or by a fuzzy word.

    `still`: whether what was chosen is still on offer, where that is known without looking up all of them.
    """

    look_up: Callable[[Scope], Sequence[Option]]
    value: Callable[[str], Any] = str
    still: Callable[[str], bool] = lambda _key: False

    def options(self, scope: Scope, stored: str | None) -> tuple[Option, ...]:
        """All of them."""
        return tuple(self.look_up(scope))

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """The key of the option that was meant."""
        options = self.options(scope, stored)
        labels = [option.label for option in options]
        if said.tap and said.text not in labels:
            raise Rejected(GONE)  # a button means itself, and never one that is like it
        index = pick(said.text, labels, scope.match)
        if index is None:
            raise Rejected("请从按钮中选一项，或回复序号。")
        return options[index].key

    def read(self, stored: str, scope: Scope) -> Any:
        """The value, if it is still on offer."""
        if not self.still(stored) and stored not in {option.key for option in self.options(scope, None)}:
            raise Rejected(GONE)
        return self.value(stored)

    def show(self, value: Any, scope: Scope) -> str:
        """The option's label."""
        labels = {option.key: option.label for option in self.options(scope, None)}
        return labels.get(str(value), str(value))


@dataclass(frozen=True)
class YesNo(Plain):
    """Yes or no, in the words of the question."""

    yes: str = YES
    no: str = NO

    def options(self, scope: Scope, stored: str | None) -> tuple[Option, ...]:
        """Both."""
        return (Option("yes", self.yes), Option("no", self.no))

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """Which of both."""
        text = said.text.rstrip("。.!！~～ ")
        if text == self.yes or text in AGREE:
            return "yes"
        if text == self.no or text in DENY:
            return "no"
        index = scope.match(text, [self.yes, self.no])
        if index is None:
            raise Rejected(f"请回复“{self.yes}”或“{self.no}”。")
        return ("yes", "no")[index]

    def read(self, stored: str, scope: Scope) -> bool:
        """True for yes; what is neither was the answer to another question once."""
        return {"yes": True, "no": False}[stored]

    def show(self, value: Any, scope: Scope) -> str:
        """The word of the question."""
        return self.yes if value else self.no


_UNIT = re.compile(r"(个?小时|个?月|块钱|[个人名位元块次天日年岁周。])+$")


@dataclass(frozen=True)
class Number(Plain):
    """A number within limits, in figures or in Chinese numerals."""

    whole: bool = True
    least: float = 0
    most: float = math.inf

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """The figures."""
        text = _UNIT.sub("", re.sub(r"[,，\s]", "", said.text))
        try:
            value = Decimal(_figures(text))
        except (ValueError, InvalidOperation, LookupError):
            raise Rejected("请回复一个数字，比如 5。") from None
        self._check(value)
        return str(int(value)) if value == int(value) else f"{value.normalize():f}"

    def read(self, stored: str, scope: Scope) -> int | Decimal:
        """The number."""
        value = Decimal(stored)
        self._check(value)
        return int(value) if self.whole else value

    def _check(self, value: Decimal) -> None:
        if value < self.least:
            raise Rejected(f"这个数太小了，不能小于 {figures(self.least)}。")
        if value > self.most or not value.is_finite() or value.adjusted() >= LONGEST_NUMBER:
            raise Rejected(f"这个数太大了，不能大于 {figures(min(self.most, 10**LONGEST_NUMBER - 1))}。")
        if self.whole and value % 1:
            raise Rejected("请回复一个整数，比如 5。")


@dataclass(frozen=True)
class Day(Plain):
    """A date."""

    lean: Lean = Lean.EITHER

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """The day in ISO form."""
        day = parse_day(said.text, scope.today, self.lean)
        if day is None:
            raise Rejected("没看懂这个日期。可以写“6月23日”“2026-06-23”或“下周三”。")
        return self._checked(day, scope).isoformat()

    def read(self, stored: str, scope: Scope) -> date:
        """The day; one that was still to come when it was written may have gone by."""
        return self._checked(date.fromisoformat(stored), scope)

    def show(self, value: Any, scope: Scope) -> str:
        """2026年6月23日."""
        return chinese_day(value)

    def _checked(self, day: date, scope: Scope) -> date:
        if self.lean is Lean.FUTURE and day < scope.today:
            raise Rejected(f"{chinese_day(day)}已经过去了，请写今天或以后的日期。")
        if self.lean is Lean.PAST and day > scope.today:
            raise Rejected(f"{chinese_day(day)}还没有到，请写今天或以前的日期。")
        return day


@dataclass(frozen=True)
class PhoneNumber(Plain):
    """A phone number, mobile or with area code."""

    wish: ClassVar[Wish] = Wish.PHONE

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """E.164."""
        try:
            number = phonenumbers.parse(said.text, "CN")
        except phonenumbers.NumberParseException:
            number = None
        if _LETTERS.search(said.text):
            number = None  # the library would dial them: 138ABC is 138222 to it
        if number is None or not phonenumbers.is_valid_number(number):
            raise Rejected("这个电话号码好像不对。请写 11 位手机号，或带区号的座机号。")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def read(self, stored: str, scope: Scope) -> Phone:
        """The number, if it is one."""
        if self.take(Said(stored), scope, None) != stored:
            raise ValueError("no phone number in E.164 form")
        return Phone(stored)

    def show(self, value: Any, scope: Scope) -> str:
        """The number with its middle hidden: others may look at the screen."""
        national = str(value).removeprefix("+86")
        return f"{national[:3]}****{national[-4:]}"


def figures(number: float) -> str:
    """A limit in plain figures: 100, 0.5, 1000000 (never 1e+06)."""
    return str(int(number)) if number == int(number) else f"{number:.10g}"


def _figures(text: str) -> str:
    """Figures for what may be written in words (三十五, 两万五); ValueError where it is no number."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return text
    import cn2an  # noqa: PLC0415 - slow to load, and seldom needed

    return str(cn2an.cn2an(text, "smart"))
