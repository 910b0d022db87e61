"""Works off what was taken in: each queue in order, several queues side by side, whoever took the updates in."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.channels.telegram.ports import Kept, Ledger
from bot.channels.telegram.reading import Heard, read
from bot.errors import Unavailable, report

log = logging.getLogger(__name__)

SIDE_BY_SIDE: Final = 16
"""So many updates are worked off at the same time."""

GAP: Final = 0.3
"""Seconds for which an update waits for the one before it, which may have been overtaken on its way."""

ALBUM: Final = 0.8
"""Seconds without another part after which an album is whole."""

LOOK: Final = 2.0
"""Seconds between two looks for what a process that is gone left behind."""

TROUBLE: Final = 1.0
"""Seconds to wait where the store does not answer."""

Work = Callable[[Sequence[Heard]], Awaitable[None]]


@dataclass
class Queues:
    """The queues of one channel. `us` is the bot's own id; `ordered`: no update can overtake another on its way."""

    ledger: Ledger
    work: Work
    us: str
    ordered: bool = False
    album: float = ALBUM
    gap: float = GAP
    look: float = LOOK
    _seen: set[int] = field(default_factory=set)
    _waited: set[int] = field(default_factory=set)
    _tasks: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    _again: set[str] = field(default_factory=set)
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SIDE_BY_SIDE))

    def saw(self, number: int) -> None:
        """An update came, whether it is anything to us or not."""
        if len(self._seen) > 10_000:  # noqa: PLR2004 - far more than are ever on their way
            self._seen = {one for one in self._seen if one > number - 1000}
        self._seen.add(number)

    def stir(self, queue: str) -> None:
        """Something waits in this queue."""
        if queue in self._tasks:
            self._again.add(queue)
            return
        if not self._over.is_set():
            self._tasks[queue] = asyncio.create_task(self._drain(queue))

    async def run(self, also: Callable[[], Awaitable[None]]) -> None:
        """Until stop(): look for queues that nobody works off; and for what else is to be looked at now and then."""
        while not self._over.is_set():
            try:
                for queue in await asyncio.to_thread(self.ledger.queues):
                    self.stir(queue)
                await also()
            except Unavailable:
                log.warning("updates not looked at: the store is unavailable")
            except Exception as error:  # noqa: BLE001 - a bug in one look must not end the looking
                log.warning("updates not looked at: fault %s", report(error).number)
            await self._rest(self.look)

    async def stop(self, limit: float) -> None:
        """Finish what is in hand; the rest waits in the store."""
        self._over.set()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=limit)

    async def _drain(self, queue: str) -> None:
        """Work off one queue until it is empty."""
        try:
            while not self._over.is_set():
                self._again.discard(queue)
                async with self._room:
                    more = await self._next(queue)
                if not more and queue not in self._again:
                    return
        finally:
            del self._tasks[queue]

    async def _next(self, queue: str) -> bool:
        """Work off the next update, or album; False where nothing waits."""
        try:
            batch = await self._batch(queue)
            if batch:
                await self.work(batch)
        except Unavailable:
            log.warning("an update waits: the store is unavailable")
            await self._rest(TROUBLE)
            return True
        except Exception as error:  # noqa: BLE001 - a bug with one update must not end the queue; the work gives up itself
            log.warning("an update waits: fault %s", report(error).number)
            await self._rest(TROUBLE)
            return False
        return bool(batch)

    async def _batch(self, queue: str) -> Sequence[Heard]:
        """The oldest update that waits, with the other parts of its album; what is nothing to us is done with."""
        while not self._over.is_set() and (kept := await asyncio.to_thread(self.ledger.waiting, queue)):
            if await self._overtook(kept[0].number) or self._came(queue):
                continue  # what was looked at may lack the one before
            first = read(kept[0].body, self.us)
            if first is None:
                await asyncio.to_thread(self.ledger.done, [kept[0].number])
                continue
            return await self._album(queue, first, kept) if first.album else [first]
        return []

    async def _overtook(self, number: int) -> bool:
        """Whether the update before this one may have come only now, or be on its way; then it was given a moment."""
        before = number - 1
        if self.ordered or before in self._seen or number in self._waited:
            return False
        self._waited.add(number)
        if len(self._waited) > SIDE_BY_SIDE * 100:
            self._waited = {number}
        if not await asyncio.to_thread(self.ledger.knows, before):
            await self._rest(self.gap)
        return True

    def _came(self, queue: str) -> bool:
        """Whether something came into this queue since it was looked at."""
        came = queue in self._again
        self._again.discard(queue)
        return came

    async def _album(self, queue: str, first: Heard, kept: Sequence[Kept]) -> Sequence[Heard]:
        """All parts of an album: until none came for a while. None of them where it is time to stop before."""
        parts = self._parts(first, kept)
        while True:
            await self._rest(self.album)
            if self._over.is_set():
                return []
            now = self._parts(first, await asyncio.to_thread(self.ledger.waiting, queue))
            if len(now) <= len(parts):
                return now
            parts = now

    def _parts(self, first: Heard, kept: Sequence[Kept]) -> list[Heard]:
        heard = (read(one.body, self.us) for one in kept)
        return [one for one in heard if one and one.album == first.album]

    async def _rest(self, seconds: float) -> None:
        """Wait, but not when it is time to stop."""
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except TimeoutError:
            return
