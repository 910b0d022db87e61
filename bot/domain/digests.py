"""The digest (专刊), every two months: what the union did and what comes, in figures, without anybody's name.

Drafted on the 20th of each even month for an officer's approval, sent on the month's last working day. It tells of the
events that were held, the suggestions that were adopted as they stand on the open board, how much was answered and
settled, the next month's events and the law in a minute. Two months in which nothing was done have none.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select

from bot.config import Config
from bot.domain import bulletin, calendar, clockdrafts, events, heads, monthly, spans, turnout, units
from bot.domain.acts import Act
from bot.domain.announcing import GRACE
from bot.domain.box import Suggestion
from bot.domain.casebook import Case
from bot.domain.clockdrafts import Draft
from bot.domain.events import Event
from bot.domain.noticebook import Notice
from bot.domain.noticekinds import Kind
from bot.domain.seats import Registration
from bot.domain.spans import Span

DRAFTED_ON: Final = 20
TOPIC: Final = "digest"
BUTTONS: Final = ("活动", "提建议", "退订")
TITLE: Final = "工会专刊（{first}—{last}月）"
SHOWN: Final = (6, 3, 1)
"""So many events, and so many suggestions, are told of by name: fewer where they do not fit."""

HELD: Final = "【这两个月的活动】"
ADOPTED: Final = "【大家的建议，已经采纳】"
FIGURES: Final = "【办了多少事】"
NEXT: Final = "【{month}月预告】"
CAME: Final = "，到场 {came} 人"
RESULTS: Final = "，成绩已公布"
REST: Final = "……共 {count} 项"
ANSWERED: Final = "答复建议 {count} 条"
SETTLED: Final = "办结诉求 {count} 件"

Told = tuple[str, Sequence[str]]
"""A head, and the lines below it."""


def due(act: Act) -> list[date]:
    """The months whose digest is to be drafted, or brought up to date: even ones."""
    return [month for month in _months(act) if _wanted(act, month)]


def draft(act: Act, month: date) -> Notice | None:
    """Draft the digest of a month and the one before, or bring its draft up to date."""
    return clockdrafts.write(act, _draft(act, month))


def outdated(act: Act, notice: Notice) -> bool:
    """Whether more has happened since it was written, and an officer is to look at it."""
    if notice.month is None or notice.key != key(notice.month):
        return False
    return clockdrafts.fixed(notice) and clockdrafts.outdated(notice, _draft(act, notice.month))


def key(month: date) -> str:
    """What names it."""
    return f"digest:{month:%Y-%m}"


def sent_at(config: Config, month: date) -> datetime:
    """When it goes out: on the month's last working day."""
    day = spans.month_after(month) - timedelta(days=1)
    while not calendar.is_workday(day, config.cases.own_days):
        day -= timedelta(days=1)
    return calendar.local(day, config.scheduler.announce_at, config.zone)


def drafted_at(config: Config, month: date) -> datetime:
    """When it is drafted."""
    return calendar.local(month.replace(day=DRAFTED_ON), config.scheduler.announce_at, config.zone)


def _months(act: Act) -> list[date]:
    """The even ones of this month and the last."""
    this = act.today.replace(day=1)
    return [month for month in (spans.month_before(this), this) if month.month % 2 == 0]


def _wanted(act: Act, month: date) -> bool:
    drafted, sent = drafted_at(act.config, month), sent_at(act.config, month)
    return clockdrafts.is_time(act, key(month), drafted, sent) and clockdrafts.wants(act, _draft(act, month))


def _draft(act: Act, month: date) -> Draft:
    at, first = sent_at(act.config, month), spans.month_before(month)
    title = TITLE.format(first=first.month, last=month.month)
    return Draft(key(month), Kind.DIGEST, TOPIC, month, at, at + GRACE, title, _body(act, month), BUTTONS)


def _body(act: Act, month: date) -> str:
    """What happened and what comes, as much of it as fits; empty where nothing happened."""
    zone, first = act.config.zone, spans.month_before(month)
    begins, ends = spans.month(first.year, first.month, zone).begins, spans.month(month.year, month.month, zone).ends
    happened = (_held(act, Span(begins, ends)), _adopted(act, Span(begins, ends)))
    figures, coming = _figures(act, Span(begins, ends)), _coming(act, month)
    if not (figures or any(lines for _, lines in happened)):
        return ""
    bodies = ("\n\n".join(_parts(happened, figures, coming, most)) for most in SHOWN)
    found = next(filter(partial(clockdrafts.fits, act.config), bodies), None)
    return found or figures


def _parts(happened: Sequence[Told], figures: str, coming: Told, most: int) -> Iterator[str]:
    """The parts that have something, each with so many lines and how many there are."""
    for head, lines in happened:
        yield from _part(head, lines, most)
    yield from [figures] if figures else []
    yield from _part(*coming, most)


def _part(head: str, lines: Sequence[str], most: int) -> Iterator[str]:
    if lines:
        rest = [REST.format(count=len(lines))] if len(lines) > most else []
        yield "\n".join([head, *(f"· {line}" for line in lines[:most]), *rest])


def _held(act: Act, span: Span) -> Told:
    """The events that are over, with how many came; of very few nobody is told how many."""
    over = [one for one in events.starting_between(act.session, *span) if one.over_at and one.over_at <= act.now]
    rows = heads.signed_up(Registration.event_id.in_([event.id for event in over]))
    came = dict(act.session.execute(select(rows.c.event_id, func.sum(rows.c.came)).group_by(rows.c.event_id)).all())
    return HELD, [_event(act, event, came.get(event.id, 0)) for event in over]


def _event(act: Act, event: Event, people: int) -> str:
    assert event.starts_at  # noqa: S101 - only those with a date were looked for
    came = CAME.format(came=people) if people >= turnout.LEAST else ""
    day = spans.worded(event.starts_at.astimezone(act.config.zone).date())
    return f"{event.title}（{day}{came}{RESULTS if event.results_at else ''}）"


def _adopted(act: Act, span: Span) -> Told:
    """Those on the open board, by the words that stand there."""
    top = units.top(act).id
    mine = select(Suggestion.number).where(Suggestion.shown, span.holds(Suggestion.adopted_at))
    numbers = act.session.scalars(mine.order_by(Suggestion.adopted_at, Suggestion.id)).all()
    found = [bulletin.of_number(act, top, number) for number in numbers]
    return ADOPTED, [one.title for one in found if one]


def _figures(act: Act, span: Span) -> str:
    counted = {
        ANSWERED: _count(act, select(func.count()).select_from(Suggestion), span.holds(Suggestion.replied_at)),
        SETTLED: _count(act, select(func.count()).select_from(Case), span.holds(Case.closed_at)),
    }
    told = "，".join(words.format(count=count) for words, count in counted.items() if count)
    return f"{FIGURES}\n{told}。" if told else ""


def _count(act: Act, counted: Select[int], within: ColumnElement[bool]) -> int:
    return act.session.scalar(counted.where(within)) or 0


def _coming(act: Act, month: date) -> Told:
    """The next month's events, by title, day and place."""
    following = spans.month_after(month)
    found = monthly.shown(act, following)
    return NEXT.format(month=following.month), [monthly.short(act, event) for event in found]
