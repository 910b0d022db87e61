"""The jobs: a name, how often to look, and the operation that does what is due. Due work lives in the tables."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.domain import cases, notices
from bot.domain.acts import Act

Transact = Callable[[], AbstractContextManager[Act]]
"""Opens one transaction in which the clock acts."""


@dataclass(frozen=True)
class Job:
    """One thing that happens by itself."""

    name: str
    every_seconds: int
    run: Callable[[Transact], None]


def send_notices(transact: Transact) -> None:
    """Queue the month's announcement and the reminders that are due, batch by batch."""
    with transact() as act:
        due = notices.due(act)
    for one in due:
        more = True
        while more:
            with transact() as act:
                more = notices.work(act, one)


def climb_cases(transact: Transact) -> None:
    """Send cases whose clock has run out up the tree of units."""
    with transact() as act:
        for case in cases.overdue(act.session, act.now):
            cases.climb(act, case)


JOBS = (
    Job("notices", 30, send_notices),
    Job("case-clocks", 60, climb_cases),
)
