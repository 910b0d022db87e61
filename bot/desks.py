"""What is said and tapped in a group of union staff, and what the desk answers: plain values, for any messenger."""

from dataclasses import dataclass

from bot.messages import Upload

Rows = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of buttons, each a label and what it carries."""


@dataclass(frozen=True)
class Sender:
    """One who acts in a messenger: the platform's id of the account, and the name that it shows."""

    account: str
    name: str = ""


@dataclass(frozen=True)
class Room:
    """A group as the messenger knows it. `forum`: it has topics."""

    channel: str
    chat: str
    title: str = ""
    forum: bool = False


@dataclass(frozen=True)
class Doing:
    """Somebody does something in a room. `numbers` are the rows of the intake that this works off.

    `message` is the platform's id of what was said, or of the message whose button was tapped; `reply_to` that of the
    message which is answered, and `quoted` its text; `data` is what our button carries. `uploads` are the files that
    came with it, `missing` says in words which could not be had; `unreadable`: it is neither text nor file.
    """

    room: Room
    sender: Sender
    numbers: tuple[int, ...]
    message: str = ""
    text: str = ""
    reply_to: str = ""
    quoted: str = ""
    data: str = ""
    edited: bool = False
    uploads: tuple[Upload, ...] = ()
    missing: tuple[str, ...] = ()
    unreadable: bool = False


@dataclass(frozen=True)
class Told:
    """What the desk answers to a tap: words for the one who tapped; `alert`: to be read before anything else.

    `choices` are rows of buttons (label, data) to be put below the tapped message in place of its own. `leave`: this is
    no place for us. `late`: another process was faster, and has said what is to be said.
    """

    words: str = ""
    alert: bool = False
    choices: Rows = ()
    leave: bool = False
    late: bool = False


@dataclass(frozen=True)
class Post:
    """A message to be sent to a room, or one there to be changed (`edits`).

    `topic` is the platform's id of the topic it belongs to; where that is empty and `new_topic` is not, a topic of that
    name is to be opened first. `buttons` are rows of (label, data). `mentions`: each text is a link to that account.
    `asks`: the sender of `reply_to` is asked to answer to this message.
    """

    chat: str
    text: str
    buttons: Rows = ()
    topic: str = ""
    new_topic: str = ""
    reply_to: str = ""
    edits: str = ""
    mentions: tuple[tuple[str, str], ...] = ()
    asks: bool = False
