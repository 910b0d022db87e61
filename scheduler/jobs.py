"""The jobs: a name, how often to look, and the operation that does what is due. Due work lives in the tables."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.domain import cases, notices, questions
from bot.domain.acts import Act
from bot.domain.notices import Due
from bot.errors import GongyouError, report
from bot.store import windows

log = logging.getLogger(__name__)

Transact = Callable[[], AbstractContextManager[Act]]
"""Opens one transaction in which the clock acts."""


@dataclass(frozen=True)
class Job:
    """One thing that happens by itself."""

    name: str
    every_seconds: float
    run: Callable[[Transact], None]


def send_notices(transact: Transact) -> None:
    """Queue the month's announcement and the reminders that are due; one that fails does not keep the others back."""
    with transact() as act:
        due = notices.due(act)
    for one in due:
        try:
            _finish(transact, one)
        except GongyouError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug; it is tried again at the next tick
            log.warning("notice %s failed: fault %s", one.key, report(error).number)


def climb_cases(transact: Transact) -> None:
    """Send cases whose clock has run out up the tree of units."""
    with transact() as act:
        for case in cases.overdue(act.session, act.now):
            cases.climb(act, case)


def forget_questions(transact: Transact) -> None:
    """Drop members' questions that are older than a year."""
    with transact() as act:
        questions.forget(act)


def forget_windows(transact: Transact) -> None:
    """Drop what says how much may be sent to somebody, once that time is over."""
    with transact() as act:
        windows.forget(act.session, act.now)


def _finish(transact: Transact, one: Due) -> None:
    """Batch by batch, a transaction each."""
    more = True
    while more:
        with transact() as act:
            more = notices.work(act, one)


JOBS = (
    Job("notices", 15, send_notices),
    Job("case-clocks", 60, climb_cases),
    Job("old-questions", 6 * 60 * 60, forget_questions),
    Job("old-windows", 6 * 60 * 60, forget_windows),
)
