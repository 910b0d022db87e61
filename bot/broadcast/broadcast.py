"""The loop of one process that sends notices: looks each second what can go, and begins rounds of turns for it.

DBOS is launched when there is something to do, and let go of after a while with nothing: most processes most of the
time pay nothing for it.
"""

import asyncio
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.broadcast.fitness import UNFIT, unfit
from bot.broadcast.hands import Hands
from bot.broadcast.step import lanes, step
from bot.broadcast.takeover import LEASE, Leases
from bot.broadcast.turn import SIDES, Turn, about
from bot.channels.base import Teller
from bot.config import Config
from bot.domain import sendings
from bot.domain.acts import Act
from bot.domain.sendings import Work
from bot.errors import Unavailable, report
from bot.store import holds
from bot.store.database import Database

if TYPE_CHECKING:
    from bot.broadcast.engine import Engine

log = logging.getLogger(__name__)

LOOK: Final = 1.0
"""Seconds between two looks at what can go, and two beats of the lease."""

TROUBLE: Final = 5.0
"""Seconds to wait where the store does not answer."""

IDLE: Final = 60.0
"""Seconds with nothing to do after which the engine is let go of."""

PATIENCE: Final = 6.0
"""Seconds that what is under way may still take when we are to stop."""

KEPT: Final = timedelta(days=2)
A_DAY: Final = 24 * 3600.0

_ONE: Final = threading.Lock()
"""Held by the Broadcast of this process that has the engine."""


