"""The way from Telegram to the bot's webhook: in parallel, each chat in order, repeated until it is taken."""

import asyncio
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING

import httpx

from tests.emulators.loopback import NO_TLS
from tests.emulators.telegram.updates import Update

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account

SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Pusher:
    """Posts updates while a webhook is set.

    `addresses` are where they are really posted, by turns; none: at the webhook's own. `copies` is how often the next
    `copied` updates (None: all) are posted again, `together` or one after the other. `patience` and the longest
    `pause` between two `tries` are in seconds.
    """

    def __init__(self, account: "Account") -> None:
        self._account = account
        self._updates = account.updates
        self._active: dict[int, Update] = {}
        self._turn = count()
        self.addresses: list[str] = []
        self.copies = 0
        self.copied: int | None = None
        self.together = True
        self.tries, self.pause, self.patience = 60, 1.0, 10.0

    async def run(self) -> None:
        """Works until it is cancelled."""
        self._active = {}
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        async with (
            httpx.AsyncClient(timeout=self.patience, trust_env=False, limits=limits, verify=NO_TLS) as http,
            asyncio.TaskGroup() as group,
        ):
            while True:
                self._updates.bell.muffle()
                while update := self._next():
                    group.create_task(self._deliver(http, update))
                await self._updates.bell.wait()

    def _next(self) -> Update | None:
        """The oldest update that may be posted now; it is active then."""
        with self._account.lock:
            webhook = self._updates.webhook
            if not webhook.url or len(self._active) >= webhook.max_connections:
                return None
            busy = {update.lane for update in self._active.values()}
            found = next((one for one in self._updates.waiting if one.lane not in busy), None)
            if found:
                self._active[found.id] = found
            return found

    async def _deliver(self, http: httpx.AsyncClient, update: Update) -> None:
        again = self._again()
        for attempt in range(self.tries):
            if not self._updates.webhook.url:
                break
            if await self._posted(http, update, again):
                self._updates.remove(lambda one: one.id == update.id)
                break
            await asyncio.sleep(min(0.02 * 2**attempt, self.pause))
        else:
            self._updates.dropped.append(update)
            self._updates.remove(lambda one: one.id == update.id)
        del self._active[update.id]
        self._updates.bell.ring()

    def _again(self) -> int:
        """How often this update is posted again."""
        if self.copied is not None:
            self.copied -= 1
            if self.copied < 0:
                return 0
        return self.copies

    async def _posted(self, http: httpx.AsyncClient, update: Update, again: int) -> bool:
        """Whether one of the server's processes took it."""
        if self.together:
            return any(await asyncio.gather(*(self._post(http, update) for _ in range(1 + again))))
        return any([await self._post(http, update) for _ in range(1 + again)])

    async def _post(self, http: httpx.AsyncClient, update: Update) -> bool:
        webhook = self._updates.webhook
        addresses = self.addresses or [webhook.url]
        headers = {SECRET: webhook.secret} if webhook.secret else {}
        try:
            answer = await http.post(addresses[next(self._turn) % len(addresses)], json=update.json(), headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return self._failed("Read timeout expired" if isinstance(error, httpx.TimeoutException) else str(error))
        if answer.is_success:
            return True
        return self._failed(f"Wrong response from the webhook: {answer.status_code} {_phrase(answer.status_code)}")

    def _failed(self, words: str) -> bool:
        self._updates.webhook.last_error = (self._account.date(), words)
        return False


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
