"""The pages that are open in this process, and how they hear that something became newer.

One look every other second serves them all: a few questions to the store, however many look on. The same look says who
has which case before them.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool

from bot.domain import changes, presence
from bot.domain.changes import Change, Mark
from bot.store.database import Database

log = logging.getLogger(__name__)

EVERY: Final = 2.0
"""Seconds between two looks."""

MOST: Final = 8
"""Open pages of one officer; for another one the oldest rests until it is looked at again."""

LASTS: Final = 600.0
"""Seconds of one line; then the page asks again, and what it may hear is worked out anew."""

CHANGED, ENDED, REST = "changed", "ended", "rest"
"""There is something newer; the session is over; too many pages are open."""

Watched = frozenset[tuple[int, int]]
"""Who looks at what: ids of cases and officers."""


@dataclass(eq=False)
class Line:
    """One open page: whose, in which session, of which case (None: a list), of which units (None: all).

    `known` is the mark of the case that the page shows, `act` the last act that it knows of.
    """

    officer: int
    digest: str
    case: int | None
    reach: frozenset[int] | None
    known: str
    act: int
    news: list[str] = field(default_factory=list)
    over: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    since: float = field(default_factory=time.monotonic)

    def concerns(self, change: Change) -> bool:
        """Whether a change may be seen on a list of these units."""
        return self.reach is None or change.unit is None or change.unit in self.reach

    def tell(self, *words: str, last: bool = False) -> None:
        """Say something; nothing comes after the last."""
        self.news += [word for word in words if word not in self.news]
        self.over = self.over or last
        self.wake.set()


@dataclass(frozen=True)
class Seen:
    """What a look found: sessions that are over, what was done since the last one (None: much), how cases stand."""

    over: set[str]
    done: list[Change] | None
    newest: int
    marks: dict[int, Mark]


class Lines:
    """All open pages of this process. Everything but the looks themselves runs on the loop that serves them."""

    def __init__(self, database: Database, clock: Callable[[], datetime], every: float = EVERY) -> None:
        self._database, self._clock, self._every = database, clock, every
        self._open: list[Line] = []
        self._watched, self._said = Watched(), 0.0
        self._act = 0
        self._heard: set[int] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closed = False

    async def listen(self, line: Line) -> AsyncIterator[dict[str, str]]:
        """What one page hears, until it goes away, its session ends or we close."""
        self._enter(line)
        try:
            yield {"comment": "open"}  # at once, so that the page and any proxy see that the line stands
            while not line.over:
                await line.wake.wait()
                line.wake.clear()
                news, line.news = line.news, []
                for word in news:
                    yield {"event": word, "data": "."}
        finally:
            self._open.remove(line)

    def close(self) -> None:
        """End every line and let no new one stand; may be called from any thread or a signal handler."""
        self.closed = True
        if self._loop:
            with suppress(RuntimeError):  # the loop has ended, and every line with it
                self._loop.call_soon_threadsafe(self._end_all)

    def _enter(self, line: Line) -> None:
        self._loop = asyncio.get_running_loop()
        theirs = [one for one in self._open if one.officer == line.officer and not one.over]
        for old in theirs[: max(0, len(theirs) + 1 - MOST)]:
            old.tell(REST, last=True)
        self._open.append(line)
        if self.closed:
            line.tell(last=True)
        elif self._looking is None or self._looking.done():
            self._act, self._heard = line.act, None
            self._looking = self._loop.create_task(self._look_on())

    def _end_all(self) -> None:
        for line in self._open:
            line.tell(last=True)
        if self._looking:
            self._looking.cancel()

    async def _look_on(self) -> None:
        """Look again and again while anybody is there; once more when all have gone, to say so."""
        while self._open or self._watched:
            try:
                self._tell(await run_in_threadpool(self._look))
            except Exception as error:  # noqa: BLE001 - the store may be away for a while; pages stay as they are
                log.warning("open pages not looked after: %s", type(error).__name__)
            await asyncio.sleep(self._every)

    def _look(self) -> Seen:
        """Runs in a thread of its own, so it takes the lines as they are now."""
        lines, now = tuple(self._open), self._clock()
        self._say_who_watches(Watched((line.case, line.officer) for line in lines if line.case), now)
        digests = {line.digest for line in lines}
        with self._database.read() as session:
            return Seen(
                digests - presence.signed_in(session, digests, now),
                changes.since(session, self._act - changes.LATE),
                changes.newest(session),
                changes.marks(session, {line.case for line in lines if line.case}, now),
            )

    def _say_who_watches(self, watched: Watched, now: datetime) -> None:
        moment = time.monotonic()
        if watched == self._watched and (not watched or moment - self._said < presence.SAID_EVERY):
            return
        with self._database.write() as session:
            presence.leave(session, self._watched - watched)
            presence.say(session, watched, now)
        self._watched, self._said = watched, moment

    def _tell(self, seen: Seen) -> None:
        fresh = self._fresh(seen)
        for line in self._open:
            if line.digest in seen.over:
                line.tell(ENDED, last=True)
            elif time.monotonic() - line.since > LASTS:
                line.tell(last=True)
            elif line.case is None:
                if fresh is None or any(map(line.concerns, fresh)):
                    line.tell(CHANGED)
            elif line.case in seen.marks and (mark := seen.marks[line.case].but(line.officer)) != line.known:
                line.known = mark
                line.tell(CHANGED)

    def _fresh(self, seen: Seen) -> list[Change] | None:
        """What was not there at the last look; None where that is too much to say."""
        begun, self._act = self._act, seen.newest
        if seen.done is None:
            self._heard = None
            return None
        before = {one.act for one in seen.done if one.act <= begun} if self._heard is None else self._heard
        self._heard = {one.act for one in seen.done}
        return [one for one in seen.done if one.act not in before]
