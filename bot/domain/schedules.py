"""When a notice goes out: once, each month, on a working day, around an event; kept as plain data.

`{}` at once · `{"once": ISO}` · `{"monthly": day, "at": "09:00"}`, in a shorter month on its last day ·
`{"workday": n, "at"}`, the n-th working day of each month, or its last · `{"event": id, "days": -1, "at"}`, so many
days before its first or after its last · `{"event": id, "hours": 2}`, so many hours before it begins or after its end.
Times of day are the union's. What hangs on an event is worked out from the event as it is now, so it moves with it.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from bot.domain import calendar
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.noticebook import Notice
from bot.domain.noticekinds import Kind
from bot.errors import Refusal

When = Mapping[str, Any]
"""A schedule as it is kept."""

LAST_DAY: Final = 31
LAST_WORKDAY: Final = 23
FARTHEST: Final = timedelta(days=366)
USE: Final = {Kind.ANNOUNCEMENT: timedelta(days=10), Kind.URGENT: timedelta(days=1), Kind.SURVEY: timedelta(days=14)}
"""How long a notice is of use after it is due, unless it says so itself."""

USUAL_USE: Final = timedelta(days=3)

UNCLEAR: Final = "发送时间没看明白。请重新选：马上发、某天发一次、每月几号、第几个工作日，或者活动前后。"
PAST: Final = "发送时间（{when}）已经过了。请改成以后的时间，或者选“批准以后马上发”。"
TOO_FAR: Final = "发送时间（{when}）太远了。请选一年以内的时间。"
NO_EVENT: Final = "没有找到这个活动，可能同事刚删掉。请重新选活动，或者换一种发送时间。"
OFF: Final = "“{title}”取消了，或者已经归档，不能再按它定发送时间。请改成具体的日期。"
NO_DAY: Final = "“{title}”的日期还没定，算不出发送时间。请先定活动日期，或者把通知改成具体的日期。"


def require(act: Act, when: When) -> None:
    """Refusal of what is no schedule, or of one whose time has passed, in words that say what to do."""
    if not when:
        return
    _require_readable(when)
    if "event" in when:
        _require_event(act, when)
    at = _first(act, when)
    if at is None:
        raise Refusal(UNCLEAR)
    for late, why in ((at <= act.now, PAST), (at > act.now + FARTHEST, TOO_FAR)):
        if late:
            raise Refusal(why.format(when=calendar.shown(at, act.config.zone)))


def due(act: Act, notice: Notice) -> datetime | None:
    """When it goes out, in UTC; now where nothing is said; None where its event is off, or has no day.

    Of a repeating one the next time from now on.
    """
    return _first(act, notice.schedule) if notice.schedule else act.now


def next(act: Act, notice: Notice) -> datetime | None:  # noqa: A001 - the time after this one
    """When a repeating one goes out after the time that it is due; None for one that does not repeat."""
    if not repeats(notice):
        return None
    return _monthly(act, notice.schedule, notice.due_at or act.now)


def repeats(notice: Notice) -> bool:
    """Whether it goes out again and again."""
    return bool({"monthly", "workday"} & set(notice.schedule))


def latest(act: Act, notice: Notice, due_at: datetime) -> datetime:
    """Until when a notice that is due then is of use, where nobody said so: one before an event, until it begins."""
    event = _event(act, notice.schedule)
    if event and event.starts_at and due_at < event.starts_at:
        return event.starts_at
    return due_at + USE.get(notice.sort, USUAL_USE)


def _first(act: Act, when: When) -> datetime | None:
    if "once" in when:
        return _moment(act, when["once"])
    return _around(act, when) if "event" in when else _monthly(act, when, act.now)


def _moment(act: Act, written: str) -> datetime:
    at = datetime.fromisoformat(written)
    return (at if at.tzinfo else at.replace(tzinfo=act.config.zone)).astimezone(UTC)


def _monthly(act: Act, when: When, after: datetime) -> datetime:
    """The first of its times after a moment."""
    day_of: Callable[[Act, When, date], date] = _workday if "workday" in when else _clamped
    month = after.astimezone(act.config.zone).date().replace(day=1)
    while True:
        at = calendar.local(day_of(act, when, month), when["at"], act.config.zone).astimezone(UTC)
        if at > after:
            return at
        month = (month + timedelta(days=LAST_DAY)).replace(day=1)


def _clamped(_act: Act, when: When, month: date) -> date:
    last = monthrange(month.year, month.month)[1]
    return month.replace(day=min(int(when["monthly"]), last))


def _workday(act: Act, when: When, month: date) -> date:
    days = [month.replace(day=day) for day in range(1, monthrange(month.year, month.month)[1] + 1)]
    working = [day for day in days if calendar.is_workday(day, act.config.cases.own_days)]
    return working[min(int(when["workday"]), len(working)) - 1]


def _around(act: Act, when: When) -> datetime | None:
    event = _event(act, when)
    if event is None or event.starts_at is None or event.cancelled or event.archived_at:
        return None
    begins, over = event.starts_at, event.over_at or event.starts_at
    if "hours" in when:
        return (begins if when["hours"] < 0 else over) + timedelta(hours=when["hours"])
    day = (begins if when["days"] <= 0 else over).astimezone(act.config.zone).date()
    return calendar.local(day + timedelta(days=when["days"]), when["at"], act.config.zone).astimezone(UTC)


def _event(act: Act, when: When) -> Event | None:
    return act.session.get(Event, when["event"]) if "event" in when else None


def _require_event(act: Act, when: When) -> None:
    event = _event(act, when)
    if event is None:
        raise Refusal(NO_EVENT)
    if event.cancelled or event.archived_at:
        raise Refusal(OFF.format(title=event.title))
    if event.starts_at is None:
        raise Refusal(NO_DAY.format(title=event.title))


def _require_readable(when: When) -> None:
    """One way to say when, with all that belongs to it."""
    shapes = ({"once"}, {"monthly", "at"}, {"workday", "at"}, {"event", "days", "at"}, {"event", "hours"})
    if set(when) not in shapes:
        raise Refusal(UNCLEAR)
    spans = {"monthly": (1, LAST_DAY), "workday": (1, LAST_WORKDAY), "days": (-366, 366), "hours": (-8784, 8784)}
    for name, (least, most) in spans.items():
        if name in when and not (isinstance(when[name], int) and least <= when[name] <= most):
            raise Refusal(UNCLEAR)
    try:
        datetime.fromisoformat(when.get("once", "2026-01-01"))
        time.fromisoformat(when.get("at", "09:00"))
    except (TypeError, ValueError):
        raise Refusal(UNCLEAR) from None
