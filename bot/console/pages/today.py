"""The desk of the day: what must be done first, what waits, what comes."""

from starlette.responses import Response

from bot.console import docket, runs
from bot.console.visit import Visit
from bot.domain import deliveries, events, registrations, suggestions
from bot.domain.suggestions import State

MOST = 8


def show(visit: Visit) -> Response:
    """What cannot wait, cases and suggestions that wait for an answer, trouble with deliveries, next events."""
    session, now = visit.session, visit.act.now
    open_cases = [one for one in docket.seen_by(session, visit.officer, now) if not one.closed]
    filed = [one for one in suggestions.seen_by(session, visit.officer) if one.state == State.FILED.value]
    return visit.render(
        "today.html",
        first=[one for one in open_cases if one.first],
        waiting=[one for one in open_cases if not one.first and not one.answered],
        answered=[one for one in open_cases if not one.first and one.answered],
        suggestions=filed[:MOST],
        filed=len(filed),
        lost=[row for row in deliveries.trouble(session, visit.officer, now) if deliveries.lost(row)],
        events=[(event, registrations.taken(session, event)) for event in events.coming(visit.act, MOST)],
        estimated=docket.why_estimated(visit.act, [one.case for one in open_cases]),
        announcement=runs.announcement(visit.act, visit.act.today),
    )
