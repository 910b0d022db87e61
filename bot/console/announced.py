"""Notices that go out by the clock, in words: what was sent, what comes, what waits for somebody, what was missed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import announcing, events, noticewords, plans
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, State
from bot.domain.noticekinds import Kind

SHOWN: Final = 20
TONES: Final = {State.WAITING: "soon", State.COUNTING: "soon", State.SENDING: "soon", State.MISSED: "late"}
CHANGED: Final = "，计划后来改过，请再看看"
UNAPPROVED: Final = "该发了，还没有人批准"
NOTHING: Final = "这个月没有安排活动，不发预告"
COUNTED: Final = frozenset({State.SENDING, State.PAUSED, State.DONE})


@dataclass(frozen=True)
class Told:
    """A notice in words: its name, its state, when it was or is due, how pressing its state is, its number."""

    name: str
    state: str
    due_at: datetime
    tone: str
    number: int | None = None


def announcement(act: Act, month: date) -> Told:
    """How far the announcement of the month is that the day is in."""
    at = announcing.announced_at(act.config, month)
    name, drafted = _announced(month), announcing.drafted_at(act.config, month)
    if notice := announcing.of_month(act, month):
        return told(act, notice, name)
    if not events.of_month(act.session, month):
        return Told(name, NOTHING, at, "calm")
    if drafted > act.now:
        return Told(name, f"{drafted.month}月{drafted.day}日起草，批准后发出", at, "calm")
    if at > act.now or month in announcing.due(act):
        return Told(name, "正要起草", at, "soon")
    return Told(name, "发出的时间已过，当时还没有会员，没有发", at, "calm")


def preview(act: Act, month: date) -> str:
    """What members will read, or have read, at the beginning of the month."""
    notice = announcing.of_month(act, month)
    if notice and notice.text:
        return noticewords.reply(notice, "web", act=act, public_url=act.config.web.public_url).text
    return plans.announcement(act, month)


def told(act: Act, notice: Notice, name: str = "") -> Told:
    """A notice in words."""
    state, due, tone = notice.status.label, notice.due_at or notice.made_at, TONES.get(notice.status, "calm")
    if notice.status is State.WAITING and due <= act.now:
        state, tone = UNAPPROVED, "late"
    if notice.status in COUNTED or (notice.status is State.MISSED and notice.size):
        state += f"，共 {notice.size} 人"
    changed = CHANGED if announcing.outdated(act, notice) else ""
    return Told(name or _named(act.session, notice), f"{state}{changed}", due, tone, notice.id)


def recent(act: Act) -> list[Told]:
    """The last ones, newest first."""
    mine = select(Notice).where(Notice.author_id.is_(None)).order_by(Notice.due_at.desc(), Notice.id.desc())
    return [told(act, notice) for notice in act.session.scalars(mine.limit(SHOWN))]


def _named(session: Session, notice: Notice) -> str:
    event = session.get(events.Event, notice.event_id) if notice.event_id else None
    if notice.sort is Kind.ANNOUNCEMENT and notice.month:
        return _announced(notice.month)
    return f"{notice.sort.label}：{event.title}" if event else notice.title or notice.sort.label


def _announced(month: date) -> str:
    return f"{month.year}年{month.month}月活动预告"
