"""How a year's plan goes: of each month what was planned, what is confirmed, what is done, what is overdue."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.planbook import PlanItem, State, of_year


@dataclass(frozen=True)
class Standing:
    """How one thing of a plan stands: its item and its event, as far as there are any; its last day; how far it is."""

    item: PlanItem | None
    event: Event | None
    ends: date | None
    confirmed: bool
    done: bool
    overdue: bool


@dataclass(frozen=True)
class Month:
    """How many of a month; number 0 is what has no month yet."""

    number: int
    planned: int = 0
    confirmed: int = 0
    done: int = 0
    overdue: int = 0


def standings(act: Act, year: int) -> list[Standing]:
    """All that a year's plan has, events that came in otherwise included; what is dropped or called off left out."""
    items, there = of_year(act.session, year), _events(act.session, year)
    by_id = {one.id: one for one in there}
    found = [_of_item(act, item, by_id.pop(item.event_id or 0, None)) for item in items]
    found += [_of_event(act, event) for event in by_id.values()]
    kept = [one for one in found if not (one.event and one.event.cancelled)]
    return sorted(kept, key=lambda one: one.ends or date.max)


def progress(found: list[Standing], year: int) -> list[Month]:
    """The twelve months, and what has none yet where there is such."""
    counted = list[Month]()
    for number in range(13):
        mine = [one for one in found if _month(one, year) == number]
        if number or mine:
            done, late = sum(one.done for one in mine), sum(one.overdue for one in mine)
            counted.append(Month(number, len(mine), sum(one.confirmed for one in mine), done, late))
    return sorted(counted, key=lambda one: one.number or 13)


def _of_item(act: Act, item: PlanItem, event: Event | None) -> Standing:
    held = _held(act, event) if event else False
    ends = _last(act, event) if event else item.due_on or item.ends
    done = item.state == State.DONE or held
    late = not done and ends is not None and ends < act.today
    return Standing(item, event, ends, item.state != State.DRAFT, done, late)


def _of_event(act: Act, event: Event) -> Standing:
    """An event that is no item's: where its day was never fixed, nobody says whether it was held."""
    return Standing(None, event, _last(act, event), confirmed=True, done=_held(act, event), overdue=False)


def _held(act: Act, event: Event) -> bool:
    over = event.ends_at or event.starts_at
    return over is not None and over < act.now


def _last(act: Act, event: Event) -> date:
    over = event.ends_at or event.starts_at
    if over:
        return over.astimezone(act.config.zone).date()
    return event.month.replace(day=monthrange(event.month.year, event.month.month)[1])


def _month(one: Standing, year: int) -> int:
    return one.ends.month if one.ends and one.ends.year == year else 0


def _events(session: Session, year: int) -> list[Event]:
    mine = select(PlanItem.event_id).where(PlanItem.year == year, PlanItem.event_id.is_not(None))
    within = and_(Event.month.between(date(year, 1, 1), date(year, 12, 31)), Event.draft.is_(False))
    return list(session.scalars(select(Event).where(or_(within, Event.id.in_(mine))).order_by(Event.id)))
