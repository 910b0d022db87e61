"""A month of notices: what goes out on which day, and how much of WeChat's mass messages is left."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import func, select
from starlette.responses import Response

from bot.console import noticepages, wording, written
from bot.console.visit import Visit
from bot.domain import calendar, months, quotas, roles, spans
from bot.domain.claimings import A_MONTH
from bot.domain.months import Day
from bot.domain.noticebook import Notice, State
from bot.domain.roles import Right

HERE: Final = f"{noticepages.HERE}/calendar"
MOST: Final = 400
"""Notices of one month that are drawn."""


@dataclass
class Square:
    """One day of the grid, with what goes or went out on it: each notice with its moment and how its state looks."""

    day: Day
    out: list[tuple[Notice, datetime, str]] = field(default_factory=list)


def show(visit: Visit) -> Response:
    """One month; this one, where none is asked for."""
    today = visit.act.today
    month = written.month(visit.query.get("month", "")) or today.replace(day=1)
    office = calendar.office(visit.act.config)
    squares = [Square(day) for day in months.days(month, office)]
    found = _put(visit, squares)
    return visit.render(
        "notice-calendar.html",
        month=month,
        before=written.near(spans.month_before(month)),
        after=written.near(spans.month_after(month)),
        weeks=months.weeks(month, squares),
        weekdays=wording.WEEKDAYS,
        today=today,
        found=found,
        named=partial(noticepages.named, visit),
        quota=quotas.month(visit.act, month),
        most=A_MONTH,
        estimated=calendar.is_estimated(month.year, office.own),
        may_write=Right.NOTICES in visit.rights,
    )


def _put(visit: Visit, squares: list[Square]) -> int:
    """Put each notice on the day on which it went out, or is to; how many there are."""
    zone = visit.act.config.zone
    begin = calendar.local(squares[0].day.day, "00:00", zone)
    end = calendar.local(squares[-1].day.day + timedelta(days=1), "00:00", zone)
    at = func.coalesce(Notice.started_at, Notice.due_at)
    seen = select(Notice).where(Notice.unit_id.in_(roles.reaching(visit.officer, Right.SEE_NOTICES)))
    seen = seen.where(at >= begin, at < end, Notice.state != State.CANCELLED.value).order_by(at, Notice.id)
    found = visit.session.scalars(seen.limit(MOST)).all()
    for one in found:
        moment = one.started_at or one.due_at
        assert moment  # noqa: S101 - those without are not found
        there = squares[moment.astimezone(zone).day - 1]
        there.out.append((one, moment, noticepages.TONES.get(one.status, "")))
    return len(found)
