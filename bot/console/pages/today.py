"""The desk of the day: what must be done first, what waits, what comes."""

from collections.abc import Sequence

from sqlalchemy import select
from starlette.responses import Response

from bot.console import docket, runs
from bot.console.filters import told
from bot.console.visit import Visit
from bot.domain import backlog, changes, events, registrations, roles
from bot.domain.casebook import State
from bot.domain.roles import Right
from bot.domain.suggestions import State as Answer
from bot.domain.suggestions import Suggestion
from bot.domain.worklist import Wanted, Worklist

MOST = 8
FIRST = 15


def show(visit: Visit) -> Response:
    """What cannot wait, what is mine and what nobody has, suggestions, trouble with deliveries, next events."""
    session, now = visit.session, visit.act.now
    work = Worklist(session, visit.officer, now)
    parts = (work.first(FIRST), work.calm(Wanted(mine=True), MOST), work.calm(Wanted(state=State.NEW), MOST))
    first, mine, new = (docket.of(session, part, now) for part in parts)
    return visit.render(
        "today.html",
        since=changes.newest(session),
        counts=work.counts(Wanted()),
        told=told,
        first=first,
        mine=mine,
        new=new,
        suggestions=_suggestions(visit),
        filed=backlog.suggestions(session, visit.officer),
        lost=backlog.lost(session, visit.officer),
        events=[(event, registrations.taken(session, event)) for event in events.coming(visit.act, MOST)],
        estimated=docket.why_estimated(visit.act, [case for part in parts for case in part]),
        announcement=runs.announcement(visit.act, visit.act.today),
    )


def _suggestions(visit: Visit) -> Sequence[Suggestion]:
    """Those that wait for an answer, soonest due first."""
    mine = Suggestion.unit_id.in_(roles.reaching(visit.officer, Right.SEE_SUGGESTIONS))
    waiting = select(Suggestion).where(Suggestion.state == Answer.FILED.value, mine)
    return visit.session.scalars(waiting.order_by(Suggestion.due_at, Suggestion.id).limit(MOST)).all()
