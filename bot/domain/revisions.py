"""Revisions of entries as they are kept, and what of them is live.

A revision holds the whole text of an entry's file (knowledge/entries/ID.md). What is live of an entry is its approved
revision with the highest `live_no`, else what was shipped. An empty text is the shipped one again (or no entry).
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.staff import Officer
from bot.labels import Labelled
from bot.store.database import Base
from knowledge import Entry, overlaid

VERSIONS = 3
"""Older versions of an entry that stand ready where a newer one cannot be read."""


class State(Labelled):
    """How far a revision is."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "等同事批准"
    APPROVED = "approved", "批准上线"
    DECLINED = "declined", "没有批准"
    DROPPED = "dropped", "放弃了"


class Revision(Base):
    """One revision. `basis`: the revision that was live when it was begun (None: the shipped entry)."""

    __tablename__ = "entry_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(String(60), index=True)
    text: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), index=True)
    basis: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    begun_at: Mapped[datetime]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    live_no: Mapped[int | None] = mapped_column(unique=True)

    @property
    def state_label(self) -> str:
        """The state in words."""
        return State(self.state).label

    @property
    def seen(self) -> str:
        """A mark of the text as it stands: who approves says with it what they read."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def version(session: Session) -> int:
    """A number that changes with every revision that goes live; 0 where there is none."""
    return session.scalar(select(func.max(Revision.live_no))) or 0


def live(session: Session) -> dict[str, tuple[str, ...]]:
    """Of each revised entry the newest texts that were approved, newest first: what knowledge.Library lays over."""
    found: dict[str, tuple[str, ...]] = {}
    rows = select(Revision.entry, Revision.text).where(Revision.live_no.is_not(None))
    for entry, text in session.execute(rows.order_by(Revision.live_no.desc())):
        found[entry] = (*found.get(entry, ()), text)[:VERSIONS]
    return found


def live_revision(session: Session, entry: str) -> Revision | None:
    """The revision of an entry that is live."""
    mine = select(Revision).where(Revision.entry == entry, Revision.live_no.is_not(None))
    return session.scalars(mine.order_by(Revision.live_no.desc()).limit(1)).first()


def revised_at(session: Session) -> dict[str, datetime]:
    """When each entry was last revised."""
    rows = select(Revision.entry, func.max(Revision.decided_at)).where(Revision.live_no.is_not(None))
    return {entry: when for entry, when in session.execute(rows.group_by(Revision.entry)) if when}


def current(session: Session, shipped: Sequence[Entry]) -> list[Entry]:
    """The entries as they are live."""
    return overlaid(shipped, live(session))[0]


def history(session: Session, entry: str) -> list[Revision]:
    """All revisions of an entry, newest first."""
    return list(session.scalars(select(Revision).where(Revision.entry == entry).order_by(Revision.id.desc())))


def waiting(session: Session) -> list[Revision]:
    """What waits for an approval, oldest first."""
    submitted = select(Revision).where(Revision.state == State.SUBMITTED.value)
    return list(session.scalars(submitted.order_by(Revision.id)))


def drafts(session: Session, officer: Officer) -> list[Revision]:
    """What an officer has begun."""
    mine = select(Revision).where(Revision.state == State.DRAFT.value, Revision.author_id == officer.id)
    return list(session.scalars(mine.order_by(Revision.id)))


def unfinished(session: Session, officer: Officer, entry: str) -> Revision | None:
    """The officer's own draft of an entry."""
    return next((one for one in drafts(session, officer) if one.entry == entry), None)
