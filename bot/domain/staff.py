"""Union staff, and how they get into the console: a link that works once, or a password; then a session."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, and_, delete, false, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, roles, units
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.roles import Role
from bot.errors import Refusal
from bot.store.database import Base

LINK_LASTS = timedelta(hours=24)
SESSION_LASTS = timedelta(hours=12)
IDLE = timedelta(hours=2)
"""A session in which nothing is done for so long ends."""

SEEN_EVERY = timedelta(minutes=5)
"""So exactly it is kept when a session was last used."""

MARK = 16
"""Characters of a session's digest by which its officer names it."""

STALE_LINK = "这个登录链接用过了或已过期。请让管理员运行 python -m bot staff link 再生成一个。"


class Officer(Base):
    """One of the staff. `unit_id` is where they work; what they may do, and where, their roles say.

    From `away_from` to `away_until`, both days included, they are not there; the deputy has their cases then.
    """

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    def is_away(self, day: date) -> bool:
        """Whether they are away on a day."""
        return bool(self.away_from and self.away_until and self.away_from <= day <= self.away_until)

    @property
    def actor(self) -> Actor:
        """The officer as one who acts."""
        return Actor(ActorKind.STAFF, self.id)


class Pass(Base):
    """A sign-in link or a session: the digest of its token, whose it is, until when. The token itself is not kept.

    Of a session also: since when, when last used, by what browser in rough words, and whether it began by a link.
    """

    __tablename__ = "pass"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    once: Mapped[bool]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(String(40), default="")
    by_link: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def mark(self) -> str:
        """By this its officer names it; nobody can enter with it."""
        return self.digest[:MARK]


def add(act: Act, name: str, unit: units.Unit, having: Iterable[Role] | None = None) -> Officer:
    """Add an officer to a unit, with these roles there; without any said, with those usual in such a unit."""
    officer = Officer(name=name, unit_id=unit.id)
    act.session.add(officer)
    audit.log(act, "officer.added", officer)
    for role in roles.usual(unit) if having is None else having:
        roles.give(act, officer, role, unit)
    return officer


def named(session: Session, name: str) -> Officer | None:
    """The active officer of that name."""
    return session.scalars(select(Officer).where(Officer.name == name, Officer.active).order_by(Officer.id)).first()


def here(day: date) -> ColumnElement[bool]:
    """Whether an officer works, and is not away on a day, in a query."""
    away = and_(Officer.away_from <= day, Officer.away_until >= day)
    return and_(Officer.active, or_(Officer.away_from.is_(None), ~away))


def first(session: Session) -> Officer | None:
    """The officer who was added first."""
    return session.scalars(select(Officer).where(Officer.active).order_by(Officer.id)).first()


def sign_in_link(act: Act, officer: Officer) -> str:
    """A token that lets the officer in once, within a day."""
    audit.log(act, "officer.link_made", officer)
    return _issue(act, officer, once=True, lasts=LINK_LASTS)


def enter(act: Act, token: str, browser: str = "") -> tuple[Officer, str]:
    """Use a sign-in token up; returns the officer and the session's token. Refusal where it is used or too old."""
    row = act.session.get(Pass, _digest(token), with_for_update=True)
    officer = act.session.get(Officer, row.officer_id) if row else None
    if row is None or not row.once or row.ends_at <= act.now or officer is None or not officer.active:
        raise Refusal(STALE_LINK)
    act.session.delete(row)
    mine = act.by(officer.actor)
    audit.log(mine, "officer.entered", officer)
    return officer, _issue(mine, officer, once=False, lasts=SESSION_LASTS, browser=browser, by_link=True)


def admit(act: Act, officer: Officer, browser: str) -> str:
    """The token of a session for an officer who has proved who they are otherwise than by a link."""
    audit.log(act, "officer.signed_in", officer)
    return _issue(act, officer, once=False, lasts=SESSION_LASTS, browser=browser)


def present(session: Session, token: str, now: datetime) -> tuple[Officer, Pass] | None:
    """The officer whose session this is, and the session; None where it has ended or was idle for too long."""
    row = session.get(Pass, _digest(token))
    if row is None or row.once or not _alive(row, now):
        return None
    officer = session.get(Officer, row.officer_id)
    return (officer, row) if officer and officer.active else None


def of_session(session: Session, token: str, now: datetime) -> Officer | None:
    """The officer whose session this is."""
    found = present(session, token, now)
    return found[0] if found else None


def touch(session: Session, digest: str, now: datetime) -> None:
    """The session is in use."""
    mine = update(Pass).where(Pass.digest == digest, Pass.seen_at < now).execution_options(synchronize_session=False)
    session.execute(mine.values(seen_at=now))


def sessions(session: Session, officer: Officer, now: datetime) -> list[Pass]:
    """The officer's sessions that have not ended, the one used last first."""
    mine = select(Pass).where(Pass.officer_id == officer.id, Pass.once.is_(False))
    return [row for row in session.scalars(mine.order_by(Pass.seen_at.desc(), Pass.digest)) if _alive(row, now)]


def end(act: Act, officer: Officer, mark: str) -> None:
    """End one of the officer's sessions."""
    row = next((row for row in sessions(act.session, officer, act.now) if row.mark == mark), None)
    if row:
        row.ends_at = act.now
        audit.log(act, "officer.session_ended", officer)


def leave(act: Act, officer: Officer) -> None:
    """End all sessions of an officer."""
    mine = update(Pass).where(Pass.officer_id == officer.id, Pass.once.is_(False))
    act.session.execute(mine.values(ends_at=act.now))
    audit.log(act, "officer.left", officer)


def shut_out(session: Session, officer: Officer, but: str = "") -> None:
    """End all sessions and links of an officer, but for the session of one digest."""
    session.execute(delete(Pass).where(Pass.officer_id == officer.id, Pass.digest != but))


def _alive(row: Pass, now: datetime) -> bool:
    return now < row.ends_at and now < row.seen_at + IDLE


def _issue(
    act: Act, officer: Officer, *, once: bool, lasts: timedelta, browser: str = "", by_link: bool = False
) -> str:
    """A new pass; those of the officer that have ended are dropped."""
    act.session.execute(delete(Pass).where(Pass.officer_id == officer.id, Pass.ends_at <= act.now))
    token, now = secrets.token_urlsafe(32), act.now
    moments = {"ends_at": now + lasts, "begun_at": now, "seen_at": now}
    row = Pass(digest=_digest(token), officer_id=officer.id, once=once, browser=browser, by_link=by_link, **moments)
    act.session.add(row)
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
