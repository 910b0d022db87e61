"""The cases that an officer may see, as a list: by what they look for, a page at a time."""

from typing import Final

from starlette.responses import Response

from bot.console import docket, filters, finding, places
from bot.console.visit import Visit
from bot.domain import changes
from bot.domain.casebook import State
from bot.domain.worklist import Wanted, Worklist
from bot.messages import clean

LONGEST: Final = 100
"""Characters that are looked for."""


def board(visit: Visit) -> Response:
    """The list, with how much there is of each sort; or what was looked for."""
    if words := clean(visit.query.get("q", ""))[:LONGEST]:
        return visit.render("found.html", wanted=words, found=finding.find(visit, words))
    wanted, number = filters.read(visit.query), filters.page(visit.query)
    work = Worklist(visit.session, visit.officer, visit.act.now)
    page = work.page(wanted, number)
    units, kinds = places.choices(visit.session, work.reach, wanted.unit), visit.act.config.cases.kinds
    return visit.render(
        "cases.html",
        since=changes.newest(visit.session),
        found=docket.of(visit.session, page.cases, visit.act.now),
        views=filters.views(wanted, work.counts(wanted)),
        chosen=filters.chosen(wanted, kinds, _name(wanted, units)),
        wanted=wanted,
        units=units,
        kinds=kinds,
        states=[state for state in State if state not in {State.RESOLVED, State.CLOSED}],
        number=number,
        before=filters.address(wanted, number - 1) if number > 1 else "",
        after=filters.address(wanted, number + 1) if page.more else "",
        estimated=docket.why_estimated(visit.act, page.cases),
    )


def _name(wanted: Wanted, units: list[tuple[int, str]]) -> str:
    return next((name.strip() for unit, name in units if unit == wanted.unit), "别的单位")
