"""Questions that got no sure answer: what the knowledge base still has to learn."""

from starlette.responses import Response

from bot.console.visit import Visit
from bot.domain import questions


def show(visit: Visit) -> Response:
    """What was asked without a sure answer, most frequent first."""
    return visit.render("questions.html", found=questions.unanswered(visit.session))
