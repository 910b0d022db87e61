"""The words that members may say at any time, and what they lead to."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.forms import Form, Stored
from bot.messages import Reply

_POLITE = re.compile(r"^(请|麻烦|帮我|我要|我想|我想要|我来|想要|想)+|[\s。.!！?？~～]+|(一下|吧|了)$")


@dataclass(frozen=True)
class Start:
    """A wish to open a form, with some answers given already; `fresh` throws an unfinished one of its kind away.

    `opening` stands in for the form's own words of welcome.
    """

    form: str
    answers: Stored = field(default_factory=dict)
    fresh: bool = False
    opening: str = ""


Answer = Reply | Sequence[Reply] | Start


@dataclass(frozen=True)
class Command:
    """Something to say at any time: whole messages, or a pattern whose groups the handler gets."""

    says: tuple[str, ...]
    run: Callable[..., Answer]
    pattern: re.Pattern[str] | None = None


def command(*says: str, pattern: str | None = None) -> Callable[[Callable[..., Answer]], Command]:
    """Make a command of a function (turn, **groups of the pattern) -> replies."""
    compiled = re.compile(pattern) if pattern else None
    return lambda run: Command(says, run, compiled)


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

    def find(self, text: str) -> tuple[Form | Command, dict[str, Any]] | None:
        """What a whole message leads to, with what the pattern found in it."""
        if entry := self._words.get(plain(text)):
            return entry, {}
        for entry in self.entries:
            if isinstance(entry, Command) and entry.pattern and (found := entry.pattern.fullmatch(text.strip())):
                return entry, found.groupdict()
        return None


def plain(text: str) -> str:
    """A message without politeness and punctuation, in lower case: 我要提建议！ is 提建议."""
    shorter = _POLITE.sub("", text.strip().lower())
    return _POLITE.sub("", shorter) or text.strip().lower()
