"""The programme: what members are shown of what is on: what is for their unit, and of a series only what comes next.

Who names an event that is not for them may look at it all the same.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import calendar, events, offers, units
from bot.domain.acts import Act
from bot.domain.events import SEEN, Event
from bot.domain.members import Member
from bot.domain.series import Series, base

MOST: Final = 10
"""So many are shown at once."""

WEEKS: Final = "以后每周{days}还有"
MORE: Final = "以后还有 {count} 场"
DAYS: Final = "一二三四五六日"


def coming(act: Act, member: Member) -> list[Event]:
    """The next events that are for the member, today's included."""
    return _for(act.session, member, events.coming(act, None))


def open_for_signup(act: Act, member: Member) -> list[Event]:
    """The events that the member can sign up for now, soonest first."""
    return _for(act.session, member, events.open_for_signup(act))


def is_for(session: Session, event: Event, member: Member) -> bool:
    """Whether it is for the member's unit, as one of those it is for."""
    return event.unit_id is None or event.unit_id in units.line(session, member.unit_id)


def nexts(session: Session, found: Iterable[Event]) -> list[Event]:
    """The events, of each that recurs by a rule only the first."""
    recurring = set(session.scalars(select(Series.id).where(Series.rule != "")))
    kept: dict[object, Event] = {}
    for event in found:
        kept.setdefault(event.series_id if event.series_id in recurring else event, event)
    return list(kept.values())


def again(act: Act, event: Event) -> str:
    """That an event recurs by a rule, in a few words; nothing where it does not, or not any more."""
    series = act.session.get(Series, event.series_id) if event.series_id else None
    if series is None or not series.rule or event.starts_at is None:
        return ""
    later = [one.starts_at for one in other_times(act, event) if one.starts_at and one.starts_at > event.starts_at]
    days = {at.astimezone(act.config.zone).weekday() for at in (event.starts_at, *later)}
    weekly = "FREQ=WEEKLY" in series.rule and "INTERVAL" not in series.rule
    named = "、".join(DAYS[day] for day in sorted(days))
    return (WEEKS.format(days=named) if weekly else MORE.format(count=len(later))) if later else ""


def others(act: Act, event: Event) -> list[Event]:
    """The other times of its series at which there is a place now, soonest first."""
    return [one for one in other_times(act, event) if one.why_closed(act) is None and offers.has_room(act.session, one)]


def other_times(act: Act, event: Event) -> list[Event]:
    """The other events of its series that are still to come, as far as members see them, soonest first."""
    if event.series_id is None:
        return []
    mine = select(Event).where(Event.series_id == event.series_id, Event.id != event.id, SEEN)
    return list(act.session.scalars(mine.where(Event.starts_at > act.now).order_by(Event.starts_at, Event.id)))


def called(act: Act, event: Event) -> str:
    """By what words members name it: its title, with day and time where another to come has the same."""
    if event.starts_at is None:
        return event.title
    twins = select(Event.id).where(Event.title == event.title, Event.id != event.id, SEEN, Event.starts_at > act.now)
    return dated(act, event) if act.session.scalars(twins.limit(1)).first() else event.title


def names(act: Act, shown: Sequence[Event]) -> list[str]:
    """By what words each of a list is named: its title, with day and time where another of them has the same."""
    titles = Counter(event.title for event in shown)
    return [dated(act, event) if titles[event.title] > 1 else event.title for event in shown]


def known_as(act: Act, event: Event) -> str:
    """By what words members name it once it was held: its title, with day and time where another one has the same."""
    twins = select(Event.id).where(Event.title == event.title, Event.id != event.id, SEEN)
    return dated(act, event) if act.session.scalars(twins.limit(1)).first() else event.title


def dated(act: Act, event: Event) -> str:
    """Its title with day and time: 周四瑜伽（12月10日 19:00）."""
    when = calendar.shown(event.starts_at, act.config.zone) if event.starts_at else f"{event.month.month}月"
    return f"{base(event.title)}（{when}）"


def _for(session: Session, member: Member, found: Iterable[Event]) -> list[Event]:
    above = units.line(session, member.unit_id)
    return nexts(session, [event for event in found if event.unit_id is None or event.unit_id in above])[:MOST]
