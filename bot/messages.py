"""What members and the account say to each other, whatever the channel: plain values that every part shares."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.labels import Labelled

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
class Tap:
    """A button that was tapped: the platform's id of the message it stands below, and the step it belongs to.

    `step` is what the reply with that button said (`Reply.step`); empty where it belongs to none.
    """

    message: str
    step: str = ""


@dataclass(frozen=True)
class Incoming:
    """One message from a member.

    `message_id` is the platform's (or the client's) own: a repeat of it gets the same replies and changes nothing.
    `unreadable` names what we were sent and cannot read (a sticker, a voice message), in the member's language.
    `missing` says in words what of it the channel could not take, such as a file that is too large.
    `allowance`: what the channel may send unasked from now on; None where that is not counted.
    `room`: characters of parked messages that the answer can carry with it, where nothing may be sent unasked.
    `tap`: the text is a button's that was tapped, not typed; None where the channel cannot tell.
    `reference` is the platform's id of the message itself; `edited`: it is said anew in place of that one.
    `intake`: numbers of the rows of the intake (bot.store.intake) that this message works off. Where there are any,
    the channel cannot carry the replies back: they go out through the outbox, written in the same transaction.
    """

    address: Address
    message_id: str
    text: str = ""
    uploads: tuple[Upload, ...] = ()
    unreadable: str = ""
    missing: tuple[str, ...] = ()
    allowance: Allowance | None = None
    room: int = 0
    tap: Tap | None = None
    reference: str = ""
    edited: bool = False
    intake: tuple[int, ...] = ()


class Wish(Labelled):
    """What kind of answer a reply hopes for, where a channel can make giving it easier."""

    WORDS = "", "文字"
    PHONE = "phone", "手机号"
    PLACE = "place", "位置"


@dataclass(frozen=True)
class Reply:
    """One message to a member.

    `buttons` are the answers we offer to tap; tapping one sends its text. `controls` are the quiet ones
    that a form always has (上一步, 取消); a channel may show them smaller, or not at all. `wish` is the kind of answer
    that is hoped for; `step` names the step of a form that the buttons belong to, so that a late tap is known as such.
    `files` come after the text; the outbox sends each as a message of its own, so a channel gets a text or one file.
    """

    text: str
    buttons: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    wish: Wish = Wish.WORDS
    step: str = ""
    files: tuple[Attachment, ...] = ()


def joined(replies: Sequence[Reply]) -> Reply:
    """Several replies as one message: all texts, buttons and files, and the rest as the last one has it."""
    if len(replies) == 1:
        return replies[0]
    text = "\n\n".join(reply.text for reply in replies if reply.text)
    buttons = dict.fromkeys(button for reply in replies for button in reply.buttons)
    files = tuple(file for reply in replies for file in reply.files)
    return replace(replies[-1], text=text, buttons=tuple(buttons), files=files)


def clean(text: str) -> str:
    """The text without what no member means to send: control and direction marks, halves of surrogate pairs.

    Line ends become a plain newline, the ends are stripped, and composed characters are put in one form (NFC),
    so that every store takes it and every comparison sees the same.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", plain)).strip()
