"""Union staff, and how they get into the console: a link that works once, then a session."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, units
from bot.domain.acts import Act, Actor, ActorKind
from bot.errors import Refusal
from bot.store.database import Base

LINK_LASTS = timedelta(hours=24)
SESSION_LASTS = timedelta(hours=12)
STALE_LINK = "这个登录链接用过了或已过期。请让管理员运行 python -m bot staff link 再生成一个。"


class Officer(Base):
    """One of the staff; sees what belongs to their unit and to all units below it."""

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def actor(self) -> Actor:
        """The officer as one who acts."""
        return Actor(ActorKind.STAFF, self.id)


class Pass(Base):
    """A sign-in link or a session: the digest of its token, whose it is, until when. The token itself is not kept."""

    __tablename__ = "pass"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    once: Mapped[bool]
    ends_at: Mapped[datetime] = mapped_column(index=True)


def add(act: Act, name: str, unit: units.Unit) -> Officer:
    """Add an officer to a unit."""
    officer = Officer(name=name, unit_id=unit.id)
    act.session.add(officer)
    audit.log(act, "officer.added", officer)
    return officer


def named(session: Session, name: str) -> Officer | None:
    """The active officer of that name."""
    return session.scalars(select(Officer).where(Officer.name == name, Officer.active).order_by(Officer.id)).first()


def first(session: Session) -> Officer | None:
    """The officer who was added first."""
    return session.scalars(select(Officer).where(Officer.active).order_by(Officer.id)).first()


def sign_in_link(act: Act, officer: Officer) -> str:
    """A token that lets the officer in once, within a day."""
    audit.log(act, "officer.link_made", officer)
    return _issue(act, officer, once=True, lasts=LINK_LASTS)


def enter(act: Act, token: str) -> tuple[Officer, str]:
    """Use a sign-in token up; returns the officer and the session's token. Refusal where it is used or too old."""
    row = act.session.get(Pass, _digest(token), with_for_update=True)
    officer = act.session.get(Officer, row.officer_id) if row else None
    if row is None or not row.once or row.ends_at <= act.now or officer is None or not officer.active:
        raise Refusal(STALE_LINK)
    act.session.delete(row)
    mine = act.by(officer.actor)
    audit.log(mine, "officer.entered", officer)
    return officer, _issue(mine, officer, once=False, lasts=SESSION_LASTS)


def of_session(session: Session, token: str, now: datetime) -> Officer | None:
    """The officer whose session this is."""
    row = session.get(Pass, _digest(token))
    if row is None or row.once or row.ends_at <= now:
        return None
    officer = session.get(Officer, row.officer_id)
    return officer if officer and officer.active else None


def leave(act: Act, officer: Officer) -> None:
    """End all sessions of an officer."""
    mine = update(Pass).where(Pass.officer_id == officer.id, Pass.once.is_(False))
    act.session.execute(mine.values(ends_at=act.now))
    audit.log(act, "officer.left", officer)


def _issue(act: Act, officer: Officer, *, once: bool, lasts: timedelta) -> str:
    token = secrets.token_urlsafe(32)
    act.session.add(Pass(digest=_digest(token), officer_id=officer.id, once=once, ends_at=act.now + lasts))
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
