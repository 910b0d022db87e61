"""The queue of an event: who waits for a place, as persons or as whole teams, and what became of each.

Only rows and looking at them; who is offered a place says offers.py. docs/events.md has the states.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Party
from bot.labels import Labelled
from bot.messages import Address
from bot.store.database import Base


class State(Labelled):
    """What became of waiting."""

    WAITING = "waiting", "排队中"
    OFFERED = "offered", "等答复"
    TAKEN = "taken", "要了"
    REFUSED = "refused", "不要了"
    EXPIRED = "expired", "没有答复"
    LEFT = "left", "退出了"
    CLOSED = "closed", "没有排到"


LIVE: Final = (State.WAITING.value, State.OFFERED.value)


class WaitingPlace(Party, Base):
    """One member's (or their team's) place in an event's queue: first come, first served, by `id`.

    `until` is when an offer ends. Who waits again stands at the end, in a row of its own.
    """

    __tablename__ = "waiting_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def reply_to(self) -> Address:
        """Where the member is reached."""
        return Address(self.channel, self.address)

    @property
    def status(self) -> State:
        """The state, as an enum."""
        return State(self.state)


_ONCE = WaitingPlace.state.in_(LIVE)
Index(
    "ix_waiting_place_once",
    WaitingPlace.event_id, WaitingPlace.member_id,
    unique=True, sqlite_where=_ONCE, postgresql_where=_ONCE,
)  # fmt: skip


def held(session: Session, event: Event) -> int:
    """How many places are held for those who are being asked."""
    mine = select(func.coalesce(func.sum(WaitingPlace.places), 0)).where(WaitingPlace.event_id == event.id)
    return session.scalar(mine.where(WaitingPlace.state == State.OFFERED.value)) or 0


def count(session: Session, event: Event, state: State) -> int:
    """How many are in a state."""
    some = select(func.count()).where(WaitingPlace.event_id == event.id, WaitingPlace.state == state.value)
    return session.scalar(some) or 0


def live(session: Session, event: Event, *states: State, limit: int | None = None) -> list[WaitingPlace]:
    """Who waits or is being asked, in their order; the first few."""
    wanted = [state.value for state in states] or LIVE
    some = select(WaitingPlace).where(WaitingPlace.event_id == event.id, WaitingPlace.state.in_(wanted))
    return list(session.scalars(some.order_by(WaitingPlace.id).limit(limit)))


def numbered(session: Session, numbers: list[int]) -> list[WaitingPlace]:
    """Those of these ids, in their order."""
    if not numbers:
        return []
    return list(session.scalars(select(WaitingPlace).where(WaitingPlace.id.in_(numbers)).order_by(WaitingPlace.id)))


def of(session: Session, event: Event, member: Member) -> WaitingPlace | None:
    """The member's place in the queue, as long as it counts."""
    mine = select(WaitingPlace).where(WaitingPlace.event_id == event.id, WaitingPlace.member_id == member.id)
    return session.scalars(mine.where(WaitingPlace.state.in_(LIVE))).first()


def ahead(session: Session, place: WaitingPlace) -> int:
    """The place in the queue, from 1; those who are being asked stand in it no more."""
    before = select(func.count()).where(
        WaitingPlace.event_id == place.event_id,
        WaitingPlace.state == State.WAITING.value,
        WaitingPlace.id < place.id,
    )
    return (session.scalar(before) or 0) + 1
