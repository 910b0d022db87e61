"""What has become newer, for pages that stay open: of a list whether cases in it changed, of a case what has.

Cheap enough to be asked every other second: each question walks an index to what is new, whatever lies behind it.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import String, and_, cast, func, literal, select
from sqlalchemy.orm import Session

from bot.domain import enclosures, presence
from bot.domain.audit import AuditRow
from bot.domain.casebook import Case, Remark
from bot.store.outbox import Outgoing

MOST: Final = 500
"""Acts that are looked at; where there are more, everything may have changed."""

LATE: Final = 50
"""An act may become visible after one with a higher number, when its transaction took longer: so far we look back."""

MARK: Final = 12

MOVES: Final = frozenset({"case.climbed"})
"""By these a case may leave a unit whose officers look at their list."""

PARTS: Final = (
    "",
    ":2",
    ":3",
    *(f":file:{number}" for number in range(1, enclosures.MOST + 1)),
    ":again:1",
    ":again:2",
)
"""What the key of an answer ends in: its texts, its files, what was sent again."""


@dataclass(frozen=True)
class Change:
    """An act about a case: its number in the trail, the case, its unit; None where it may have left another one."""

    act: int
    case: int
    unit: int | None


@dataclass(frozen=True)
class Mark:
    """How a case stands: changes with all that its page shows. `watchers` are the ids of those who look at it."""

    base: str
    watchers: frozenset[int]

    def but(self, officer_id: int) -> str:
        """The mark as one of them sees it, who is not told of themselves."""
        return "-".join([self.base, *map(str, sorted(self.watchers - {officer_id}))])


def newest(session: Session) -> int:
    """The number of the newest act of all."""
    return session.scalar(select(func.max(AuditRow.id))) or 0


def since(session: Session, act: int) -> list[Change] | None:
    """What was done with cases after an act, oldest first; None where that is too much to say."""
    rows = select(AuditRow.id, AuditRow.subject, AuditRow.subject_id, AuditRow.action).where(AuditRow.id > act)
    found = session.execute(rows.order_by(AuditRow.id).limit(MOST + 1)).all()
    if len(found) > MOST:
        return None
    ours = [(number, case, action) for number, subject, case, action in found if subject == Case.__tablename__]
    homes = select(Case.id, Case.unit_id).where(Case.id.in_({case for _, case, _ in ours}))
    units = dict(session.execute(homes).all()) if ours else {}
    return [Change(number, case, None if action in MOVES else units.get(case)) for number, case, action in ours]


def marks(session: Session, case_ids: Collection[int], now: datetime) -> dict[int, Mark]:
    """How these cases stand: what was done with them, what became of what their members were sent, who looks."""
    if not case_ids:
        return {}
    done = select(AuditRow.subject_id, func.max(AuditRow.id)).where(AuditRow.subject == Case.__tablename__)
    last = dict(session.execute(done.where(AuditRow.subject_id.in_(case_ids)).group_by(AuditRow.subject_id)).all())
    sent, there = _sent(session, case_ids), presence.of_cases(session, case_ids, now)
    return {case: Mark(_short(f"{last.get(case)} {sent[case]}"), frozenset(there[case])) for case in case_ids}


def _sent(session: Session, case_ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    """What became of the answers in each of these cases: how many messages are in each state."""
    keys = [literal("remark:") + cast(Remark.id, String) + end for end in PARTS]
    answers = and_(Remark.case_id.in_(case_ids), Remark.internal.is_(False), Remark.officer_id.is_not(None))
    counted = select(Remark.case_id, Outgoing.state, func.count()).join(Outgoing, Outgoing.key.in_(keys))
    rows = counted.where(answers).group_by(Remark.case_id, Outgoing.state).order_by(Outgoing.state)
    found: dict[int, list[tuple[str, int]]] = {case: [] for case in case_ids}
    for case, state, count in session.execute(rows):
        found[case].append((state, count))
    return found


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]
