"""What a way of speaking must be able to do for the delivery loop: one method, on plain values."""

from collections.abc import Collection
from typing import Protocol

from bot.limits import Pace
from bot.messages import Reply


class Channel(Protocol):
    """A way to reach members. `name` is the channel of their addresses.

    `idempotent`: the far side drops a second message of the same key, so that one whose outcome is unknown
    may be sent again. `room`: where the far side counts messages, the characters into which several are joined; else 0.
    `pace`: how fast messages may follow each other; None where the far side does not mind.
    """

    name: str
    idempotent: bool
    room: int
    pace: Pace | None

    def present(self) -> Collection[str] | None:
        """The address ids that can be reached just now; None where anyone can be at any time."""

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """Deliver one unasked message, or raise a DeliveryFailed of bot.errors that says why not."""
