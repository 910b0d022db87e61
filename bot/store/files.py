"""The files that members send: kept in the database, so that one backup holds everything and one commit is whole."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column

from bot.messages import Attachment, Upload
from bot.store.database import Base
from bot.store.sealing import SealedBytes, SealedText


class FileRow(Base):
    """One file. Its content is loaded only when it is asked for."""

    __tablename__ = "file"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(SealedText)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(SealedText)
    kept_at: Mapped[datetime]
    content: Mapped[bytes] = deferred(mapped_column(SealedBytes))


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


def rename(session: Session, key: str, name: str) -> None:
    """The file of a key is called otherwise from now on, also where it is saved."""
    if row := session.get(FileRow, key):
        row.name = name


def drop(session: Session, keys: Collection[str]) -> None:
    """These files are kept no longer."""
    if keys:
        session.execute(delete(FileRow).where(FileRow.key.in_(keys)))
