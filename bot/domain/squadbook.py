"""Squads: teams whose members join with a code and say yes themselves. A squad has one place at an event, never a part.

The leader makes it and gives the code on. docs/events.md has the rules.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.filings import WithFiles
from bot.labels import Labelled
from bot.messages import Address
from bot.store.base import Base
from bot.store.sealing import SealedJson, SealedText


class Verdict(Labelled):
    """What the organiser decided of a squad that was not whole in time."""

    ADMITTED = "admitted", "破例同意"
    REFUSED = "refused", "不同意"


class Squad(WithFiles, Base):
    """One team. `code` is what a secret of the store makes of the code with which one joins.

    `files` has its sign (logo). `verdict` is what the organiser decided of one that was not whole in time.
    """

    __tablename__ = "squad"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str | None] = mapped_column(SealedText)
    company: Mapped[str | None] = mapped_column(SealedText)
    profile: Mapped[str | None] = mapped_column(SealedText)
    files: Mapped[list[Any]] = mapped_column(SealedJson, default=list, server_default="[]")
    code: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]
    verdict: Mapped[str | None] = mapped_column(String(10))
    verdict_at: Mapped[datetime | None]
    disbanded_at: Mapped[datetime | None]


class SquadMember(Base):
    """One who said yes to be of a squad; `groups` as a party's. `left_at`: since when not any more."""

    __tablename__ = "squad_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    squad_id: Mapped[int] = mapped_column(ForeignKey("squad.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(128))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str | None] = mapped_column(SealedText)
    groups: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    leader: Mapped[bool] = mapped_column(default=False, server_default=false())
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    @property
    def reply_to(self) -> Address | None:
        """Where they are reached; None once that is forgotten."""
        return Address(self.channel, self.address) if self.address else None

    @property
    def in_groups(self) -> tuple[str, ...]:
        """The groups in which they said they are."""
        return tuple(filter(None, self.groups.split(",")))


_NOW = SquadMember.left_at.is_(None)
Index(
    "ix_squad_member_once",
    SquadMember.event_id, SquadMember.member_id,
    unique=True, sqlite_where=_NOW, postgresql_where=_NOW,
)  # fmt: skip
