"""Notices that follow from what stands in the tables: the reminder before an event, the invitation to a drive.

Each is made when its time has come, under a key that says what of: an event that is moved has another reminder.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from bot.domain import calendar, clockdrafts, drives, events, units
from bot.domain.acts import Act
from bot.domain.audiences import Audience
from bot.domain.drives import Drive
from bot.domain.events import Event
from bot.domain.noticebook import Notice, State
from bot.domain.noticekinds import Kind
from bot.domain.squadrolls import MINE

LOOK_BACK: Final = timedelta(days=31)
"""A reminder that was missed longer ago is not recorded any more."""

AHEAD: Final = timedelta(days=2)
TITLE: Final = "活动提醒"
REMIND: Final = "您报名的“{title}”{when}开始。{place}{off}"
TOMORROW: Final = "明天（{day}）{time}"
ONE_OFF: Final = "来不了的话，请回复“取消报名：{title}”，把名额让给别人。"
TEAM_OFF: Final = "来不了的话，请马上告诉领队和队友。"
TEAM: Final = "team"
"""How those are addressed who come with a team."""


def due(act: Act) -> list[int]:
    """The events of which those who come are to be reminded now; those of the last month too, so that none is lost."""
    found = {_key(event): event for event in _starting(act) if _is_time(act, event)}
    made = _made(act, found)
    return [event.id for key, event in found.items() if key not in made]


def remind(act: Act, event: Event) -> Notice | None:
    """Make the reminder of an event, as it is now; None where there is one, or nothing to remind of."""
    act.session.refresh(event, with_for_update={"read": True})
    if event.starts_at is None or event.cancelled or not event.signup or not _is_time(act, event):
        return None
    words = (_words(act, event, off.format(title=event.title)) for off in (ONE_OFF, TEAM_OFF))
    one, team = words
    home = units.top(act).id
    return _put(
        act, key=_key(event), kind=Kind.REMINDER.value, title=TITLE, text=one, buttons=[f"取消报名：{event.title}"],
        variants={TEAM: {"text": team, "buttons": [MINE]}}, unit_id=event.unit_id or home, event_id=event.id,
        audience=Audience(home, event="registered").data(), topic=clockdrafts.topic(act.config, "activity"),
        due_at=reminded_at(act, event.starts_at), latest_at=event.starts_at,
    )  # fmt: skip


def inviting(act: Act) -> list[int]:
    """The drives to which members are to be invited now."""
    found = {one.invitations: one for one in drives.to_invite(act.session, act.today) if _has_begun(act, one)}
    made = _made(act, found)
    return [drive.id for key, drive in found.items() if key not in made]


def invite(act: Act, drive: Drive) -> Notice | None:
    """Make the invitation to a drive; None where there is one, or the drive is over."""
    act.session.refresh(drive, with_for_update={"read": True})
    if drive.opened_at is None or drive.ended_on or not _has_begun(act, drive):
        return None
    at, until = drives.bounds(act, drive)
    told = drives.invitation(drive)
    return _put(
        act, key=drive.invitations, kind=Kind.INVITATION.value, title=drive.title, text=told.text,
        buttons=list(told.buttons), unit_id=drive.unit_id, audience=Audience(drive.unit_id).data(),
        drive_id=drive.id, topic=clockdrafts.topic(act.config, "survey"), due_at=at, latest_at=until,
    )  # fmt: skip


def will_remind(act: Act, event: Event) -> bool:
    """Whether who signs up now is still reminded the day before."""
    return event.starts_at is None or act.now < reminded_at(act, event.starts_at)


def reminded_at(act: Act, starts_at: datetime) -> datetime:
    """When those are reminded who come to what starts then: the day before."""
    day = starts_at.astimezone(act.config.zone).date()
    return calendar.local(day - timedelta(days=1), act.config.scheduler.remind_at, act.config.zone)


def _starting(act: Act) -> list[Event]:
    near = events.starting_between(act.session, act.now - LOOK_BACK, act.now + AHEAD)
    return [event for event in near if event.signup]


def _made(act: Act, keys: Collection[str]) -> set[str]:
    """Those that are there, with their words."""
    rows = act.session.scalars(select(Notice).where(Notice.key.in_(keys)))
    return {notice.key for notice in rows if not clockdrafts.wordless(notice)}


def _is_time(act: Act, event: Event) -> bool:
    at = reminded_at(act, event.starts_at) if event.starts_at else None
    return at is not None and at <= act.now and clockdrafts.in_service(act, at)


def _has_begun(act: Act, drive: Drive) -> bool:
    return drives.bounds(act, drive)[0] <= act.now


def _key(event: Event) -> str:
    return f"{event.reminders}{event.starts_at:%Y-%m-%dT%H:%M}"


def _words(act: Act, event: Event, off: str) -> str:
    assert event.starts_at  # noqa: S101 - only events with a date have reminders
    there = event.starts_at.astimezone(act.config.zone)
    place = f"地点：{event.place}。" if event.place else ""
    return REMIND.format(title=event.title, when=_when(act, there), place=place, off=off)


def _when(act: Act, there: datetime) -> str:
    """Tomorrow, with the day: who is away may read it the day after."""
    if there.date() != act.today + timedelta(days=1):
        return calendar.shown(there, act.config.zone)
    return TOMORROW.format(day=_day(there.date()), time=f"{there:%H:%M}")


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _put(act: Act, **fields: Any) -> Notice | None:  # noqa: ANN401 - the columns of a notice
    """It needs nobody's leave."""
    return clockdrafts.put(act, state=State.SCHEDULED.value, **fields)
