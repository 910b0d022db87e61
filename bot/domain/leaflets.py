"""Leaflets: the files of an event that members get: its cover picture, attachments, and photos afterwards.

Pictures go without what a camera writes into them, and only what a member's phone can open is taken.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import media
from bot.domain import audit, enclosures, hosting
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.filings import WithFiles
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.labels import Labelled
from bot.messages import Upload
from bot.store import files
from bot.store.base import Base
from bot.store.sealing import SealedJson


class Role(Labelled):
    """What a file is to an event."""

    COVER = "cover", "封面"
    ATTACHMENT = "attachment", "附件"
    PHOTO = "photo", "现场照片"


MOST: Final = {Role.COVER: 1, Role.ATTACHMENT: 5, Role.PHOTO: 40}
"""Files of one event, by what they are to it."""

NO_FILE: Final = "还没有选文件。请先选好，再上传。"
NO_PICTURE: Final = "“{name}”不是图片。{role}请用 JPG 或 PNG 图片。"
ONE_COVER: Final = "封面只要一张图，您选了 {count} 张。请只选一张。"
TOO_MANY: Final = "{role}最多 {most} 个：已经有 {kept} 个，这次又选了 {count} 个。请少选几个，或者先删掉旧的。"
PUT_AWAY: Final = "“{title}”已经归档，照片和附件都删了，不能再加。"
NOT_ITS: Final = "这个文件已经不在了，可能同事刚删掉。请刷新看看。"


class Leaflet(WithFiles, Base):
    """One file of an event's, in `files`."""

    __tablename__ = "event_leaflet"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    files: Mapped[list[Any]] = mapped_column(SealedJson)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    added_at: Mapped[datetime]


def of_event(session: Session, event: Event, role: Role | None = None) -> list[Leaflet]:
    """An event's files, all or those of one role, in the order in which they were added."""
    mine = select(Leaflet).where(Leaflet.event_id == event.id).order_by(Leaflet.id)
    return list(session.scalars(mine if role is None else mine.where(Leaflet.role == role.value)))


def add(act: Act, officer: Officer, event: Event, role: Role, uploads: Sequence[Upload]) -> list[Leaflet]:
    """Put files to an event; a cover takes the place of the one before. Refusal of what cannot be taken, in words."""
    hosting.require(act.session, officer, event)
    act.session.refresh(event, with_for_update=True)
    if event.archived_at:
        raise Refusal(PUT_AWAY.format(title=event.title))
    kept = of_event(act.session, event, role)
    if not uploads:
        raise Refusal(NO_FILE)
    if role is Role.COVER and len(uploads) > 1:
        raise Refusal(ONE_COVER.format(count=len(uploads)))
    if role is not Role.COVER and len(kept) + len(uploads) > MOST[role]:
        shown = TOO_MANY.format(role=role.label, most=MOST[role], kept=len(kept), count=len(uploads))
        raise Refusal(shown)
    bare = [enclosures.examined([upload])[0] for upload in uploads]
    for upload in bare:
        if role is not Role.ATTACHMENT and upload.media_type not in media.IMAGES:
            raise Refusal(NO_PICTURE.format(name=upload.name, role=role.label))
    for old in kept if role is Role.COVER else ():
        _drop(act, old)
    return [_put(act, officer, event, role, upload) for upload in bare]


def remove(act: Act, officer: Officer, event: Event, leaflet: Leaflet) -> None:
    """Take a file away from an event; it is kept no longer."""
    hosting.require(act.session, officer, event)
    if leaflet.event_id != event.id:
        raise Refusal(NOT_ITS)
    audit.log(act, f"event.{leaflet.role}_removed", event)
    _drop(act, leaflet)


def copy(session: Session, source: Event, target: Event, now: datetime) -> None:
    """The cover and the attachments of an event for another one too, as files of its own."""
    for old in of_event(session, source):
        if old.role == Role.PHOTO:
            continue
        rows = [(one, files.fetch(session, one.key)) for one in old.attachments]
        uploads = [Upload(one.name, one.media_type, row.content) for one, row in rows if row]
        _row(session, target, Role(old.role), old.officer_id, uploads, now)


def forget(session: Session, event: Event) -> None:
    """All files of an event that is no more."""
    for one in of_event(session, event):
        files.drop(session, [file.key for file in one.attachments])
        session.delete(one)
    session.flush()


def numbered(session: Session, event: Event, number: int) -> Leaflet | None:
    """The file of an event with that number."""
    mine = select(Leaflet).where(Leaflet.id == number, Leaflet.event_id == event.id)
    return session.scalars(mine).first()


def _put(act: Act, officer: Officer, event: Event, role: Role, upload: Upload) -> Leaflet:
    one = _row(act.session, event, role, officer.id, [upload], act.now)
    audit.log(act, f"event.{role.value}_added", event)
    return one


def _row(
    session: Session, event: Event, role: Role, officer_id: int | None, uploads: Sequence[Upload], now: datetime
) -> Leaflet:
    kept = [asdict(file) for file in enclosures.keep(session, uploads, now)]
    one = Leaflet(event_id=event.id, role=role.value, officer_id=officer_id, added_at=now, files=kept)
    session.add(one)
    session.flush()
    return one


def _drop(act: Act, leaflet: Leaflet) -> None:
    files.drop(act.session, [file.key for file in leaflet.attachments])
    act.session.delete(leaflet)
    act.session.flush()
