"""What the turns of one process share: what stops them, how they reach the store, where they keep their journals."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy.orm import Session

from bot.broadcast.journals import Journals
from bot.channels.base import Teller
from bot.config import Config
from bot.domain.acts import CLOCK, Act
from bot.errors import Unavailable
from bot.store.database import Database

THREADS: Final = 8
PATIENCE: Final = 12
TROUBLE: Final = 2.0
"""So often, after so many seconds each, it is tried to write something down where the store does not answer."""

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass
class Hands:
    """Shared by all turns of a process. `stopping`: take nothing more.

    `hurried`: channels on which urgent notices go; `shared`: those on which several do, of which each has its turn.
    """

    database: Database
    config: Config
    clock: Callable[[], datetime]
    tellers: Mapping[str, Teller]
    stopping: bool = False
    hurried: Collection[str] = ()
    shared: Collection[str] = ()
    journals: Journals = field(init=False)
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "broadcast"))

    def __post_init__(self) -> None:
        self.journals = Journals(self.database.url)

    def act(self, session: Session) -> Act:
        """The clock acts."""
        return Act(session, self.clock(), CLOCK, self.config)

    async def write(self, deed: Callable[[Act], T]) -> T:
        """Do it in a transaction, in a thread of ours. Raises Unavailable."""
        return await self.aside(lambda: self._write(deed))

    async def surely(self, deed: Callable[[Act], object]) -> None:
        """Write down what became of something; where the store does not answer, again and again for a while.

        Raises Unavailable in the end.
        """
        for _ in range(PATIENCE):
            try:
                await self.write(deed)
            except Unavailable as error:
                log.warning("notices: something is not accounted for yet: the store is unavailable (%s)", error)
                await asyncio.sleep(TROUBLE)
            else:
                return
        raise Unavailable("it did not come back")

    async def read(self, deed: Callable[[Act], T]) -> T:
        """Look, in a thread of ours. Raises Unavailable."""
        return await self.aside(lambda: self._read(deed))

    async def aside(self, deed: Callable[[], T]) -> T:
        """Do something that blocks in a thread of ours, so that no web page waits for a free one."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, deed)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False)

    def _write(self, deed: Callable[[Act], T]) -> T:
        with self.database.write() as session:
            return deed(self.act(session))

    def _read(self, deed: Callable[[Act], T]) -> T:
        with self.database.read() as session:
            return deed(self.act(session))
