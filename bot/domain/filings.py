"""What members file, a case or a suggestion: its number, where its answer goes, who of the staff may see it."""

from typing import Any, ClassVar, TypeVar

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import roles
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.messages import Address, Attachment
from bot.store.sealing import SealedJson


class WithFiles:
    """What has files: rows of plain data, one an attachment."""

    files: Mapped[list[Any]] = mapped_column(SealedJson)

    @property
    def attachments(self) -> list[Attachment]:
        """The files that came with it."""
        return [Attachment(**one) for one in self.files]


class Filing(WithFiles):
    """What is filed at a unit. `channel` and `address` lead back to the member; staff never see them.

    Of an anonymous one `member_id` is None. `seeing` and `answering` are what an officer must be allowed for either.
    """

    seeing: ClassVar[Right]
    answering: ClassVar[Right]

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(128), index=True)
    anonymous: Mapped[bool]

    @property
    def reply_to(self) -> Address:
        """Where the member is reached."""
        return Address(self.channel, self.address)


Filed = TypeVar("Filed", bound=Filing)


def of_address(session: Session, kind: type[Filed], address: Address) -> list[Filed]:
    """What was filed from an address, newest first."""
    mine = select(kind).where(kind.channel == address.channel, kind.address == address.id)
    return list(session.scalars(mine.order_by(kind.id.desc())))


def numbered(session: Session, kind: type[Filed], number: str) -> Filed | None:
    """What has this number."""
    return session.scalars(select(kind).where(kind.number == number)).first()


def may_see(session: Session, officer: Officer, filing: Filing) -> bool:
    """Whether it belongs to a unit in which the officer may see such things."""
    return filing.unit_id in roles.reach(session, officer, filing.seeing)


def may_answer(session: Session, officer: Officer, filing: Filing) -> bool:
    """Whether it belongs to a unit in which the officer may work on such things."""
    return filing.unit_id in roles.reach(session, officer, filing.answering)
