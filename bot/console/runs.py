"""Notices that go out by the clock, in words: what was sent, what comes, what was missed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import events, notices
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.notices import Run, RunState

TONES = {RunState.RUNNING: "soon", RunState.DONE: "calm", RunState.MISSED: "late"}


@dataclass(frozen=True)
class Told:
    """A notice in words: its name, its state, when it was or is due, how pressing its state is."""

    name: str
    state: str
    due_at: datetime
    tone: str


def announcement(act: Act, month: date) -> Told:
    """How far the announcement of the month is that the day is in."""
    name, at = _announced(month), notices.announced_at(act.config, month)
    run = act.session.scalars(select(Run).where(Run.key == f"announcement:{month:%Y-%m}")).first()
    if run:
        return told(act.session, run)
    if not events.of_month(act.session, month):
        return Told(name, "这个月没有安排活动，不发预告", at, "calm")
    if at > act.now:
        return Told(name, "到时自动发出", at, "calm")
    if any(one.key == f"announcement:{month:%Y-%m}" for one in notices.due(act)):
        return Told(name, "到时间了，正要发出", at, "soon")
    return Told(name, "发出的时间已过，当时还没有会员，没有发", at, "calm")


def told(session: Session, run: Run) -> Told:
    """A run in words."""
    state = RunState(run.state)
    count = f"，共 {run.queued} 人" if run.queued or state is RunState.DONE else ""
    return Told(_named(session, run), f"{state.label}{count}", run.due_at, TONES[state])


def _named(session: Session, run: Run) -> str:
    kind, _, rest = run.key.partition(":")
    if kind == "announcement":
        return _announced(date.fromisoformat(f"{rest}-01"))
    number = rest.partition(":")[0]
    event = session.get(Event, int(number)) if number.isdecimal() else None
    return f"活动提醒：{event.title}" if event else "活动提醒"


def _announced(month: date) -> str:
    return f"{month.year}年{month.month}月活动预告"
