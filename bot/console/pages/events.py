"""Events: the plan by months, the announcement of a month as members will read it, and who signed up."""

from datetime import date

from starlette.responses import Response

from bot.console import runs, trail
from bot.console.visit import Visit, done, missing
from bot.domain import events, moves, notices, offers, plans, registrations, roles, units
from bot.domain.events import Event
from bot.domain.offers import State
from bot.domain.roles import Right
from bot.errors import Refusal

NOT_YOURS = "这个活动不能取消：已经取消或已经开始，或者要由最上级工会来取消。"


def board(visit: Visit) -> Response:
    """The plan's months, the events of one, its announcement, and what went out by the clock."""
    session = visit.session
    every = sorted(events.every(session), key=lambda event: event.starts_at is None)
    months = sorted({event.month for event in every} | {visit.act.today.replace(day=1)})
    month = _month(visit.query.get("month", "")) or visit.act.today.replace(day=1)
    return visit.render(
        "events.html",
        months=[(one, sum(event.month == one and not event.cancelled for event in every)) for one in months],
        month=month,
        found=[(event, registrations.taken(session, event)) for event in every if event.month == month],
        preview=plans.announcement(visit.act, month),
        announcement=runs.announcement(visit.act, month),
        runs=[runs.told(session, run) for run in notices.recent(session)],
    )


def show(visit: Visit) -> Response:
    """One event, with those of the officer's units who signed up; of the others only how many.

    Phones are for those who organise the events of a member's unit.
    """
    event = _event(visit)
    places = registrations.of_event(visit.session, event)
    queue = offers.live(visit.session, event)
    seen = roles.reach(visit.session, visit.officer, Right.SEE_EVENTS)
    return visit.render(
        "event.html",
        event=event,
        count=len(places),
        answers=moves.answers(places),
        places=[place for place in places if place.unit_id in seen],
        called=roles.reach(visit.session, visit.officer, Right.EVENTS),
        queue=[(number, place) for number, place in enumerate(queue, 1) if place.unit_id in seen],
        waiting=len(queue),
        offered=sum(place.status is State.OFFERED for place in queue),
        may_cancel=_may_cancel(visit, event),
        why_closed=event.why_closed(visit.act),
        trail=trail.lines(visit.session, event),
    )


def cancel(visit: Visit) -> Response:
    """Call an event off; everyone who signed up is told."""
    event = _event(visit)
    if not _may_cancel(visit, event):
        raise Refusal(NOT_YOURS)
    registrations.call_off(visit.act, event)
    return done(f"/console/events/{event.code}", "cancelled")


def _event(visit: Visit) -> Event:
    event = events.coded(visit.session, visit.path["code"])
    if event is None:
        raise missing()
    return event


def _may_cancel(visit: Visit, event: Event) -> bool:
    """Whether the officer may call the event off: the plan is the top union's, and what is past is past."""
    top, mine = units.root(visit.session), roles.reach(visit.session, visit.officer, Right.EVENTS)
    ahead = event.starts_at is None or event.starts_at > visit.act.now
    return top is not None and top.id in mine and ahead and not event.cancelled


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
