"""The kinds of answers: what a member typed, into what is stored, into a value; and back into words.

A kind stores plain text (an option's key, a day in ISO form, a phone in E.164), so that what was answered today
means the same tomorrow. It raises Rejected with the words that the member reads.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

import cn2an
import phonenumbers

from bot.conversation.dates import Lean, parse_day
from bot.errors import Rejected
from bot.messages import Attachment

Matcher = Callable[[str, Sequence[str]], int | None]

DONE, SKIP, YES, NO = "完成", "跳过", "是", "否"
ENOUGH = frozenset({DONE, "好了", "没有了", "没了", "发完了", "完了", "就这些", "ok", "OK"})
AGREE = frozenset("是 对 好 要 嗯 行 可以 愿意 同意 需要 是的 对的 好的 好吧 恩 y Y yes Yes YES 1".split())
DENY = frozenset("否 不 不是 不要 不用 不行 不愿意 不同意 不需要 没有 无 别 n N no No NO 2".split())
MOST_FILES = 9


class Phone(str):
    """A phone number in E.164 form."""

    __slots__ = ()


@dataclass(frozen=True)
class Option:
    """One choice: the key that is stored, the label that is shown."""

    key: str
    label: str


@dataclass(frozen=True)
class Said:
    """What came in, cleaned: words and files."""

    text: str = ""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Scope:
    """What reading an answer may need beside the answer: the day, the fuzzy matcher, and the turn for look-ups."""

    today: date
    match: Matcher
    turn: Any = None


class Kind(Protocol):
    """A kind of answer."""

    def options(self, scope: Scope, stored: str | None) -> tuple[Option, ...]:
        """What is offered to tap."""

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """What to store for what was said (`stored`: what is there already), or Rejected."""

    def read(self, stored: str, scope: Scope) -> Any:
        """The value of what is stored, or Rejected where today's form no longer takes it."""

    def show(self, value: Any, scope: Scope) -> str:
        """The value in words."""

    def full(self, stored: str) -> bool:
        """Whether the answer is finished (files come one by one)."""


class Plain:
    """What most kinds have in common: nothing to tap, finished at once."""

    def options(self, scope: Scope, stored: str | None) -> tuple[Option, ...]:
        """Nothing to tap."""
        return ()

    def show(self, value: Any, scope: Scope) -> str:
        """The value as it is."""
        return str(value)

    def full(self, stored: str) -> bool:
        """Finished at once."""
        return True


@dataclass(frozen=True)
class Text(Plain):
    """Words, within a length."""

    least: int = 1
    most: int = 1000

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
        return stored


@dataclass(frozen=True)
class Choice(Plain):
    """One of a few: fixed, or looked up when asked. By label, by number, or by a fuzzy word."""

    look_up: Callable[[Any], Sequence[Option]]
    value: Callable[[str], Any] = str

    def options(self, scope: Scope, stored: str | None) -> tuple[Option, ...]:
        """All of them."""
        return tuple(self.look_up(scope.turn))

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """The key of the option that was meant."""
        options = self.options(scope, stored)
        index = pick(said.text, [option.label for option in options], scope.match)
        if index is None:
            raise Rejected("请从按钮中选一项，或回复序号。")
        return options[index].key

    def read(self, stored: str, scope: Scope) -> Any:
        """The value, if it is still on offer."""
        if stored not in {option.key for option in self.options(scope, None)}:
            raise Rejected("您之前选的这一项现在没有了，请重新选。")
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
        """True for yes."""
        return stored == "yes"

    def show(self, value: Any, scope: Scope) -> str:
        """The word of the question."""
        return self.yes if value else self.no


