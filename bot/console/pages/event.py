"""One event: how it is arranged, who comes and who waits as far as the officer may see it, and calling it off."""

from typing import Any, Final

from starlette.responses import Response

from bot.console import eventpages, names, trail, written
from bot.console.pages import files
from bot.console.visit import Visit, done, missing
from bot.domain import almanac, audit, hosting, leaflets, moves, planitems, posters, registrations
from bot.domain.audit import AuditRow
from bot.domain.events import Event
from bot.domain.offers import State, live
from bot.domain.rolls import Roll
from bot.errors import Refusal

SHOWN: Final = 200
"""So many of a list are shown at first."""

UNTOLD: Final = frozenset({"event.opinion_given", "event.certificate_sent"})
"""What members do in their hundreds, and when each of them did is nobody's business here."""

OVER: Final = "这个活动已经取消或者已经开始，不能再取消。"


def show(visit: Visit) -> Response:
    """The overview: of those who come and wait, those of the officer's units; of the others only how many."""
    event = eventpages.found(visit)
    roll, head = Roll(visit.session, visit.officer, event), eventpages.context(visit, event)
    return visit.render(
        "event.html",
        **head,
        **_facts(visit, event),
        **_coming(visit, event, roll),
        **_waiting(visit, event, roll),
        may_cancel=head["may_run"] and _may_be_cancelled(visit, event),
        why_closed=event.why_closed(visit.act),
        trail=trail.worded(visit.session, _told(visit, event)),
    )


def cancel(visit: Visit) -> Response:
    """Call an event off; everyone who signed up is told."""
    event = eventpages.found(visit)
    hosting.require(visit.session, visit.officer, event)
    if not _may_be_cancelled(visit, event):
        raise Refusal(OVER)
    registrations.call_off(visit.act, event)
    return done(eventpages.path(event), "cancelled")


def given(visit: Visit) -> Response:
    """A file that came with a registration, for those who organise events of that unit."""
    event, number = eventpages.found(visit), written.number(visit.path["registration"])
    roll = Roll(visit.session, visit.officer, event)
    place = roll.numbered(number) if number else None
    if place is None or not roll.is_called(place):
        raise missing()
    return files.answer(visit, place.attachments)


def _facts(visit: Visit, event: Event) -> dict[str, Any]:
    groups = visit.act.config.events.occasions.groups
    return {
        "when": posters.when(visit.act, event),
        "audience": posters.audience(visit.act, event),
        "team": posters.team(visit.act, event),
        "caps": [(groups[key].label if key in groups else key, most) for key, most in event.group_seats.items()],
        "sessions": almanac.of_series(visit.act, visit.officer, event),
        "leaflets": leaflets.of_event(visit.session, event),
        "item": planitems.of_event(visit.session, event),
    }


def _coming(visit: Visit, event: Event, roll: Roll) -> dict[str, Any]:
    tally, groups = roll.tally(), visit.act.config.events.occasions.groups
    places = roll.coming(None if visit.query.get("all") else SHOWN)
    wanted = {place.unit_id for place in places if place.unit_id}
    return {
        "tally": tally,
        "places": places,
        "roll": roll,
        "homes": names.units(visit.session, wanted),
        "groups": {key: group.label for key, group in groups.items()},
        "private": {row["name"] for row in event.questions if row.get("private")},
        "to_phone": [place for place in moves.to_phone(visit.session, event) if roll.is_called(place)],
    }


def _waiting(visit: Visit, event: Event, roll: Roll) -> dict[str, Any]:
    queue = live(visit.session, event)
    return {
        "queue": [(number, place) for number, place in enumerate(queue, 1) if roll.is_seen(place)][:SHOWN],
        "waiting": len(queue),
        "offered": sum(place.status is State.OFFERED for place in queue),
    }


def _told(visit: Visit, event: Event) -> list[AuditRow]:
    return [row for row in audit.trail(visit.session, event) if row.action not in UNTOLD]


def _may_be_cancelled(visit: Visit, event: Event) -> bool:
    """What is past is past, and what nobody saw is not called off."""
    ahead = event.starts_at is None or event.starts_at > visit.act.now
    return ahead and not event.cancelled and not event.draft
