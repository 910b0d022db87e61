"""Deliveries that went wrong: what staff see of the outbox, and sending a message again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.domain import audit, handovers, postings, roles, units
from bot.domain.acts import Act
from bot.domain.box import Suggestion
from bot.domain.cases import Case, Remark
from bot.domain.events import Event
from bot.domain.members import BROADCASTS, REMINDER, Contact, Member
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Address
from bot.store import outbox
from bot.store.outbox import Outgoing, State

PUBLIC = (*BROADCASTS, "event")
"""The kinds of notices whose words tell of no member."""

SLOW = timedelta(hours=1)
"""A message that has been queued for longer is worth a look."""

SCANNED = 1000
SHOWN = 200

LONGEST_REASON = 60

REASONS = {
    "400": "平台不收这一条，或者找不到这位会员",
    "403": "会员屏蔽了机器人，或者注销了账号",
    "413": "平台说文件太大",
    "file-gone": "文件已经不再保存",
    "network": "网络一直连不上",
    "not-seen": "会员的网页没有显示出来",
    "store": "系统一直太忙",
}
"""What a code means, where the platform has no Chinese words of its own."""

Row = TypeVar("Row", Remark, Case, Suggestion)

NOT_LOST = "这条消息现在是“{state}”，不用重发。"
ALREADY = "这条消息已经重发过了，请看新的那一条。"
TOO_LATE = "这条通知已经过了有用的时间，不再重发。"
CALLED_OFF = "这个活动已经取消，不用再提醒。"
UNSUBSCRIBED = "这位会员已经退订通知，不能再发。"


@dataclass(frozen=True)
class Became:
    """What became of an answer: of its text, and of each file, by the file's key."""

    text: Outgoing | None
    files: Mapping[str, Outgoing]


def trouble(session: Session, officer: Officer, now: datetime) -> list[Outgoing]:
    """Messages failed, unknown, parked or queued for long, of what the officer may see: answers first, then notices."""
    lost = and_(Outgoing.state.in_((State.FAILED.value, State.UNKNOWN.value)), Outgoing.resent_as.is_(None))
    slow = and_(Outgoing.state == State.QUEUED.value, Outgoing.created_at <= now - SLOW)
    parked = Outgoing.state == State.PARKED.value
    order = (Outgoing.kind.in_(PUBLIC), Outgoing.state == State.QUEUED.value, Outgoing.id.desc())
    rows = session.scalars(select(Outgoing).where(or_(lost, slow, parked)).order_by(*order).limit(SCANNED)).all()
    return _visible(session, officer, rows)[:SHOWN]


def lost(row: Outgoing) -> bool:
    """Whether somebody must decide about it: it failed, or nobody knows, and it was not sent again."""
    return row.status in {State.FAILED, State.UNKNOWN} and row.resent_as is None


def numbered(session: Session, row_id: int, officer: Officer) -> Outgoing | None:
    """The message of an id, where the officer may see it."""
    row = session.get(Outgoing, row_id)
    return row if row and _visible(session, officer, [row]) else None


def about(session: Session, rows: Iterable[Outgoing]) -> dict[int, Case | Suggestion]:
    """The case or suggestion that each message belongs to, by the message's id; a notice to many belongs to none."""
    keys = {row.id: _subject(row.key) for row in rows}
    remarks = _found(session, Remark, keys, "remark")
    keys |= {row: ("case", remarks[row].case_id) for row in remarks}
    posted = postings.first_cases(session, [number for name, number in keys.values() if name == postings.POSTING])
    keys |= {row: ("case", posted.get(number, 0)) for row, (name, number) in keys.items() if name == postings.POSTING}
    return {**_found(session, Case, keys, "case"), **_found(session, Suggestion, keys, "suggestion")}


