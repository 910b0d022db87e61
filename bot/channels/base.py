"""What a way of speaking must be able to do for the delivery loop: one method, on plain values."""

from collections.abc import Callable, Collection
from typing import Protocol

from bot.errors import DeliveryFailed, Retry, Unavailable
from bot.limits import Pace
from bot.messages import Attachment, Reply, Upload

Files = Callable[[str], Upload | None]
"""Gives the file that is kept under a key; None where it is not kept any more. Raises Unavailable."""

GONE = "file-gone"


class Channel(Protocol):
    """A way to reach members. `name` is the channel of their addresses.

    `idempotent`: the far side drops a second message of the same key, so that one whose outcome is unknown
    may be sent again. `room`: where the far side counts messages, the characters into which several are joined; else 0.
    `alone`: the media types of files that go as messages of their own there, while others go as links in a text.
    `pace`: how fast messages may follow each other; None where the far side does not mind.
    """

    name: str
    idempotent: bool
    room: int
    alone: Collection[str]
    pace: Pace | None

    def present(self) -> Collection[str] | None:
        """The address ids that can be reached just now; None where anyone can be at any time."""

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """Deliver one unasked message, a text or a file, or raise a DeliveryFailed of bot.errors that says why not."""


def content(files: Files, file: Attachment) -> Upload:
    """A file that is to be sent. Raises Retry where the store does not answer, DeliveryFailed where it is gone."""
    try:
        found = files(file.key)
    except Unavailable:
        raise Retry("store", "nothing went out yet") from None
    if found is None:
        raise DeliveryFailed(GONE, "the file is not kept any more")
    return found
