"""Passwords of officers: what is fit to be one, how it is kept (argon2id), whether one fits."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, staff
from bot.domain.acts import Act
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.store.database import Base, insert_for
from knowledge.sounds import syllables

SHORTEST, LONGEST = 10, 200
FEWEST_CHARACTERS = 4
SHORTEST_NAME = 4
"""Bytes: two Chinese characters, or four letters."""

HASHER: Final = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1, type=Type.ID)
"""46 MiB and one pass: OWASP's first choice for argon2id. Stronger later: kept ones are renewed at the next sign-in."""

COMMON: Final = frozenset(
    """
    1234567890 0123456789 0987654321 9876543210 1234567891 12345678910 123456789a a123456789 aa123456789 q123456789
    qq123456789 w123456789 abc123456789 abcd123456 123456abcd 1234554321 1234512345 123123123123 1122334455 1357924680
    147258369a 1472583690 741852963a 5201314520 1314520520 woaini1314 woaini520 woaini1314520 woaini521 iloveyou1314
    qwertyuiop qwerty12345 qwerty123456 1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r5t6y asdfghjkl; zxcvbnm123 password12
    password123 password1234 passw0rd123 p@ssw0rd123 admin12345 admin123456 administrator gonghui123 gonghui1234
    gonghui123456 gongyou123 gongyou123456 zhongguo123 changeme123 letmein1234 welcome123 test123456 a1b2c3d4e5
    """.split()
)

TOO_SHORT = "密码至少要 {least} 个字符。三四个不相干的词连起来，又长又好记。"
TOO_LONG = "密码最多 {most} 个字符，请短一些。"
TOO_PLAIN = "这个密码太常见，别人一猜就中。请换一个，比如三四个不相干的词连起来。"
HOLDS_NAME = "密码里有您的名字或它的拼音，太容易猜到。请换一个。"
WRONG = "现在的密码不对，没有改动。忘了的话，请让管理员给您一个登录链接，从链接进来就能重设。"
SAME_NAME = "还有一位同事也叫{name}，用密码登录会分不清。请先让管理员在“人员”页给其中一位改个名字。"

_one_at_a_time = BoundedSemaphore(2)
"""Checking one takes 46 MiB: many at once must not take the machine's memory."""


class Password(Base):
    """An officer's password as argon2id keeps it."""

    __tablename__ = "officer_password"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    kept: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime]


@dataclass(frozen=True)
class Checked:
    """Whether a password fits, and how it is kept better from now on, where it was kept with weaker parameters."""

    fits: bool
    anew: str = ""


def set_password(act: Act, officer: Officer, password: str, *, but: str = "") -> None:
    """Give an officer a password; all their links and sessions end, but the session of one digest.

    Refusal where it is short, common or holds the name, or where a colleague of the same name has one.
    """
    _require_fit(officer, password)
    other = of_name(act.session, officer.name)
    if other and other.id != officer.id:
        raise Refusal(SAME_NAME.format(name=officer.name))
    new = {"kept": hashed(password), "set_at": act.now}
    insert = insert_for(act.session, Password).values(officer_id=officer.id, **new)
    act.session.execute(insert.on_conflict_do_update(index_elements=["officer_id"], set_=new))
    staff.shut_out(act.session, officer, but)
    audit.log(act, "officer.password_set", officer)


def of(session: Session, officer: Officer) -> Password | None:
    """How the officer's password is kept."""
    return session.get(Password, officer.id, populate_existing=True)


def of_name(session: Session, name: str) -> Officer | None:
    """The active officer of that name who has a password."""
    mine = select(Officer).join(Password, Password.officer_id == Officer.id).where(Officer.active)
    return session.scalars(mine.where(Officer.name == name).order_by(Officer.id)).first()


def require(session: Session, officer: Officer, password: str) -> None:
    """Refusal where this is not the officer's password."""
    row = of(session, officer)
    if row is None or not check(row.kept, password).fits:
        raise Refusal(WRONG)


def check(kept: str, password: str) -> Checked:
    """Whether a password is the kept one; takes equally long where nothing is kept."""
    nothing = nobodys()
    if len(password) > LONGEST:
        password = ""
    with _one_at_a_time:
        try:
            HASHER.verify(kept or nothing, _plain(password))
        except (VerificationError, InvalidHashError):
            return Checked(fits=False)
    anew = hashed(password) if kept and HASHER.check_needs_rehash(kept) else ""
    return Checked(fits=bool(kept), anew=anew)


def hashed(password: str) -> str:
    """A password as it is kept."""
    with _one_at_a_time:
        return HASHER.hash(_plain(password))


@cache
def nobodys() -> str:
    """What a password is held against where there is none."""
    return hashed(secrets.token_urlsafe())


def _require_fit(officer: Officer, password: str) -> None:
    if len(password) < SHORTEST:
        raise Refusal(TOO_SHORT.format(least=SHORTEST))
    if len(password) > LONGEST:
        raise Refusal(TOO_LONG.format(most=LONGEST))
    folded = _plain(password).casefold()
    if folded in COMMON or len(set(folded)) < FEWEST_CHARACTERS:
        raise Refusal(TOO_PLAIN)
    name = _plain(officer.name).casefold().strip()
    if _holds(folded, name) or _holds(folded, "".join(syllables(name))):
        raise Refusal(HOLDS_NAME)


def _holds(password: str, name: str) -> bool:
    """Whether it holds a name; one of two letters stands in many a word."""
    return name in password and len(name.encode()) >= SHORTEST_NAME


def _plain(password: str) -> str:
    """However a keyboard composes it."""
    return unicodedata.normalize("NFKC", password)
