"""Checking in on the day: who has come, noted once however often and from wherever it is sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.seats import Registration
from bot.domain.squadbook import SquadMember
from bot.domain.stewards import Steward
from bot.labels import Labelled
from bot.store.base import Base


class Way(Labelled):
    """How somebody was checked in."""

    CODE = "code", "签到码"
    QR = "qr", "扫码"
    LIST = "list", "名单"
    DOOR = "door", "现场报名"
    SELF = "self", "自己签到"


class CheckIn(Base):
    """One who came: a registration, or one member of a squad.

    `nonce` is the sender's own name for it: the same one again changes nothing. `at` is when it happened (a phone may
    have been without a network), `taken_at` when we heard of it. `undone_at`: it was a slip.
    """

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("event_id", "nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id), index=True)
    squad_member_id: Mapped[int | None] = mapped_column(ForeignKey(SquadMember.id), index=True)
    nonce: Mapped[str] = mapped_column(String(40))
    way: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    taken_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    steward_id: Mapped[int | None] = mapped_column(ForeignKey(Steward.id))
    undone_at: Mapped[datetime | None]
