"""Finding a case or a suggestion by the number that a member quotes; whatever else is known of a case, in the list."""

from dataclasses import replace
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from bot.console.pages import today
from bot.console.visit import Visit
from bot.domain import cases, filings, numbers, suggestions
from bot.domain.roles import Right
from bot.errors import Refusal

NOTHING = "没有找到 {number}。可能编号写错了，或者不归您的单位管。"


def show(visit: Visit) -> Response:
    """The page of a number; one that is wrong or not the officer's is told on the desk of the day."""
    typed = visit.query.get("number", "").strip()
    if typed and not numbers.PATTERN.fullmatch(typed) and Right.SEE_CASES in visit.rights:
        return RedirectResponse(f"/console/cases?{urlencode({'q': typed})}", 303)
    try:
        return RedirectResponse(_path(visit, numbers.read(typed)), 303)
    except Refusal as refusal:
        return today.show(replace(visit, refused=str(refusal), typed={"number": typed}))


def _path(visit: Visit, number: str) -> str:
    case, one = cases.numbered(visit.session, number), suggestions.numbered(visit.session, number)
    if case and filings.may_see(visit.session, visit.officer, case):
        return f"/console/cases/{number}"
    if one and filings.may_see(visit.session, visit.officer, one):
        return f"/console/suggestions/{number}"
    raise Refusal(NOTHING.format(number=number))
