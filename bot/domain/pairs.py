"""Pairs: a member who writes from two chats becomes one member, by a code that one chat gives and the other says.

What is moved is where the member is reached, and nothing else: who has anything of their own in the second chat (a case
by name, a place at an event, a team …) keeps it, and is told to ask staff. What was filed anonymously leads to no
member and is found by a keyed digest of the address that filed it (`bot.domain.routes`): it stays with its chat, before
and after, and the other chat is shown nothing of it (`bot.domain.dossiers`).

A code is 8 random digits, good for a quarter of an hour, once; kept is a keyed digest. One code a member. The chats of
before are told, with a code by which they part from the new one again, within a week.
"""

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain import audit, members
from bot.domain.acts import Act
from bot.domain.members import Contact, Member
from bot.domain.noticebook import ListedMember, MemberGroup, Recipient, TopicRefusal
from bot.errors import Refusal
from bot.messages import Address, Reply
from bot.store import outbox, settings, throttles
from bot.store.base import Base
from bot.store.outbox import Outgoing
from bot.store.settings import SettingRow
from bot.store.throttles import Rule

DIGITS: Final = 8
LASTS: Final = timedelta(minutes=15)
TO_PART: Final = timedelta(days=7)
SECRET: Final = "pairs"  # noqa: S105 - the name of the store's secret, not the secret
KIND: Final = "pair"
"""The kind of the message that tells the first chat."""

TRIES: Final = Rule(free=5, longest=timedelta(minutes=15))
OF_ALL: Final = Rule(free=500, longest=timedelta(seconds=2))
"""Of everybody together, for who makes a new chat for each try."""

NAMED: Final = (TopicRefusal.__tablename__, MemberGroup.__tablename__, ListedMember.__tablename__)
"""Tables with one row for a member and something, which say what notices they get."""

NOT_THEIR_OWN: Final = frozenset({Contact.__tablename__, Recipient.__tablename__, *NAMED})
"""What a member has without having done anything: any other row with their number is theirs, and is not mixed up."""

PART: Final = "解除绑定 {code}"
GONE: Final = "这个码不对、用过了，或者过了 15 分钟。请到您的另一个聊天里回复“绑定”，再拿一个。"
SAME: Final = "这个码要到您的另一个聊天里去发。比如在微信拿的码，到网页聊天里发。"
ALREADY: Final = "这两个聊天已经绑定了，不用再绑。"
OWN: Final = (
    "这个聊天里有您办过的事（诉求、建议、报名或队伍），自动合在一起怕弄混，所以没有绑定，什么都没变。"
    "可以反过来：在这里回复“绑定”拿一个码，到另一个聊天里发。两边都办过事的，回复“人工”，请工会的人帮您。"
)
TOLD: Final = (
    "您的另一个聊天绑定进来了：在那里也看得到、改得了您的报名。"
    "不是您本人绑的，请马上回复“解除绑定 {code}”（7 天内有效），那边就又分开了。"
)


def offer(act: Act, member: Member) -> str:
    """A code for another chat of the member's, in two groups of four; the one before is good no more."""
    _sweep(act.session, act.now, member)
    code = _keep(act, "pair", member, LASTS)
    audit.log(act, "member.pair_offered", member)
    return f"{code[:4]} {code[4:]}"


def read(typed: str) -> str | None:
    """The digits of what was typed; None where it is no code."""
    digits = re.sub(r"[\s—–-]", "", unicodedata.normalize("NFKC", typed))
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdecimal() else None


def look(act: Act, address: Address, code: str) -> Member | timedelta | None:
    """Whose code it is; None where it is nobody's (any more). After too many tries, how long to wait.

    A try counts also where it comes to nothing: do not undo it.
    """
    budgets = {_budget(act.session, f"{address.channel}\0{address.id}"): TRIES, _budget(act.session, "all"): OF_ALL}
    wait = throttles.spend(act.session, budgets, act.now)
    if wait:
        return wait
    member = _whose(act, code)
    if member is None:
        audit.log(act.unnamed, "member.pairing_failed", throttles.numbered(act.session, next(iter(budgets))))
        return None
    for key in budgets:
        throttles.forgive(act.session, key, act.now, whole=False)
    return member


def check(session: Session, member: Member, other: Member) -> None:
    """Refusal, in words that say what to do, where `other` cannot become one with `member`."""
    if member.id == other.id:
        contacts = session.scalar(select(func.count()).where(Contact.member_id == member.id)) or 0
        raise Refusal(SAME if contacts == 1 else ALREADY)
    if has_own(session, other):
        raise Refusal(OWN)


