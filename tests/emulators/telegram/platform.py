"""TelegramPlatform: the whole emulator, for tests and by hand."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.emulators.loopback import Loopback, serving
from tests.emulators.telegram.account import Account
from tests.emulators.telegram.group import Group, Kind
from tests.emulators.telegram.person import Person
from tests.emulators.telegram.pushing import Pusher
from tests.emulators.telegram.server import Api, Asked
from tests.emulators.telegram.updates import Update, Webhook

TOKEN = "123456:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi"


class TelegramPlatform(Account):
    """Telegram, with one bot on it. `limits` and `faults` may be changed at any time; `clock` dates the messages."""

    def __init__(
        self,
        token: str = TOKEN,
        username: str = "gongyou_bot",
        *,
        limits: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(token, username, limits=limits, clock=clock)
        self.api_base = ""
        self.pusher = Pusher(self)
        self._api = Api(self)

    @contextmanager
    def running(self, port: int = 0) -> Iterator["TelegramPlatform"]:
        """The API served on loopback, on a free port where none is given; all of it is gone afterwards.

        It may run again later, on the same port: then Telegram was away, and everybody still knows everything.
        """
        with serving(self._api.app, port) as api:
            self.api_base, self.halted = api.url, False
            self._api.halted = asyncio.Event()
            self.updates.bell.hang(api.loop)
            pushing = asyncio.run_coroutine_threadsafe(self.pusher.run(), api.loop)
            try:
                yield self
            finally:
                if pushing.done():
                    pushing.result()
                pushing.cancel()
                self._halt(api)

    def _halt(self, api: Loopback) -> None:
        self.halted = True
        self.updates.bell.ring()
        self.updates.bell.hang(None)
        api.loop.call_soon_threadsafe(self._api.halted.set)

    @property
    def asked(self) -> list[Asked]:
        """Every call with its parameters and answer."""
        return self._api.asked

    def calls(self, method: str) -> list[Asked]:
        """The calls of one method."""
        return [one for one in self.asked if one.method.lower() == method.lower()]

    @property
    def webhook(self) -> Webhook:
        """What setWebhook set; a test may set its `url` and `secret` directly."""
        return self.updates.webhook

    @property
    def callbacks(self) -> list[str]:
        """Where updates are really posted, by turns, whatever address the bot gave; empty: there."""
        return self.pusher.addresses

    @callbacks.setter
    def callbacks(self, urls: list[str]) -> None:
        self.pusher.addresses = urls

    @property
    def callback(self) -> str:
        """The first of them."""
        return self.callbacks[0] if self.callbacks else ""

    @callback.setter
    def callback(self, url: str) -> None:
        self.callbacks = [url] if url else []

    @property
    def dropped(self) -> list[Update]:
        """Updates that were given up after many tries."""
        return self.updates.dropped

    def person(
        self,
        name: str = "李娜",
        id: int | None = None,  # noqa: A002 - what the API calls it
        language: str = "zh-hans",
    ) -> Person:
        """Somebody new with Telegram, who has not written yet."""
        with self.lock:
            person = Person(self, id or next(self.fresh_ids), name, language)
            self.chats[person.id] = person
        return person

    def group(
        self,
        title: str,
        kind: Kind = "supergroup",
        *,
        forum: bool = False,
        rights: bool = True,
        admin: bool | None = None,
    ) -> Group:
        """A new group without the bot.

        Added to it, the bot is an administrator where `admin` says so (None: in a forum where it has `rights`), and
        may manage topics then where it has `rights`.
        """
        with self.lock:
            number = next(self.fresh_ids)
            chat_id = -number if kind == "group" else -1_000_000_000_000 - number % 10**10
            group = Group(self, chat_id, title, kind, forum=forum)
            group.rights, group.admin = rights, (forum and rights) if admin is None else admin
            group.members[self.person("群主")] = "creator"
            self.chats[chat_id] = group
        return group

    def duplicate(self, times: int, updates: int | None = None, *, together: bool = True) -> None:
        """Posts each of the next updates (None: all from now on) that many times more; 0 ends it.

        `together`: in the same moment, where there are several callbacks to several of them; or one after the other.
        """
        self.pusher.copies, self.pusher.copied, self.pusher.together = times, updates, together

    def reorder(self, count: int) -> None:
        """Holds the next `count` updates of the webhook back and posts them in reverse order, one by one."""
        with self.lock:
            self.updates.turning = count

    def expires_queries(self) -> None:
        """All taps so far are too old to be answered."""
        with self.lock:
            self.queries.clear()

    def settle(self, timeout: float = 10) -> None:
        """Waits until every update has been taken by the webhook, or fetched and confirmed; raises TimeoutError."""
        self.updates.settle(timeout)
