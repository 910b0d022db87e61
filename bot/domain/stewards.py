"""Stewards: who helps at the door has a link for that event only, which an officer gives and takes back."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base


class Steward(Base):
    """One link. `label` says who has it; `digest` is what is kept of its token; good until `until`, or `closed_at`."""

    __tablename__ = "steward"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    label: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    closed_at: Mapped[datetime | None]
