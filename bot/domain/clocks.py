"""The clocks of cases: by when the next answer is due, and the warning once three quarters of that time are used.

A clock begins anew when a case is filed, answered, handed up, or when a member's addition makes it due sooner.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import audit, calendar
from bot.domain.acts import Act
from bot.domain.casebook import Case, State

BATCH: Final = 100
"""Cases that are warned of in one transaction."""

WARN: Final = 0.75
"""So much of its time is used when a case is warned of."""

FOLLOW_UP: Final = 3
"""After an answer, the next step may take so many times as long."""


def start(case: Case, now: datetime, config: Config) -> None:
    """An answer is due from now on: within the hours for urgent cases, nights included, else in working hours."""
    _run(case, now, _answer_due(case, now, config), config)


def hasten(case: Case, now: datetime, config: Config) -> None:
    """The member added something: due as if it were new, but never later than it was; then the clock just runs on."""
    due = _answer_due(case, now, config)
    if case.due_at is None or due < case.due_at:
        _run(case, now, due, config)


def follow_up(case: Case, now: datetime, config: Config) -> None:
    """An officer has answered: the next step is due in working hours, also where the case is urgent."""
    due = calendar.deadline(now, FOLLOW_UP * config.cases.reply_hours, calendar.office(config))
    _run(case, now, due, config)


def stop(case: Case) -> None:
    """The case is closed: nothing is due."""
    case.due_at = case.warn_at = case.warned_at = None


def running_out(session: Session, now: datetime) -> list[Case]:
    """Open cases of whose clock three quarters are used and that nobody was warned of yet, locked.

    One that has run out is left to climb: a warning would come too late.
    """
    found = select(Case).where(Case.state != State.CLOSED.value, Case.warn_at <= now, Case.due_at > now)
    return list(session.scalars(found.order_by(Case.due_at).limit(BATCH).with_for_update(skip_locked=True)))


def warn(act: Act, case: Case) -> None:
    """Note that a case's time is running out; once for each run of its clock."""
    case.warn_at, case.warned_at = None, act.now
    audit.log(act, "case.warned", case)


def _answer_due(case: Case, now: datetime, config: Config) -> datetime:
    if case.urgent:
        return now + timedelta(hours=config.cases.urgent_hours)
    return calendar.deadline(now, config.cases.reply_hours, calendar.office(config))


def _run(case: Case, now: datetime, due: datetime, config: Config) -> None:
    """Begin a run of the clock: an urgent case's time is counted through the night, another's in working time."""
    case.due_at, case.warned_at = due, None
    if case.urgent:
        case.warn_at = now + WARN * (due - now)
    else:
        office = calendar.office(config)
        case.warn_at = calendar.deadline(now, WARN * (calendar.worked(now, due, office) / calendar.HOUR), office)
