"""Retrieval codes (取件码): with one, who filed anonymously goes on with their case in another chat, on another phone.

A code is 16 random digits, told once. Kept is what argon2id and a secret of the store make of it: from the tables alone
nobody can try codes. Who types one gets the case's talk to where they write; the former chat is told that it goes on
elsewhere. The code stays good, so that who lost a case to a thief of their code gets it back with the same words.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, routes, telling
from bot.domain.acts import Act
from bot.domain.casebook import Case, Remark
from bot.errors import Refusal
from bot.messages import Address
from bot.store import outbox, settings, throttles
from bot.store.database import Base
from bot.store.outbox import WAITING, Outgoing, State
from bot.store.throttles import Rule

DIGITS: Final = 16
PEPPER: Final = "retrieval-codes"
"""The store's secret without which no code can be tried."""

TRIES: Final = Rule(free=5, longest=timedelta(minutes=15))

NAMED = "{number} 是实名登记的，不用取件码：就在这里和我们联系。"
GONE = "{number} 的内容已经按规定删除，没有可以接着办的了。"
MOVED = (
    "【{number}】的往来换到别的聊天里继续了，这里不再收到它的消息。"
    "如果不是您自己换的，请马上在这里回复“取件”加上您的 16 位取件码接回来，再回复“换取件码 {number}”换一个新码。"
)

_one_at_a_time = BoundedSemaphore(2)
"""Each takes 19 MiB: many at once must not take the machine's memory."""


class RetrievalCode(Base):
    """The code of one case, as it is kept."""

    __tablename__ = "retrieval_code"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]


def issue(act: Act, case: Case) -> str:
    """A new code for an anonymous case, in groups of four; the one before is good no more. Refusal for a named one."""
    if not case.anonymous:
        raise Refusal(NAMED.format(number=case.number))
    if case.route is None:
        raise Refusal(GONE.format(number=case.number))
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    act.session.flush()
    row = act.session.get(RetrievalCode, case.id) or RetrievalCode(case_id=case.id)
    row.digest, row.issued_at = _digest(act.session, code), act.now
    act.session.add(row)
    audit.log(act.unnamed, "case.code_issued", case)
    return " ".join(code[at : at + 4] for at in range(0, DIGITS, 4))


def read(typed: str) -> str | None:
    """The 16 digits of what was typed; None where it is no code."""
    digits = re.sub(r"[\s—–-]", "", unicodedata.normalize("NFKC", typed))
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdecimal() else None


def use(act: Act, address: Address, code: str) -> Case | timedelta | None:
    """The case of a code, whose talk goes on at this address; None where no case has it.

    After too many tries, how long to wait. A try counts also where it comes to nothing: do not undo it.
    """
    session, key = act.session, _budget(act.session, address)
    wait = throttles.spend(session, {key: TRIES}, act.now)
    if wait:
        return wait
    row = session.scalars(select(RetrievalCode).where(RetrievalCode.digest == _digest(session, code))).first()
    case = session.get_one(Case, row.case_id, with_for_update=True) if row else None
    if case is None or case.route is None:
        audit.log(act.unnamed, "case.retrieval_failed", throttles.numbered(session, key))
        return None
    throttles.forgive(session, key, act.now, whole=False)
    _move(act.unnamed, case, address)
    return case


def _move(act: Act, case: Case, address: Address) -> None:
    """Lead the way back to another address, and with it what waits to be sent; the former one is told."""
    here = case.is_from(address)
    audit.log(act, "case.retrieved", case, moved=not here)
    if here or case.route is None:
        return
    waiting = _waiting(act.session, case)
    telling.say(act, case, "moved", MOVED.format(number=case.number), "取件")
    routes.lead(act.session, case.route, Case.__tablename__, address, anonymous=case.anonymous)
    for row in waiting:
        key = f"{row.key.partition(':to:')[0]}:to:{secrets.token_hex(4)}"
        again = outbox.put(act.session, address, row.reply, key=key, kind=row.kind, now=act.now, latest=row.latest_at)
        act.session.flush()
        row.state, row.ended_at, row.resent_as = State.WITHDRAWN.value, act.now, again.id


def _waiting(session: Session, case: Case) -> list[Outgoing]:
    """What is to be sent to the member of a case and has not gone out yet."""
    remarks = session.scalars(select(Remark.id).where(Remark.case_id == case.id)).all()
    about = {("case", str(case.id)), *(("remark", str(number)) for number in remarks)}
    mine = select(Outgoing).where(*outbox.to(case.reply_to), Outgoing.state.in_(WAITING))
    rows = session.scalars(mine.order_by(Outgoing.id).with_for_update())
    return [row for row in rows if tuple(row.key.split(":")[:2]) in about]


def _budget(session: Session, address: Address) -> str:
    """No address is kept."""
    secret = settings.secret(session, PEPPER).encode()
    return hmac.new(secret, f"{address.channel}\0{address.id}".encode(), hashlib.sha256).hexdigest()


def _digest(session: Session, code: str) -> str:
    """What is kept of a code. One salt for all, since a code must be found by itself; it is the store's secret."""
    secret = settings.secret(session, PEPPER).encode()
    salt = hashlib.sha256(secret).digest()[:16]
    with _one_at_a_time:
        slow = hash_secret_raw(code.encode(), salt, time_cost=2, memory_cost=19 * 1024, parallelism=1,
                               hash_len=32, type=Type.ID)  # fmt: skip
    return hmac.new(secret, slow, hashlib.sha256).hexdigest()
