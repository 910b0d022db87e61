"""Cases whose time is nearly over: what is erased soon, and what an officer wants kept for longer."""

from typing import Final

from starlette.responses import Response

from bot.console import names
from bot.console.visit import Forbidden, Page, Visit, done, missing
from bot.domain import cases, filings, retention
from bot.domain.cases import Case


def board(visit: Visit) -> Response:
    """The closed cases that are erased within a month, and those that are held."""
    found = retention.endings(visit.session, visit.officer, visit.act.config.cases.kinds)
    return visit.render(
        "retention.html",
        soon=[one for one in found if one.held_by is None],
        held=[one for one in found if one.held_by is not None],
        units=names.units(visit.session, {one.case.unit_id for one in found}),
        officers=names.officers(visit.session, {one.held_by for one in found if one.held_by}),
    )


def hold(visit: Visit) -> Response:
    """Keep a case for longer."""
    retention.hold(visit.act, _case(visit), visit.officer, visit.text("reason"))
    return done("/console/retention", "held")


def let_go(visit: Visit) -> Response:
    """A case need not be kept for longer any more."""
    retention.let_go(visit.act, _case(visit), visit.officer)
    return done("/console/retention", "let-go")


STEPS: Final[dict[str, Page]] = {"hold": hold, "let-go": let_go}
"""What is done here, by the end of its address."""


def _case(visit: Visit) -> Case:
    case = cases.numbered(visit.session, visit.typed.get("number", ""))
    if case is None or not filings.may_see(visit.session, visit.officer, case):
        raise missing()
    if case.unit_id not in visit.units:
        raise Forbidden
    return case
