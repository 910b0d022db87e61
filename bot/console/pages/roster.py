"""Who comes to an event, as a spreadsheet to take along."""

from datetime import datetime
from typing import Final

from starlette.responses import Response

from bot.console import spreadsheets
from bot.console.pages.lists import file
from bot.console.visit import Visit, missing
from bot.console.wording import phone
from bot.domain import attendance, events
from bot.domain.attendance import Coming

ONES: Final = ("序号", "姓名", "单位", "报名时间", "改期后")
TEAMS: Final = ("序号", "队名", "领队", "电话", "人数", "女职工", "单位", "报名时间", "改期后")
UNNAMED: Final = "没留姓名"


def take(visit: Visit) -> Response:
    """The list of those of the officer's units; phones only where the officer organises events."""
    event = events.coded(visit.session, visit.path["code"])
    if event is None:
        raise missing()
    found = attendance.take(visit.act, event, visit.officer)
    teams, zone = bool(event.team_least), visit.act.config.zone
    rows = [
        (number, *_who(one, teams=teams), one.unit, _moment(one.joined_at.astimezone(zone)), one.word)
        for number, one in enumerate(found, 1)
    ]
    return file(f"报名名单 {event.title}", spreadsheets.write("报名名单", TEAMS if teams else ONES, rows))


def _who(one: Coming, *, teams: bool) -> tuple[object, ...]:
    if not teams:
        return (one.name or UNNAMED,)
    return one.team, one.name, phone(one.phone) if one.phone else "", one.size, one.women


def _moment(there: datetime) -> str:
    return f"{there:%Y-%m-%d %H:%M}"
