"""Who comes to an event, as a spreadsheet to take along."""

from typing import Final
from zoneinfo import ZoneInfo

from starlette.responses import Response

from bot.console import eventpages, spreadsheets
from bot.console.pages.lists import file
from bot.console.visit import Visit
from bot.console.wording import phone
from bot.domain import attendance
from bot.domain.attendance import Coming

WHO_ALONE: Final = ("姓名", "电话", "同行")
WHO_AS_TEAM: Final = ("队名", "领队", "电话", "人数", "女职工")
REST: Final = ("单位", "群体", "来源", "报名时间", "改期后")
CAME: Final = "到场人数"
UNNAMED: Final = "没留姓名"


def take(visit: Visit) -> Response:
    """The list of those of the officer's units; phones only where the officer organises events."""
    event = eventpages.found(visit)
    found = attendance.take(visit.act, event, visit.officer)
    teams, zone = bool(event.team_least), visit.act.config.zone
    who = WHO_AS_TEAM if teams else WHO_ALONE
    rows = [
        (number, *_who(one, teams=teams), *_rest(one, zone), *_came(one, begun=found.begun), *one.answers)
        for number, one in enumerate(found.people, 1)
    ]
    headings = ("序号", *who, *REST, *((CAME,) if found.begun else ()), *found.questions)
    return file(f"报名名单 {event.title}", spreadsheets.write("报名名单", headings, rows))


def _who(one: Coming, *, teams: bool) -> tuple[object, ...]:
    called = phone(one.phone) if one.phone else ""
    if not teams:
        return one.name or UNNAMED, called, one.guests or ""
    return one.team, one.name, called, one.size, one.women


def _rest(one: Coming, zone: ZoneInfo) -> tuple[object, ...]:
    at = f"{one.joined_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return one.unit, one.groups, one.source, at, one.word


def _came(one: Coming, *, begun: bool) -> tuple[object, ...]:
    """How many came, once somebody was checked in; before that the column is left out."""
    return (one.came or "",) if begun else ()
