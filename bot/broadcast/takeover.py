"""Who is alive: each process holds a lease while it takes turns; a dead one's turns are taken over by another.

DBOS alone never gives them to anybody else. A process that was only thought dead does no harm: the ledger takes from
it that a message arrived, and nothing else.
"""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store import leases
from bot.store.database import Database
from bot.store.leases import LeaseRow

LEASE: Final = timedelta(seconds=5)
"""Several times as long as a process takes between two beats."""

_ALIVE: Final = "broadcast:"
_TAKEN: Final = "takeover:"

log = logging.getLogger(__name__)


class Leases:
    """The lease of one process, and its look at those of the others. `executor` is new at each start."""

    def __init__(self, database: Database, executor: str, span: timedelta = LEASE) -> None:
        self.database, self.executor, self.span = database, executor, span

    def beat(self) -> None:
        """Take or prolong ours; drop those that ran out."""
        with self.database.write() as session:
            at = moment(session)
            leases.take(session, _ALIVE + self.executor, self.executor, at, self.span)
            for prefix in (_ALIVE, _TAKEN):
                leases.ended(session, prefix, at)

    def end(self) -> None:
        """Let go, so that the others go on at once."""
        with self.database.write() as session:
            row = session.get(LeaseRow, _ALIVE + self.executor)
            if row:
                session.delete(row)

    def somebody_died(self) -> bool:
        """Whether a process did not let go of its lease, and nobody has looked after its turns yet."""
        with self.database.read() as session:
            gone = (LeaseRow.name.startswith(_ALIVE), LeaseRow.until <= moment(session))
            return session.scalars(select(LeaseRow.name).where(*gone).limit(1)).first() is not None

    def orphans(self, executors: Iterable[str]) -> list[str]:
        """Of processes that have turns, those without a lease, whose turns are ours to take over."""
        found = []
        for one in sorted({*executors} - {self.executor, ""}):
            with self.database.write() as session:
                at = moment(session)
                if leases.held(session, _ALIVE + one, at):
                    continue
                if leases.take(session, _TAKEN + one, self.executor, at, self.span):
                    found.append(one)
        return found


def moment(session: Session) -> datetime:
    """Now, by the one clock that all processes share: the database's, or this machine's where that is a file."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    found: datetime = session.scalar(select(func.clock_timestamp()))  # type: ignore[assignment] # it is never null
    return found