def join(act: Act, member: Member, other: Member, code: str) -> None:
    """`other`, who said the code of `member`, writes to us as `member` from now on; the code is used up.

    What they chose to hear counts for both: who wanted less in either chat gets less. The chats of before are told.
    """
    session = act.session
    held = select(Member).where(Member.id.in_([member.id, other.id])).order_by(Member.id)
    session.scalars(held.with_for_update().execution_options(populate_existing=True)).all()
    kept = session.get(SettingRow, _name(session, "pair", code), with_for_update=True, populate_existing=True)
    if kept is None:
        raise Refusal(GONE)
    check(session, member, other)
    session.delete(kept)
    before, new = members.addresses(session, member.id), members.addresses(session, other.id)
    member.subscribed, other.subscribed = member.subscribed and other.subscribed, False
    _take_over(session, member, other)
    _take_over_copies(act, member, other)
    session.execute(update(Contact).where(Contact.member_id == other.id).values(member_id=member.id))
    session.flush()
    session.expire_all()
    audit.log(act, "member.paired", member)
    contacts = [[one.channel, one.id] for one in new]
    _tell(act, member, before, _keep(act, "part", member, TO_PART, other=other.id, contacts=contacts))


def part(act: Act, member: Member, code: str) -> bool:
    """The chat that was linked is one by itself again; False where the code is not of this member (any more)."""
    row = act.session.get(SettingRow, _name(act.session, "part", code), with_for_update=True, populate_existing=True)
    kept = _read(row) if row else None
    if row is None or kept is None or kept["member"] != member.id or act.now >= kept["until"]:
        return False
    other = act.session.get_one(Member, kept["other"])
    other.subscribed, other.unit_id = member.subscribed, member.unit_id
    for place in kept["contacts"]:
        contact = act.session.get(Contact, tuple(place))
        if contact and contact.member_id == member.id:
            contact.member_id = other.id
    act.session.delete(row)
    audit.log(act, "member.parted", member)
    return True


def has_own(session: Session, member: Member) -> bool:
    """Whether a row of any table is the member's own."""
    columns = (
        column
        for table in Base.metadata.tables.values()
        if table.name not in NOT_THEIR_OWN
        for column in table.columns
        if any(key.target_fullname == "member.id" for key in column.foreign_keys)
    )
    return any(session.scalar(select(exists().where(column == member.id))) for column in columns)


def _whose(act: Act, code: str) -> Member | None:
    row = act.session.get(SettingRow, _name(act.session, "pair", code), populate_existing=True)
    kept = _read(row) if row else None
    return act.session.get(Member, kept["member"]) if kept and act.now < kept["until"] else None


def _take_over(session: Session, member: Member, other: Member) -> None:
    """What says which notices one gets is the other's too."""
    for table in (Base.metadata.tables[name] for name in NAMED):
        mine = table.c.member_id == member.id
        theirs = table.c.member_id == other.id
        key = next(column for column in table.primary_key.columns if column.name != "member_id")
        known = set(session.scalars(select(key).where(mine)))
        session.execute(delete(table).where(theirs, key.in_(known)))
        session.execute(update(table).where(theirs).values(member_id=member.id))


def _take_over_copies(act: Act, member: Member, other: Member) -> None:
    """Notices that came to the other came to them; what waits for both of them comes once."""
    fast = {"synchronize_session": False}
    known = set(act.session.scalars(select(Recipient.notice_id).where(Recipient.member_id == member.id)))
    theirs = Recipient.member_id == other.id
    twice = select(Recipient.outbox_id).where(theirs, Recipient.notice_id.in_(known))
    waiting = update(Outgoing).where(Outgoing.id.in_(twice), Outgoing.state.in_(outbox.WAITING))
    values = {"state": outbox.State.WITHDRAWN.value, "ended_at": act.now}
    act.session.execute(waiting.values(values), execution_options=fast)
    moved = update(Recipient).where(theirs, Recipient.notice_id.not_in(known)).values(member_id=member.id)
    act.session.execute(moved, execution_options=fast)


def _tell(act: Act, member: Member, before: list[Address], code: str) -> None:
    number, reply = audit.last(act.session, member), Reply(TOLD.format(code=code), (PART.format(code=code), "人工"))
    for place, address in enumerate(before):
        outbox.put(act.session, address, reply, key=f"{KIND}:{number}:{place}", kind=KIND, now=act.now)


def _sweep(session: Session, now: datetime, member: Member) -> None:
    """Drop the codes that are over, and the member's own for another chat."""
    kept = select(SettingRow).where(or_(SettingRow.name.startswith("pair:"), SettingRow.name.startswith("part:")))
    for row in session.scalars(kept):
        one = _read(row)
        if now >= one["until"] or (one["member"] == member.id and row.name.startswith("pair:")):
            session.execute(delete(SettingRow).where(SettingRow.name == row.name))


def _keep(act: Act, what: str, member: Member, lasts: timedelta, **more: object) -> str:
    """A fresh code of the member's, and what it stands for."""
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    told = {"member": member.id, "until": (act.now + lasts).isoformat(), **more}
    settings.remember(act.session, _name(act.session, what, code), json.dumps(told))
    return code


def _read(row: SettingRow) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(row.value)
    return kept | {"until": datetime.fromisoformat(kept["until"])}


def _name(session: Session, what: str, code: str) -> str:
    """Under which a code is kept: nobody can tell the code from it."""
    return f"{what}:{_digest(session, f'{what}:{code}')[:48]}"


def _budget(session: Session, whose: str) -> str:
    """No address is kept."""
    return _digest(session, f"budget:{whose}")


def _digest(session: Session, what: str) -> str:
    return hmac.new(settings.secret(session, SECRET).encode(), what.encode(), hashlib.sha256).hexdigest()
