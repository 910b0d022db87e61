"""The ticker: APScheduler looks at the tables every so often. It keeps nothing of its own."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.domain.acts import Act
from bot.errors import GongyouError, Unavailable, report
from scheduler.jobs import JOBS, Job
from scheduler.work import Transact

log = logging.getLogger(__name__)

BREATH = 0.1
"""Seconds between two transactions of a job, so that on SQLite a member's turn gets in between."""


class Stopped(GongyouError):
    """The ticker ends; a job leaves off between two transactions and goes on at the next start."""


class Ticker:
    """Runs each job now and then every so many seconds, one run of it at a time."""

    def __init__(self, transact: Transact, jobs: Sequence[Job] = JOBS) -> None:
        self._open, self._stopping = transact, threading.Event()
        self._clock = BackgroundScheduler(timezone="UTC")
        for job in jobs:
            self._clock.add_job(
                self._run,
                "interval",
                args=(job,),
                seconds=job.every_seconds,
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                next_run_time=datetime.now(UTC),
            )

    def start(self) -> None:
        """Begin to tick."""
        self._clock.start()

    def shutdown(self) -> None:
        """Stop ticking; waits for the transactions in hand, not for whole jobs."""
        self._stopping.set()
        self._clock.shutdown()

    def _run(self, job: Job) -> None:
        """Run a job; what goes wrong is logged, and the next tick tries again."""
        try:
            job.run(self._transact)
        except Stopped:
            log.info("job %s left off; it goes on at the next start", job.name)
        except Unavailable as error:
            log.warning("job %s: store unavailable (%s)", job.name, error)
        except Exception as error:  # noqa: BLE001 - a bug in one job must not end the ticking
            log.warning("job %s failed: fault %s", job.name, report(error).number)

    @contextmanager
    def _transact(self) -> Iterator[Act]:
        if self._stopping.is_set():
            raise Stopped
        with self._open() as act:
            yield act
        self._stopping.wait(BREATH)


def start(transact: Transact, jobs: Sequence[Job] = JOBS) -> Ticker:
    """Start ticking; call shutdown() on what is returned to stop."""
    ticker = Ticker(transact, jobs)
    ticker.start()
    return ticker
