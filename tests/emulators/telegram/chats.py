"""A chat: its messages as the platform knows them, and what people in it get to see of the bot."""

import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from tests.emulators.telegram import markups
from tests.emulators.telegram.calls import Json, bad
from tests.emulators.telegram.files import File

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account

NESTED = ("reply_to_message", "reply_markup")
"""What a message that is replied to does not tell again."""


@dataclass(eq=False)
class Message:
    """One message, a person's or the bot's own; `json` is what it is now, and is replaced by an edit, never changed.

    `update_id` is that of the update that told the bot of it; None where the bot does not get to see it.
    """

    chat: "Chat"
    json: Json
    own: bool
    markup: Json = field(default_factory=dict)
    file: File | None = None
    update_id: int | None = None
    deleted: bool = False

    @property
    def message_id(self) -> int:
        """Its number, which only its chat makes unique."""
        return int(self.json["message_id"])

    @property
    def thread_id(self) -> int | None:
        """The topic that it is in."""
        return self.json.get("message_thread_id")

    @property
    def text(self) -> str:
        """Its text or caption."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    def nested(self) -> Json:
        """As another message shows it that replies to it."""
        return {name: value for name, value in self.json.items() if name not in NESTED}


@dataclass(eq=False)
class Received:
    """A message of the bot as people see it now; `edits` are the texts that it had before, `at` is time.monotonic."""

    message: Message
    at: float = field(default_factory=time.monotonic)
    edits: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    """What popped up after a tap on its buttons."""

    def __repr__(self) -> str:
        return f"Received({self.message_id}, {self.text!r}, {self.buttons})"

    @property
    def message_id(self) -> int:
        """Its number in its chat."""
        return self.message.message_id

    @property
    def chat_id(self) -> int:
        """Where it is."""
        return self.message.chat.id

    @property
    def thread_id(self) -> int | None:
        """The topic that it is in."""
        return self.message.thread_id

    @property
    def text(self) -> str:
        """Its text or caption."""
        return self.message.text

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        return self.message.deleted

    @property
    def buttons(self) -> list[str]:
        """What stands on the buttons inside it."""
        return markups.labels(self.message.markup) if self.keyboard == "inline" else []

    @property
    def rows(self) -> list[list[str]]:
        """What stands on its buttons, of whichever kind, row by row."""
        return [[button["text"] for button in row] for row in markups.rows(self.message.markup)]

    @property
    def keyboard(self) -> str:
        """What it brings: "inline" buttons, a "keyboard", "remove", "force_reply", or nothing."""
        return markups.kind(self.message.markup)

    @property
    def keys(self) -> list[str]:
        """What stands on the keyboard below the chat that it brought."""
        return markups.labels(self.message.markup) if self.keyboard == "keyboard" else []

    @property
    def reply_to(self) -> int | None:
        """The message that it replies to; in a topic that is the topic's first where it replies to no other."""
        replied = self.message.json.get("reply_to_message")
        return replied["message_id"] if replied else None

    @property
    def name(self) -> str:
        """The name of the file that it brings."""
        return self.message.file.name if self.message.file else ""

    @property
    def content(self) -> bytes:
        """The file that it brings."""
        return self.message.file.content if self.message.file else b""

    def button(self, label: str) -> Json:
        """The button of that label inside it; raises LookupError."""
        found = [button for row in markups.rows(self.message.markup) for button in row if button["text"] == label]
        if self.keyboard != "inline" or not found:
            raise LookupError(f"no button {label!r} in {self!r}")
        return found[0]


class Chat:
    """A private chat or a group; `received` and `actions` are the bot's messages and chat actions in it."""

    def __init__(self, account: "Account", chat_id: int, numbers: "count[int]") -> None:
        self._account = account
        self._numbers = numbers
        self.id = chat_id
        self.kind = "private"
        self.messages: dict[int, Message] = {}
        self.received: list[Received] = []
        self.actions: list[str] = []

    def head(self) -> Json:
        """The chat as a message names it."""
        raise NotImplementedError

    def details(self) -> Json:
        """The chat as getChat describes it."""
        accepted = dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        )
        return {**self.head(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted}

    def must_take(self) -> None:
        """Raises a 400 or 403 where the bot may send nothing there."""
        raise NotImplementedError

    @property
    def cleans(self) -> bool:
        """Whether the bot may delete what others wrote."""
        return True

    def placed(self, thread_id: int | None, reply_to: Message | None) -> Json:
        """The fields that say where in the chat a message is."""
        return {"reply_to_message": reply_to.nested()} if reply_to else {}

    def topic_for(self, thread_id: int | None) -> int | None:
        """The topic that the bot names, checked; raises a 400."""
        if thread_id is not None:
            raise bad("message thread not found")
        return None

    def shows(self, message: Message) -> bool:
        """Whether the bot gets to see a person's message there."""
        return True

    def write(
        self,
        sender: Json,
        fields: Json,
        *,
        own: bool = False,
        thread_id: int | None = None,
        reply_to: Message | None = None,
        file: File | None = None,
    ) -> Message:
        """Puts a message into the chat."""
        head = {"message_id": next(self._numbers), "from": sender, "chat": self.head(), "date": self._account.date()}
        message = Message(self, {**head, **self.placed(thread_id, reply_to), **fields}, own, file=file)
        self.messages[message.message_id] = message
        return message

    def tell(self, message: Message) -> Message:
        """Tells the bot of a person's message, where it gets to see it."""
        if self.shows(message):
            message.update_id = self._account.updates.add("message", message.json, self.id)
        return message

    def show(self, message: Message) -> None:
        """Shows people a message of the bot."""
        received = Received(message)
        self.received.append(received)
        self._account.shown(self, received)

    def find(self, message_id: int) -> Message | None:
        """The message of that number, where it is not deleted."""
        found = self.messages.get(message_id)
        return None if found is None or found.deleted else found

    def seen(self, message: Message) -> Received | None:
        """What people see of a message of the bot."""
        return next((one for one in self.received if one.message is message), None)

    def waits(self, count: int, seconds: float = 10) -> list[Received]:
        """What was received, once that is `count` or more; raises TimeoutError after that many seconds."""
        with self._account.changed:
            if not self._account.changed.wait_for(lambda: len(self.received) >= count, seconds):
                raise TimeoutError(f"{len(self.received)} of {count} received: {self.received}")
            return list(self.received)
