"""What the bot is to be told: the queue, and the webhook's settings."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition

from tests.emulators.telegram.calls import Call, Json

USUAL = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})
"""Kinds of updates that come where the bot names none; chat_member must be asked for."""


@dataclass(frozen=True)
class Update:
    """One update; those of one `lane`, a chat, are told one after the other."""

    id: int
    kind: str
    body: Json
    lane: int | str

    def json(self) -> Json:
        """As it is told."""
        return {"update_id": self.id, self.kind: self.body}


class Bell:
    """Wakes whoever waits in the server's loop; rung from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()

    def hang(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """In that loop from now on; None: nowhere."""
        self._loop, self._event = loop, asyncio.Event()

    def ring(self) -> None:
        """Wake."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._event.set)

    def muffle(self) -> None:
        """From here on a ring counts; call it, look, then wait."""
        self._event.clear()

    async def wait(self, seconds: float | None = None) -> None:
        """Until it rings, or those seconds are over."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return


class Webhook:
    """Where updates are posted: empty `url` means that the bot fetches them; `last_error` is what went wrong last."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._url = ""
        self.secret = ""
        self.max_connections = 40
        self.last_error: tuple[int, str] | None = None

    @property
    def url(self) -> str:
        """The address that the bot gave."""
        return self._url

    @url.setter
    def url(self, url: str) -> None:
        self._url = url
        self._bell.ring()


@dataclass
class Updates:
    """The queue: `waiting` are not told yet or not confirmed; `held` are kept back to be told in another order."""

    changed: Condition
    bell: Bell = field(default_factory=Bell)
    waiting: list[Update] = field(default_factory=list)
    held: list[Update] = field(default_factory=list)
    dropped: list[Update] = field(default_factory=list)
    """What was given up."""
    allowed: frozenset[str] = USUAL
    named: list[str] = field(default_factory=list)
    """The kinds that the bot named."""
    turning: int = 0
    """How many updates are to be told in reverse order."""
    poll: int = 0
    """The number of the latest getUpdates."""
    next_id: int = 700_000_001

    def __post_init__(self) -> None:
        self.webhook = Webhook(self.bell)

    def add(self, kind: str, body: Json, lane: int) -> int | None:
        """Queues an update; its number, None where the bot does not want that kind."""
        with self.changed:
            if kind not in self.allowed:
                return None
            number, self.next_id = self.next_id, self.next_id + 1
            self._queue(Update(number, kind, body, lane))
        self.bell.ring()
        return number

    def _queue(self, update: Update) -> None:
        if not self.turning or not self.webhook.url:
            self.waiting.append(update)
            return
        self.held.append(Update(update.id, update.kind, update.body, "turned"))
        self.turning -= 1
        if not self.turning:
            self.waiting += reversed(self.held)
            self.held = []

    def remove(self, gone: Callable[[Update], bool]) -> None:
        """Takes out what is told."""
        with self.changed:
            self.waiting = [update for update in self.waiting if not gone(update)]
            self.changed.notify_all()

    def clear(self) -> None:
        """Forgets what the bot was not told yet."""
        self.held = []
        self.remove(lambda _: True)

    def want(self, call: Call) -> None:
        """Only the kinds that a call names, the usual ones where it names an empty list."""
        if "allowed_updates" in call.params:
            self.named = [str(kind) for kind in call.array("allowed_updates")]
            self.allowed = frozenset(self.named) or USUAL

    def begins(self) -> int:
        """The number of a getUpdates that begins now."""
        with self.changed:
            self.poll += 1
            self.changed.notify_all()
            return self.poll

    def settle(self, timeout: float) -> None:
        """Waits until all is told; raises TimeoutError."""
        with self.changed:
            if not self.changed.wait_for(lambda: not self.waiting and not self.held, timeout):
                raise TimeoutError(f"not told yet: {[update.json() for update in self.waiting + self.held]}")
