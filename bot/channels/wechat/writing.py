"""Our replies as WeChat shows them: plain texts, no longer than it takes, with buttons as a numbered list."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.limits import divided
from bot.media import LINK_DAYS
from bot.messages import Attachment, Reply

LONGEST: Final = 600
"""Characters of one message; WeChat names 2,048 bytes, and 600 of three bytes each are safely fewer."""

LARGEST: Final = 2048
"""Bytes of one message."""

CHOOSE: Final = "（回复序号或文字）"
CHOOSE_NUMBER: Final = "（回复序号看详情）"
CONTROLS: Final = "（也可回复：{words}）"
WORDS: Final = "可回复：{words}"
LINKED: Final = "文件“{name}”：{link}（{days} 天内有效）"

Link = Callable[[Attachment], str]
"""Gives the address at which one member finds a file."""

_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NUMBERED: Final = re.compile(r"\d+\. ")


def clean(text: str) -> str:
    """The text without what breaks WeChat's XML: control characters, and the end of a CDATA section."""
    return _FORBIDDEN.sub("", text).replace("]]>", "]]＞")


def shown(reply: Reply, *, numbered: bool) -> str:
    """A reply as one text. Buttons are numbered where a number will be understood: below the last reply of a turn."""
    lines = [reply.text]
    if reply.buttons and numbered and _listed(reply):
        lines += ["", CHOOSE_NUMBER]
    elif reply.buttons and numbered:
        lines += ["", *(f"{number}. {button}" for number, button in enumerate(reply.buttons, 1)), CHOOSE]
    elif reply.buttons:
        lines += ["", WORDS.format(words="、".join(f"“{button}”" for button in reply.buttons))]
    if reply.controls and numbered:
        lines.append(CONTROLS.format(words="、".join(reply.controls)))
    return clean("\n".join(lines))


def _listed(reply: Reply) -> bool:
    """Whether the text itself lists the very things that the buttons stand for, with the same numbers."""
    listed = [line for line in reply.text.splitlines() if _NUMBERED.match(line)]
    return len(listed) == len(reply.buttons) and all(
        line.startswith(f"{number}. ") and button.rpartition("：")[2] in line
        for number, (line, button) in enumerate(zip(listed, reply.buttons, strict=True), 1)
    )


def texts(replies: Sequence[Reply], link: Link, more: str = "") -> list[str]:
    """The replies of a turn as few messages as can be, each of a size that WeChat takes.

    `more` ends every message but the last, where the member must ask for the next one.
    """
    divided = [
        pieces(reply, link, numbered=number == len(replies), less=len(more)) for number, reply in enumerate(replies, 1)
    ]
    found = list(joined([piece for one in divided for piece in one], len(more)))
    return [f"{piece}{more}" for piece in found[:-1]] + found[-1:]


def pieces(reply: Reply, link: Link, *, numbered: bool, less: int = 0) -> list[str]:
    """A reply in parts that fit: its text divided, and for each of its files a link, which is never cut in two."""
    links = [LINKED.format(name=clean(file.name), link=link(file), days=LINK_DAYS) for file in reply.files]
    return [*parts(shown(reply, numbered=numbered), less), *links]


def joined(pieces: Sequence[str], less: int = 0) -> Iterator[str]:
    """Neighbours put together as long as they fit into one message, with `less` characters to spare."""
    held = ""
    for piece in pieces:
        both = f"{held}\n\n{piece}" if held else piece
        if held and not fits(both, less):
            yield held
            held = piece
        else:
            held = both
    if held:
        yield held


def parts(text: str, less: int = 0) -> list[str]:
    """The text divided at the ends of sentences into parts that fit, with `less` characters to spare.

    None is shorter than it must be: what staff may write, 2,000 characters, fits into the five messages of a window.
    """
    return divided(text, lambda part: fits(part, less), LONGEST - less)


def fits(text: str, less: int = 0) -> bool:
    """Whether a text fits into one message, with `less` characters to spare."""
    return len(text) <= LONGEST - less and len(text.encode()) <= LARGEST - 3 * less
