"""Ways back: where the answer to what a member filed goes. The address lies sealed, apart from what was filed.

By a keyed digest of the address its member finds their own. What was filed anonymously has another digest than what was
filed by name, and a suggestion another than a case: from the tables alone nobody sees that they come from one person.
"""

import hashlib
import hmac
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Address
from bot.store import settings
from bot.store.database import Base
from bot.store.sealing import SealedText

KEY: Final = "routes"
"""The name of the store's secret behind the digests."""


class Route(Base):
    """The way back from one case or suggestion."""

    __tablename__ = "route"
    __table_args__ = (CheckConstraint("(case_id IS NULL) != (suggestion_id IS NULL)", name="of_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), unique=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), unique=True)
    channel: Mapped[str] = mapped_column(SealedText)
    address: Mapped[str] = mapped_column(SealedText)
    digest: Mapped[str] = mapped_column(String(64), index=True)

    @property
    def to(self) -> Address:
        """Where it leads."""
        return Address(self.channel, self.address)


def leading(session: Session, table: str, address: Address, *, anonymous: bool) -> Route:
    """A way back to an address, for a row of this table."""
    own = digest(session, table, address, anonymous=anonymous)
    return Route(channel=address.channel, address=address.id, digest=own)


def lead(session: Session, route: Route, table: str, address: Address, *, anonymous: bool) -> None:
    """Let a way lead to another address from now on."""
    route.channel, route.address = address.channel, address.id
    route.digest = digest(session, table, address, anonymous=anonymous)


def digests(session: Session, table: str, address: Address) -> list[str]:
    """By which an address's own rows of a table are found."""
    return [digest(session, table, address, anonymous=anonymous) for anonymous in (False, True)]


def digest(session: Session, table: str, address: Address, *, anonymous: bool) -> str:
    """By which one row of a table is known as an address's own; nobody can tell the address from it."""
    secret = settings.secret(session, KEY).encode()
    parts = (table, "anonymous" if anonymous else "named", address.channel, address.id)
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
