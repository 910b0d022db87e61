"""A year's events in figures: how many were held, who came, by month and by branch; as a picture and a spreadsheet."""

from typing import Final

from starlette.responses import Response

from bot.console import charts, eventpages, spreadsheets
from bot.console.pages import event_figures
from bot.console.pages.lists import file
from bot.console.visit import Visit
from bot.domain import heads, seasons
from bot.domain.seasons import Season
from bot.domain.turnout import Line

HERE: Final = f"{eventpages.HERE}/figures"
COLUMNS: Final = ("月份", "单位", "参加场次", "报名（人）", "签到（人）", "到场率（%）")


def show(visit: Visit) -> Response:
    """The tables of the months and of the branches, with a picture."""
    year = _year(visit)
    return visit.render(
        "events-figures.html",
        year=year,
        years=_years(visit),
        season=_season(visit, year),
        percent=event_figures.percent,
        few=event_figures.FEW,
        beside=event_figures.BESIDE,
    )


def chart(visit: Visit) -> Response:
    """How many signed up and came, month by month."""
    season = _season(visit, _year(visit))
    months = [season.months.get(number, Line("")) for number in range(1, 13)]
    labels = [f"{number}月" for number in range(1, 13)]
    series = (("报名", "people"), ("签到", "came"))
    drawn = [(word, [None if one.few else float(getattr(one, name)) for one in months]) for word, name in series]
    return charts.picture(charts.columns(labels, *drawn))


def export(visit: Visit) -> Response:
    """A row for each branch and month."""
    year = _year(visit)
    season = _season(visit, year)
    rows = [
        (f"{year}-{month:02d}", one.name, *_cells(one))
        for month, lines in sorted(season.cells.items())
        for one in lines
    ]
    rows += [(f"{year}", one.name, *_cells(one)) for one in season.branches]
    return file(f"活动统计 {year}", spreadsheets.write(f"{year}年", COLUMNS, rows))


def _cells(one: Line) -> tuple[object, ...]:
    if one.veiled:
        word = event_figures.FEW if one.few else event_figures.BESIDE
        return one.events, word, word, word
    if one.rate is None:
        return one.events, one.people, "", ""
    return one.events, one.people, one.came, round(one.rate * 100)


def _season(visit: Visit, year: int) -> Season:
    return seasons.of(visit.act, year, *heads.seen_by(visit.session, visit.officer))


def _years(visit: Visit) -> list[int]:
    return sorted({*seasons.years(visit.session), visit.act.today.year}, reverse=True)


def _year(visit: Visit) -> int:
    """The year that is asked for, where there is one such; else this one."""
    written = visit.query.get("year", "")
    return int(written) if written in {str(year) for year in _years(visit)} else visit.act.today.year
