"""The month's announcement: drafted on the 25th of the month before, approved by an officer, sent on the first workday.

It tells what the plan has, week by week, and the law in a minute. While nobody has changed or approved it, it follows
the plan. Not approved in time it still goes out when it is, for ten days; then it was missed.
"""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from bot.config import Config
from bot.domain import calendar, clockdrafts, monthly, plans, spans
from bot.domain.acts import Act
from bot.domain.clockdrafts import Draft
from bot.domain.events import Event
from bot.domain.noticebook import Notice
from bot.domain.noticekinds import Kind

DRAFTED_ON: Final = 25
GRACE: Final = timedelta(days=10)
"""An announcement that is later than this is of no use any more."""

TOPIC: Final = "activity"
BUTTONS: Final = ("报名", "退订")
TITLE: Final = "{union}{month}月活动预告"
LONGEST_UNION: Final = 30
"""A union's name that is longer does not stand in the title, which would be too long."""


def due(act: Act) -> list[date]:
    """The months whose announcement is to be drafted, or brought up to date."""
    return [month for month in _months(act) if _wanted(act, month)]


def draft(act: Act, month: date) -> Notice | None:
    """Draft the announcement of a month, or bring its draft up to date."""
    return clockdrafts.write(act, _draft(act, month))


def of_month(act: Act, month: date) -> Notice | None:
    """The announcement of the month that the day is in."""
    return clockdrafts.known(act.session, key(month))


def outdated(act: Act, notice: Notice) -> bool:
    """Whether the plan has changed since it was written, and an officer is to look at it."""
    if notice.sort is not Kind.ANNOUNCEMENT or notice.month is None:
        return False
    return clockdrafts.fixed(notice) and clockdrafts.outdated(notice, _draft(act, notice.month))


def key(month: date) -> str:
    """What names it."""
    return f"announcement:{month:%Y-%m}"


def announced_at(config: Config, month: date) -> datetime:
    """When the announcement of the month goes out that the day is in: on its first working day."""
    day = calendar.first_workday(month, config.cases.own_days)
    return calendar.local(day, config.scheduler.announce_at, config.zone)


def drafted_at(config: Config, month: date) -> datetime:
    """When it is drafted: on the 25th of the month before."""
    day = spans.month_before(month).replace(day=DRAFTED_ON)
    return calendar.local(day, config.scheduler.announce_at, config.zone)


def _months(act: Act) -> tuple[date, date, date]:
    """Last month, so that one missed over its end is recorded; this one; the next one."""
    this = act.today.replace(day=1)
    return spans.month_before(this), this, spans.month_after(this)


def _wanted(act: Act, month: date) -> bool:
    drafted, sent = drafted_at(act.config, month), announced_at(act.config, month)
    return clockdrafts.is_time(act, key(month), drafted, sent) and clockdrafts.wants(act, _draft(act, month))


def _draft(act: Act, month: date) -> Draft:
    at = announced_at(act.config, month)
    name = act.config.union.name
    title = TITLE.format(union=name if len(name) <= LONGEST_UNION else "", month=month.month)
    return Draft(
        key(month), Kind.ANNOUNCEMENT, TOPIC, month.replace(day=1), at, at + GRACE, title, _body(act, month), BUTTONS,
        approved=act.config.notices.announce_unapproved,
    )  # fmt: skip


def _body(act: Act, month: date) -> str:
    """The activities of the month; empty where there are none."""
    found = monthly.shown(act, month)
    if not found:
        return ""
    line = partial(_line, act)
    text = monthly.fitting(act, month, found, line, partial(clockdrafts.fits, act.config))
    return f"{text}\n{plans.SIGN_UP}" if any(event.signup for event in found) else text


def _line(act: Act, event: Event) -> str:
    return plans.line(event, act)
