"""Deliveries that went wrong, and sending again."""

import re

from starlette.responses import Response

from bot.console.visit import Visit, done, missing
from bot.domain import deliveries
from bot.domain.cases import Case
from bot.domain.suggestions import Suggestion
from bot.store.outbox import State

NUMBER = re.compile(r"[0-9]{1,9}")


def board(visit: Visit) -> Response:
    """Messages that failed, that may not have arrived, or that wait."""
    rows = deliveries.trouble(visit.session, visit.officer, visit.act.now)
    subjects = deliveries.about(visit.session, rows)
    return visit.render(
        "deliveries.html",
        lost=[row for row in rows if deliveries.lost(row)],
        parked=[row for row in rows if row.status is State.PARKED],
        slow=[row for row in rows if row.status is State.QUEUED],
        subjects={row: (_folder(subject), subject.number) for row, subject in subjects.items()},
        complaint=deliveries.complaint,
    )


def resend(visit: Visit) -> Response:
    """Queue one message again."""
    number = visit.typed.get("message", "")
    row = deliveries.numbered(visit.session, int(number), visit.officer) if NUMBER.fullmatch(number) else None
    if row is None:
        raise missing()
    deliveries.resend(visit.act, row)
    return done("/console/deliveries", "resent")


def resend_here(visit: Visit) -> Response:
    """Queue a message of one case again, on the page of that case."""
    number = visit.typed.get("message", "")
    row = deliveries.numbered(visit.session, int(number), visit.officer) if NUMBER.fullmatch(number) else None
    subject = deliveries.about(visit.session, [row]).get(row.id) if row else None
    if row is None or not isinstance(subject, Case) or subject.number != visit.path["number"]:
        raise missing()
    deliveries.resend(visit.act, row)
    return done(f"/console/cases/{subject.number}", "resent")


def _folder(subject: Case | Suggestion) -> str:
    return "cases" if isinstance(subject, Case) else "suggestions"
