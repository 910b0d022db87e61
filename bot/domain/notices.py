"""Notices that go out by the clock: the month's announcement, the reminder before an event, the call for suggestions.

Each is a row with a key of its own, so that two processes never send one twice; it is done in batches, so that a
killed process leaves off where the next one goes on.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.config import Config
from bot.domain import audit, calendar, drives, events, members, plans, registrations, squadrolls, units
from bot.domain.acts import Act
from bot.domain.drives import Drive
from bot.domain.events import Event
from bot.labels import Labelled
from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.database import Base, insert_for

BATCH = 500
ANNOUNCE_GRACE = timedelta(days=10)
"""An announcement that is later than this is of no use any more."""

LOOK_BACK = timedelta(days=31)
"""A reminder that was missed longer ago is not recorded any more."""

REMIND = "【活动提醒】您报名的“{title}”明天{time}开始。{place}{off}"
REMIND_LATE = "【活动提醒】您报名的“{title}”{time}开始。{place}{off}"
ONE_OFF = "来不了的话，请回复“取消报名：{title}”，把名额让给别人。"
TEAM_OFF = "来不了的话，请马上告诉领队和队友。"


class RunState(Labelled):
    """How far a run is."""

    RUNNING = "running", "发送中"
    DONE = "done", "已完成"
    MISSED = "missed", "错过（太晚，未发）"


class Run(Base):
    """One run of a notice: its key (announcement:2027-06), when it was due, how far it is, how many it queued."""

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    cursor: Mapped[int] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]

    @property
    def state_label(self) -> str:
        """The state in words."""
        return RunState(self.state).label


@dataclass(frozen=True)
class Due:
    """A notice that is due: its key, since when, until when it is of use; the month, event or drive it is for."""

    key: str
    kind: str
    due_at: datetime
    useful_until: datetime
    month: date | None = None
    event_id: int | None = None
    drive_id: int | None = None


def due(act: Act) -> list[Due]:
    """Everything whose time has come and that is not finished."""
    found = [*_announcements(act), *_reminders(act), *_invitations(act)]
    finished = set(
        act.session.scalars(select(Run.key).where(Run.key.in_([one.key for one in found]), Run.ended_at.is_not(None)))
    )
    return [one for one in found if one.key not in finished]


def work(act: Act, one: Due) -> bool:
    """Do one batch of a notice, in this transaction; False where nothing is left to do."""
    run = _claim(act, one)
    if run.ended_at is not None:
        return False
    if act.now > one.useful_until:
        _end(act, run, RunState.MISSED)
        return False
    batch = _announce if one.month else _invite if one.drive_id else _remind
    more = batch(act, run, one)
    if not more:
        _end(act, run, RunState.DONE)
    return more


def recent(session: Session, limit: int = 20) -> list[Run]:
    """The last runs, newest first."""
    return list(session.scalars(select(Run).order_by(Run.due_at.desc()).limit(limit)))


def announced_at(config: Config, month: date) -> datetime:
    """When the announcement of the month goes out that the day is in: on its first working day."""
    day = calendar.first_workday(month, config.cases.own_days)
    return calendar.local(day, config.scheduler.announce_at, config.zone)


def will_remind(act: Act, event: Event) -> bool:
    """Whether who signs up now is still reminded the day before."""
    return event.starts_at is None or act.now < _reminded_at(act, event.starts_at)


def _announcements(act: Act) -> list[Due]:
    """This month's announcement; last month's too, so that one missed over the month's end is recorded."""
    this = act.today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    found = []
    for month in (last, this):
        at = announced_at(act.config, month)
        if at <= act.now and events.of_month(act.session, month) and _in_service(act, at):
            found.append(Due(f"announcement:{month:%Y-%m}", members.ANNOUNCEMENT, at, at + ANNOUNCE_GRACE, month=month))
    return found


def _reminders(act: Act) -> list[Due]:
    """Reminders of the next two days' events; the last month's too, so that those missed are recorded."""
    found = []
    for event in events.starting_between(act.session, act.now - LOOK_BACK, act.now + timedelta(days=2)):
        if not event.starts_at or not event.signup:
            continue
        at = _reminded_at(act, event.starts_at)
        if at <= act.now and _in_service(act, at):
            key = f"{event.reminders}{event.starts_at:%Y-%m-%dT%H:%M}"
            found.append(Due(key, members.REMINDER, at, event.starts_at, event_id=event.id))
    return found


