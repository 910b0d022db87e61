"""The almanac: the events of a month as staff see them: drafts by those who organise them, what is called off, all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.domain import calendar, months, offers, roles, spans, units
from bot.domain.acts import Act
from bot.domain.events import Event, Stage
from bot.domain.months import Day
from bot.domain.queues import LIVE, WaitingPlace
from bot.domain.roles import Right
from bot.domain.seats import Registration
from bot.domain.series import Series
from bot.domain.staff import Officer
from bot.domain.units import Unit

WEEK: Final = 7


@dataclass(frozen=True)
class Listed:
    """One event of a list, with the places taken and waited for. `host`: a unit's name, `series`: its title."""

    event: Event
    stage: Stage
    host: str
    series: str
    taken: int = 0
    waiting: int = 0


@dataclass
class Square:
    """One day of the grid; `begun` are events that began before and still last."""

    day: Day
    begins: list[Listed] = field(default_factory=list)
    begun: list[Listed] = field(default_factory=list)


def of_month(act: Act, officer: Officer, month: date) -> list[Listed]:
    """The events of a month, those with a day first, and those that last into it from the month before."""
    begin, end = (calendar.local(day, "00:00", act.config.zone) for day in (month, spans.month_after(month)))
    lasting = and_(Event.starts_at < end, func.coalesce(Event.ends_at, Event.starts_at) > begin)
    which = select(Event).where(or_(Event.month == month, lasting), _shown(act.session, officer))
    found = act.session.scalars(which.order_by(Event.starts_at.is_(None), Event.starts_at, Event.id)).all()
    return _told(act, found)


def of_series(act: Act, officer: Officer, event: Event) -> list[Listed]:
    """The other events of its series, in their order."""
    if event.series_id is None:
        return []
    others = select(Event).where(Event.series_id == event.series_id, Event.id != event.id)
    return _told(act, act.session.scalars(others.where(_shown(act.session, officer)).order_by(Event.starts_at)).all())


def counted(session: Session, officer: Officer, year: int) -> dict[date, int]:
    """How many events the months of a year have, called off ones left out."""
    within = Event.month.between(date(year, 1, 1), date(year, 12, 1))
    rows = select(Event.month, func.count()).where(within, Event.cancelled.is_(False), _shown(session, officer))
    return {month: count for month, count in session.execute(rows.group_by(Event.month))}  # noqa: C416 - rows, which the library types as such


def weeks(act: Act, month: date, found: Sequence[Listed]) -> list[list[Square | None]]:
    """The month as weeks from Monday to Sunday, each day with what is on; None where a week lies outside the month."""
    office = calendar.office(act.config)
    squares = [Square(day) for day in months.days(month, office)]
    for one in found:
        _put(squares, one, act)
    return months.weeks(month, squares)


def _put(squares: list[Square], one: Listed, act: Act) -> None:
    event, zone = one.event, act.config.zone
    if event.starts_at is None:
        return
    first, last = (_day(moment, zone) for moment in (event.starts_at, event.ends_at or event.starts_at))
    for square in squares:
        if square.day.day == first:
            square.begins.append(one)
        elif first < square.day.day <= last:
            square.begun.append(one)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _shown(session: Session, officer: Officer) -> ColumnElement[bool]:
    """What an officer may see: no draft that others organise."""
    mine, top = roles.reaching(officer, Right.EVENTS), units.root(session)
    own: ColumnElement[bool] = Event.host_id.in_(mine)
    if top and top.id in roles.reach(session, officer, Right.EVENTS):
        own = or_(own, Event.host_id.is_(None))
    return or_(Event.draft.is_(False), own)


def _told(act: Act, found: Sequence[Event]) -> list[Listed]:
    session, ids = act.session, [event.id for event in found]
    taken = _sums(session, Registration, ids, Registration.left_at.is_(None))
    waiting = _sums(session, WaitingPlace, ids, WaitingPlace.state.in_(LIVE))
    named = select(Unit.id, Unit.name).where(Unit.id.in_({one.host_id for one in found}))
    hosts = {number: name for number, name in session.execute(named)}  # noqa: C416 - rows, which the library types as such
    series = _series(session, found)
    return [
        Listed(
            event, stage(act, event), hosts.get(event.host_id or 0, ""), series.get(event.series_id or 0, ""),
            taken.get(event.id, 0), waiting.get(event.id, 0),
        )
        for event in found
    ]  # fmt: skip


def stage(act: Act, event: Event) -> Stage:
    """How far an event is, with whether it is full."""
    found = event.stage(act)
    return Stage.FULL if found is Stage.OPEN and not offers.has_room(act.session, event) else found


def _series(session: Session, found: Sequence[Event]) -> dict[int, str]:
    wanted = {event.series_id for event in found}
    named = select(Series.id, Series.title).where(Series.id.in_(wanted))
    return {number: title for number, title in session.execute(named)}  # noqa: C416 - rows, which the library types as such


def _sums(
    session: Session, table: type[Registration | WaitingPlace], ids: Sequence[int], live: ColumnElement[bool]
) -> dict[int, int]:
    """The places that count, by event."""
    rows = select(table.event_id, func.sum(table.places)).where(table.event_id.in_(ids), live)
    return {number: places for number, places in session.execute(rows.group_by(table.event_id))}  # noqa: C416 - rows, which the library types as such
