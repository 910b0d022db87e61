"""Suggestions: the list, and one with its answer."""

from starlette.responses import Response

from bot.console import names, trail
from bot.console.visit import Forbidden, Visit, done, missing
from bot.domain import deliveries, filings, suggestions
from bot.domain.suggestions import VERDICTS, State, Suggestion
from bot.errors import Refusal


def board(visit: Visit) -> Response:
    """The suggestions that the officer may see: those to be answered, or the answered ones."""
    everything = suggestions.seen_by(visit.session, visit.officer)
    answered = visit.query.get("show") == "answered"
    filed = [one for one in everything if one.state == State.FILED.value]
    closed = [one for one in everything if one.state != State.FILED.value]
    views = [("", "待答复", len(filed)), ("answered", "已答复", len(closed))]
    found = sorted(closed, key=lambda one: one.answered_at or one.filed_at, reverse=True) if answered else filed
    chosen, units = "answered" if answered else "", names.units(visit.session)
    return visit.render("suggestions.html", views=views, chosen=chosen, found=found, units=units)


def show(visit: Visit) -> Response:
    """One suggestion, its answer if there is one, and the form for answering."""
    suggestion = _suggestion(visit)
    return visit.render(
        "suggestion.html",
        one=suggestion,
        verdicts=VERDICTS,
        answering=filings.may_answer(visit.session, visit.officer, suggestion),
        unit=names.units(visit.session)[suggestion.unit_id],
        officers=names.officers(visit.session),
        told=deliveries.latest(visit.session, f"suggestion:{suggestion.id}:answer"),
        trail=trail.lines(visit.session, suggestion),
    )


def answer(visit: Visit) -> Response:
    """Answer a suggestion with verdict and reasons; the same answer twice is told once."""
    suggestion, text = _suggestion(visit), visit.text("answer")
    if suggestion.unit_id not in visit.units:
        raise Forbidden
    verdict = next((one for one in VERDICTS if one.value == visit.typed.get("verdict")), None)
    if verdict is None:
        raise Refusal("请先选一项：采纳、暂存备用，或暂不采纳。")
    visit.session.refresh(suggestion, with_for_update=True)
    if (suggestion.state, suggestion.answer) != (verdict.value, text):
        suggestions.answer(visit.act, suggestion, visit.officer, verdict, text)
    return done(f"/console/suggestions/{suggestion.number}", "answered")


def _suggestion(visit: Visit) -> Suggestion:
    suggestion = suggestions.numbered(visit.session, visit.path["number"])
    if suggestion is None or not filings.may_see(visit.session, visit.officer, suggestion):
        raise missing()
    return suggestion
