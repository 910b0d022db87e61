"""Empties the outbox through the channels: claims what is due, sends it, and writes down what became of it."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from bot.channels.base import Channel
from bot.domain import members
from bot.errors import Away, DeliveryFailed, Parked, Retry, Unavailable, Unknown, Unreachable, report
from bot.messages import Address, Reply
from bot.store import outbox, parking, windows
from bot.store.database import Database
from bot.store.outbox import Outgoing

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two looks at the outbox when there is nothing to do."""

TROUBLE = 5.0
"""Seconds to wait where the store does not answer."""

LONGEST = outbox.LEASE / 2
"""How long one message may take; beyond it nobody knows whether it arrived. The lease must not run out before."""

PATIENCE = 12
"""How often writing an outcome down is tried where the store does not answer: as long as the lease lasts."""


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
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Deliver until stop() is called; the messages in hand are finished first."""
        while not self._stop.is_set():
            pause = self.pause
            try:
                if await self.once():
                    continue
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

    async def once(self) -> int:
        """Deliver what is due now, to each person one message after another; returns how many were taken in hand."""
        count, gone = 0, set[tuple[str, str]]()
        while rows := await asyncio.to_thread(self._claim, gone):
            outcomes = await asyncio.gather(*(self._deliver(row) for row in rows))
            gone |= {(row.channel, row.address) for row, one in zip(rows, outcomes, strict=True) if _away(one)}
            count += len(rows)
            if self._stop.is_set():
                break
        return count

    def _claim(self, gone: Collection[tuple[str, str]]) -> Sequence[Outgoing]:
        """Take messages in hand, but none for those who just went away."""
        repeatable = {name for name, channel in self.channels.items() if channel.idempotent}
        with self.database.write() as session:
            now = self.clock()
            outbox.recover(session, repeatable, now)
            return outbox.claim(session, self._present(gone), now)

    def _present(self, gone: Collection[tuple[str, str]]) -> dict[str, Collection[str] | None]:
        there = {name: channel.present() for name, channel in self.channels.items()}
        return {
            name: who if who is None else {one for one in who if (name, one) not in gone} for name, who in there.items()
        }

    async def _deliver(self, row: Outgoing) -> Exception | None:
        """Send one message, with what else fits into it where they are counted, and write down what became of it."""
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
        with self.database.write() as session:
            return parking.join(session, row, self.channels[row.channel].room, self.clock())

    async def _send(self, row: Outgoing, more: Sequence[Outgoing]) -> Exception | None:
        try:
            async with asyncio.timeout(self.longest.total_seconds()):
                await self.channels[row.channel].send(row.address, _joined((row, *more)), row.key)
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
            row = outbox.account(session, ours.id, ours.claimed_at, arrived=outcome is None)
            if row is None:
                return
            self._write(row, outcome)
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
        """Wait, or until stop() is called."""
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return


def _joined(rows: Sequence[Outgoing]) -> Reply:
    """Several messages as one."""
    if len(rows) == 1:
        return rows[0].reply
    buttons = dict.fromkeys(button for row in rows for button in row.reply.buttons)
    return Reply("\n\n".join(row.text for row in rows), tuple(buttons))


def _away(outcome: Exception | None) -> bool:
    return isinstance(outcome, Away)


def _concerns_the_person(outcome: Exception | None) -> bool:
    """Whether it is no use to send this person anything else just now."""
    return _away(outcome) or (isinstance(outcome, Retry) and outcome.after is not None)
