"""How one event went in figures: by branch and by group, as pictures, as tables, and as a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import Response

from bot.console import charts, eventpages, spreadsheets
from bot.console.pages.lists import file
from bot.console.visit import Visit
from bot.domain import heads, turnout
from bot.domain.events import Event
from bot.domain.turnout import Line, Turnout

DRAWN: Final = 20
"""Lines of a picture; the table has all."""

FEW: Final = "少于 3"
BESIDE: Final = "略"
"""Stands where a number would give away one that is too small to be told."""

COLUMNS: Final = {
    "报名": "parties", "总人数": "people", "排队（人）": "waiting", "签到（人）": "came", "没来（人）": "absent",
}  # fmt: skip
"""What is shown of each branch; 总人数 counts guests, and all of a team."""

GROUP_COLUMNS: Final = {"报名": "people", "签到（人）": "came", "没来（人）": "absent"}
NOTED: Final = ("came", "absent")
"""What is told only where anybody was checked in."""


def show(visit: Visit) -> Response:
    """The tables, with a picture beside each."""
    event = eventpages.found(visit)
    found = _found(visit, event)
    return visit.render(
        "event-figures.html",
        **eventpages.context(visit, event, "figures"),
        figures=found,
        everything=heads.seen_by(visit.session, visit.officer, event)[0] is None,
        columns=COLUMNS,
        group_columns=GROUP_COLUMNS,
        cells=cells,
        percent=percent,
        drawn=DRAWN,
    )


def chart(visit: Visit) -> Response:
    """The picture of the branches, or of the groups."""
    event = eventpages.found(visit)
    found = _found(visit, event)
    return picture(found.groups if visit.query.get("of") == "groups" else found.branches, checked=found.checked)


def export(visit: Visit) -> Response:
    """All lines as a spreadsheet."""
    event = eventpages.found(visit)
    found = _found(visit, event)
    parts = (("单位", found.branches), ("群体", found.groups), ("", (found.whole,)))
    rows = [(part, one.name, *cells(one, COLUMNS, checked=found.checked)) for part, lines in parts for one in lines]
    return file(f"活动统计 {event.title}", spreadsheets.write("活动统计", ("按", "名称", *COLUMNS), rows))


def picture(lines: Sequence[Line], *, checked: bool) -> Response:
    """Lines as bars: how many signed up, and how many came; those that are veiled are left out."""
    shown = [one for one in lines if not one.veiled][:DRAWN]
    series = [("报名", [float(one.people) for one in shown])]
    series += [("签到", [float(one.came) for one in shown])] if checked else []
    return charts.picture(charts.bars([one.name for one in shown], *series, unit=" 人"))


def cells(one: Line, columns: Mapping[str, str], *, checked: bool) -> tuple[int | str, ...]:
    """What a line shows below these columns."""
    if one.veiled:
        return (FEW if one.few else BESIDE,) * len(columns)
    return tuple("" if name in NOTED and not checked else getattr(one, name) for name in columns.values())


def percent(one: Line) -> str:
    """Which share came: 92%."""
    return "—" if one.rate is None else FEW if one.veiled and one.few else BESIDE if one.veiled else f"{one.rate:.0%}"


def _found(visit: Visit, event: Event) -> Turnout:
    reach, top = heads.seen_by(visit.session, visit.officer, event)
    return turnout.of(visit.session, event, reach, visit.act.config.events.occasions.groups, top)
