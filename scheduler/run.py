"""The ticker: APScheduler looks at the tables every so often. It keeps nothing of its own."""

import logging
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.errors import Unavailable
from scheduler.jobs import JOBS, Job, Transact

log = logging.getLogger(__name__)


def start(transact: Transact) -> BackgroundScheduler:
    """Start ticking; call shutdown() on what is returned to stop."""
    ticker = BackgroundScheduler(timezone="UTC")
    for job in JOBS:
        ticker.add_job(
            _run,
            "interval",
            args=(job, transact),
            seconds=job.every_seconds,
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
    ticker.start()
    return ticker


def _run(job: Job, transact: Transact) -> None:
    """Run a job; what goes wrong is logged, and the next tick tries again."""
    try:
        job.run(transact)
    except Unavailable as error:
        log.warning("job %s: store unavailable (%s)", job.name, error)
    except Exception:
        log.exception("job %s failed", job.name)
