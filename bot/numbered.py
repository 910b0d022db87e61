"""A reply where there are no buttons to tap, as on WeChat: a plain text with numbered choices, in parts that fit."""

import re
from typing import Final

from bot.limits import divided
from bot.messages import Reply

LONGEST: Final = 600
"""Characters of one message; WeChat names 2,048 bytes, and 600 of three bytes each are safely fewer."""

LARGEST: Final = 2048
"""Bytes of one message."""

CHOOSE: Final = "（回复序号或文字）"
CHOOSE_NUMBER: Final = "（回复序号看详情）"

WORDS: Final = "可回复：{words}"

_NUMBERED: Final = re.compile(r"\d+\. ")


def listed(reply: Reply) -> str:
    """The text with the buttons below it as a numbered list, or with a word on the numbers that it has itself."""
    if not reply.buttons:
        return reply.text
    if _lists(reply):
        return f"{reply.text}\n\n{CHOOSE_NUMBER}"
    lines = [f"{number}. {button}" for number, button in enumerate(reply.buttons, 1)]
    return "\n".join([reply.text, "", *lines, CHOOSE])


def plain(reply: Reply) -> str:
    """The text with the buttons named below it, where no number will be understood."""
    if not reply.buttons:
        return reply.text
    words = "、".join(f"“{button}”" for button in reply.buttons)
    return "\n".join([reply.text, "", WORDS.format(words=words)])


def parts(text: str, less: int = 0) -> list[str]:
    """The text divided at the ends of sentences into parts that fit, with `less` characters to spare.

    None is shorter than it must be: what staff may write, 2,000 characters, fits into the five messages of a window.
    """
    return divided(text, lambda part: fits(part, less), LONGEST - less)


def fits(text: str, less: int = 0) -> bool:
    """Whether a text fits into one message, with `less` characters to spare."""
    return len(text) <= LONGEST - less and len(text.encode()) <= LARGEST - 3 * less


def _lists(reply: Reply) -> bool:
    """Whether the text itself lists the very things that the buttons stand for, with the same numbers."""
    found = [line for line in reply.text.splitlines() if _NUMBERED.match(line)]
    return len(found) == len(reply.buttons) and all(
        line.startswith(f"{number}. ") and button.rpartition("：")[2] in line
        for number, (line, button) in enumerate(zip(found, reply.buttons, strict=True), 1)
    )
