"""A month's activities in words, grouped by the weeks they are in; shorter where they are too many for one message."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count, groupby
from typing import Final

from bot.domain import calendar, events, programme, spans
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.units import Unit

WEEK: Final = "第{number}周（{first}至{last}）"
UNDATED: Final = "日期待定"
ALL: Final = "回复“活动”看全部。"
REST: Final = "还有 {count} 项，{all}"

Line = Callable[[Event], str]


def shown(act: Act, month: date) -> list[Event]:
    """What is announced of a month: of each event that recurs by a rule only the first."""
    return programme.nexts(act.session, events.of_month(act.session, month))


def listed(act: Act, month: date, found: Sequence[Event], line: Line) -> str:
    """The events in numbered lines, week by week; those whose day is not fixed in the end."""
    lines, numbers = list[str](), count(1)
    for week, some in groupby(found, lambda event: _week(act, month, event)):
        lines += [week, *(f"{next(numbers)}. {line(event)}" for event in some)]
    return "\n".join(lines)


def fitting(act: Act, month: date, found: Sequence[Event], whole: Line, fits: Callable[[str], bool]) -> str:
    """The same as far as it fits: whole lines, or short ones, or titles alone; at last only the first of those."""
    if fits(text := listed(act, month, found, whole)):
        return text
    return next(text for text in _shortened(act, month, found) if fits(text))


def _shortened(act: Act, month: date, found: Sequence[Event]) -> Iterator[str]:
    yield f"{listed(act, month, found, lambda event: short(act, event))}\n{ALL}"
    yield f"{listed(act, month, found, lambda event: event.title)}\n{ALL}"
    for most in range(len(found) - 1, 0, -1):
        rest = REST.format(count=len(found) - most, all=ALL)
        yield f"{listed(act, month, found[:most], lambda event: event.title)}\n{rest}"
    yield ALL


def short(act: Act, event: Event) -> str:
    """Title, day, place, and the unit that it is for."""
    when = calendar.shown(event.starts_at, act.config.zone) if event.starts_at else ""
    unit = act.session.get_one(Unit, event.unit_id).name if event.unit_id else ""
    told = "，".join(part for part in (when, event.place, unit) if part)
    return f"{event.title}（{told}）" if told else event.title


def _week(act: Act, month: date, event: Event) -> str:
    """第3周（12月14日至20日）: the calendar's week, as far as it lies in the month."""
    if event.starts_at is None:
        return UNDATED
    first = month.replace(day=1)
    last = spans.month_after(first) - timedelta(days=1)
    day = event.starts_at.astimezone(act.config.zone).date()
    monday, opening = (one - timedelta(days=one.weekday()) for one in (day, first))
    begins, ends = max(monday, first), min(monday + timedelta(days=6), last)
    if not first <= day <= last:
        return f"{spans.worded(monday)}起的一周"
    return WEEK.format(number=(monday - opening).days // 7 + 1, first=spans.worded(begins), last=f"{ends.day}日")
