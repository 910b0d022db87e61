"""One turn of a lane: copies are claimed and accounted for by steps of the store, while others are on their way.

A copy is claimed shortly before it goes, after waiting for the platform's limit. What became of copies is written down
before more are claimed; those that did not go are given back.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Final

from bot.broadcast.flight import Claimed, Flight
from bot.broadcast.hands import TROUBLE, Hands
from bot.broadcast.journals import Journal
from bot.broadcast.turn import Turn
from bot.broadcast.ways import Way
from bot.domain.acts import Act
from bot.domain.sendings import Outcome
from bot.errors import Unavailable
from bot.limits import Pace
from bot.store import holds, pacing

log = logging.getLogger(__name__)

A_TURN: Final = 200
"""After so many recipients another notice has its turn, where one waits."""

LONGEST: Final = 8.0
"""And after so many seconds."""

AHEAD: Final = pacing.AHEAD / 2
"""Seconds for which slots are taken: fewer than replies may take, so that these always find room."""

GIVES_WAY: Final = 1.0
"""Seconds in a row for which messages to one person alone go first."""

REST: Final = 0.05
"""Seconds between two looks for room, where the platform minds how fast messages come."""

LINGER: Final = 0.25
"""Seconds after which more copies are claimed though most of those under way have not come back."""

SLOWEST: Final = 0.3
"""So much longer may claiming take without the rate's suffering, on a machine that is busy."""

IN_HAND: Final = (40, 400)
"""So many copies are claimed by a lane at the same time: as many as go in STOCK seconds, within these bounds."""

STOCK: Final = 0.5


class Lane:
    """Copies of one notice, on the way to one platform."""

    def __init__(self, hands: Hands, turn: Turn, claim: str, pace: Pace | None, way: Way, journal: Journal) -> None:
        self.hands, self.turn, self.claim, self.pace, self.way = hands, turn, claim, pace, way
        self.flight = Flight(way, journal, lambda: hands.stopping or self._held)
        self.count, self.most, self._began = 0, IN_HAND[0], time.monotonic()
        self._held = False
        self._gave_way = self._took = 0.0

    async def run(self) -> bool:
        """Send until the turn is over, or nothing is left; whether more is left."""
        end = time.monotonic() + LONGEST
        try:
            while self._room_left() > 0 and time.monotonic() < end and not self.hands.stopping:
                claimed = await self._take()
                if claimed is None:
                    await self.flight.finish()
                    return False
                self.count += len(claimed)
                self.flight.begin(claimed)
                await self._progress()
            return True
        finally:
            await self._end()

    def _room_left(self) -> int:
        """How many copies more this turn may claim."""
        return A_TURN - self.count if self.turn.channel in self.hands.shared else self.most

    def _stock_up(self) -> None:
        """Have as many in hand as go in a moment: fewer steps of the store, and each copy is looked at just before."""
        since, self._began = max(time.monotonic() - self._began, 0.001), time.monotonic()
        fewest, most = IN_HAND
        self.most = min(max(int(len(self.flight.outcomes) / since * STOCK), self.most // 2, fewest), most)

    async def _take(self) -> Sequence[Claimed] | None:
        """Claim as many copies as there is room for; None where there is nothing more to claim."""
        self._stock_up()
        most = max(min(self.most - self.flight.in_hand, self._room_left()), 0)
        if not most and not self.flight.outcomes:
            return []
        outcomes, began = dict(self.flight.outcomes), time.monotonic()
        found: Sequence[Claimed] | None = []
        try:
            room: int = 1 if outcomes else await self.hands.read(self._room)
            if room:
                found = await self.hands.write(lambda act: self._step(act, outcomes, most))
                self._settled(outcomes)
                self._took = min(time.monotonic() - began, SLOWEST)
        except Unavailable as error:
            log.warning("notice %d: the store is unavailable (%s)", self.turn.notice, error)
            await asyncio.sleep(TROUBLE)
        return found

    def _step(self, act: Act, outcomes: dict[int, Outcome], most: int) -> Sequence[Claimed] | None:
        """In one transaction: what became of the last ones, and the next ones, each with its second of the clock."""
        wall, channel = time.time(), self.turn.channel
        self._account(act, outcomes)
        self._held = bool(holds.held(act.session, [channel], wall))
        if self._held:
            return None
        room = min(self._room(act), most)
        if not room:
            return []
        copies = self.way.claim(act, self.claim, room, wall)
        if not copies:
            return None
        if self.pace is None:
            return [(copy, 0.0) for copy in copies]
        slots = pacing.reserve(act.session, self.pace, channel, [copy.to.id for copy in copies], wall)
        return list(zip(copies, slots, strict=True))

    def _room(self, act: Act) -> int:
        """How many copies may go within the next moment; none while others go first."""
        if self._gives_way(act):
            return 0
        return pacing.room(act.session, self.pace, time.time(), AHEAD + self._took) if self.pace else self.most

    def _gives_way(self, act: Act) -> bool:
        """Whether this is to wait a little for what is urgent, or for one person alone."""
        channel, now = self.turn.channel, time.monotonic()
        urgent = not self.turn.urgent and channel in self.hands.hurried
        waits = urgent or (self.pace and holds.others_wait(act.session, channel, time.time(), act.now))
        if not waits:
            self._gave_way = 0.0
            return False
        self._gave_way = self._gave_way or now
        return now - self._gave_way < (LONGEST / 2 if urgent else GIVES_WAY)

    async def _progress(self) -> None:
        """Until few of them are in hand; not for long, nor without end where there is no room just now."""
        few = self.most // 2 if self.flight.in_hand > self.most // 2 else 0
        pause = REST if self.pace and not few else LINGER
        end = time.monotonic() + pause
        await self.flight.until(few, pause)
        if not self.flight.outcomes:
            await asyncio.sleep(min(max(end - time.monotonic(), 0), REST))

    async def _end(self) -> None:
        """Wait for those under way, write down what became of them, and give back those that did not go."""
        unsent = await self.flight.land()
        outcomes = self.flight.outcomes

        def end(act: Act) -> None:
            self._account(act, outcomes)
            self.way.give_back(act, self.claim, unsent)

        if outcomes or unsent:
            await self.hands.surely(end)

    def _account(self, act: Act, outcomes: dict[int, Outcome]) -> None:
        """Write down what became of them; the channel rests where its platform wants that."""
        self.way.settle(act, self.claim, outcomes)
        if rest := self.flight.rest:
            log.warning("%s wants no notices for %.0f s", self.turn.channel, rest)
            holds.hold(act.session, self.turn.channel, time.time() + rest)

    def _settled(self, outcomes: dict[int, Outcome]) -> None:
        for number in outcomes:
            self.flight.outcomes.pop(number, None)
