"""One turn of a lane, copy by copy: several are under way at a time, more are claimed as there is room for them.

A copy is claimed last thing before it goes, after waiting for the platform's limit: whoever dies leaves few of them
unknown. What became of them is written down before more are claimed.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Final

from bot.broadcast.hands import TROUBLE, Hands
from bot.broadcast.turn import Turn
from bot.broadcast.ways import Way
from bot.channels.base import Teller
from bot.domain.acts import Act
from bot.domain.sendings import Copy, Outcome
from bot.errors import DeliveryFailed, Retry, Unavailable, Unknown, report
from bot.store import holds, pacing

log = logging.getLogger(__name__)

A_TURN: Final = 200
"""After so many recipients another notice has its turn."""

LONGEST: Final = 8.0
"""And after so many seconds."""

AHEAD: Final = pacing.AHEAD / 2
"""Seconds for which slots are taken: fewer than replies may take, so that these always find room."""

GIVES_WAY: Final = 1.0
"""Seconds in a row for which messages to one person alone go first."""

ONE_CALL: Final = 30.0
"""Seconds after which nobody knows any more whether a message arrived."""

PUT_OFF: Final = 3
"""So many copies put off one after another: it is not this member whom the platform wants left alone."""

SPENT: Final = frozenset({"45009", "45011", "45028"})
"""WeChat's codes for a quota of the whole account that is used up."""

REST: Final = 0.05
"""Seconds between two looks for room, where the platform minds how fast messages come."""

LINGER: Final = 0.25
"""Seconds after which more copies are claimed though most of those under way have not come back."""

SLOWEST: Final = 0.3
"""So much longer may claiming take without the rate's suffering, on a machine that is busy."""

Claimed = tuple[Copy, float]


class Lane:
    """Copies on the way to one platform."""

    def __init__(self, hands: Hands, turn: Turn, claim: str, teller: Teller, way: Way, most: int) -> None:
        self.hands, self.turn, self.claim, self.way, self.most = hands, turn, claim, way, most
        self.pace = teller.pace
        self.under_way: set[asyncio.Task[tuple[int, Outcome]]] = set()
        self.outcomes: dict[int, Outcome] = {}
        self.count = self.put_off = 0
        self._gave_way = self._took = 0.0

    async def run(self) -> bool:
        """Send until the turn is over, or nothing is left; whether more is left."""
        end = time.monotonic() + LONGEST
        try:
            while self.count < A_TURN and time.monotonic() < end and not self.hands.stopping:
                claimed = await self._take()
                if claimed is None:
                    return False
                self._begin(claimed)
                await self._progress()
            return True
        finally:
            await self._drain()

    async def _take(self) -> Sequence[Claimed] | None:
        """Claim as many copies as there is room for; None where there is nothing more to claim."""
        most = max(min(self.most - len(self.under_way), self.hands.free, A_TURN - self.count), 0)
        if not most and not self.outcomes:
            return []
        self.hands.count += most  # while it is not known how many they are
        outcomes, began = dict(self.outcomes), time.monotonic()
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
        finally:
            self.hands.count -= most
        self.hands.count += len(found or ())
        return found

    def _step(self, act: Act, outcomes: dict[int, Outcome], most: int) -> Sequence[Claimed] | None:
        """In one transaction: what became of the last ones, and the next ones, each with its second of the clock."""
        wall, channel = time.time(), self.turn.channel
        self._account(act, outcomes)
        if holds.held(act.session, [channel], wall):
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

    def _begin(self, claimed: Sequence[Claimed]) -> None:
        self.under_way |= {asyncio.create_task(self._call(copy, slot)) for copy, slot in claimed}
        self.count += len(claimed)

    async def _call(self, copy: Copy, slot: float) -> tuple[int, Outcome]:
        await asyncio.sleep(max(slot - time.time(), 0))
        try:
            async with asyncio.timeout(ONE_CALL):
                return copy.recipient, Outcome(await self.way.call(copy))
        except DeliveryFailed as failure:
            return copy.recipient, Outcome(failure=failure)
        except TimeoutError:
            return copy.recipient, Outcome(failure=Unknown("timeout"))
        except Exception as error:  # noqa: BLE001 - whatever it was, the row must be accounted for
            return copy.recipient, Outcome(failure=Unknown("fault", report(error).number))

    async def _progress(self) -> None:
        """Until half of them are out of hand; not for long, nor without end where there is no room just now."""
        few = self.most // 2 if self.pace is None else 0
        end = time.monotonic() + (REST if self.pace else LINGER)
        while len(self.under_way) > few and (rest := end - time.monotonic()) > 0:
            await asyncio.wait(self.under_way, timeout=rest, return_when=asyncio.FIRST_COMPLETED)
            self._collect()
        if not self.outcomes:
            await asyncio.sleep(min(max(end - time.monotonic(), 0), REST))

    def _collect(self) -> None:
        """What is done is out of hand."""
        done = {one for one in self.under_way if one.done()}
        self.under_way -= done
        self.hands.count -= len(done)
        self.outcomes |= dict(one.result() for one in done if not one.cancelled())

    async def _drain(self) -> None:
        """Wait for those under way, and write down what became of them."""
        if self.under_way:
            await asyncio.wait(self.under_way)
        self._collect()
        if self.outcomes:
            await self.hands.surely(lambda act: self._account(act, self.outcomes))

    def _account(self, act: Act, outcomes: dict[int, Outcome]) -> None:
        """Write down what became of them; the channel rests where its platform wants that."""
        self.way.settle(act, self.claim, outcomes)
        if after := self._wants_rest(outcomes):
            log.warning("%s wants no notices for %.0f s", self.turn.channel, after)
            holds.hold(act.session, self.turn.channel, time.time() + after)

    def _settled(self, outcomes: dict[int, Outcome]) -> None:
        for number in outcomes:
            self.outcomes.pop(number, None)

    def _wants_rest(self, outcomes: dict[int, Outcome]) -> float:
        """Seconds for which the platform wants nothing more of us at all; 0 where it does not say so."""
        longest = 0.0
        for outcome in outcomes.values():
            after = wanted(outcome.failure)
            self.put_off = self.put_off + 1 if after else 0
            spent = outcome.failure is not None and outcome.failure.code in SPENT
            if after and (spent or self.put_off >= PUT_OFF):
                longest = max(longest, after)
        return longest


def wanted(failure: DeliveryFailed | None) -> float:
    """The seconds for which the far side puts us off."""
    return (failure.after or 0.0) if isinstance(failure, Retry) else 0.0
