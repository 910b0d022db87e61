"""What the sending of notices and the ledger say to each other: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.noticewords import Facts
from bot.errors import DeliveryFailed
from bot.messages import Address, Reply

Doing = Literal["send", "amend", "recall"]


@dataclass(frozen=True)
class Work:
    """Something of a notice can go now on a channel: send it, change what was sent, take a mass message back.

    `round` is what `sendings.begin_round` must still find.
    """

    notice_id: int
    channel: str
    round: int
    urgent: bool
    what: Doing


@dataclass(frozen=True)
class Copy:
    """One recipient's copy, claimed. `facts` is there for personal notices; `message`: what is to be changed."""

    recipient: int
    to: Address
    reply: Reply
    facts: Facts | None
    key: str
    message: str = ""


@dataclass(frozen=True)
class MassList:
    """Recipients (row, address) who get one text by one call, under a key that the platform hears once."""

    key: str
    reply: Reply
    recipients: list[tuple[int, str]]


@dataclass(frozen=True)
class Recall:
    """A mass message that is to be taken back: our key, and the platform's number of it."""

    key: str
    number: str


@dataclass(frozen=True)
class Outcome:
    """What became of one copy: the platform's id of the message, or why it did not arrive."""

    message: str = ""
    failure: DeliveryFailed | None = None


@dataclass(frozen=True)
class Seen:
    """What is known of the copies that a dead process had in hand: whose call had begun, and which messages arrived."""

    went: frozenset[int]
    came: Mapping[int, str]
