"""The office's calendar of a month: when it works and why, and what is due on which day. It is only looked at here."""

from datetime import timedelta

from starlette.responses import Response

from bot.console import wording, written
from bot.console.visit import Visit
from bot.domain import calendar, months, spans
from bot.domain.months import Day


def show(visit: Visit) -> Response:
    """One month; this one, where none is asked for."""
    office, today = calendar.office(visit.act.config), visit.act.today
    month = written.month(visit.query.get("month", "")) or today.replace(day=1)
    days = months.days(month, office)
    months.fill(days, visit.session, visit.officer, office)
    return visit.render(
        "calendar.html",
        month=month,
        today=today,
        days=days,
        weekdays=wording.WEEKDAYS,
        blank=month.weekday(),
        before=written.near(spans.month_before(month)),
        after=written.near(spans.month_after(month)),
        working=sum(one.works for one in days),
        hours=_hours(days, office.day),
        frames=[f"{begin:%H:%M}–{end:%H:%M}" for begin, end in office.frames],
        estimated=calendar.is_estimated(month.year, office.own),
        own=bool(visit.act.config.cases.days_file),
    )


def _hours(days: list[Day], length: timedelta) -> str:
    """How long the office works in the month, in hours: 168, or 171.5."""
    return f"{sum(one.works for one in days) * length / timedelta(hours=1):g}"