def latest(session: Session, key: str) -> Outgoing | None:
    """The last message sent under a key, or under a longer one that begins with it (what was sent again)."""
    mine = select(Outgoing).where(or_(Outgoing.key == key, Outgoing.key.startswith(f"{key}:", autoescape=True)))
    return session.scalars(mine.order_by(Outgoing.id.desc()).limit(1)).first()


def of_answer(session: Session, key: str) -> Became:
    """What became of the answer that was queued under a key."""
    rows = outbox.parts(session, key)
    texts = [row for row in rows if not row.files]
    files = {file.key: row for row in rows for file in row.files}
    return Became(next((row for row in texts if row.status is not State.SENT), texts[-1] if texts else None), files)


def complaint(row: Outgoing) -> str:
    """The platform's own words, without the address they may hold."""
    return row.words.replace(row.address, "…") if row.address else row.words


def reason(row: Outgoing) -> str:
    """Why a message did not arrive, in a few words for staff."""
    told = REASONS.get(row.code) or complaint(row).partition("（")[0].strip() or row.code
    return told if len(told) <= LONGEST_REASON else f"{told[: LONGEST_REASON - 1]}…"


def resend(act: Act, row: Outgoing) -> Outgoing:
    """Queue a lost message once more, under a new key. Refusal where it is not lost, was sent again, or is unwanted."""
    act.session.refresh(row, with_for_update=True)
    if why := _why_not(act, row):
        raise Refusal(why)
    first, _, count = row.key.partition(":again:")
    again = outbox.put(
        act.session,
        Address(row.channel, row.address),
        row.reply,
        key=f"{first}:again:{int(count or 0) + 1}",
        kind=row.kind,
        now=act.now,
        latest=row.latest_at,
    )
    act.session.flush()
    row.resent_as = again.id
    handovers.resent(act.session, row.id, again.id)
    audit.log(act, "delivery.resent", row, again=again.id)
    return again


def _why_not(act: Act, row: Outgoing) -> str | None:
    """Why a message is not sent again."""
    if row.resent_as is not None:
        return ALREADY
    if not lost(row):
        return NOT_LOST.format(state=row.status.label)
    if row.latest_at and row.latest_at <= act.now:
        return TOO_LATE
    if row.kind in BROADCASTS and not _subscribed(act.session, row):
        return UNSUBSCRIBED
    return CALLED_OFF if row.kind == REMINDER and _called_off(act.session, row) else None


def _visible(session: Session, officer: Officer, rows: Sequence[Outgoing]) -> list[Outgoing]:
    """Of what an officer may see in their units: all notices to many; the rest by its subject, or at the top only."""
    mine, top = roles.reach(session, officer, Right.DELIVERIES), units.root(session)
    if not mine:
        return []
    subjects = about(session, rows)
    at_top = top is not None and top.id in mine

    def seen(row: Outgoing) -> bool:
        subject = subjects.get(row.id)
        return subject.unit_id in mine if subject else row.kind in PUBLIC or at_top

    return [row for row in rows if seen(row)]


def _subject(key: str) -> tuple[str, int]:
    """What a key is about: remark:12 and case:3:closed:… name a row of ours."""
    name, _, rest = key.partition(":")
    number = rest.partition(":")[0]
    return name, int(number) if number.isdecimal() else 0


def _found(session: Session, table: type[Row], keys: Mapping[int, tuple[str, int]], name: str) -> dict[int, Row]:
    """The rows of one table that the keys name, by the message's id."""
    wanted = {message: row for message, (kind, row) in keys.items() if kind == name}
    rows = {row.id: row for row in session.scalars(select(table).where(table.id.in_(set(wanted.values()))))}
    return {message: rows[row] for message, row in wanted.items() if row in rows}


def _subscribed(session: Session, row: Outgoing) -> bool:
    contact = session.get(Contact, (row.channel, row.address))
    return contact is not None and session.get_one(Member, contact.member_id).subscribed


def _called_off(session: Session, row: Outgoing) -> bool:
    event = session.get(Event, _subject(row.key)[1])
    return event is None or event.cancelled
