"""The office's calendar of a month: when it works and why, and what is due on which day. It is only looked at here."""

from datetime import date, timedelta

from starlette.responses import Response

from bot.console.visit import Visit
from bot.domain import calendar, months
from bot.domain.months import Day

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 1)
"""The months that can be looked at."""

WEEKDAYS = "一二三四五六日"


def show(visit: Visit) -> Response:
    """One month; this one, where none is asked for."""
    office, today = calendar.office(visit.act.config), visit.act.today
    month = _month(visit.query.get("month", "")) or today.replace(day=1)
    days = months.days(month, office)
    months.fill(days, visit.session, visit.officer, office)
    return visit.render(
        "calendar.html",
        month=month,
        today=today,
        days=days,
        weekdays=WEEKDAYS,
        blank=month.weekday(),
        before=_near(month - timedelta(days=1)),
        after=_near(days[-1].day + timedelta(days=1)),
        working=sum(one.works for one in days),
        hours=_hours(days, office.day),
        frames=[f"{begin:%H:%M}–{end:%H:%M}" for begin, end in office.frames],
        estimated=calendar.is_estimated(month.year, office.own),
        own=bool(visit.act.config.cases.days_file),
    )


def _hours(days: list[Day], length: timedelta) -> str:
    """How long the office works in the month, in hours: 168, or 171.5."""
    return f"{sum(one.works for one in days) * length / timedelta(hours=1):g}"


def _near(day: date) -> date | None:
    """The month that a day is in, where it can be looked at."""
    first = day.replace(day=1)
    return first if FIRST <= first <= LAST else None


def _month(written: str) -> date | None:
    try:
        return _near(date.fromisoformat(f"{written}-01"))
    except ValueError:
        return None
