"""The cases as a list shows them: whose turn it is, who has them, where they belong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.console import names
from bot.domain import calendar, worklist
from bot.domain.acts import Act
from bot.domain.cases import Case


@dataclass(frozen=True)
class Listed:
    """A case in a list. `answered`: the last word is ours; `added`: the member's, after they filed it.

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
        return self.case.done

    @property
    def first(self) -> bool:
        """Whether it goes before everything else."""
        return not self.closed and (self.late or self.soon or self.case.urgent)


def of(session: Session, found: Sequence[Case], now: datetime) -> list[Listed]:
    """These cases, in their order."""
    units = names.units(session, {case.unit_id for case in found})
    officers = names.officers(session, {case.officer_id for case in found if case.officer_id})
    spoke = worklist.last_speakers(session, [case.id for case in found])
    return [
        Listed(
            case=case,
            unit=units[case.unit_id],
            officer=officers.get(case.officer_id, ""),
            answered=spoke.get(case.id) is not None,
            added=case.id in spoke and spoke[case.id] is None,
            late=case.due_at is not None and case.due_at <= now,
            soon=case.warned_at is not None and case.due_at is not None and case.due_at > now,
        )
        for case in found
    ]


def why_estimated(act: Act, found: Sequence[Case]) -> str:
    """What to tell where a time limit of these lies in a year whose holidays are not known yet; else nothing.

    Urgent ones are counted through the night, and holidays do not matter.
    """
    dues = [case.due_at for case in found if case.due_at and not case.urgent]
    return calendar.why_estimated(dues, calendar.office(act.config))
