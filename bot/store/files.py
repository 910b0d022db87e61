"""The files that members send: kept in the database, so that one backup holds everything and one commit is whole."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column

from bot.messages import Attachment, Upload
from bot.store.database import Base


class FileRow(Base):
    """One file. Its content is loaded only when it is asked for."""

    __tablename__ = "file"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


def keep(session: Session, upload: Upload, now: datetime) -> Attachment:
    """Store a file, and return what stands for it."""
    key = secrets.token_hex(16)
    size, digest = len(upload.content), hashlib.sha256(upload.content).hexdigest()
    session.add(
        FileRow(
            key=key,
            name=upload.name[:200],
            media_type=upload.media_type[:100],
            size=size,
            digest=digest,
            kept_at=now,
            content=upload.content,
        )
    )
    return Attachment(key, upload.name[:200], upload.media_type[:100], size)


def fetch(session: Session, key: str) -> FileRow | None:
    """The file of a key."""
    return session.get(FileRow, key)
