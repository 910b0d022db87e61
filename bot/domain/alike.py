"""Suggestions that mean the same: an index of this process's own, filled from the store, newest first, kept up to date.

What is found is looked up in the store again: who asks sees only what they may see, as it stands now.
"""

from collections.abc import Collection
from threading import Lock
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.domain import units
from bot.domain.audit import AuditRow
from bot.domain.box import State, Suggestion
from knowledge.ideas import MAYBE, SURE, Ideas

__all__ = ["MAYBE", "SURE", "Box"]

LATE: Final = 50
"""A suggestion may become visible after one with a higher id, when its transaction took longer: so far we look back."""

ERASED: Final = "suggestion.erased"
"""The act after which nothing of a suggestion's texts may be left."""

AT_ONCE: Final = 100
"""So many new ones a look-up takes in by itself; there are more only while the index is being filled."""

SPARE: Final = 5
"""So many times as many are looked for as are wanted: some are not for everybody's eyes."""


class Box:
    """What was suggested so far, by what it means; any number of threads may look up while one takes in."""

    def __init__(self) -> None:
        self._ideas, self._near, self._one_fills = Ideas(), set[int](), Lock()
        self._first, self._last, self._trail = units.NEWEST, 0, 0

    def __len__(self) -> int:
        return len(self._ideas)

    def refresh(self, session: Session, most: int = 200) -> bool:
        """Take in so many suggestions at most, new ones first, and forget erased ones; False where none was left."""
        if not self._one_fills.acquire(blocking=False):
            return True
        try:
            self._forget(session)
            return self._take_in(session, most)
        finally:
            self._one_fills.release()

    def like(  # noqa: PLR0913 - what is asked, and what may be shown
        self,
        session: Session,
        title: str,
        body: str = "",
        *,
        unit_ids: Collection[int] | None = None,
        shown_only: bool = False,
        limit: int = 3,
        least: float = SURE,
    ) -> list[Suggestion]:
        """The suggestions that mean the same, the likeliest first: of these units or (None) of all.

        `shown_only`: those on the open board, whatever their unit. One that was merged stands for the one it is in;
        what was withdrawn or erased is not found.
        """
        self.refresh(session, AT_ONCE)
        numbers = [one.number for one in self._ideas.like(title, body, limit * SPARE, least)]
        rows = {one.id: one for one in session.scalars(select(Suggestion).where(Suggestion.id.in_(numbers)))}
        found = dict[int, Suggestion]()
        for number in numbers:
            one = rows.get(number)
            one = session.get(Suggestion, one.merged_into_id) if one and one.merged_into_id else one
            if one and _may_be_shown(one, unit_ids, shown_only=shown_only):
                found.setdefault(one.id, one)
        return list(found.values())[:limit]

    def _take_in(self, session: Session, most: int) -> bool:
        """New ones, oldest first, so that none is passed over; then those further back, newest first."""
        taken = 0
        if self._last:
            near = {number for number in self._near if number > self._last - LATE}
            self._near = near
            new = select(Suggestion).where(Suggestion.id > self._last - LATE, Suggestion.id.not_in(near))
            taken = self._put(session, new.order_by(Suggestion.id), most)
        if taken < most:
            old = select(Suggestion).where(Suggestion.id < self._first)
            taken += self._put(session, old.order_by(Suggestion.id.desc()), most - taken)
        return taken == most

    def _put(self, session: Session, found: Select[Suggestion], most: int) -> int:
        rows = session.scalars(found.limit(most)).all()
        for one in rows:
            if one.erased_at is None:
                self._ideas.put(one.id, one.title, one.body)
            self._near.add(one.id)
            self._first, self._last = min(self._first, one.id), max(self._last, one.id)
        return len(rows)

    def _forget(self, session: Session) -> None:
        """What was erased since we looked is nowhere in memory either."""
        newest = session.scalar(select(func.max(AuditRow.id))) or 0
        erased = select(AuditRow.subject_id).where(AuditRow.id > self._trail - LATE, AuditRow.action == ERASED)
        for number in session.scalars(erased).all() if newest > self._trail else ():
            self._ideas.drop(number)
        self._trail = newest


def _may_be_shown(one: Suggestion, unit_ids: Collection[int] | None, *, shown_only: bool) -> bool:
    if one.status is State.WITHDRAWN or one.erased_at:
        return False
    return one.shown if shown_only else unit_ids is None or one.unit_id in unit_ids
