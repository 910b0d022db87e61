"""The cases as a list shows them: whose turn it is, who has them, where they belong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console import names
from bot.domain import calendar, cases
from bot.domain.acts import Act
from bot.domain.cases import Case, Remark, State
from bot.domain.staff import Officer


@dataclass(frozen=True)
class Listed:
    """A case in a list. `answered`: the last word is ours; `added`: the member's, after an officer's.

    `late`: its time is over; `soon`: nearly, and staff were warned.
    """

    case: Case
    unit: str
    officer: str
    answered: bool
    added: bool
    late: bool
    soon: bool

    @property
    def closed(self) -> bool:
        """Whether it is done with."""
        return self.case.state == State.CLOSED.value

    @property
    def first(self) -> bool:
        """Whether it goes before everything else."""
        return not self.closed and (self.late or self.soon or self.case.urgent)


def seen_by(session: Session, officer: Officer, now: datetime) -> list[Listed]:
    """The cases that an officer may see: overdue, urgent and nearly due ones first; closed ones last."""
    listed = of(session, cases.seen_by(session, officer), now)
    return sorted(listed, key=lambda one: (one.closed, not one.late, not one.case.urgent, not one.soon))


def of(session: Session, found: Iterable[Case], now: datetime) -> list[Listed]:
    """These cases, in their order."""
    found = list(found)
    units, officers = names.units(session), names.officers(session)
    mine = select(Remark.case_id, Remark.officer_id).where(Remark.case_id.in_([case.id for case in found]))
    mine = mine.where(Remark.internal.is_(False))
    spoke: dict[int, list[int | None]] = {}
    for case_id, officer_id in session.execute(mine.order_by(Remark.id)):
        spoke.setdefault(case_id, []).append(officer_id)
    return [
        Listed(
            case=case,
            unit=units[case.unit_id],
            officer=officers.get(case.officer_id, ""),
            answered=_last_is_ours(spoke.get(case.id, [])),
            added=case.id in spoke and spoke[case.id][-1] is None,
            late=case.due_at is not None and case.due_at <= now,
            soon=case.warned_at is not None and case.due_at is not None and case.due_at > now,
        )
        for case in found
    ]


def why_estimated(act: Act, found: Iterable[Case]) -> str:
    """What to tell where a time limit of these lies in a year whose holidays are not known yet; else nothing.

    Urgent ones are counted through the night, and holidays do not matter.
    """
    dues = [case.due_at for case in found if case.due_at and not case.urgent]
    return calendar.why_estimated(dues, calendar.office(act.config))


def _last_is_ours(spoke: list[int | None]) -> bool:
    return bool(spoke) and spoke[-1] is not None
