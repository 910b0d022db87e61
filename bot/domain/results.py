"""Results of an event: places, awards and scores, seen by members once they are published."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.seats import Registration
from bot.store.base import Base


class Result(Base):
    """How one registration (or its team) did. `rank` from 1, shared by equals."""

    __tablename__ = "event_result"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id), unique=True)
    rank: Mapped[int | None]
    award: Mapped[str | None] = mapped_column(String(40))
    score: Mapped[str | None] = mapped_column(String(40))
