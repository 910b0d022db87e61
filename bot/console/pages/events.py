"""Events by months, as a list or as a calendar, with the announcement of a month as members will read it."""

from datetime import date

from starlette.responses import Response

from bot.console import announced, eventlist, wording
from bot.console.eventlist import CALENDAR, Wanted
from bot.console.visit import Visit
from bot.domain import almanac, calendar, units
from bot.domain.roles import Right


def board(visit: Visit) -> Response:
    """The events of a month, and what went out by the clock; or the month as a calendar."""
    wanted = eventlist.read(visit.query, visit.act.today)
    every = almanac.of_month(visit.act, visit.officer, wanted.month)
    top = units.root(visit.session)
    found = [one for one in every if wanted.takes(one)]
    return visit.render(
        "events-calendar.html" if wanted.view == CALENDAR else "events.html",
        wanted=wanted,
        months=_months(visit, wanted),
        every=len(every),
        found=[one for one in found if one.event.month == wanted.month],
        undated=[one for one in found if one.event.month == wanted.month and not one.event.starts_at],
        weeks=almanac.weeks(visit.act, wanted.month, found) if wanted.view == CALENDAR else [],
        weekdays=wording.WEEKDAYS,
        today=visit.act.today,
        estimated=calendar.is_estimated(wanted.month.year, calendar.office(visit.act.config).own),
        stages=eventlist.stages(every, wanted),
        hosts=eventlist.hosts(every, top.name if top else "最上级工会"),
        may_add=Right.EVENTS in visit.rights,
        preview=announced.preview(visit.act, wanted.month),
        announcement=announced.announcement(visit.act, wanted.month),
        sent=announced.recent(visit.act),
    )


def _months(visit: Visit, wanted: Wanted) -> list[tuple[date, int]]:
    """The months of the year that have events, with how many; the chosen one and this one among them."""
    year = wanted.month.year
    found = almanac.counted(visit.session, visit.officer, year)
    this = visit.act.today.replace(day=1)
    shown = {*found, wanted.month} | ({this} if this.year == year else set())
    return [(month, found.get(month, 0)) for month in sorted(shown)]
