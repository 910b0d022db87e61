"""Copies of a lane on their way: some calls side by side, each noted in the journal, until the platform wants rest."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from bot.broadcast.journals import Journal
from bot.broadcast.ways import Way
from bot.domain.sendings import Copy, Outcome
from bot.errors import DeliveryFailed, Retry, Unknown, report

UNDER_WAY: Final = 20
"""So many calls at the same time: what is unknown if the process is killed."""

ONE_CALL: Final = 30.0
"""Seconds after which nobody knows any more whether a message arrived."""

PUT_OFF: Final = 3
"""So many copies put off one after another: it is not this member whom the platform wants left alone."""

SPENT: Final = frozenset({"45009", "45011", "45028"})
"""WeChat's codes for a quota of the whole account that is used up."""

Claimed = tuple[Copy, float]
"""A copy, and the second of the real clock at which it may go."""


class Flight:
    """What a lane has in hand. `outcomes`: of those that came back; `rest`: seconds that the platform wants of us."""

    def __init__(self, way: Way, journal: Journal, is_over: Callable[[], bool]) -> None:
        self.way, self.journal, self.is_over = way, journal, is_over
        self.waiting: deque[Claimed] = deque()
        self.under_way: set[asyncio.Task[tuple[int, Outcome]]] = set()
        self.outcomes: dict[int, Outcome] = {}
        self.rest, self._put_off = 0.0, 0
        self._few, self._moved = 0, asyncio.Event()

    @property
    def in_hand(self) -> int:
        """How many have not come back."""
        return len(self.waiting) + len(self.under_way)

    def begin(self, claimed: Sequence[Claimed]) -> None:
        """These go, as soon as there is room for them."""
        self.waiting.extend(claimed)
        self._go()

    async def until(self, few: int, seconds: float) -> None:
        """Wait until no more than a few are in hand, but not longer."""
        self._few = few
        if self.in_hand > few:
            self._moved.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), seconds)

    async def finish(self) -> None:
        """Wait until the last one has gone, or none may go any more."""
        while self.waiting and self._may_go():
            await self.until(0, ONE_CALL)

    async def land(self) -> list[int]:
        """Nothing goes any more: wait for those under way; the numbers of those that did not go."""
        unsent = [copy.recipient for copy, _ in self.waiting]
        self.waiting.clear()
        if self.under_way:
            await asyncio.wait(self.under_way)  # which wakes after _came_back was called of each
        return unsent

    def _may_go(self) -> bool:
        return not self.rest and not self.is_over()

    def _go(self) -> None:
        while self.waiting and len(self.under_way) < UNDER_WAY and self._may_go():
            task = asyncio.create_task(self._call(*self.waiting.popleft()))
            self.under_way.add(task)
            task.add_done_callback(self._came_back)

    def _came_back(self, task: "asyncio.Task[tuple[int, Outcome]]") -> None:
        """One is out of hand; another goes."""
        self.under_way.discard(task)
        if not task.cancelled():
            number, outcome = task.result()
            self.outcomes[number] = outcome
            self._mind(outcome.failure)
        self._go()
        if self.in_hand <= self._few or not self.under_way:
            self._moved.set()

    def _mind(self, failure: DeliveryFailed | None) -> None:
        """Whether the platform wants nothing more of us at all for a while."""
        after = wanted(failure)
        self._put_off = self._put_off + 1 if after else 0
        spent = failure is not None and failure.code in SPENT
        if after and (spent or self._put_off >= PUT_OFF):
            self.rest = max(self.rest, after)

    async def _call(self, copy: Copy, slot: float) -> tuple[int, Outcome]:
        await asyncio.sleep(max(slot - time.time(), 0))
        outcome = await self._called(copy)
        if outcome.failure is None:
            self.journal.came(copy.recipient, outcome.message)
        elif not isinstance(outcome.failure, Unknown):
            self.journal.back(copy.recipient)
        return copy.recipient, outcome

    async def _called(self, copy: Copy) -> Outcome:
        try:
            async with asyncio.timeout(ONE_CALL):
                return Outcome(await self.way.call(copy, partial(self.journal.goes, copy.recipient)))
        except DeliveryFailed as failure:
            return Outcome(failure=failure)
        except TimeoutError:
            return Outcome(failure=Unknown("timeout"))
        except Exception as error:  # noqa: BLE001 - whatever it was, the row must be accounted for
            return Outcome(failure=Unknown("fault", report(error).number))


def wanted(failure: DeliveryFailed | None) -> float:
    """The seconds for which the far side puts us off."""
    return (failure.after or 0.0) if isinstance(failure, Retry) else 0.0
