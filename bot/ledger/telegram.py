"""What the Telegram channel has kept for it: the intake, who can be reached, and which process asks for updates."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.channels.telegram.ports import Kept
from bot.domain import codes, members
from bot.messages import Address, Reply
from bot.store import intake, leases, outbox
from bot.store.database import Database

LEASE = timedelta(seconds=60)
"""Longer than one question for updates takes."""


class Ledger:
    """The ledger of one channel."""

    def __init__(self, database: Database, clock: Callable[[], datetime], channel: str) -> None:
        self.database, self.clock, self.channel = database, clock, channel

    def take_in(self, updates: Sequence[Kept]) -> None:
        """Keep updates; one that is known already is the same again."""
        rows = [intake.Update(one.number, one.queue, one.body) for one in updates]
        with self.database.write() as session:
            intake.put(session, self.channel, rows, self.clock())

    def queues(self) -> Sequence[str]:
        """The queues in which something waits."""
        with self.database.read() as session:
            return intake.queues(session, self.channel)

    def waiting(self, queue: str) -> Sequence[Kept]:
        """What waits in a queue, in Telegram's own order."""
        with self.database.read() as session:
            return [Kept(row.number, row.queue, row.body) for row in intake.waiting(session, self.channel, queue)]

    def knows(self, number: int) -> bool:
        """Whether the update of that number was taken in."""
        with self.database.read() as session:
            return intake.knows(session, self.channel, number)

    def done(self, numbers: Sequence[int]) -> None:
        """There is nothing to do about these."""
        with self.database.write() as session:
            intake.settle(session, self.channel, numbers)

    def say(self, address: Address, numbers: Sequence[int], text: str) -> None:
        """Have done with updates that could not be worked off, and tell their sender so."""
        with self.database.write() as session:
            if intake.settle(session, self.channel, numbers):
                key = f"{self.channel}:{numbers[0]}"
                outbox.put(session, address, Reply(text), key=key, kind=outbox.ANSWER, now=self.clock())

    def left(self, address: Address, numbers: Sequence[int]) -> None:
        """A member blocked us."""
        with self.database.write() as session:
            if intake.settle(session, self.channel, numbers):
                members.lost(session, address, self.clock())

    def back(self, address: Address, numbers: Sequence[int]) -> None:
        """A member can be written to again."""
        with self.database.write() as session:
            if intake.settle(session, self.channel, numbers):
                members.found(session, address)

    def may_poll(self, holder: str) -> bool:
        """Whether this process is the one that asks for updates."""
        with self.database.write() as session:
            return leases.take(session, f"{self.channel}:updates", holder, self.clock(), LEASE)

    def polls_no_more(self, holder: str) -> None:
        """Another process may ask."""
        with self.database.write() as session:
            leases.give_back(session, f"{self.channel}:updates", holder, self.clock())

    def named(self, username: str) -> None:
        """By this name links lead to the bot."""
        with self.database.write() as session:
            codes.name_bot(session, username)
