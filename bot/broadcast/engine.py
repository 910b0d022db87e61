"""The durable engine, which is DBOS: it keeps whose turn it is, through kills and restarts. It lives here alone.

DBOS brings a turn at least once, and by itself never to another process than the one that had it: that the ledger is
asked before each message, and who takes over from whom, is ours (`lanes.py`, `takeover.py`).
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID, WorkflowStatus
from sqlalchemy import Engine as Store
from sqlalchemy import create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.broadcast.turn import Turn

NAME: Final = "gongyou"
VERSION: Final = "1"
"""Of the workflow below. DBOS leaves what another version began alone, so this one never changes by itself."""

QUEUES: Final = {False: "notices", True: "urgent-notices"}
"""Urgent notices have a queue of their own: they never wait for another's turn to end."""

TOGETHER: Final = {False: 4, True: 2}
"""So many turns at the same time in one process."""

LOOK: Final = 0.2
"""Seconds between two looks at a queue."""

CONNECTIONS: Final = 6
AT_ONCE: Final = 500
BUSY: Final = ("ENQUEUED", "PENDING")
OVER: Final = ("SUCCESS", "ERROR", "CANCELLED")
PRAGMAS: Final = ("busy_timeout=30000", "journal_mode=WAL", "synchronous=NORMAL")

Run = Callable[[Turn], Coroutine[Any, Any, bool]]
"""Does one turn, and says whether more is left to do."""


@dataclass(frozen=True)
class Active:
    """A turn that waits, or that a process has (`executor`; empty while it waits)."""

    id: str
    executor: str


class Engine:
    """DBOS in this process, of which it bears one: launched, asked, ended."""

    running: "Engine | None" = None

    def __init__(self, url: str, executor: str, run: Run) -> None:
        self.url, self.executor, self.run = url, executor, run
        self._store: Store | None = None

    def launch(self) -> None:
        """Begin to take turns. The lease must be there already: what is taken by one without it is taken away."""
        logging.getLogger("dbos").addHandler(logging.NullHandler())  # else DBOS writes its own lines to stderr
        Engine.running = self
        DBOS(config=self._config())
        DBOS.launch()
        for urgent, queue in QUEUES.items():
            DBOS.register_queue(queue, worker_concurrency=TOGETHER[urgent], polling_interval_sec=LOOK)

    def enqueue(self, turns: Iterable[Turn]) -> None:
        """Put turns at the end of their queue; one that was there before is not done again."""
        for turn in turns:
            with SetWorkflowID(turn.id):
                DBOS.enqueue_workflow(QUEUES[turn.urgent], deliver, *_plain(turn))

    def active(self) -> list[Active]:
        """All turns that wait or are under way, in whichever process."""
        return [Active(one.workflow_id, (one.executor_id or "") if one.status == "PENDING" else "") for one in _of()]

    def resume(self, executor: str) -> int:
        """Put the turns of a dead process back into their queues."""
        left = [one for one in _of() if one.status == "PENDING" and one.executor_id == executor]
        for queue in QUEUES.values():
            if mine := [one.workflow_id for one in left if one.queue_name == queue]:
                DBOS.resume_workflows(mine, queue_name=queue)
        return len(left)

    def forget(self, before: datetime) -> int:
        """Drop turns that were over by then; how many."""
        count = 0
        while old := _of(OVER, completed_before=before.isoformat(), limit=AT_ONCE):
            DBOS.delete_workflows([one.workflow_id for one in old])
            count += len(old)
        return count

    def end(self) -> None:
        """Take no turns any more, and let go of everything. Turns under way must have ended."""
        DBOS.destroy()
        Engine.running = None
        if self._store:
            self._store.dispose()

    def _config(self) -> DBOSConfig:
        config: DBOSConfig = {
            "name": NAME,
            "application_version": VERSION,
            "executor_id": self.executor,
            "enable_otlp": False,
            "log_level": "WARNING",
            "serializer": DBOSPortableJSONSerializer(),
            "system_database_url": self.url,
            "sys_db_pool_size": CONNECTIONS,
        }
        file = make_url(self.url).database
        if self.url.startswith("sqlite"):
            self._store = _file(f"sqlite:///{file}.work")
            config |= {"system_database_url": f"sqlite:///{file}.work", "system_database_engine": self._store}
        return config


@DBOS.step()
async def take(notice: int, channel: str, round: int, lane: str, number: int, urgent: bool) -> bool:  # noqa: A002, FBT001 - what is kept of a turn
    """One turn. What it did stands in the ledger, so that one that is done twice sends nothing twice."""
    engine = Engine.running
    if engine is None:
        await asyncio.Event().wait()  # ending: another process, or the next start, goes on
        return False
    return await engine.run(Turn(notice, channel, round, lane, number, urgent))


@DBOS.workflow(max_recovery_attempts=None)
async def deliver(notice: int, channel: str, round: int, lane: str, number: int, urgent: bool) -> None:  # noqa: A002, FBT001 - the same
    """A turn, and then the lane's next one, behind those of other notices."""
    turn = Turn(notice, channel, round, lane, number, urgent)
    if await take(*_plain(turn)):
        with SetWorkflowID(turn.next.id):
            await DBOS.enqueue_workflow_async(QUEUES[urgent], deliver, *_plain(turn.next))


def _plain(turn: Turn) -> tuple[int, str, int, str, int, bool]:
    return turn.notice, turn.channel, turn.round, turn.lane, turn.number, turn.urgent


def _of(status: Sequence[str] = BUSY, **which: Any) -> list[WorkflowStatus]:  # noqa: ANN401 - DBOS's own
    return DBOS.list_workflows(status=list(status), load_input=False, load_output=False, **which)


def _file(url: str) -> Store:
    """The engine's own SQLite file: several processes write to it, and what is lost of it the ledger makes good."""
    store = create_engine(url, connect_args={"isolation_level": "IMMEDIATE"})

    @event.listens_for(store, "connect")
    def _prepare(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return store
