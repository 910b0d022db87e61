"""One bot as the platform knows it: who writes to it, what it is to be told, what it may send."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Condition, RLock
from typing import TYPE_CHECKING, Any

from tests.emulators.telegram.calls import Call, Json, bad
from tests.emulators.telegram.chats import Chat, Message, Received
from tests.emulators.telegram.commands import Commands
from tests.emulators.telegram.faults import Faults
from tests.emulators.telegram.files import Files
from tests.emulators.telegram.limits import Limits, unlimited
from tests.emulators.telegram.updates import Updates

if TYPE_CHECKING:
    from tests.emulators.telegram.person import Person

Reference = Message | Received | int


@dataclass
class Query:
    """A tap that waits for its answer; `received` is the message as people see it, where it is still there."""

    person: "Person"
    received: Received | None


class Account:
    """The state. Whoever reads or changes it from several threads holds `lock`; `changed` tells of every message."""

    def __init__(self, token: str, username: str, *, limits: bool, clock: Callable[[], float]) -> None:
        self.token, self.username, self.clock = token, username, clock
        self.id = int(token.partition(":")[0])
        self.lock = RLock()
        self.changed = Condition(self.lock)
        self.halted = False
        """Whether the platform is ending."""
        self.takes_http = False
        """Whether setWebhook takes http addresses and any port, as a server of one's own does in its local mode."""
        self.chats: dict[int, Chat] = {}
        self.moved: dict[int, int] = {}
        """Groups that became supergroups: the old id and the new one."""
        self.queries: dict[str, Query] = {}
        self.watchers: list[Callable[[Chat, Received | str], None]] = []
        """Told what people get to see: messages, new or changed, and what pops up after a tap."""
        self.updates = Updates(self.changed)
        self.files, self.faults, self.commands = Files(), Faults(), Commands()
        self.limits = Limits() if limits else unlimited()
        self.numbers = count(101)
        """The message ids that private chats and basic groups share."""
        self.fresh_ids = count(6_100_000_001)

    def me(self) -> Json:
        """The bot as a user."""
        return {"id": self.id, "is_bot": True, "first_name": self.username, "username": self.username}

    def date(self) -> int:
        """Now, as messages have it."""
        return int(self.clock())

    def chat(self, call: Call) -> Chat:
        """The chat that a call is about; raises a 400."""
        if not call.text("chat_id"):
            raise bad("chat_id is empty")
        chat_id = call.number("chat_id")
        if chat_id in self.moved:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved[chat_id])
        if chat_id not in self.chats:
            raise bad("chat not found")
        return self.chats[chat_id]

    def meant(self, chat: Chat, reference: Reference | None) -> Message | None:
        """The message that a test means; raises LookupError where there is none of that number."""
        if not isinstance(reference, int):
            return reference.message if isinstance(reference, Received) else reference
        found = chat.find(reference)
        if found is None:
            raise LookupError(f"no message {reference} in {chat.id}")
        return found

    def ask(self, person: "Person", message: Message, data: str) -> str:
        """Tells the bot of a tap; the id of its query."""
        number = str(secrets.randbelow(2**62) + 2**61)
        self.queries[number] = Query(person, message.chat.seen(message))
        shown: Json = message.json
        if message.deleted:
            shown = {"message_id": message.message_id, "chat": message.chat.head(), "date": 0}
        query = {"id": number, "from": person.user(), "message": shown, "chat_instance": str(hash(message.chat.id))}
        self.updates.add("callback_query", {**query, "data": data}, message.chat.id)
        return number

    def waits_for(self, true: Callable[[], bool], seconds: float = 10) -> None:
        """Waits until something is true of the platform; raises TimeoutError after that many seconds."""
        with self.changed:
            if not self.changed.wait_for(true, seconds):
                raise TimeoutError

    def shown(self, chat: Chat, what: Received | str) -> None:
        """Tells whoever waits or watches that people see something new."""
        with self.changed:
            self.changed.notify_all()
        for watch in self.watchers:
            watch(chat, what)

    def membership(self, chat: Chat, by: Json, old: Json, new: Json, kind: str = "my_chat_member") -> None:
        """Tells the bot that somebody's standing in a chat, its own as a rule, is another."""
        change: dict[str, Any] = {"old_chat_member": old, "new_chat_member": new}
        self.updates.add(kind, {"chat": chat.head(), "from": by, "date": self.date(), **change}, chat.id)
