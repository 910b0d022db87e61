"""The clocks of cases: by when the next answer is due, and the warning once three quarters of that time are used.

Two limits run, of each kind its own: until the next answer or step (`due_at`), and until the matter is resolved
(`resolve_by`, which stands still while the member is asked); the nearer one counts.

A clock begins anew when a case is filed, answered, handed up, or when a member's addition makes it due sooner.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Config, kinds
from bot.config.kinds import CaseKind
from bot.domain import audit, calendar, casebook
from bot.domain.acts import Act
from bot.domain.casebook import Case

BATCH: Final = 100
"""Cases that are warned of in one transaction."""

WARN: Final = 0.75
"""So much of its time is used when a case is warned of."""

UNANSWERED, UNRESOLVED = "unanswered", "unresolved"
"""Why a case climbs: nobody answered or followed up in time, or it took longer than it may take."""


def start(case: Case, now: datetime, config: Config) -> None:
    """An answer is due from now on: within the hours for urgent cases, nights included, else in working hours.

    The time in which the matter is to be resolved begins too, where it does not run yet or is over.
    """
    if case.resolve_by is None or case.resolve_by <= now:
        office = calendar.office(config)
        days = _kind(case, config).resolve_days or config.cases.resolve_days
        case.resolve_by = calendar.deadline(now, days * (office.day / calendar.HOUR), office)
    _run(case, now, _answer_due(case, now, config), config)


def hasten(case: Case, now: datetime, config: Config) -> None:
    """The member added something: due as if it were new, but never later than it was; then the clock just runs on."""
    if case.due_at is None or case.resolve_by is None:
        start(case, now, config)
    elif (due := _answer_due(case, now, config)) < case.due_at:
        _run(case, now, due, config)


def follow_up(case: Case, now: datetime, config: Config) -> None:
    """An officer has answered: the next step is due in working hours, also where the case is urgent."""
    hours = _kind(case, config).next_hours or config.cases.next_hours
    _run(case, now, calendar.deadline(now, hours, calendar.office(config)), config)


def after(case: Case, moment: datetime, config: Config) -> None:
    """Something is arranged for a moment to come: what follows from it is due in working hours after that."""
    hours = _kind(case, config).reply_hours or config.cases.reply_hours
    case.due_at, case.warned_at = calendar.deadline(moment, hours, calendar.office(config)), None
    case.warn_at = moment


def pause(case: Case, now: datetime, config: Config) -> None:
    """The member is asked: the time to resolve the case stands still; it waits so many days and no longer."""
    case.waiting_since = now
    case.due_at = now + timedelta(days=config.cases.wait_days)
    case.warn_at = case.warned_at = None


def resume(case: Case, now: datetime, config: Config) -> None:
    """The member answered, or will not: what was left of the time to resolve the case is left again. Due anew."""
    if case.waiting_since and case.resolve_by and case.resolve_by > case.waiting_since:
        office = calendar.office(config)
        left = calendar.worked(case.waiting_since, case.resolve_by, office)
        case.resolve_by = calendar.deadline(now, left / calendar.HOUR, office)
    case.waiting_since = None
    _run(case, now, _answer_due(case, now, config), config)


def stop(case: Case) -> None:
    """The case is done: nothing is due."""
    case.due_at = case.warn_at = case.warned_at = case.resolve_by = case.waiting_since = None


def why(case: Case, now: datetime) -> str:
    """Why its clock ran out."""
    return UNRESOLVED if case.resolve_by is not None and case.resolve_by <= now else UNANSWERED


def running_out(session: Session, now: datetime) -> list[Case]:
    """Open cases of whose clock three quarters are used and that nobody was warned of yet, locked.

    One that has run out is left to climb: a warning would come too late.
    """
    found = select(Case).where(casebook.live(), Case.warn_at <= now, Case.due_at > now)
    return list(session.scalars(found.order_by(Case.due_at).limit(BATCH).with_for_update(skip_locked=True)))


def warn(act: Act, case: Case) -> None:
    """Note that a case's time is running out; once for each run of its clock."""
    case.warn_at, case.warned_at = None, act.now
    audit.log(act, "case.warned", case)


def _kind(case: Case, config: Config) -> CaseKind:
    return kinds.of(config.cases.kinds, case.kind)


def _answer_due(case: Case, now: datetime, config: Config) -> datetime:
    if case.urgent:
        return now + timedelta(hours=config.cases.urgent_hours)
    hours = _kind(case, config).reply_hours or config.cases.reply_hours
    return calendar.deadline(now, hours, calendar.office(config))


def _run(case: Case, now: datetime, due: datetime, config: Config) -> None:
    """Begin a run of the clock, which ends with the time to resolve the case at the latest.

    An urgent case's time is counted through the night, another's in working time.
    """
    if case.resolve_by is not None and case.resolve_by > now:
        due = min(due, case.resolve_by)
    case.due_at, case.warned_at = due, None
    if case.urgent:
        case.warn_at = now + WARN * (due - now)
    else:
        office = calendar.office(config)
        case.warn_at = calendar.deadline(now, WARN * (calendar.worked(now, due, office) / calendar.HOUR), office)
