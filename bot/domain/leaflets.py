"""Leaflets: the files of an event that members get: its cover picture, attachments, and photos afterwards."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.filings import WithFiles
from bot.labels import Labelled
from bot.store.base import Base
from bot.store.sealing import SealedJson


class Role(Labelled):
    """What a file is to an event."""

    COVER = "cover", "封面"
    ATTACHMENT = "attachment", "附件"
    PHOTO = "photo", "现场照片"


class Leaflet(WithFiles, Base):
    """One file of an event's, in `files`."""

    __tablename__ = "event_leaflet"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    files: Mapped[list[Any]] = mapped_column(SealedJson)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    added_at: Mapped[datetime]
