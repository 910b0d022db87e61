"""Access tokens of platforms: one row that all processes share, and a lease so that only one of them fetches."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, Text, Update, or_, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, Database, insert_for

LEASE = timedelta(seconds=15)
"""Longer than fetching a token takes."""

EARLY = timedelta(seconds=300)
"""So long before its end a token is fetched anew: the old one stays good meanwhile."""


class AccessToken(Base):
    """The token of one account, and who fetches the next one until when."""

    __tablename__ = "access_token"

    account: Mapped[str] = mapped_column(String(80), primary_key=True)
    token: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime]
    holder: Mapped[str] = mapped_column(String(32), default="")
    held_until: Mapped[datetime]


class SharedToken:
    """The token of one account. Every call is one transaction; what was read stays in memory while it is good."""

    def __init__(self, database: Database, clock: Callable[[], datetime], account: str) -> None:
        self.database, self.clock, self.account = database, clock, account
        self._known: tuple[str, datetime] | None = None

    def current(self) -> str:
        """The token that is good now; empty where there is none."""
        now = self.clock()
        if self._known and now < self._known[1]:
            return self._known[0]
        with self.database.read() as session:
            row = session.get(AccessToken, self.account)
        if row is None or not row.token or row.expires_at <= now:
            return ""
        self._known = row.token, row.expires_at
        return row.token

    def lease(self, stale: str) -> "Lease | None":
        """The right to fetch a new token; None while another has it, or where the row holds another than `stale`."""
        holder, now = secrets.token_hex(8), self.clock()
        self._known = None
        with self.database.write() as session:
            insert = insert_for(session, AccessToken).values(account=self.account, expires_at=now, held_until=now)
            session.execute(insert.on_conflict_do_nothing(index_elements=["account"]))
            wanted = or_(AccessToken.token == stale, AccessToken.token == "", AccessToken.expires_at <= now)
            mine = update(AccessToken).where(AccessToken.account == self.account, AccessToken.held_until <= now, wanted)
            taken = session.execute(mine.values(holder=holder, held_until=now + LEASE))
            return Lease(self, holder) if taken.rowcount else None  # type: ignore[attr-defined] # an UPDATE has one

    def write(self, holder: str, change: dict[str, object]) -> None:
        """Change the row as the one who holds the lease; nothing happens where it was lost meanwhile."""
        with self.database.write() as session:
            session.execute(_held(self.account, holder).values(**change))


@dataclass(frozen=True)
class Lease:
    """The right to fetch a token, until it is given back."""

    owner: SharedToken
    holder: str

    def keep(self, token: str, seconds: int) -> None:
        """The new token, good for so many seconds; it is used until shortly before."""
        now = self.owner.clock()
        end = now + max(timedelta(seconds=seconds) - EARLY, timedelta(seconds=seconds) / 2)
        self.owner.write(self.holder, {"token": token, "expires_at": end, "holder": "", "held_until": now})

    def give_back(self) -> None:
        """There is no new token: the next one may try."""
        self.owner.write(self.holder, {"holder": "", "held_until": self.owner.clock()})


def _held(account: str, holder: str) -> Update:
    return update(AccessToken).where(AccessToken.account == account, AccessToken.holder == holder)
