"""Recurring events: the same thing at several times, set by hand or by a rule; each is an event with its own places.

The one home of dateutil. A rule is kept as RFC 5545 writes it; days are the union's, and so is the time of day.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import audit, calendar, editing, events, hosting, months, moves
from bot.domain.acts import Act
from bot.domain.arrangements import LONGEST_TITLE, Arrangement
from bot.domain.events import Event
from bot.domain.series import Series
from bot.domain.series import base as bare
from bot.domain.staff import Officer
from bot.errors import Refusal

MOST: Final = 60
"""Events of one rule."""

LONGEST_STEP: Final = 12
_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES: Final = "一二三四五六日"

NO_DAY: Final = "“{title}”还没定哪天几点。请先写上开始的日期和钟点，保存，再来加场次。"
NO_END: Final = "请写办到哪一天，或者一共几次（含这一次）。"
OTHER_DAY: Final = "这个活动在星期{day}，不在选的里面。请把星期{day}也选上，或者先改活动的日期。"
STEP: Final = "间隔请写 1 到 12。"
ONE: Final = "照这样只有这一次。请把最后一天写晚一点，或者次数写 2 以上。"
TOO_MANY: Final = "照这样超过 {most} 次了。请早一点结束，到时候再接着排。"
IN_SERIES: Final = "“{title}”已经是一个系列里的了。要多一场，用“再加一场”。"
THERE: Final = "这个系列在 {when} 已经有一场了。请换一个时间。"
PAST: Final = "{when} 已经过了。请写以后的时间。"
NO_DRAFTS: Final = "这个系列没有等发布的草稿了。"
ALONE: Final = "“{title}”不在系列里，只能改这一场。"


@dataclass(frozen=True)
class Pattern:
    """Every so many weeks on these weekdays (0 is Monday), or every so many months on the first one's day.

    Until a day, that day included, or so many times, the first one counted.
    """

    every: int = 1
    weekdays: tuple[int, ...] = ()
    monthly: bool = False
    until: date | None = None
    count: int | None = None

    def rule(self, first: date) -> str:
        """As RFC 5545 writes it; Refusal of what makes no rule."""
        if not 1 <= self.every <= LONGEST_STEP:
            raise Refusal(STEP)
        if self.until is None and not self.count:
            raise Refusal(NO_END)
        if not self.monthly and first.weekday() not in self.weekdays:
            raise Refusal(OTHER_DAY.format(day=_NAMES[first.weekday()]))
        on = ",".join(_CODES[day] for day in sorted(set(self.weekdays)))
        parts = [f"FREQ=MONTHLY;BYMONTHDAY={first.day}" if self.monthly else f"FREQ=WEEKLY;BYDAY={on}"]
        parts += [f"INTERVAL={self.every}"] if self.every > 1 else []
        return ";".join([*parts, f"UNTIL={self.until:%Y%m%d}T235959" if self.until else f"COUNT={self.count}"])


@dataclass(frozen=True)
class Day:
    """A day on which it would be; `holiday` is what the day is called where offices are closed on account of it."""

    day: date
    holiday: str


def days(config: Config, event: Event, pattern: Pattern) -> list[Day]:
    """The days of a rule that begins with an event's own, for an officer to look at; Refusal where there are none."""
    first = _start(event, config.zone)
    rule = rrulestr(pattern.rule(first.date()), dtstart=first.replace(tzinfo=None))
    found = [moment.date() for moment in islice(rule, MOST + 1)]
    if len(found) > MOST:
        raise Refusal(TOO_MANY.format(most=MOST))
    if len(found) < 2:  # noqa: PLR2004 - itself and another one
        raise Refusal(ONE)
    office = calendar.office(config)
    off = [not calendar.is_workday(day, office.own) for day in found]
    return [Day(day, months.name(day, office) if away else "") for day, away in zip(found, off, strict=True)]


def repeat(act: Act, officer: Officer, event: Event, pattern: Pattern, *, skip_holidays: bool) -> list[Event]:
    """Drafts for the days of a rule but the event's own, which begins the series; public holidays may be left out."""
    editing.hold(act.session, officer, event)
    if event.series_id is not None:
        raise Refusal(IN_SERIES.format(title=event.title))
    first, wanted = _start(event, act.config.zone), days(act.config, event, pattern)
    series = _begin(act, event, pattern.rule(first.date()))
    zone = act.config.zone
    chosen = [one.day for one in wanted if one.day != first.date() and not (skip_holidays and one.holiday)]
    return [_copy(act, officer, event, series, datetime.combine(day, first.time(), zone)) for day in chosen]


def add_session(act: Act, officer: Officer, event: Event, starts_at: datetime, *, once: bool) -> Event:
    """A draft of the same thing at another time, as long and signed up for as early. `once`: a member comes to one."""
    editing.hold(act.session, officer, event)
    first, when = _start(event, act.config.zone), calendar.shown(starts_at, act.config.zone)
    if starts_at <= act.now:
        raise Refusal(PAST.format(when=when))
    if starts_at == first or any(one.starts_at == starts_at for one in of_event(act.session, event)):
        raise Refusal(THERE.format(when=when))
    series = act.session.get(Series, event.series_id) if event.series_id else None
    series = series or _begin(act, event, "")
    series.once = once
    return _copy(act, officer, event, series, starts_at.astimezone(act.config.zone))


