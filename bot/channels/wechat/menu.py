"""The menu below the chat: up to three buttons, each with up to five words that a tap sends."""

from collections.abc import Sequence
from typing import Any, Final

TOPS, BELOW = 3, 5
LONGEST_TOP, LONGEST_NAME, LONGEST_KEY = 16, 60, 128
"""Bytes."""

Taps = Sequence[tuple[str, Sequence[str]]]


def built(taps: Taps) -> dict[str, Any]:
    """The menu as WeChat takes it: a tap sends its word as the event's key."""
    return {
        "button": [
            {"name": top, "sub_button": [{"type": "click", "name": word, "key": word} for word in words]}
            for top, words in taps
        ]
    }


def wrong(taps: Taps) -> list[str]:
    """What WeChat would refuse, in words; empty where all is well."""
    found = [f"{len(taps)} buttons: at most {TOPS}"] if not 0 < len(taps) <= TOPS else []
    for top, words in taps:
        found += _wrong_size(top, LONGEST_TOP, "a button's name")
        if not 0 < len(words) <= BELOW:
            found.append(f"“{top}” has {len(words)} entries: 1 to {BELOW}")
        for word in words:
            found += _wrong_size(word, min(LONGEST_NAME, LONGEST_KEY), "an entry")
    return found


def _wrong_size(name: str, most: int, what: str) -> list[str]:
    size = len(name.encode())
    return [] if 0 < size <= most else [f"“{name}” has {size} bytes: {what} has 1 to {most}"]


_HEAD: Final = "{number}. {top}"


def shown(taps: Taps) -> str:
    """The menu as lines."""
    lines = []
    for number, (top, words) in enumerate(taps, 1):
        lines += [_HEAD.format(number=number, top=top), *(f"   · {word}" for word in words)]
    return "\n".join(lines)
