"""What members and the account say to each other, whatever the channel: plain values that every part shares."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_TEXT = 8000
"""Characters of one message that we take in; a longer one is refused with kind words."""

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of one file that we take in."""

_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


@dataclass(frozen=True)
class Address:
    """Where a member is reached: the channel's name and the id that the channel knows them by."""

    channel: str
    id: str


@dataclass(frozen=True)
class Upload:
    """A file as it comes in: its name as the sender gave it, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Attachment:
    """A file that we hold: the key it is stored under, its name, media type and size in bytes."""

    key: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Allowance:
    """What a member's message lets us send unasked: so many messages within so many seconds."""

    messages: int
    seconds: int


@dataclass(frozen=True)
class Incoming:
    """One message from a member.

    `message_id` is the platform's (or the client's) own: a repeat of it gets the same replies and changes nothing.
    `unreadable` names what we were sent and cannot read (a sticker, a voice message), in the member's language.
    `missing` says in words what of it the channel could not take, such as a file that is too large.
    `allowance`: what the channel may send unasked from now on; None where that is not counted.
    `room`: characters of parked messages that the answer can carry with it, where nothing may be sent unasked.
    """

    address: Address
    message_id: str
    text: str = ""
    uploads: tuple[Upload, ...] = ()
    unreadable: str = ""
    missing: tuple[str, ...] = ()
    allowance: Allowance | None = None
    room: int = 0


@dataclass(frozen=True)
class Reply:
    """One message to a member.

    `buttons` are the answers we offer to tap; tapping one sends its text. `controls` are the quiet ones
    that a form always has (上一步, 取消); a channel may show them smaller, or not at all.
    """

    text: str
    buttons: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()


def clean(text: str) -> str:
    """The text without what no member means to send: control and direction marks, halves of surrogate pairs.

    Line ends become a plain newline, the ends are stripped, and composed characters are put in one form (NFC),
    so that every store takes it and every comparison sees the same.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", plain)).strip()
