"""Opinions: what those who came to an event answered afterwards. Who said what is not kept."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.sealing import SealedJson


class Opinion(Base):
    """One set of answers, by name of the item; the day, and nothing that leads to a member."""

    __tablename__ = "event_opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    given_on: Mapped[date]
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJson)
