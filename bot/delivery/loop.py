"""The loop of one process that empties the outbox: several messages in hand, one after another to each person."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import Channel
from bot.delivery.claiming import Claimed, Claiming
from bot.delivery.outcomes import Outcomes
from bot.errors import Away, Unavailable, report
from bot.messages import joined
from bot.store import claims, parking
from bot.store.database import Database
from bot.store.outbox import Outgoing

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two looks at the outbox when there is nothing to do."""

TAKE = 0.25
"""Seconds after which more messages are taken in hand, though none of those in hand is done and nobody woke us."""

FEW = 5
"""So many messages are taken in hand together, where there is enough to do."""

ALONE = 1.0
"""Seconds for which one who just went away is left alone."""

TROUBLE = 5.0
"""Seconds to wait where the store does not answer."""

LONGEST = claims.LEASE / 2
"""How long one message may take; beyond it nobody knows whether it arrived. The lease must not run out before."""

WITH_FILES = 1.5
"""So many times as long may a file take; the lease must not run out before that either."""

PATIENCE = 12
"""How often writing an outcome down is tried where the store does not answer: as long as the lease lasts."""


@dataclass
class Round:
    """One round of deliveries: what is in hand, how many were, and who went away meanwhile (until when)."""

    hands: dict["asyncio.Task[Exception | None]", Outgoing] = field(default_factory=dict)
    count: int = 0
    gone: dict[tuple[str, str], float] = field(default_factory=dict)

    def away(self) -> set[tuple[str, str]]:
        """Who is left alone for now."""
        return {who for who, until in self.gone.items() if until > time.monotonic()}

    def finish(self) -> None:
        """What is done is out of hand; who was not there is left alone for a while."""
        for task in [one for one in self.hands if one.done()]:
            row = self.hands.pop(task)
            if isinstance(task.result(), Away):
                self.gone[row.channel, row.address] = time.monotonic() + ALONE


class Delivery:
    """The loop of one process. Its outcomes are rows, never only log lines."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        channels: Sequence[Channel],
        *,
        pause: float = PAUSE,
        trouble: float = TROUBLE,
        longest: timedelta = LONGEST,
    ) -> None:
        self.database, self.clock = database, clock
        self.channels = {channel.name: channel for channel in channels}
        self.pause, self.trouble, self.longest = pause, trouble, longest
        self._claiming = Claiming(database, clock, self.channels)
        self._outcomes = Outcomes(database, clock, self.channels)
        self._stop, self._wake = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Deliver until stop() is called; the messages in hand are finished first."""
        while not self._stop.is_set():
            pause = self.pause
            try:
                if await self.once():
                    continue
                pause = await asyncio.to_thread(self._claiming.until_due, self.pause)
            except Unavailable as error:
                log.warning("outbox: store unavailable (%s); looking again in %.0f s", error, self.trouble)
                pause = self.trouble
            except Exception as error:  # noqa: BLE001 - a bug in one round must not end all deliveries
                log.warning("outbox: fault %s; looking again in %.0f s", report(error).number, self.trouble)
                pause = self.trouble
            await self._rest(pause)

    def stop(self) -> None:
        """End the loop after the messages in hand."""
        self._stop.set()
        self._wake.set()

    def wake(self) -> None:
        """Something was queued just now: look at once. Call it in the loop's own thread."""
        self._wake.set()

    async def once(self) -> int:
        """Deliver what is due now, to each person one message after another; returns how many were taken in hand."""
        this, woken = Round(), asyncio.create_task(self._wake.wait())
        try:
            while await self._take(this) or this.hands:
                woken = asyncio.create_task(self._wake.wait()) if woken.done() else woken
                await self._progress(this, woken)
        finally:
            woken.cancel()
            if this.hands:
                await asyncio.wait(this.hands)
        return this.count

    async def _progress(self, this: Round, woken: "asyncio.Task[Any]") -> None:
        """Until a few are out of hand, or somebody woke us; not for long."""
        end, left = time.monotonic() + TAKE, max(len(this.hands) - FEW, 0)
        while len(this.hands) > left and not woken.done() and (rest := end - time.monotonic()) > 0:
            await asyncio.wait({*this.hands, woken}, timeout=rest, return_when=asyncio.FIRST_COMPLETED)
            this.finish()

    async def _take(self, this: Round) -> int:
        """Take more messages in hand; none once it is time to stop."""
        self._wake.clear()
        if self._stop.is_set() and this.count:
            return 0
        try:
            claimed = await asyncio.to_thread(self._claiming.claim, [*this.hands.values()], this.away())
        except Unavailable:
            if this.hands:
                return 0  # first those, which have the time to wait for the store
            raise
        for one in claimed:
            this.hands[asyncio.create_task(self._deliver(one))] = one.row
        this.count += len(claimed)
        return len(claimed)

    async def _deliver(self, claimed: Claimed) -> Exception | None:
        """Send one message, with what else fits into it where they are counted, and write down what became of it."""
        row = claimed.row
        if claimed.slot:
            await asyncio.sleep(max(claimed.slot - time.time(), 0))
        try:
            more = await asyncio.to_thread(self._join, row) if self.channels[row.channel].room else ()
        except Unavailable:
            more = ()
        outcome = await self._send(row, more)
        for one in (row, *more):
            await self._settle(one, outcome)
        return outcome

    def _join(self, row: Outgoing) -> Sequence[Outgoing]:
        """What else is due for the same person, and goes along."""
        channel = self.channels[row.channel]
        with self.database.write() as session:
            return parking.join(session, row, channel.room, self.clock(), channel.alone)

    async def _send(self, row: Outgoing, more: Sequence[Outgoing]) -> Exception | None:
        try:
            async with asyncio.timeout(self.longest.total_seconds() * (WITH_FILES if row.files else 1)):
                await self.channels[row.channel].send(
                    row.address, joined([row.reply, *(one.reply for one in more)]), row.key
                )
        except Exception as error:  # noqa: BLE001 - whatever it was, the rows must be accounted for
            return error
        return None

    async def _settle(self, row: Outgoing, outcome: Exception | None) -> None:
        """Write an outcome down; where the store does not answer, again and again while the row is ours."""
        for _ in range(PATIENCE):
            stopping = self._stop.is_set()
            try:
                await asyncio.to_thread(self._outcomes.account, row, outcome)
            except Unavailable as error:
                log.warning("outbox: message %d cannot be accounted for yet (%s)", row.id, error)
                await self._rest(self.trouble)
            except Exception as error:  # noqa: BLE001 - the other messages in hand must be accounted for all the same
                log.warning("outbox: message %d is not accounted for: fault %s", row.id, report(error).number)
                return
            else:
                return
            if stopping:
                return

    async def _rest(self, seconds: float) -> None:
        """Wait, or until there is something to do."""
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return
