"""How a case ends: resolved by an officer, filed away once its member had time to say otherwise."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bot.domain import audit, cases, clocks, searching, telling
from bot.domain.acts import Act
from bot.domain.casebook import Case, State
from bot.domain.staff import Officer

ASK_AFTER: Final = timedelta(days=7)
"""So long after a case is resolved its member is asked whether it is settled."""

BATCH: Final = 100
"""Cases in one transaction."""


def resolve(act: Act, case: Case, officer: Officer, outcome: str) -> None:
    """An officer ends a case with its outcome, which the member is told, and will be asked about."""
    cases.require_text(outcome)
    cases.claim(act, case, officer)
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
    case.move(State.RESOLVED)
    case.closed_at, case.outcome, case.ask_at = act.now, outcome, act.now + ASK_AFTER
    case.talking_until = None
    clocks.stop(case)
    audit.log(act, "case.resolved", case)
    searching.index(act.session, case.id, outcome)
    telling.resolved(act, case)


def wake(act: Act, case: Case) -> None:
    """Its member did not answer for long: the case is worked on again, and what is due now is ours."""
    clocks.resume(case, act.now, act.config)
    case.move(State.IN_PROGRESS)
    clocks.follow_up(case, act.now, act.config)
    audit.log(act, "case.woken", case)


def close(act: Act, case: Case) -> None:
    """File a resolved case away: its member was content, or had nothing to say for so long as it could be reopened."""
    case.move(State.CLOSED)
    case.ask_at = None
    audit.log(act, "case.closed", case)


def to_file_away(act: Act) -> list[Case]:
    """Resolved cases that cannot be opened again any more, locked."""
    before = act.now - timedelta(days=act.config.cases.reopen_days)
    found = select(Case).where(Case.state == State.RESOLVED.value, Case.closed_at < before).order_by(Case.id)
    return list(act.session.scalars(found.limit(BATCH).with_for_update(skip_locked=True)))
