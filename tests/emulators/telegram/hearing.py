"""A bot's server that only listens: what was posted to its webhook, and with which secret."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.emulators.loopback import serving
from tests.emulators.telegram.calls import Json
from tests.emulators.telegram.pushing import SECRET


@dataclass
class Hearer:
    """`heard` are the updates, `secrets` what came with them; `orders` are statuses for the next ones, or "hang".

    `most` is how many were there at once.
    """

    url: str = ""
    heard: list[Json] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    orders: deque[int | str] = field(default_factory=deque)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    most: int = 0
    changed: Condition = field(default_factory=Condition)
    loop: asyncio.AbstractEventLoop | None = None
    _there: int = 0

    def begin(self) -> None:
        """Forgets what was heard and ordered."""
        self.heard, self.secrets, self.most = [], [], 0
        self.orders.clear()
        self.released.clear()

    @property
    def ids(self) -> list[int]:
        """The numbers of the updates, as they came."""
        return [one["update_id"] for one in self.heard]

    @property
    def texts(self) -> list[str]:
        """The texts of the messages among them."""
        return [one["message"].get("text", "") for one in self.heard if "message" in one]

    def waits(self, count: int, seconds: float = 10) -> None:
        """Waits until so many updates came; raises TimeoutError."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.heard) >= count, seconds):
                raise TimeoutError(f"{len(self.heard)} of {count} heard")

    def release(self) -> None:
        """Lets go on what hangs, and what is to hang later."""
        if self.loop:
            self.loop.call_soon_threadsafe(self.released.set)

    async def hear(self, request: Request) -> Response:
        """Takes one update."""
        update = await request.json()
        order = self.orders.popleft() if self.orders else 200
        with self.changed:
            self._there += 1
            self.most = max(self.most, self._there)
            self.heard.append(update)
            self.secrets.append(request.headers.get(SECRET, ""))
            self.changed.notify_all()
        if order == "hang":
            await self.released.wait()
        self._there -= 1
        return Response(status_code=order if isinstance(order, int) else 200)


@contextmanager
def hearing() -> Iterator[Hearer]:
    """The server, at its `url`."""
    hearer = Hearer()
    with serving(Starlette(routes=[Route("/telegram", hearer.hear, methods=["POST"])])) as server:
        hearer.url, hearer.loop = f"{server.url}/telegram", server.loop
        try:
            yield hearer
        finally:
            hearer.release()
