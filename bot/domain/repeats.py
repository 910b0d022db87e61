"""When a notice goes out is looked at anew: with the event that it hangs on, and for the next of a repeating one."""

from typing import Any, Final

from sqlalchemy import insert, literal, select

from bot.domain import audit, schedules
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.noticebook import ListedMember, Notice, State

REPEATED: Final = (
    *("kind", "unit_id", "title", "text", "picture", "link", "buttons", "questions", "variants", "topic", "urgent"),
    *("mass", "audience", "schedule", "event_id", "drive_id", "author_id", "approver_id", "approved_at"),
)
"""What the next of a repeating notice has of the one before."""


def repeat(act: Act, notice: Notice, key: str, state: State) -> Notice | None:
    """Make the next of a repeating one; None where it is the last, or the next is there already."""
    at = schedules.next(act, notice)
    followed = select(Notice.id).where(Notice.after_id == notice.id)
    if at is None or act.session.scalars(followed).first():
        return None
    same: dict[str, Any] = {name: getattr(notice, name) for name in REPEATED}
    latest = at + (notice.latest_at - notice.due_at) if notice.latest_at and notice.due_at else None
    times = {"due_at": at, "latest_at": latest, "made_at": act.now, "changed_at": act.now}
    again = Notice(key=key, state=state.value, after_id=notice.id, **same, **times)
    act.session.add(again)
    act.session.flush()
    listed = select(literal(again.id), ListedMember.member_id).where(ListedMember.notice_id == notice.id)
    act.session.execute(insert(ListedMember).from_select(["notice_id", "member_id"], listed))
    audit.log(act, "notice.repeated", again, after=notice.id)
    return again


def moved(act: Act) -> list[int]:
    """Scheduled notices that hang on an event which is at another time by now, or off."""
    mine = select(Notice).where(Notice.state == State.SCHEDULED.value, Notice.due_at > act.now)
    return [notice.id for notice in act.session.scalars(mine) if _has_moved(act, notice)]


def follow(act: Act, notice: Notice) -> bool:
    """Give one that hangs on an event its times as the event is now; False where that is off. The caller holds it."""
    event = event_of(act, notice)
    if event is None or notice.status is not State.SCHEDULED:
        return True
    at = schedules.due(act, notice)
    if at and at != notice.due_at:
        latest = schedules.latest(act, notice, at)
        if notice.due_at and notice.latest_at:
            latest = min(latest, notice.latest_at + (at - notice.due_at))
        notice.due_at, notice.latest_at = at, latest
    return not event.cancelled


def undated(act: Act, notice: Notice) -> bool:
    """Whether it hangs on an event of which nobody knows the day any more."""
    event = event_of(act, notice)
    return event is not None and event.starts_at is None


def event_of(act: Act, notice: Notice) -> Event | None:
    """The event that its time hangs on."""
    return act.session.get(Event, notice.schedule.get("event", 0))


def _has_moved(act: Act, notice: Notice) -> bool:
    event = event_of(act, notice)
    at = schedules.due(act, notice) if event else None
    return event is not None and (event.cancelled or (at is not None and at != notice.due_at))