class Broadcast:
    """Notices of one process. `tellers` bring them; to members on `others` the outbox carries them."""

    def __init__(  # noqa: PLR0913 - what it is put together of, and what tests make shorter
        self,
        database: Database,
        config: Config,
        clock: Callable[[], datetime],
        tellers: Mapping[str, Teller],
        others: Sequence[str],
        *,
        look: float = LOOK,
        lease: timedelta = LEASE,
        idle: float = IDLE,
    ) -> None:
        self.look, self.idle = look, idle
        self.channels = [*tellers, *(one for one in others if one not in tellers)]
        self.hands = Hands(database, config, clock, tellers)
        self.leases = Leases(database, secrets.token_hex(8), lease)
        self.engine: Engine | None = None
        self._stop, self._turns = asyncio.Event(), set["asyncio.Task[bool]"]()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._busy_at = self._forgot_at = 0.0
        self._said: set[str] = set()

    async def run(self) -> None:
        """Send what can go until stop() is called; what is under way is finished first."""
        self._loop = asyncio.get_running_loop()
        while not self._stop.is_set():
            pause = self.look
            try:
                await self._look()
            except Unavailable as error:
                log.warning("notices: store unavailable (%s); looking again in %.0f s", error, TROUBLE)
                pause = TROUBLE
            except Exception as error:  # noqa: BLE001 - a bug in one look must not end all notices
                log.warning("notices: fault %s; looking again in %.0f s", report(error).number, TROUBLE)
                pause = TROUBLE
            await self._rest(pause)
        await self._end()
        self.hands.close()

    def stop(self) -> None:
        """End the loop: nothing more is taken in hand. May be called from a signal's handler."""
        self.hands.stopping = True
        if self._loop:
            self._loop.call_soon_threadsafe(self._stop.set)
        else:
            self._stop.set()

    async def _look(self) -> None:
        if self.engine is None:
            if not await self._works() and not await self.hands.aside(self.leases.somebody_died):
                return
            if not await self._launched():
                return
        await self._beat()

    async def _works(self) -> list[Work]:
        """What can go now."""
        works, held = await self.hands.read(self._work)
        return [work for work in works if work.channel not in held]

    def _work(self, act: Act) -> tuple[list[Work], set[str]]:
        return sendings.work(act, self.channels), holds.held(act.session, self.channels, time.time())

    async def _launched(self) -> bool:
        """Have the engine; False where this process cannot have it now."""
        if unfit(self.hands.database.url):
            self._say("unfit", UNFIT, sqlite3.sqlite_version)
            return False
        if not _ONE.acquire(blocking=False):
            self._say("one", "notices: another part of this process has the engine; waiting for it")
            return False
        try:
            self.engine = await self.hands.aside(self._launch)
        except BaseException:
            _ONE.release()
            raise
        self._busy_at = time.monotonic()
        return True

    def _launch(self) -> "Engine":
        from bot.broadcast.engine import Engine  # noqa: PLC0415 - slow to load, and most starts have nothing to send

        self.leases.beat()
        engine = Engine(self.hands.database.url, self.leases.executor, self._turn)
        try:
            engine.launch()
        except BaseException:
            engine.end()
            self.leases.end()
            raise
        return engine

    async def _beat(self) -> None:
        """Stay alive, take over, begin what is to begin; let go of the engine after a while with nothing to do.

        Turns are looked at before what can go: one that ends in between has left nothing behind.
        """
        await self.hands.aside(self.leases.beat)
        about_to = await self.hands.aside(self._taken_over)
        works = await self._works()
        self.hands.hurried = {work.channel for work in works if work.urgent and _key(work) in about_to}
        channels = [work.channel for work in works]
        self.hands.shared = {one for one in channels if channels.count(one) > 1}
        if fresh := [work for work in works if _key(work) not in about_to]:
            await self._begin(fresh)
        if works or about_to:
            self._busy_at = time.monotonic()
        elif time.monotonic() - self._busy_at > self.idle:
            await self._end()
        if self.engine and time.monotonic() - self._forgot_at > A_DAY:
            self._forgot_at = time.monotonic()
            await self.hands.aside(self._forget)

    def _taken_over(self) -> set[tuple[int, str, str]]:
        """What turns wait or are under way for; those of the dead wait again."""
        if self.engine is None:
            return set()
        active = self.engine.active()
        for dead in self.leases.orphans(one.executor for one in active):
            log.warning("notices: a process died; %d of its turns are taken over", self.engine.resume(dead))
        return {about(one.id) for one in active}

    async def _begin(self, works: Sequence[Work]) -> None:
        """Begin a round of each notice; where another process does so at the same moment, that one's is enough."""
        for notice in dict.fromkeys(work.notice_id for work in works):
            mine = [work for work in works if work.notice_id == notice]
            if await self.hands.write(partial(sendings.begin_round, notice_id=notice, seen=mine[0].round)):
                turns = [turn for work in mine for turn in self._first(work)]
                await self.hands.aside(partial(self._enqueue, turns))

    def _enqueue(self, turns: Sequence[Turn]) -> None:
        if self.engine:
            self.engine.enqueue(turns)

    def _forget(self) -> None:
        if self.engine:
            self.engine.forget(datetime.now(UTC) - KEPT)
            self.hands.journals.sweep()

    def _first(self, work: Work) -> list[Turn]:
        """The first turn of each lane."""
        ways = (work.what,) if work.what in SIDES else lanes(self.hands.tellers.get(work.channel))
        return [Turn(work.notice_id, work.channel, work.round + 1, lane, urgent=work.urgent) for lane in ways]

    async def _turn(self, turn: Turn) -> bool:
        """One turn, asked for by the engine in its own loop, done in ours: there the channels' connections are."""
        if not self._loop:
            raise RuntimeError("not running")
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._had(turn), self._loop))

    async def _had(self, turn: Turn) -> bool:
        task = asyncio.create_task(step(self.hands, turn))
        self._turns.add(task)
        await asyncio.wait([task])
        self._turns.discard(task)
        if self.hands.stopping or task.cancelled():
            await asyncio.Event().wait()  # not over: a survivor, or the next start, goes on with it
        return task.result()

    async def _end(self) -> None:
        """Let go of the engine, when what is under way has come back."""
        if self.engine is None:
            return
        engine, self.engine = self.engine, None
        if self._turns:
            _, late = await asyncio.wait(self._turns, timeout=PATIENCE)
            for task in late:
                task.cancel()
        try:
            await self.hands.aside(engine.end)
            await self.hands.aside(self.leases.end)
        except Unavailable:
            log.warning("notices: the lease could not be given back; it ends by itself")
        finally:
            _ONE.release()

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return

    def _say(self, what: str, words: str, *values: object) -> None:
        """A line in the log, once."""
        if what not in self._said:
            self._said.add(what)
            log.log(logging.ERROR if what == "unfit" else logging.INFO, words, *values)


def _key(work: Work) -> tuple[int, str, str]:
    return work.notice_id, work.channel, work.what
