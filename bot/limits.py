"""What platforms allow: how long one message may be, and how fast they may follow each other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LONGEST: Final = {"telegram": 4096, "telegram-group": 4096}
"""UTF-16 units of one message, where the outbox divides longer ones; other channels do that themselves, or need not."""

ENDS: Final = ("\n\n", "\n", "。！？!?", "；;", "，,、", " ")
"""Where a text may be divided, the best first."""


@dataclass(frozen=True)
class Limit:
    """One message in so many seconds, and so many at once after a quiet while."""

    every: float
    burst: int = 1


@dataclass(frozen=True)
class Pace:
    """How fast a channel may send: all of its messages together, and those to one address.

    Channels that share one account at their platform share `name`, and with it `overall`.
    """

    name: str
    overall: Limit
    each: Limit


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def divided(text: str, fits: Callable[[str], bool], longest: int) -> list[str]:
    """The text divided at the ends of sentences into parts that fit; no part has more than `longest` characters.

    A part is not made shorter than two thirds of that for the sake of a better end.
    """
    found, left = [], text.strip()
    while not fits(left):
        at = _cut(left, fits, longest)
        found.append(left[:at].rstrip())
        left = left[at:].lstrip()
    return [*found, left] if left else found


def _cut(text: str, fits: Callable[[str], bool], longest: int) -> int:
    """Where to divide a text that is too long: after the best end in its last third, else where it is full."""
    full = min(longest, len(text))
    while not fits(text[:full]):
        full -= 1
    least = full * 2 // 3
    for ends in ENDS:
        marks = (ends,) if "\n" in ends else tuple(ends)
        at = max(text.rfind(mark, least, full - len(mark) + 1) + len(mark) for mark in marks)
        if at > least:
            return at
    return full
