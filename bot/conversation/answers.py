"""What an answer is: what a member said, what may be offered to tap, and what every kind of answer can do.

A kind stores plain text (an option's key, a day in ISO form, a phone in E.164), so that what was answered today
means the same tomorrow. It raises Rejected with the words that the member reads. The kinds are in kinds.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol

from bot.messages import Attachment, Tap, Wish

Matcher = Callable[[str, Sequence[str]], int | None]

DONE, SKIP, YES, NO = "完成", "跳过", "是", "否"
MOST_FILES = 9
LONGEST_POSITION = 2
"""Digits of a number that stands for an option's place in the list."""


@dataclass(frozen=True)
class Option:
    """One choice: the key that is stored, the label that is shown."""

    key: str
    label: str


@dataclass(frozen=True)
class Said:
    """What came in, cleaned: words and files.

    `tap`: the words are a button's. `reference` is the message's own id on its channel; `edited`: it is said anew.
    """

    text: str = ""
    files: tuple[Attachment, ...] = ()
    tap: Tap | None = None
    reference: str = ""
    edited: bool = False


@dataclass(frozen=True)
class Scope:
    """What reading an answer may need beside the answer: the day, the fuzzy matcher, and for look-ups the turn.

    `answers` is what is stored for the questions of the form that is being filled, by their names.
    """

    today: date
    match: Matcher
    turn: Any = None
    answers: Mapping[str, str | None] = field(default_factory=dict)


class Kind(Protocol):
    """A kind of answer; `wish` is what a channel may make easier to give."""

    wish: ClassVar[Wish]

    def options(self, scope: Scope, stored: str | None) -> tuple[Option, ...]:
        """What is offered to tap."""

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """What to store for what was said (`stored`: what is there already), or Rejected."""

    def read(self, stored: str, scope: Scope) -> Any:
        """The value of what is stored.

        Refusal, ArithmeticError, LookupError, TypeError or ValueError where the form no longer takes it.
        """

    def show(self, value: Any, scope: Scope) -> str:
        """The value in words."""

    def full(self, stored: str) -> bool:
        """Whether the answer is finished (files come one by one)."""


class Plain:
    """What most kinds have in common: nothing to tap, finished at once."""

    wish: ClassVar[Wish] = Wish.WORDS

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
class Sought:
    """A question that was found to be worth asking: its words, what there is to choose or what kind of answer it takes.

    `label`, `optional` and `private` mean what they mean in an Ask. `name` tells it from the others where one field
    finds several; an answer belongs to its name, so a question that is another one now needs another name.
    """

    prompt: str
    options: tuple[Option, ...] = ()
    kind: Kind | None = None
    label: str = ""
    optional: bool = False
    private: bool = False
    name: str = ""


def pick(text: str, labels: Sequence[str], match: Matcher) -> int | None:
    """The index of the label that was meant: by its own words, by number, or by a fuzzy word."""
    if text in labels:
        return labels.index(text)
    number = text.strip("第个项条选.。、()（） ")
    if number.isdecimal():
        fits = len(number) <= LONGEST_POSITION and 0 < int(number) <= len(labels)
        return int(number) - 1 if fits else None
    return match(text, labels)
