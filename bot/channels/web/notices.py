"""The open streams of this process: how an unasked notice gets into a chat page that is open just now.

Streams and acknowledgements live in one process. With several web processes, the balancer must send one visitor's
requests to one of them; the page names the visitor in the header `X-Visitor` of every request for that purpose.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, field

import anyio
from anyio.streams.memory import MemoryObjectSendStream

from bot.errors import Away, Retry

BACKLOG = 32
"""Notices that may wait for one slow page; more are refused and tried again later."""

Event = dict[str, str]
"""One server-sent event, by field: event, id, data, or comment."""


@dataclass(eq=False)
class _Receipt:
    """Waits for a page to say that it has shown a notice, or for the last page to close."""

    over: anyio.Event = field(default_factory=anyio.Event)
    seen: bool = False


class Notices:
    """Who is listening in this process, and which notices wait to be acknowledged."""

    def __init__(self) -> None:
        self._inlets: dict[str, list[MemoryObjectSendStream[Event]]] = {}
        self._receipts: dict[tuple[str, str], _Receipt] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closed = False

    def present(self) -> Collection[str]:
        """The addresses with an open page; a copy, so that any thread may ask."""
        return frozenset(self._inlets)

    async def listen(self, address: str) -> AsyncIterator[Event]:
        """What one open page gets, until it goes away or we close."""
        self._loop = asyncio.get_running_loop()
        inlet, outlet = anyio.create_memory_object_stream[Event](BACKLOG)
        self._inlets.setdefault(address, []).append(inlet)
        try:
            yield {"comment": "open"}  # at once, so that the page and any proxy see that the stream stands
            while not self.closed:
                yield await outlet.receive()
        except anyio.EndOfStream:
            pass
        finally:
            outlet.close()
            self._leave(address, inlet)

    async def push(self, address: str, data: str, key: str, wait: float) -> None:
        """Show a notice on every open page of the address and wait until one says that it did.

        Raises Away when no page is open, Retry when all close or none answers in `wait` seconds.
        """
        if address not in self._inlets:
            raise Away("no-page")
        receipt = self._receipts.setdefault((address, key), _Receipt())
        for inlet in self._inlets[address]:
            with contextlib.suppress(anyio.WouldBlock, anyio.BrokenResourceError, anyio.ClosedResourceError):
                inlet.send_nowait({"event": "notice", "id": key, "data": data})
        try:
            with anyio.move_on_after(wait):
                await receipt.over.wait()
        finally:
            self._receipts.pop((address, key), None)
        if not receipt.seen:
            raise Retry("not-seen")

    def seen(self, address: str, keys: Iterable[str]) -> None:
        """A page of this address has shown these notices."""
        for key in keys:
            receipt = self._receipts.get((address, key))
            if receipt:
                receipt.seen = True
                receipt.over.set()

    def close(self) -> None:
        """End every stream and let no new one stand; may be called from any thread or a signal handler."""
        self.closed = True
        if self._loop:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and every stream with it
                self._loop.call_soon_threadsafe(self._end_all)

    def _end_all(self) -> None:
        for inlets in self._inlets.values():
            for inlet in inlets:
                inlet.close()

    def _leave(self, address: str, inlet: MemoryObjectSendStream[Event]) -> None:
        inlet.close()
        left = self._inlets[address]
        left.remove(inlet)
        if left:
            return
        del self._inlets[address]
        for (waiting, _), receipt in self._receipts.items():
            if waiting == address:
                receipt.over.set()
