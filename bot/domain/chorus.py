"""The chorus: who stands behind a suggestion beside its filer: co-proposers (共同建议人), supporters (附议)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import routes
from bot.domain.box import Suggestion
from bot.labels import Labelled
from bot.messages import Address
from bot.store.database import Base
from bot.store.sealing import SealedText

WHOLE: Final = 100
"""The weights of all who proposed it together, where they are given."""


class Part(Labelled):
    """What somebody has in a suggestion of somebody else's."""

    PROPOSER = "proposer", "共同建议人"
    SUPPORTER = "supporter", "附议"


class Voice(Base):
    """One person behind a suggestion. `channel` and `address` lead to them, sealed; `digest` finds their own.

    A proposer is named by the one who filed it, with `weight` percent of what it earns, and has no way back until they
    join with the code of which `code` is a digest. A supporter may say why in `words`.
    """

    __tablename__ = "voice"
    __table_args__ = (UniqueConstraint("suggestion_id", "digest", name="uq_voice_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), index=True)
    part: Mapped[str] = mapped_column(String(12))
    name: Mapped[str | None] = mapped_column(SealedText)
    weight: Mapped[int | None]
    code: Mapped[str | None] = mapped_column(String(64))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    channel: Mapped[str | None] = mapped_column(SealedText)
    address: Mapped[str | None] = mapped_column(SealedText)
    digest: Mapped[str | None] = mapped_column(String(64), index=True)
    words: Mapped[str | None] = mapped_column(SealedText)
    named_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]

    @property
    def to(self) -> Address | None:
        """Where they are reached; None until they joined."""
        return Address(self.channel, self.address) if self.channel and self.address else None


@dataclass(frozen=True)
class Named:
    """A co-proposer as the one who files names them; `weight`: their percent of what it earns, None: all alike."""

    name: str
    weight: int | None = None


@dataclass(frozen=True)
class Share:
    """One who proposed it, and their weight in what it earns; `voice_id` None: the one who filed it.

    `name`: as it was given; None of an anonymous one.
    """

    voice_id: int | None
    member_id: int | None
    name: str | None
    weight: int


def mark(session: Session, address: Address) -> str:
    """By which a person's own voices are found."""
    return routes.digest(session, Voice.__tablename__, address, anonymous=False)


def of_address(session: Session, address: Address) -> list[Voice]:
    """What somebody supports or proposed with others, newest first."""
    mine = select(Voice).where(Voice.digest == mark(session, address))
    return list(session.scalars(mine.order_by(Voice.id.desc())))


def of_suggestion(session: Session, suggestion: Suggestion, part: Part) -> list[Voice]:
    """Those who have this part in a suggestion, in the order in which they were named or came."""
    mine = select(Voice).where(Voice.suggestion_id == suggestion.id, Voice.part == part.value)
    return list(session.scalars(mine.order_by(Voice.id)))


def proposers(session: Session, suggestion: Suggestion) -> list[Share]:
    """All who proposed it and what each weighs, the one who filed it first."""
    team = of_suggestion(session, suggestion, Part.PROPOSER)
    given = [voice.weight for voice in team if voice.weight is not None]
    rest = WHOLE - sum(given) if given else 1
    first = Share(None, suggestion.member_id, suggestion.contact, rest)
    return [first, *(Share(voice.id, voice.member_id, voice.name, voice.weight or 1) for voice in team)]


def supporters(session: Session, suggestion: Suggestion) -> int:
    """How many support it: those who did, those of what was merged into it, and who proposed that; each once."""
    parts = session.scalars(select(Suggestion).where(Suggestion.merged_into_id == suggestion.id)).all()
    numbers = [one.id for one in parts]
    theirs = select(Voice.id, Voice.digest, Voice.part, Voice.suggestion_id)
    rows = session.execute(theirs.where(Voice.suggestion_id.in_([suggestion.id, *numbers]))).all()
    ours = {digest for _, digest, part, of in rows if of == suggestion.id and part == Part.PROPOSER}
    found = {digest or number for number, digest, part, of in rows if of != suggestion.id or part == Part.SUPPORTER}
    found |= {mark(session, one.route.to) if one.route else f"{one.number}" for one in parts}
    own = {mark(session, suggestion.route.to)} if suggestion.route else set()
    return len(found - ours - own)
