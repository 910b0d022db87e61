"""Our replies as WeChat shows them: plain texts, no longer than it takes, with buttons as a numbered list."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.media import LINK_DAYS
from bot.messages import Attachment, Reply
from bot.numbered import CHOOSE, CHOOSE_NUMBER, LARGEST, LONGEST, fits, listed, parts, plain

__all__ = [
    "CHOOSE", "CHOOSE_NUMBER", "LARGEST", "LONGEST", "Link", "clean", "fits", "joined", "parts", "pieces", "shown",
    "texts",
]  # fmt: skip

CONTROLS: Final = "（也可回复：{words}）"
LINKED: Final = "文件“{name}”：{link}（{days} 天内有效）"

Link = Callable[[Attachment], str]
"""Gives the address at which one member finds a file."""

_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without what breaks WeChat's XML: control characters, and the end of a CDATA section."""
    return _FORBIDDEN.sub("", text).replace("]]>", "]]＞")


def shown(reply: Reply, *, numbered: bool) -> str:
    """A reply as one text. Buttons are numbered where a number will be understood: below the last reply of a turn."""
    lines = [listed(reply) if numbered else plain(reply)]
    if reply.controls and numbered:
        lines.append(CONTROLS.format(words="、".join(reply.controls)))
    return clean("\n".join(lines))


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
