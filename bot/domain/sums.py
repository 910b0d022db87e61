"""Sums: awards as they are kept, whose each share is, and what somebody had in a year. `awards` is what is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, and_, false, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import chorus, roles, spans
from bot.domain.box import Suggestion
from bot.domain.chorus import Share, Voice
from bot.domain.members import Member
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.labels import Labelled
from bot.messages import Address
from bot.store.database import Base
from bot.store.money import Money
from bot.store.sealing import SealedText

NOTHING: Final = Decimal("0.00")
UNKNOWN: Final = "匿名，凭编号领取"
NO_NAME: Final = "没有留名字，凭编号领取"
"""What stands on the cashier's list in place of a name."""


@dataclass(frozen=True)
class Payable:
    """One line of the cashier's list: what is needed to pay a share, and nothing else."""

    share_id: int
    number: str
    name: str
    unit: str
    sum: Decimal


class Ground(Labelled):
    """What an award is for."""

    EFFECT = "effect", "效果奖"
    ENCOURAGEMENT = "encouragement", "鼓励奖"
    RESERVE = "reserve", "技术储备奖"


class Award(Base):
    """One award: what was due in all (`total`), and `sum`, the difference to what was awarded before: that is shared.

    Of a verification there is one at most.
    """

    __tablename__ = "award"
    __table_args__ = (UniqueConstraint("effect_id", name="uq_award_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), index=True)
    effect_id: Mapped[int | None] = mapped_column(ForeignKey("effect.id"))
    ground: Mapped[str] = mapped_column(String(16))
    grade: Mapped[str] = mapped_column(String(20))
    total: Mapped[Decimal] = mapped_column(Money)
    sum: Mapped[Decimal] = mapped_column(Money)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)


class AwardShare(Base):
    """One person's part of an award; `voice_id` None: the one who filed the suggestion.

    `sum` is theirs, `kept_back` what they would have had beside it without the cap of the year: both together make up
    the award. `points`: taken as so many points instead of money; `paid_on`: the day on which the cashier paid it.
    """

    __tablename__ = "award_share"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    voice_id: Mapped[int | None] = mapped_column(ForeignKey("voice.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str | None] = mapped_column(SealedText)
    sum: Mapped[Decimal] = mapped_column(Money)
    kept_back: Mapped[Decimal] = mapped_column(Money, default=NOTHING, server_default="0")
    as_points: Mapped[bool] = mapped_column(default=False, server_default=false())
    points: Mapped[int] = mapped_column(default=0, server_default="0")
    paid_on: Mapped[date | None]

    @property
    def settled(self) -> bool:
        """Whether nothing is to be paid any more."""
        return self.as_points or self.paid_on is not None or not self.sum


def unpaid() -> ColumnElement[bool]:
    """Whether a share is to be paid, in a query."""
    return and_(AwardShare.as_points.is_(False), AwardShare.paid_on.is_(None), AwardShare.sum > NOTHING)


def of(session: Session, suggestion: Suggestion) -> list[Award]:
    """The awards for a suggestion, the oldest first."""
    mine = select(Award).where(Award.suggestion_id == suggestion.id)
    return list(session.scalars(mine.order_by(Award.id)))


def shares(session: Session, *awards: Award) -> list[AwardShare]:
    """The shares of awards, the oldest award first, in each the one who filed it first."""
    mine = select(AwardShare).where(AwardShare.award_id.in_([one.id for one in awards]))
    return list(session.scalars(mine.order_by(AwardShare.id)))


def awarded(session: Session, suggestion: Suggestion) -> Decimal:
    """All that a suggestion was awarded so far, what a cap kept back included: it is not made up for later."""
    return sum((one.sum for one in of(session, suggestion)), NOTHING)


def had(session: Session, suggestion: Suggestion, share: Share, year: int, zone: ZoneInfo) -> Decimal:
    """What one who proposed a suggestion was awarded in a calendar year, in money or points.

    A member had what all their suggestions brought; of one who is not known, only what this one did.
    """
    within = select(func.sum(AwardShare.sum)).join(Award, Award.id == AwardShare.award_id)
    within = within.where(spans.whole_year(year, zone).holds(Award.made_at))
    return session.scalar(within.where(_of_person(suggestion, share))) or NOTHING


def mine(session: Session, suggestion: Suggestion, address: Address) -> list[AwardShare]:
    """The shares of somebody's who wrote from this address, paid or not."""
    voices = [one.id for one in chorus.of_address(session, address) if one.suggestion_id == suggestion.id]
    found = shares(session, *of(session, suggestion))
    filed = suggestion.is_from(address)
    return [one for one in found if (one.voice_id in voices if one.voice_id else filed)]


def to_pay(session: Session, officer: Officer) -> list[Payable]:
    """What is to be paid in the units whose suggestions an officer works on, the oldest award first."""
    found = (
        select(AwardShare, Suggestion, Unit.name)
        .join(Award, Award.id == AwardShare.award_id)
        .join(Suggestion, Suggestion.id == Award.suggestion_id)
        .join(Unit, Unit.id == Suggestion.unit_id)
        .where(unpaid(), Suggestion.unit_id.in_(roles.reaching(officer, Right.ANSWER_SUGGESTIONS)))
        .order_by(AwardShare.id)
    )
    return [
        Payable(share.id, suggestion.number, _payee(share, suggestion), unit, share.sum)
        for share, suggestion, unit in session.execute(found)
    ]


def points_of(session: Session, member: Member) -> int:
    """The points that a member has taken in all."""
    joined = select(Voice.id).where(Voice.member_id == member.id)
    theirs = or_(AwardShare.member_id == member.id, AwardShare.voice_id.in_(joined))
    return session.scalar(select(func.sum(AwardShare.points)).where(AwardShare.as_points, theirs)) or 0


def whose(session: Session, found: Sequence[AwardShare]) -> dict[int, int | None]:
    """The member of each share, by the share's id: one who joined after the award is known since."""
    voices = {one.voice_id for one in found if one.voice_id and one.member_id is None}
    rows = session.execute(select(Voice.id, Voice.member_id).where(Voice.id.in_(voices)))
    joined = dict(rows.all())
    return {one.id: one.member_id or joined.get(one.voice_id or 0) for one in found}


def _of_person(suggestion: Suggestion, share: Share) -> ColumnElement[bool]:
    if share.member_id:
        joined = select(Voice.id).where(Voice.member_id == share.member_id)
        return or_(AwardShare.member_id == share.member_id, AwardShare.voice_id.in_(joined))
    mine = and_(Award.suggestion_id == suggestion.id, AwardShare.member_id.is_(None))
    return and_(mine, AwardShare.voice_id == share.voice_id if share.voice_id else AwardShare.voice_id.is_(None))


def _payee(share: AwardShare, suggestion: Suggestion) -> str:
    return UNKNOWN if suggestion.anonymous else share.name or NO_NAME
