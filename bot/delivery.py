"""Empties the outbox through the channels: claims what is due, sends it, and writes down what became of it."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.channels.base import Channel
from bot.domain import members
from bot.errors import Away, DeliveryFailed, Parked, Retry, Unavailable, Unknown, Unreachable, report
from bot.messages import Address, joined
from bot.store import claims, outbox, pacing, parking, windows
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


@dataclass(frozen=True)
class Claimed:
    """A message in hand; `slot` is the second of the real clock at which it may go, 0 where that is no matter."""

    row: Outgoing
    slot: float = 0.0


@dataclass
class Round:
    """One round of deliveries: what is in hand, how many were, and who went away meanwhile (until when)."""

    hands: dict["asyncio.Task[Exception | None]", Outgoing] = field(default_factory=dict)
    count: int = 0
    gone: dict[tuple[str, str], float] = field(default_factory=dict)

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
        self._stop, self._wake = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Deliver until stop() is called; the messages in hand are finished first."""
        while not self._stop.is_set():
            pause = self.pause
            try:
                if await self.once():
                    continue
                pause = await asyncio.to_thread(self._until_due)
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
            claimed = await asyncio.to_thread(self._claim, this)
        except Unavailable:
            if this.hands:
                return 0  # first those, which have the time to wait for the store
            raise
        for one in claimed:
            this.hands[asyncio.create_task(self._deliver(one))] = one.row
        this.count += len(claimed)
        return len(claimed)

    def _claim(self, this: Round) -> list[Claimed]:
        """Take messages in hand, as many as each channel can bear, but none for those who just went away."""
        repeatable = {name for name, channel in self.channels.items() if channel.idempotent}
        gone = {who for who, until in this.gone.items() if until > time.monotonic()}
        gone |= {(row.channel, row.address) for row in this.hands.values()}  # of them it is not known yet
        busy = Counter(row.channel for row in this.hands.values())
        with self.database.write() as session:
            now, wall = self.clock(), time.time()
            claims.recover(session, repeatable, now)
            most = {name: claims.IN_HAND - busy[name] for name in self.channels}
            rows = claims.claim(
                session, self._present(gone), now, most=self._paced(session, most, wall), unless=pacing.blocked(wall)
            )
            return self._slots(session, rows, wall)

    def _paced(self, session: Session, most: dict[str, int], wall: float) -> dict[str, int]:
        """How many messages each channel can take, where its platform minds how fast they come."""
        for name, channel in self.channels.items():
            if channel.pace:
                most[name] = min(most[name], pacing.room(session, channel.pace, wall))
        return most

    def _slots(self, session: Session, rows: Sequence[Outgoing], wall: float) -> list[Claimed]:
        """When each may go."""
        claimed = []
        for name, channel in self.channels.items():
            mine = [row for row in rows if row.channel == name]
            if channel.pace and mine:
                slots = pacing.reserve(session, channel.pace, name, [row.address for row in mine], wall)
                claimed += [Claimed(row, slot) for row, slot in zip(mine, slots, strict=True)]
            else:
                claimed += [Claimed(row) for row in mine]
        return claimed

    def _until_due(self) -> float:
        """Seconds until something that waits for its time is due, at most one pause."""
        with self.database.read() as session:
            now, wall = self.clock(), time.time()
            due = claims.soonest(session, self.channels, now)
            free = pacing.soonest(session, self.channels, wall)
        waits = [(due - now).total_seconds()] if due else []
        waits += [free - wall] if free else []
        return max(min([self.pause, *waits]), 0.01)

    def _present(self, gone: Collection[tuple[str, str]]) -> dict[str, Collection[str] | None]:
        there = {name: channel.present() for name, channel in self.channels.items()}
        return {
            name: who if who is None else {one for one in who if (name, one) not in gone} for name, who in there.items()
        }

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
                await asyncio.to_thread(self._account, row, outcome)
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

    def _account(self, ours: Outgoing, outcome: Exception | None) -> None:
        with self.database.write() as session:
            row = claims.account(session, ours.id, ours.claimed_at, arrived=outcome is None)
            if row is None:
                return
            self._write(row, outcome)
            if isinstance(outcome, Parked | Retry):
                parking.hold_rest(session, row)
            if isinstance(outcome, Parked):
                windows.wait(session, Address(row.channel, row.address), self.clock())
            elif isinstance(outcome, Unreachable):
                members.lost(session, Address(row.channel, row.address), self.clock())
            elif _concerns_the_person(outcome):
                parking.hold(session, row)

    def _write(self, row: Outgoing, outcome: Exception | None) -> None:
        now = self.clock()
        match outcome:
            case None:
                outbox.sent(row, now)
            case Away():
                tells = self.channels[row.channel].present() is not None
                outbox.wait(row, now, timedelta() if tells else outbox.CONTACT)
            case Parked():
                outbox.park(row, outcome.code, outcome.words)
            case Retry():
                outbox.retry(row, outcome.code, outcome.words, now, outcome.after)
            case Unknown():
                outbox.unknown(row, outcome.words or outcome.code, now)
            case DeliveryFailed():
                outbox.failed(row, outcome.code, outcome.words, now)
            case _:
                outbox.unknown(row, type(outcome).__name__, now)

    async def _rest(self, seconds: float) -> None:
        """Wait, or until there is something to do."""
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return


def _concerns_the_person(outcome: Exception | None) -> bool:
    """Whether it is no use to send this person anything else just now."""
    return isinstance(outcome, Away) or (isinstance(outcome, Retry) and outcome.after is not None)
