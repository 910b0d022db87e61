"""Links: how staff show that a messenger account or a group is theirs. A code is made in the console and sent there."""

import hashlib
import secrets
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, roles
from bot.domain.acts import Act
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.labels import Labelled
from bot.store.database import Base, insert_for

LASTS = timedelta(minutes=30)
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without 0 and O, 1, I and L, which are taken for each other."""

LENGTH = 8
NO_CODE = "这个代码不对、用过了或者已过期（30 分钟内有效）。请在工作台的“渠道”页重新生成一个，再发一次。"
FOR_A_GROUP = "这是工作群的代码。请在要关联的工作群里发送，不要私聊发。"
FOR_AN_ACCOUNT = "这是关联个人账号的代码，不能在群里用。请在工作台的“渠道”页重新生成一个，私聊发给我。"
OF_ANOTHER = "这个账号已经关联了另一位工作人员。请那位同事先在工作台的“渠道”页解除关联。"
NOT_YOUR_UNIT = "只能给您自己的单位和下级单位生成群代码。请选另一个单位。"


class Purpose(Labelled):
    """What a code links."""

    ACCOUNT = "account", "个人账号"
    GROUP = "group", "工作群"


class LinkCode(Base):
    """A code that waits to be sent: its digest, what it links, who made it, until when. The code itself is not kept."""

    __tablename__ = "link_code"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(8))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    ends_at: Mapped[datetime]


class StaffAccount(Base):
    """An officer's own account at a messenger: `account` is the platform's id of the user."""

    __tablename__ = "staff_account"
    __table_args__ = (UniqueConstraint("officer_id", "channel"),)

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    account: Mapped[str] = mapped_column(String(128), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    linked_at: Mapped[datetime]


def offer_account(act: Act, officer: Officer) -> str:
    """A code, such as ABCD-EFGH, by which the officer links an own account; the one made before ends."""
    audit.log(act, "officer.account_offered", officer)
    return _issue(act, officer, Purpose.ACCOUNT)


def offer_group(act: Act, officer: Officer, unit: Unit) -> str:
    """A code by which a group becomes a unit's; Refusal where the officer does not see to it there."""
    if unit.id not in roles.reach(act.session, officer, Right.CHANNELS):
        raise Refusal(NOT_YOUR_UNIT)
    audit.log(act, "officer.group_offered", officer, unit=unit.id)
    return _issue(act, officer, Purpose.GROUP, unit)


def link_account(act: Act, code: str, channel: str, account: str) -> Officer:
    """Use a code up: the account is that officer's from now on, instead of any other one on this channel.

    Refusal where the code is wrong, used, too old or a group's, or where the account is another officer's.
    """
    officer, _ = spend(act.session, code, Purpose.ACCOUNT, act.now)
    _let_go(act.session, officer, channel, account)
    new = insert_for(act.session, StaffAccount).values(
        channel=channel, account=account, officer_id=officer.id, linked_at=act.now
    )
    act.session.execute(new.on_conflict_do_nothing())
    if officer_of(act.session, channel, account) is not officer:
        raise Refusal(OF_ANOTHER)
    audit.log(act.by(officer.actor), "officer.account_linked", officer, channel=channel)
    return officer


def end(act: Act, code: str) -> None:
    """A code that others have seen is good for nothing any more."""
    row = act.session.get(LinkCode, _digest(code), with_for_update=True)
    officer = act.session.get(Officer, row.officer_id) if row else None
    if row and officer:
        act.session.delete(row)
        audit.log(act, "officer.code_ended", officer, purpose=row.purpose)


def unlink_account(act: Act, officer: Officer, channel: str) -> None:
    """The officer's account on this channel is nobody's from now on."""
    mine = delete(StaffAccount).where(StaffAccount.channel == channel, StaffAccount.officer_id == officer.id)
    if account_of(act.session, officer.id, channel):
        act.session.execute(mine)
        audit.log(act, "officer.account_unlinked", officer, channel=channel)


def officer_of(session: Session, channel: str, account: str) -> Officer | None:
    """The active officer whose account this is."""
    theirs = select(Officer).join(StaffAccount, StaffAccount.officer_id == Officer.id).where(Officer.active)
    return session.scalars(theirs.where(StaffAccount.channel == channel, StaffAccount.account == account)).first()


def account_of(session: Session, officer_id: int, channel: str) -> str | None:
    """The officer's account on a channel."""
    return accounts(session, channel, [officer_id]).get(officer_id)


def accounts(session: Session, channel: str, officer_ids: Collection[int]) -> dict[int, str]:
    """The accounts on a channel of those officers who have one, by the officer's id."""
    theirs = select(StaffAccount).where(StaffAccount.channel == channel, StaffAccount.officer_id.in_(officer_ids))
    return {row.officer_id: row.account for row in session.scalars(theirs)}


def purpose_of(session: Session, code: str, now: datetime) -> Purpose | None:
    """What a code is for; None where it is wrong, used or too old."""
    row = session.get(LinkCode, _digest(code))
    return Purpose(row.purpose) if row and row.ends_at > now else None


def spend(session: Session, code: str, purpose: Purpose, now: datetime) -> tuple[Officer, int | None]:
    """Use a code up for a purpose: who made it, and for which unit. Of two at once, one gets the Refusal."""
    row = session.get(LinkCode, _digest(code), with_for_update=True, populate_existing=True)
    officer = session.get(Officer, row.officer_id) if row else None
    if row is None or row.ends_at <= now or officer is None or not officer.active:
        raise Refusal(NO_CODE)
    if row.purpose != purpose.value:
        raise Refusal(FOR_A_GROUP if purpose is Purpose.ACCOUNT else FOR_AN_ACCOUNT)
    session.delete(row)
    session.flush()
    return officer, row.unit_id


def _issue(act: Act, officer: Officer, purpose: Purpose, unit: Unit | None = None) -> str:
    """One at a time for each officer, so that only the last code is left."""
    act.session.refresh(officer, with_for_update={"key_share": True})
    before = delete(LinkCode).where(LinkCode.officer_id == officer.id, LinkCode.purpose == purpose.value)
    act.session.execute(before)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    row = LinkCode(
        digest=_digest(code),
        purpose=purpose.value,
        officer_id=officer.id,
        unit_id=unit.id if unit else None,
        ends_at=act.now + LASTS,
    )
    act.session.add(row)
    act.session.flush()
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def _let_go(session: Session, officer: Officer, channel: str, account: str) -> None:
    """Of the officer's other account, and of one who works here no more and had this one."""
    here = delete(StaffAccount).where(StaffAccount.channel == channel)
    session.execute(here.where(StaffAccount.officer_id == officer.id, StaffAccount.account != account))
    gone = select(Officer.id).where(Officer.active.is_(False))
    session.execute(here.where(StaffAccount.account == account, StaffAccount.officer_id.in_(gone)))


def _digest(code: str) -> str:
    """Of its letters and figures alone, however they were typed."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return hashlib.sha256("".join(filter(str.isalnum, plain)).encode()).hexdigest()
