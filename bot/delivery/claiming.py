"""What is taken in hand: of who is there, as many as each channel can bear, each with the moment when it may go."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.base import Channel
from bot.store import claims, pacing
from bot.store.database import Database
from bot.store.outbox import Outgoing


@dataclass(frozen=True)
class Claimed:
    """A message in hand; `slot` is the second of the real clock at which it may go, 0 where that is no matter."""

    row: Outgoing
    slot: float = 0.0


class Claiming:
    """Takes messages out of the outbox for channels."""

    def __init__(self, database: Database, clock: Callable[[], datetime], channels: Mapping[str, Channel]) -> None:
        self.database, self.clock, self.channels = database, clock, channels

    def claim(self, hands: Collection[Outgoing], away: Collection[tuple[str, str]]) -> list[Claimed]:
        """Take messages in hand, none for those who just went away, nor for those of whom one is in hand already."""
        repeatable = {name for name, channel in self.channels.items() if channel.idempotent}
        gone = {*away, *((row.channel, row.address) for row in hands)}  # of them it is not known yet
        busy = Counter(row.channel for row in hands)
        with self.database.write() as session:
            now, wall = self.clock(), time.time()
            claims.recover(session, repeatable, now)
            most = {name: claims.IN_HAND - busy[name] for name in self.channels}
            rows = claims.claim(
                session, self._present(gone), now, most=self._paced(session, most, wall), unless=pacing.blocked(wall)
            )
            return self._slots(session, rows, wall)

    def until_due(self, most: float) -> float:
        """Seconds until something that waits for its time is due, at most so many."""
        with self.database.read() as session:
            now, wall = self.clock(), time.time()
            due = claims.soonest(session, self.channels, now)
            free = pacing.soonest(session, self.channels, wall)
        waits = [(due - now).total_seconds()] if due else []
        waits += [free - wall] if free else []
        return max(min([most, *waits]), 0.01)

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

    def _present(self, gone: Collection[tuple[str, str]]) -> dict[str, Collection[str] | None]:
        there = {name: channel.present() for name, channel in self.channels.items()}
        return {
            name: who if who is None else {one for one in who if (name, one) not in gone} for name, who in there.items()
        }
