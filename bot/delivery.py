"""Empties the outbox through the channels: claims what is due, sends it, and writes down what became of it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.channels.base import Channel
from bot.errors import Away, DeliveryFailed, Retry, Unavailable, Unknown
from bot.store import outbox
from bot.store.database import Database
from bot.store.outbox import Outgoing

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two looks at the outbox when there is nothing to do."""

TROUBLE = 5.0
"""Seconds to wait where the store does not answer."""


class Delivery:
    """The loop of one process. Its outcomes are rows, never only log lines."""

    def __init__(self, database: Database, clock: Callable[[], datetime], channels: Sequence[Channel]) -> None:
        self.database, self.clock = database, clock
        self.channels = {channel.name: channel for channel in channels}
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Deliver until stop() is called; the messages in hand are finished first."""
        while not self._stop.is_set():
            pause = PAUSE
            try:
                if await self.once():
                    continue
            except Unavailable as error:
                log.warning("outbox: store unavailable (%s); looking again in %.0f s", error, TROUBLE)
                pause = TROUBLE
            try:
                await asyncio.wait_for(self._stop.wait(), pause)
            except TimeoutError:
                continue

    def stop(self) -> None:
        """End the loop after the messages in hand."""
        self._stop.set()

    async def once(self) -> int:
        """Deliver what is due now; returns how many messages were taken in hand."""
        rows = await asyncio.to_thread(self._claim)
        await asyncio.gather(*(self._deliver(row) for row in rows))
        return len(rows)

    def _claim(self) -> Sequence[Outgoing]:
        present = {name: channel.present() for name, channel in self.channels.items()}
        repeatable = {name for name, channel in self.channels.items() if channel.idempotent}
        with self.database.write() as session:
            now = self.clock()
            outbox.recover(session, repeatable, now)
            return outbox.claim(session, present, now)

    async def _deliver(self, row: Outgoing) -> None:
        outcome: Exception | None = None
        try:
            await self.channels[row.channel].send(row.address, row.reply, row.key)
        except Exception as error:  # noqa: BLE001 - whatever it was, the row must be accounted for
            outcome = error
        await asyncio.to_thread(self._account, row.id, outcome)

    def _account(self, number: int, outcome: Exception | None) -> None:
        with self.database.write() as session:
            row, now = session.get_one(Outgoing, number), self.clock()
            match outcome:
                case None:
                    outbox.sent(row, now)
                case Away():
                    outbox.wait(row)
                case Retry():
                    outbox.retry(row, outcome.code, outcome.words, now, outcome.after)
                case Unknown():
                    outbox.unknown(row, outcome.words or outcome.code, now)
                case DeliveryFailed():
                    outbox.failed(row, outcome.code, outcome.words, now)
                case _:
                    outbox.unknown(row, type(outcome).__name__, now)
