"""The second proof of who signs in: a six-digit code of an app on the officer's phone (TOTP), or a recovery code.

The app's secret is shown while it is set up and never again. It is kept encrypted with a key drawn from a secret in the
same database: a copied row or a printed table gives nothing away, nor does a copy of the whole database
without its key.
"""

import base64
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from cryptography.fernet import Fernet
from sqlalchemy import ForeignKey, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.config import Config
from bot.domain import audit, roles
from bot.domain.acts import Act
from bot.domain.links import ALPHABET
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.store import settings
from bot.store.database import Base

STEP = 30
DRIFT = 1
"""Steps by which the phone's clock may be early or late."""

SET_UP_LASTS = timedelta(minutes=30)
CODES, CODE_LENGTH, PART = 8, 12, 4
WRONG = "动态码不对，还没有开通。请看手机上现在的 6 位数再填一次；总是不对，请把手机的时间改成自动设置。"
STALE = "这次设置已经过期或者重新开始过。请再点一次“开通动态码”。"
OFF = "您还没有开通动态码。"
DEMANDED = "您的角色要求登录时用动态码，不能关闭。换手机的话，请管理员给您一个登录链接，从链接进来再换。"


class Authenticator(Base):
    """An officer's app: its secret, encrypted; `last_step`: the last step whose code was used."""

    __tablename__ = "authenticator"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A recovery code that was not used: its digest. The code itself is not kept."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)


@dataclass(frozen=True)
class SetUp:
    """What the officer's app must know: the secret to type, and the address that the QR code holds."""

    secret: str
    address: str


def begin(act: Act, officer: Officer) -> SetUp:
    """Begin to set an app up; until it is confirmed nothing changes at the sign-in. Refusal where one is in use."""
    row = _row(act.session, officer)
    if row and row.confirmed_at:
        raise Refusal("动态码已经开通了。换手机的话，请先关闭，再重新开通。")
    if row:
        act.session.delete(row)
        act.session.flush()
    secret = pyotp.random_base32()
    sealed = _box(act.session).encrypt(secret.encode()).decode()
    act.session.add(Authenticator(officer_id=officer.id, sealed=sealed, begun_at=act.now, last_step=0))
    audit.log(act, "officer.authenticator_begun", officer)
    return _set_up(act, officer, secret)


def waiting(act: Act, officer: Officer) -> SetUp | None:
    """What was begun just now and waits for its first code."""
    row = act.session.get(Authenticator, officer.id)
    if row is None or row.confirmed_at or row.begun_at + SET_UP_LASTS <= act.now:
        return None
    return _set_up(act, officer, _secret(act.session, row))


def confirm(act: Act, officer: Officer, code: str) -> list[str]:
    """The app shows the right code: from now on it is asked for. Returns the recovery codes, for this once."""
    row = _row(act.session, officer)
    if row is None or row.confirmed_at or row.begun_at + SET_UP_LASTS <= act.now:
        raise Refusal(STALE)
    if not _accept_step(act.session, row, _digits(code), act.now):
        raise Refusal(WRONG)
    row.confirmed_at = act.now
    audit.log(act, "officer.authenticator_confirmed", officer)
    return _new_codes(act.session, officer)


def renew_codes(act: Act, officer: Officer) -> list[str]:
    """New recovery codes; the old ones are good for nothing any more."""
    if not in_use(act.session, officer):
        raise Refusal(OFF)
    audit.log(act, "officer.recovery_codes_renewed", officer)
    return _new_codes(act.session, officer)


def remove(act: Act, officer: Officer, *, recovers: bool = False) -> None:
    """No code is asked for any more. Where a role demands it, only one who recovers by a link may."""
    if not recovers and demanded(act.session, officer, act.config):
        raise Refusal(DEMANDED)
    for table in (RecoveryCode, Authenticator):
        act.session.execute(delete(table).where(table.officer_id == officer.id))
    audit.log(act, "officer.authenticator_removed", officer)


def in_use(session: Session, officer: Officer) -> Authenticator | None:
    """The officer's app, where one was confirmed."""
    row = session.get(Authenticator, officer.id)
    return row if row and row.confirmed_at else None


def demanded(session: Session, officer: Officer, config: Config) -> bool:
    """Whether one of the officer's roles, wherever they have it, demands an app."""
    asked = config.console.second_factor
    return bool(asked) and any(row.role in asked for row in roles.held(session, officer))


def lacking(session: Session, officer: Officer, config: Config) -> bool:
    """Whether one is demanded and none in use: until there is, nothing but that is to be done."""
    return demanded(session, officer, config) and in_use(session, officer) is None


def codes_left(session: Session, officer: Officer) -> int:
    """How many recovery codes were not used."""
    mine = select(func.count()).where(RecoveryCode.officer_id == officer.id)
    return session.scalar(mine) or 0


def accept(session: Session, officer: Officer, code: str, now: datetime) -> bool:
    """Whether this is the app's code, or a recovery code; it is used up. True where the officer has no app."""
    row = _row(session, officer)
    if row is None or not row.confirmed_at:
        return True
    return _accept_step(session, row, _digits(code), now) or _accept_recovery(session, officer, code)


def _accept_step(session: Session, row: Authenticator, code: str, now: datetime) -> bool:
    """A code works once: neither again, nor an older one after it."""
    here, app = int(now.timestamp()) // STEP, pyotp.TOTP(_secret(session, row), interval=STEP)
    for step in range(here - DRIFT, here + DRIFT + 1):
        if step > row.last_step and secrets.compare_digest(app.generate_otp(step), code):
            row.last_step = step
            return True
    return False


def _accept_recovery(session: Session, officer: Officer, code: str) -> bool:
    kept = session.get(RecoveryCode, _digest(officer, code), with_for_update=True)
    if kept is None:
        return False
    session.delete(kept)
    session.flush()
    return True


def _new_codes(session: Session, officer: Officer) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    session.add_all(RecoveryCode(digest=_digest(officer, code), officer_id=officer.id) for code in codes)
    return ["-".join(code[at : at + PART] for at in range(0, CODE_LENGTH, PART)) for code in codes]


def _row(session: Session, officer: Officer) -> Authenticator | None:
    return session.get(Authenticator, officer.id, with_for_update=True, populate_existing=True)


def _set_up(act: Act, officer: Officer, secret: str) -> SetUp:
    app, issuer = pyotp.TOTP(secret, interval=STEP), f"工友 {act.config.union.name}"
    address = app.provisioning_uri(name=officer.name, issuer_name=issuer)
    return SetUp(" ".join(secret[at : at + PART] for at in range(0, len(secret), PART)), address)


def _secret(session: Session, row: Authenticator) -> str:
    return _box(session).decrypt(row.sealed.encode()).decode()


def _box(session: Session) -> Fernet:
    key = hashlib.sha256(settings.secret(session, "authenticators").encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _digest(officer: Officer, code: str) -> str:
    """Of its letters and figures alone, however they were typed."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return hashlib.sha256(f"{officer.id}:{''.join(filter(str.isalnum, plain))}".encode()).hexdigest()


def _digits(code: str) -> str:
    plain = unicodedata.normalize("NFKC", code)
    return "".join(one for one in plain if one.isascii() and one.isdigit()) if len(plain) < CODE_LENGTH else ""
