"""What members file, a case or a suggestion: its number, where its answer goes, who of the staff may see it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from sqlalchemy import ForeignKey, String, false, select
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, relationship

from bot.domain import roles, routes
from bot.domain.roles import Right
from bot.domain.routes import Route
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.labels import Labelled
from bot.messages import Address, Attachment
from bot.store.base import Base
from bot.store.sealing import SealedJson, SealedText

NO_WAY_BACK = "会员的联系方式已经按规定删除，不能再发消息给他。"


class WithFiles:
    """What has files: rows of plain data, one an attachment."""

    files: Mapped[list[Any]] = mapped_column(SealedJson)

    @property
    def attachments(self) -> list[Attachment]:
        """The files that came with it."""
        return [Attachment(**one) for one in self.files]


class Said(WithFiles):
    """One thing said about what was filed, by the member (`officer_id` None) or by an officer.

    An `internal` one is a note among staff: no member ever sees it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    internal: Mapped[bool] = mapped_column(default=False, server_default=false())
    body: Mapped[str] = mapped_column(SealedText)
    said_at: Mapped[datetime]


class Filing(WithFiles):
    """What is filed at a unit. `route` leads back to the member; staff never see where to.

    Of an anonymous one `member_id` is None. `seeing` and `answering` are what an officer must be allowed for either.
    """

    __tablename__: str

    seeing: ClassVar[Right]
    answering: ClassVar[Right]

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    anonymous: Mapped[bool]

    @declared_attr
    def route(cls) -> Mapped[Route | None]:  # noqa: N805 - the library calls it with the class
        """The way back; None once what is personal was erased."""
        return relationship(Route, uselist=False, cascade="all, delete-orphan")

    @property
    def reply_to(self) -> Address:
        """Where the member is reached; Refusal where there is no way back any more."""
        if self.route is None:
            raise Refusal(NO_WAY_BACK)
        return self.route.to

    def is_from(self, address: Address) -> bool:
        """Whether the answer to it goes to this address: it is its own."""
        return self.route is not None and self.route.to == address


Filed = TypeVar("Filed", bound=Filing)
State = TypeVar("State", bound=Labelled)


def onward(moves: Mapping[State, Collection[State]], here: State, to: State) -> str:
    """The state to go on to, as it is stored; ValueError where no way leads there from here."""
    if to is not here and to not in moves[here]:
        raise ValueError(f"no way from {here.value} to {to.value}")
    return to.value


def of_address(session: Session, kind: type[Filed], address: Address) -> list[Filed]:
    """What was filed from an address, newest first."""
    digests = routes.digests(session, kind.__tablename__, address)
    mine = select(kind).join(kind.route).where(Route.digest.in_(digests))
    return list(session.scalars(mine.order_by(kind.id.desc())))


def numbered(session: Session, kind: type[Filed], number: str) -> Filed | None:
    """What has this number."""
    return session.scalars(select(kind).where(kind.number == number)).first()


def just_said(said: Sequence[Said], officer: Officer, body: str, *, internal: bool = False) -> bool:
    """Whether this is the last that was said, by this officer: a second click would say it again."""
    return bool(said) and (said[-1].officer_id, said[-1].body, said[-1].internal) == (officer.id, body, internal)


def may_see(session: Session, officer: Officer, filing: Filing) -> bool:
    """Whether it belongs to a unit in which the officer may see such things."""
    return filing.unit_id in roles.reach(session, officer, filing.seeing)


def may_answer(session: Session, officer: Officer, filing: Filing) -> bool:
    """Whether it belongs to a unit in which the officer may work on such things."""
    return filing.unit_id in roles.reach(session, officer, filing.answering)


def files_in_use(session: Session) -> set[str]:
    """The keys of all files that belong to what was filed or said."""
    tables = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, WithFiles)]
    return {file["key"] for table in tables for files in session.scalars(select(table.files)) for file in files}
