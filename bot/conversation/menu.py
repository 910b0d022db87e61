"""The words that members may say at any time, and what they lead to."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.conversation import words
from bot.conversation.forms import Form
from bot.conversation.start import Answer, Start

__all__ = ["Answer", "Command", "Menu", "Slash", "Start", "command", "plain"]

_SLASH = re.compile(r"[a-z0-9_]{1,32}")
_POLITE = re.compile(r"^(请|麻烦|帮我|我要|我想|我想要|我来|想要|想)+|[\s。.!！?？~～]+|(一下|吧|了)$")


@dataclass(frozen=True)
class Command:
    """Something to say at any time: whole messages, or a pattern whose groups the handler gets.

    `english` is what a channel's own menu says of it to those who do not read Chinese.
    """

    says: tuple[str, ...]
    run: Callable[..., Answer]
    pattern: re.Pattern[str] | None = None
    english: str = ""

    @property
    def title(self) -> str:
        """The first of its words that is Chinese."""
        return next((word for word in self.says if not word.startswith("/")), "")


def command(*says: str, pattern: str | None = None, english: str = "") -> Callable[[Callable[..., Answer]], Command]:
    """Make a command of a function (turn, **groups of the pattern) -> replies."""
    compiled = re.compile(pattern) if pattern else None
    return lambda run: Command(says, run, compiled, english)


@dataclass(frozen=True)
class Slash:
    """A word with a slash (here without it), and what it does in Chinese and in English: a channel's own menu."""

    word: str
    chinese: str
    english: str


class Menu:
    """All forms and commands, by the words that lead to them."""

    def __init__(self, entries: Iterable[Form | Command]) -> None:
        self.entries = tuple(entries)
        self.forms: dict[str, Form] = {}
        self._words: dict[str, Form | Command] = {}
        for entry in self.entries:
            if isinstance(entry, Form) and self.forms.setdefault(entry.name, entry) is not entry:
                raise TypeError(f"two forms are called {entry.name}")
            for word in entry.says:
                if self._words.setdefault(plain(word), entry) is not entry:
                    raise TypeError(f"two entries of the menu are called {word}")
        self._slashes = tuple(filter(None, map(_slash, self.entries)))

    def slash(self) -> tuple[Slash, ...]:
        """The entries that have a word with a slash, in the order of the menu; then the words that steer a form."""
        return (*self._slashes, *(Slash(*one) for one in words.SLASHES))

    def find(self, text: str) -> tuple[Form | Command, dict[str, Any]] | None:
        """What a whole message leads to, with what the pattern found in it."""
        if entry := self._words.get(plain(text)):
            return entry, {}
        for entry in self.entries:
            if isinstance(entry, Command) and entry.pattern and (found := entry.pattern.fullmatch(text.strip())):
                return entry, found.groupdict()
        return None


def _slash(entry: Form | Command) -> Slash | None:
    """The first word with a slash; TypeError where a channel's menu could not show it."""
    word = next((word[1:].lower() for word in entry.says if word.startswith("/")), None)
    if word is None:
        return None
    if not (_SLASH.fullmatch(word) and entry.title and entry.english):
        raise TypeError(f"/{word} needs letters only, words in Chinese, and `english`")
    return Slash(word, entry.title, entry.english)


def plain(text: str) -> str:
    """A message without politeness and punctuation, in lower case: 我要提建议！ is 提建议."""
    shorter = _POLITE.sub("", text.strip().lower())
    return _POLITE.sub("", shorter) or text.strip().lower()