@dataclass(frozen=True)
class Number(Plain):
    """A number within limits, in figures or in Chinese numerals."""

    whole: bool = True
    least: float = 0
    most: float = math.inf

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """The figures."""
        text = said.text.replace(",", "").replace("，", "").rstrip("个人名位元块次天年岁。")
        try:
            value = Decimal(str(cn2an.cn2an(text, "smart")))
        except (ValueError, InvalidOperation, KeyError, IndexError):
            raise Rejected("请回复一个数字，比如 5。") from None
        self._check(value)
        return str(value.normalize() if value % 1 else int(value))

    def read(self, stored: str, scope: Scope) -> int | Decimal:
        """The number."""
        value = Decimal(stored)
        self._check(value)
        return int(value) if self.whole else value

    def _check(self, value: Decimal) -> None:
        if self.whole and value % 1:
            raise Rejected("请回复一个整数，比如 5。")
        if value < self.least:
            raise Rejected(f"这个数太小了，不能小于 {self.least:g}。")
        if value > self.most:
            raise Rejected(f"这个数太大了，不能大于 {self.most:g}。")


@dataclass(frozen=True)
class Day(Plain):
    """A date."""

    lean: Lean = Lean.EITHER

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """The day in ISO form."""
        day = parse_day(said.text, scope.today, self.lean)
        if day is None:
            raise Rejected("没看懂这个日期。可以写“6月23日”“2026-06-23”或“下周三”。")
        if self.lean is Lean.FUTURE and day < scope.today:
            raise Rejected(f"{chinese_day(day)}已经过去了，请写今天或以后的日期。")
        if self.lean is Lean.PAST and day > scope.today:
            raise Rejected(f"{chinese_day(day)}还没有到，请写今天或以前的日期。")
        return day.isoformat()

    def read(self, stored: str, scope: Scope) -> date:
        """The day."""
        return date.fromisoformat(stored)

    def show(self, value: Any, scope: Scope) -> str:
        """2026年6月23日."""
        return chinese_day(value)


@dataclass(frozen=True)
class PhoneNumber(Plain):
    """A phone number, mobile or with area code."""

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """E.164."""
        try:
            number = phonenumbers.parse(said.text, "CN")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise Rejected("这个电话号码好像不对。请写 11 位手机号，或带区号的座机号。")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def read(self, stored: str, scope: Scope) -> Phone:
        """The number."""
        return Phone(stored)

    def show(self, value: Any, scope: Scope) -> str:
        """The number with its middle hidden: others may look at the screen."""
        national = str(value).removeprefix("+86")
        return f"{national[:3]}****{national[-4:]}"


@dataclass(frozen=True)
class Files(Plain):
    """Files and pictures, one message after the other, until the member says 完成."""

    most: int = MOST_FILES

    def options(self, scope: Scope, stored: str | None) -> tuple[Option, ...]:
        """完成, once there is something."""
        return (Option(DONE, DONE),) if stored else ()

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """What is there already, and what came."""
        held = () if stored is None else self.read(stored, scope)
        if not said.files:
            if said.text not in ENOUGH:
                raise Rejected(f"这一步请发送图片或文件；发完回复“{DONE}”，没有就回复“{SKIP}”。")
            return _dump(held, done=True)
        if len(held) + len(said.files) > self.most:
            raise Rejected(f"最多收 {self.most} 个文件，前面发的都在。回复“{DONE}”进入下一步。")
        return _dump((*held, *said.files), done=False)

    def read(self, stored: str, scope: Scope) -> tuple[Attachment, ...]:
        """The files."""
        return tuple(Attachment(**one) for one in json.loads(stored)["files"])

    def show(self, value: Any, scope: Scope) -> str:
        """How many, and their names."""
        names = "、".join(file.name for file in value)
        return f"{len(value)} 个（{names}）" if value else "没有"

    def full(self, stored: str) -> bool:
        """Once the member said so."""
        return bool(json.loads(stored)["done"])


def pick(text: str, labels: Sequence[str], match: Matcher) -> int | None:
    """The index of the label that was meant: by its own words, by number, or by a fuzzy word."""
    if text in labels:
        return labels.index(text)
    number = text.strip("第个项条选.。、()（） ")
    if number.isdecimal():
        return int(number) - 1 if 0 < int(number[:6]) <= len(labels) else None
    return match(text, labels)


def chinese_day(day: date) -> str:
    """2026年6月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _dump(files: Sequence[Attachment], *, done: bool) -> str:
    return json.dumps({"files": [asdict(file) for file in files], "done": done}, ensure_ascii=False)
