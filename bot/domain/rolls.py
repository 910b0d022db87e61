"""Rolls: who comes to an event and who waits, for an officer: rows of their units, of the others only how many."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.domain import hosting, roles
from bot.domain.events import Event
from bot.domain.queues import WaitingPlace
from bot.domain.roles import Right
from bot.domain.seats import Registration, Source
from bot.domain.staff import Officer


@dataclass(frozen=True)
class Tally:
    """How many parties come in all, how many of them the officer sees; who still comes after a move, who is silent.

    `places` are those taken.
    """

    parties: int
    seen: int
    still: int
    silent: int
    places: int


class Roll:
    """One event's list as an officer sees it. Who is of no unit counts as the host's."""

    def __init__(self, session: Session, officer: Officer, event: Event) -> None:
        self._session, self._event = session, event
        self.seen = roles.reach(session, officer, Right.SEE_EVENTS)
        self.called = roles.reach(session, officer, Right.EVENTS)
        self._host = hosting.host_of(session, event)

    def tally(self) -> Tally:
        """The counts, of all units."""
        asked, said = Registration.asked_at.is_not(None), Registration.confirmed_at.is_not(None)
        rows = select(
            func.count(),
            _how_many(self._mine()),
            _how_many(and_(asked, said)),
            _how_many(and_(asked, ~said)),
            func.coalesce(func.sum(Registration.places), 0),
        )
        return Tally(*self._session.execute(rows.where(*self._live())).one())

    def coming(self, limit: int | None) -> list[Registration]:
        """Those whom the officer may see, in the order of signing up; the first few."""
        rows = select(Registration).where(*self._live(), self._mine())
        return list(self._session.scalars(rows.order_by(Registration.joined_at, Registration.id).limit(limit)))

    def written(self, limit: int | None) -> list[Registration]:
        """Those of them whom staff wrote down, the newest first."""
        rows = select(Registration).where(*self._live(), self._mine(), Registration.member_id.is_(None))
        staff = rows.where(Registration.source != Source.MEMBER.value).order_by(Registration.id.desc())
        return list(self._session.scalars(staff.limit(limit)))

    def is_seen(self, party: Registration | WaitingPlace) -> bool:
        """Whether the officer may know who that is."""
        return (party.unit_id or self._host) in self.seen

    def is_called(self, party: Registration | WaitingPlace) -> bool:
        """Whether the officer may have their phone number, and what they answered in private."""
        return (party.unit_id or self._host) in self.called

    def numbered(self, number: int) -> Registration | None:
        """The place of that id, where it is of this event, still counts, and may be seen."""
        place = self._session.get(Registration, number)
        if place is None or place.event_id != self._event.id or place.left_at is not None:
            return None
        return place if self.is_seen(place) else None

    def _live(self) -> tuple[ColumnElement[bool], ...]:
        return Registration.event_id == self._event.id, Registration.left_at.is_(None)

    def _mine(self) -> ColumnElement[bool]:
        own = Registration.unit_id.in_(self.seen)
        return or_(own, Registration.unit_id.is_(None)) if self._host in self.seen else own


def _how_many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)
