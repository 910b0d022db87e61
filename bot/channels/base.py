"""What a way of speaking must be able to do for the delivery loop: one method, on plain values."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Card:
    """What a platform's own form for a personal notice says: of what, when, where, and a few words."""

    title: str
    time: str = ""
    place: str = ""
    words: str = ""


class Many(Protocol):
    """One call of the platform's that reaches many, `fewest` to `most` of them; a repeat of its key sends nothing."""

    fewest: int
    most: int

    def takes(self, reply: Reply) -> bool:
        """Whether it goes by such a call at all; what does not goes to each by itself."""

    async def send(self, addresses: Sequence[str], reply: Reply, key: str) -> str:
        """Send one text to all of these; the platform's number of it. Raises a DeliveryFailed of bot.errors."""

    async def recall(self, number: str) -> None:
        """Take it back where the platform can. Raises a DeliveryFailed of bot.errors."""


Going = Callable[[], object]
"""Called just before the platform is asked: from then on a message may have arrived."""


def unminded() -> None:
    """Nobody minds when it goes."""


class Teller(Protocol):
    """A channel that brings notices to members who did not just write. One without it has them carried by the outbox.

    `many` is None where the platform has no such call, or the account no permission for it; `amends` says whether what
    was sent can be changed.
    """

    name: str
    pace: Pace | None
    many: Many | None
    amends: bool

    async def tell(
        self, address: str, reply: Reply, key: str, card: Card | None = None, going: Going = unminded
    ) -> str:
        """Bring one notice, as one message; the platform's id of it, empty where it has none.

        `card` is there for a personal notice alone. Raises a DeliveryFailed: Parked where the platform lets nothing be
        sent to this member before they write again. What did not go by `going` may be sent once more by another
        process, so it must be called before anything that could arrive.
        """

    async def amend(self, address: str, message: str, reply: Reply) -> None:
        """Put other words into a message that `tell` sent. Raises a DeliveryFailed of bot.errors."""


def content(files: Files, file: Attachment) -> Upload:
    """A file that is to be sent. Raises Retry where the store does not answer, DeliveryFailed where it is gone."""
    try:
        found = files(file.key)
    except Unavailable:
        raise Retry("store", "nothing went out yet") from None
    if found is None:
        raise DeliveryFailed(GONE, "the file is not kept any more")
    return found