def _reminded_at(act: Act, starts_at: datetime) -> datetime:
    day = starts_at.astimezone(act.config.zone).date()
    return calendar.local(day - timedelta(days=1), act.config.scheduler.remind_at, act.config.zone)


def _invitations(act: Act) -> list[Due]:
    """Those to the drives that run today."""
    found = []
    for drive in drives.to_invite(act.session, act.today):
        at, until = drives.bounds(act, drive)
        if at <= act.now:
            found.append(Due(drive.invitations, members.INVITATION, at, until, drive_id=drive.id))
    return found


def _in_service(act: Act, at: datetime) -> bool:
    """Whether the account was there already: what was due before the first member came was not missed."""
    first = act.session.scalar(select(members.Member.met_at).order_by(members.Member.id).limit(1))
    return first is not None and first <= at


def _claim(act: Act, one: Due) -> Run:
    """The run's row, made where there is none, and ours alone until the transaction ends."""
    new = insert_for(act.session, Run).values(
        key=one.key, kind=one.kind, due_at=one.due_at, state=RunState.RUNNING.value, cursor=0, queued=0
    )
    act.session.execute(new.on_conflict_do_nothing())
    return act.session.scalars(select(Run).where(Run.key == one.key).with_for_update()).one()


def _announce(act: Act, run: Run, one: Due) -> bool:
    assert one.month  # noqa: S101 - only called for announcements
    reply = Reply(plans.announcement(act, one.month), ("报名", "退订"))
    batch = members.subscribers(act.session, run.cursor, BATCH)
    for member, address in batch:
        _queue(act, run, one, (member, address), reply)
        run.cursor = member
    return bool(batch)


def _remind(act: Act, run: Run, one: Due) -> bool:
    """The event's row is locked, as it is for signing up: who gives the place back meanwhile withdraws the reminder."""
    event = act.session.get_one(Event, one.event_id, with_for_update=True, populate_existing=True)
    if event.cancelled or event.starts_at != one.useful_until:
        return False
    reply = Reply(_reminder(act, event, ONE_OFF), (f"取消报名：{event.title}",))
    team = Reply(_reminder(act, event, TEAM_OFF), (squadrolls.MINE,))
    batch = registrations.to_remind(act.session, event, run.cursor, BATCH)
    for place in batch:
        for to in squadrolls.to_remind(act.session, place):
            _queue(act, run, one, to, team if place.squad_id else reply)
        run.cursor = place.id
    return bool(batch)


def _invite(act: Act, run: Run, one: Due) -> bool:
    """The drive's row is locked: who ends it meanwhile takes the invitations back."""
    drive = act.session.get_one(Drive, one.drive_id, with_for_update=True, populate_existing=True)
    if drive.ended_on:
        return False
    reply, asked = drives.invitation(drive), units.subtree(act.session, drive.unit_id)
    batch = members.subscribers(act.session, run.cursor, BATCH, asked)
    for member, address in batch:
        _queue(act, run, one, (member, address), reply)
        run.cursor = member
    return bool(batch)


def _queue(act: Act, run: Run, one: Due, to: tuple[int, Address], reply: Reply) -> None:
    member, address = to
    outbox.put(
        act.session,
        address,
        reply,
        key=f"{run.key}:{member}",
        kind=run.kind,
        now=act.now,
        latest=one.useful_until,
        bulk=True,
    )
    run.queued += 1


def _reminder(act: Act, event: Event, off: str) -> str:
    assert event.starts_at  # noqa: S101 - only events with a date have reminders
    there = event.starts_at.astimezone(act.config.zone)
    tomorrow = there.date() == act.today + timedelta(days=1)
    time = f"{there:%H:%M}" if tomorrow else calendar.shown(event.starts_at, act.config.zone)
    place = f"地点：{event.place}。" if event.place else ""
    return (REMIND if tomorrow else REMIND_LATE).format(
        title=event.title, time=time, place=place, off=off.format(title=event.title)
    )


def _end(act: Act, run: Run, state: RunState) -> None:
    run.state, run.ended_at = state.value, act.now
    audit.log(act, f"notice.{state.value}", run, key=run.key, queued=run.queued)
