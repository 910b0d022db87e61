"""A person with Telegram: what they do becomes an update, what the bot sends them stands in `received`."""

import re
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, TypedDict, Unpack

from tests.emulators.telegram import files, words
from tests.emulators.telegram.account import Reference
from tests.emulators.telegram.calls import Json, forbidden
from tests.emulators.telegram.chats import Chat, Message, Received
from tests.emulators.telegram.files import File

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account
    from tests.emulators.telegram.group import Group
    from tests.emulators.telegram.topic import Topic

_albums = count(13_500_000_000_000_001)


class Blocked(Exception):
    """Who has blocked the bot can write nothing to it."""


class Place(TypedDict, total=False):
    """Where a message is put: in a group, in a topic of it."""

    in_: "Group | None"
    thread: "Topic | int | None"


class Where(Place, total=False):
    """Also what it replies to."""

    reply_to: Reference | None


class Person(Chat):
    """One user, and the private chat with the bot. `answers` are the texts of answerCallbackQuery."""

    def __init__(self, account: "Account", person_id: int, name: str, language: str) -> None:
        super().__init__(account, person_id, account.numbers)
        self.name, self.language = name, language
        self.username = ""
        self.wrote = False
        """Whether the person began the chat, without which the bot may not."""
        self.blocked = False
        self.deactivated = False
        self.answers: list[str] = []

    def user(self) -> Json:
        """The person as the API names them."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.name}
        more = {"username": self.username, "language_code": self.language}
        return {**user, **{name: value for name, value in more.items() if value}}

    def head(self) -> Json:
        username = {"username": self.username} if self.username else {}
        return {"id": self.id, "first_name": self.name, **username, "type": "private"}

    def must_take(self) -> None:
        if self.deactivated:
            raise forbidden("user is deactivated")
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if not self.wrote:
            raise forbidden("bot can't initiate conversation with a user")

    def says(self, text: str, reply_to: Reference | None = None, **where: Unpack[Place]) -> Message:
        """Writes a text; raises ValueError where the app would cut it in two."""
        if not 1 <= words.units(text) <= words.LONGEST:
            raise ValueError(f"{words.units(text)} UTF-16 units")
        return self._send(words.worded("text", text), reply_to=reply_to, **where)

    def opens(self, start_parameter: str = "") -> Message:
        """Follows a t.me link to the bot, or presses Start; lifts a block, as the app does."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", start_parameter):
            raise ValueError(start_parameter)
        if self.blocked:
            self.unblocks()
        return self.says(f"/start {start_parameter}".strip())

    def edits(self, message: Message, text: str) -> Message:
        """Changes a text or caption that they sent."""
        name = "text" if "text" in message.json else "caption"
        with self._account.lock:
            kept = {key: value for key, value in message.json.items() if key not in ("entities", "caption_entities")}
            message.json = {**kept, "edit_date": self._account.date(), **words.worded(name, text)}
            if message.chat.shows(message):
                self._account.updates.add("edited_message", message.json, message.chat.id)
        return message

    def deletes(self, message: Message | Received) -> None:
        """Deletes a message for both sides; the bot is not told."""
        with self._account.lock:
            (message.message if isinstance(message, Received) else message).deleted = True

    def taps(self, message: Message | Received, label: str) -> str:
        """Taps the button of that label; the id of the query. Raises LookupError where there is none to tap."""
        received = message if isinstance(message, Received) else message.chat.seen(message)
        if received is None:
            raise LookupError(f"{message!r} has no buttons")
        button = received.button(label)
        if "callback_data" not in button:
            raise LookupError(f"{label!r} opens {button.get('url')}")
        return self.taps_data(received, button["callback_data"])

    def taps_data(self, message: Message | Received, data: str) -> str:
        """Sends whatever data, as a changed app can, or one that shows an older keyboard."""
        with self._account.lock:
            return self._account.ask(self, message.message if isinstance(message, Received) else message, data)

    def sends_photo(
        self, content: bytes, caption: str = "", album: str | None = None, **where: Unpack[Where]
    ) -> Message:
        """Sends a picture, in the album of that media_group_id where one is given."""
        return self._sends(self._account.files.add("photo", content), caption, album, **where)

    def sends_document(
        self, name: str, content: bytes, caption: str = "", album: str | None = None, **where: Unpack[Where]
    ) -> Message:
        """Sends a file."""
        return self._sends(self._account.files.add("document", content, name), caption, album, **where)

    def sends_voice(self, content: bytes, caption: str = "", **where: Unpack[Where]) -> Message:
        """Sends what they spoke."""
        return self._sends(self._account.files.add("voice", content), caption, **where)

    def sends_video(
        self, content: bytes, caption: str = "", album: str | None = None, **where: Unpack[Where]
    ) -> Message:
        """Sends a video."""
        return self._sends(self._account.files.add("video", content), caption, album, **where)

    def sends_sticker(self, **where: Unpack[Where]) -> Message:
        """Sends a sticker."""
        return self._sends(self._account.files.add("sticker", b"RIFF"), **where)

    def sends_album(
        self, parts: Sequence[tuple[str, str, bytes]], caption: str = "", **where: Unpack[Where]
    ) -> list[Message]:
        """Sends (kind, name, content) together: an update for each, the caption at the first."""
        album = str(next(_albums))
        kept = [self._account.files.add(kind, content, name) for kind, name, content in parts]
        captions = [caption, *[""] * len(parts)]
        return [self._sends(file, words_, album, **where) for file, words_ in zip(kept, captions, strict=False)]

    def shares_contact(self, phone: str, *, own: bool = True, **where: Unpack[Where]) -> Message:
        """Shares a telephone number: their own, or somebody's who is not on Telegram."""
        mine: Json = {"phone_number": phone, "first_name": self.name, "user_id": self.id}
        return self._send({"contact": mine if own else {"phone_number": phone, "first_name": "某人"}}, **where)

    def shares_location(self, latitude: float, longitude: float, **where: Unpack[Where]) -> Message:
        """Shares where they are."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}}, **where)

    def sends_venue(
        self, title: str, address: str, latitude: float = 31.2, longitude: float = 121.5, **where: Unpack[Where]
    ) -> Message:
        """Sends a place from the map."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._send(
            {"location": place, "venue": {"location": place, "title": title, "address": address}}, **where
        )

    def blocks(self) -> None:
        """Blocks the bot."""
        self._stands(blocked=True)

    def unblocks(self) -> None:
        """Lifts the block."""
        self._stands(blocked=False)

    def _stands(self, *, blocked: bool) -> None:
        bot = self._account.me()
        member = {"user": bot, "status": "member"}
        kicked = {"user": bot, "status": "kicked", "until_date": 0}
        with self._account.lock:
            self.blocked = blocked
            self._account.membership(self, self.user(), *((member, kicked) if blocked else (kicked, member)))

    def _sends(self, file: File, caption: str = "", album: str | None = None, **where: Unpack[Where]) -> Message:
        fields = {**files.shown(file, self._account.files), **words.worded("caption", caption)}
        return self._send({**fields, **({"media_group_id": album} if album else {})}, file, **where)

    def _send(self, fields: Json, file: File | None = None, **where: Unpack[Where]) -> Message:
        group, thread = where.get("in_"), where.get("thread")
        chat: Chat = group or self
        with self._account.lock:
            if group is None:
                self._writes()
            else:
                group.takes_in(self)
            reply_to = self._account.meant(chat, where.get("reply_to"))
            thread_id = thread if thread is None or isinstance(thread, int) else thread.id
            return chat.tell(chat.write(self.user(), fields, thread_id=thread_id, reply_to=reply_to, file=file))

    def _writes(self) -> None:
        if self.blocked:
            raise Blocked(self.name)
        self.wrote = True