def publish_all(act: Act, officer: Officer, event: Event) -> int:
    """All drafts of the event's series are seen by members from now on; how many they were."""
    hosting.require(act.session, officer, event)
    drafts = [one for one in _held(act.session, event) if one.draft and not one.cancelled]
    if not drafts:
        raise Refusal(NO_DRAFTS)
    for one in drafts:
        editing.publish(act, officer, one)
    return len(drafts)


def change(act: Act, officer: Officer, event: Event, given: Arrangement, *, onward: bool) -> int:
    """Change one event of a series, or it and all later ones alike but for their days; how many they were.

    A title that ends with its day ends with the new one.
    """
    siblings = _held(act.session, event)
    editing.hold(act.session, officer, event)
    if event.series_id is None or given.starts_at is None:
        raise Refusal(ALONE.format(title=event.title))
    series, zone, was = act.session.get_one(Series, event.series_id), act.config.zone, event.starts_at
    base = bare(given.title)
    mine = given if base == given.title else replace(given, title=_titled(series, base, given.starts_at, zone))
    later = [one for one in siblings if onward and one.starts_at and was and one.starts_at > was]
    open_ones = [one for one in later if not one.cancelled and not one.archived_at]
    editing.change(act, officer, event, mine)
    for one in open_ones:
        start = datetime.combine(_start(one, zone).date(), given.starts_at.astimezone(zone).time(), zone)
        title = _titled(series, base, start, zone)
        editing.change(act, officer, one, replace(_moved(given, start, zone), title=title))
    series.title = base if onward else series.title
    return 1 + len(open_ones)


def of_event(session: Session, event: Event) -> list[Event]:
    """The events of an event's series, itself included, in the order of their days; none where it has no series."""
    if event.series_id is None:
        return []
    mine = select(Event).where(Event.series_id == event.series_id)
    return list(session.scalars(mine.order_by(Event.starts_at, Event.id)))


def _held(session: Session, event: Event) -> list[Event]:
    """The events of a series, each held, in the order of their days."""
    events.hold(session, [one.id for one in of_event(session, event)])
    return of_event(session, event)


def _begin(act: Act, event: Event, rule: str) -> Series:
    """A series that begins with an event. A draft is called after its day; what members know keeps its title."""
    series = Series(title=event.title[:LONGEST_TITLE], rule=rule, created_at=act.now)
    act.session.add(series)
    audit.log(act, "series.begun", series, first=event.id)
    zone = act.config.zone
    title = _titled(series, series.title, _start(event, zone), zone) if event.draft else event.title
    moves.publish(act, event.code, event.plan, title=title, series_id=series.id)
    return series


def _copy(act: Act, officer: Officer, event: Event, series: Series, start: datetime) -> Event:
    zone = act.config.zone
    there = replace(_moved(Arrangement.of(event), start, zone), title=_titled(series, series.title, start, zone))
    one = editing.copy(act, officer, event, there)
    one.series_id = series.id
    act.session.flush()
    return one


def _moved(given: Arrangement, start: datetime, zone: ZoneInfo) -> Arrangement:
    """The same at another time: as long, and its sign-up as many days before, at the same hours."""
    assert given.starts_at  # noqa: S101 - the callers have seen to it
    days_on = start.date() - given.starts_at.astimezone(zone).date()
    opens, closes = (_shifted(at, days_on, zone) for at in (given.signup_opens, given.signup_closes))
    closes = min(closes, start) if closes and closes.date() == start.date() else closes
    ends = start + (given.ends_at - given.starts_at) if given.ends_at else None
    month = start.date().replace(day=1)
    return replace(given, month=month, starts_at=start, ends_at=ends, signup_opens=opens, signup_closes=closes)


def _shifted(moment: datetime | None, by: timedelta, zone: ZoneInfo) -> datetime | None:
    return (moment.astimezone(zone).replace(tzinfo=None) + by).replace(tzinfo=zone) if moment else None


def _titled(series: Series, base: str, starts_at: datetime, zone: ZoneInfo) -> str:
    """A title with the day, where sessions are set by hand with the hour too: no two are called the same."""
    there = starts_at.astimezone(zone)
    day = f"{there.month}月{there.day}日" if series.rule else calendar.shown(there, zone)
    year = f"{there.year}年" if there.year != series.created_at.astimezone(zone).year else ""
    ending = f"（{year}{day}）"
    return base[: LONGEST_TITLE - len(ending)] + ending


def _start(event: Event, zone: ZoneInfo) -> datetime:
    if event.starts_at is None:
        raise Refusal(NO_DAY.format(title=event.title))
    return event.starts_at.astimezone(zone)
