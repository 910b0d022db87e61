"""The year's plan: taken in from a list or a table, confirmed item by item, and how the year goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from bot.console import charts, names, planfiles, spreadsheets
from bot.console.pages import plan_item
from bot.console.visit import Visit, done
from bot.domain import planbook, planitems, planlist, plantimes, planyear, roles
from bot.domain.planbook import Kind, PlanItem, State
from bot.domain.planlist import Read, Sure
from bot.domain.roles import Right
from bot.errors import Refusal
from bot.messages import clean

HERE: Final = "/console/plan"
PICK: Final = "pick-"
"""A ticked box is called so, with the item's id behind."""

NEAREST, FURTHEST = 1, 2
"""How many years before and after this one a plan may be for."""

BAD_YEAR: Final = "请选计划是哪一年的：{first} 到 {last} 年。"
NOTHING: Final = "没有读到内容。请把活动列表粘贴进来，或者选一个表格文件，再点“先看一遍”。"
TOO_LONG: Final = "内容太长，最多 {most} 个字。请分成几次。"
NOT_PICKED: Final = "还没有勾选。请先勾上要一起确认的，再点“一起确认”。"
NO_DEED: Final = "请先选确认成什么：活动，还是任务。"


@dataclass(frozen=True)
class Result:
    """What came of confirming several: how many, and which not, with the reason."""

    done: int
    refused: list[tuple[PlanItem, str]]


def board(visit: Visit, result: Result | None = None) -> Response:
    """The year on one page: its months, what waits to be confirmed, what is; and the way in for a new list."""
    year = _year(visit)
    found = planyear.standings(visit.act, year)
    owners = names.officers(visit.session, {one.item.officer_id for one in found if one.item and one.item.officer_id})
    return visit.render(
        "plan.html",
        year=year,
        years=_years(visit),
        months=planyear.progress(found, year),
        drafts=[one for one in found if one.item and one.item.state == State.DRAFT],
        others=[one for one in found if not one.item or one.item.state != State.DRAFT],
        told=plantimes.told,
        owners=owners,
        people=plan_item.people(visit),
        planning=roles.at_the_top(visit.session, visit.officer, Right.EVENTS),
        columns=planfiles.COLUMNS,
        result=result,
    )


def chart(visit: Visit) -> Response:
    """The months as columns."""
    year = _year(visit)
    months = [one for one in planyear.progress(planyear.standings(visit.act, year), year) if one.number]
    series = (("逾期", "overdue"), ("计划", "planned"), ("办完", "done"), ("已确认", "confirmed"))
    drawn = [(word, [getattr(one, name) for one in months]) for word, name in series]
    return charts.picture(charts.columns([f"{one.number}月" for one in months], *drawn))


def read(visit: Visit) -> Response:
    """What was understood of a list, line by line; nothing is kept yet."""
    _require(visit)
    year, (found, carried) = _year(visit), _given(visit)
    return visit.render(
        "plan-read.html", year=year, found=found, carried=carried, told=plantimes.told, Sure=Sure,
        fields=planlist.FIELDS, title=_title(visit, found, year),
    )  # fmt: skip


def save(visit: Visit) -> Response:
    """Keep a list as drafts."""
    year, (found, _) = _year(visit), _given(visit)
    planitems.draft(visit.act, visit.officer, found.items, year, _title(visit, found, year))
    return done(HERE, "plan-drafted", f"&year={year}#drafts")


def confirm(visit: Visit) -> Response:
    """Confirm all that are ticked, as events or as tasks; a line for each that cannot be."""
    deed, refused, count = _deed(visit), list[tuple[PlanItem, str]](), 0
    picked = _picked(visit)
    if not picked:
        raise Refusal(NOT_PICKED)
    for item in picked:
        try:
            with visit.session.begin_nested():
                deed(item)
        except Refusal as why:
            visit.session.refresh(item)
            refused.append((item, str(why)))
        else:
            count += 1
    return board(visit, Result(count, refused))


def _picked(visit: Visit) -> list[PlanItem]:
    """What is ticked; or all drafts of the year that are clear and not over."""
    if visit.typed.get("all"):
        drafts = [one for one in planbook.of_year(visit.session, _year(visit)) if one.state == State.DRAFT]
        return [one for one in drafts if one.ends and one.ends >= visit.act.today and not one.doubts]
    return [plan_item.found(visit, name.removeprefix(PICK)) for name in visit.typed if name.startswith(PICK)]


def _deed(visit: Visit) -> Callable[[PlanItem], object]:
    _require(visit)
    chosen = visit.typed.get("kind", "")
    if chosen == Kind.EVENT:
        return lambda item: planitems.as_event(visit.act, visit.officer, item)
    if chosen != Kind.TASK:
        raise Refusal(NO_DEED)
    owner = plan_item.owner(visit)
    return lambda item: planitems.as_task(visit.act, visit.officer, item, owner, _end(item))


def _end(item: PlanItem) -> date:
    """The last day of its own time, as the form says."""
    if item.ends is None:
        raise Refusal(planitems.NO_TIME.format(title=item.title))
    return item.ends


def _require(visit: Visit) -> None:
    if not roles.at_the_top(visit.session, visit.officer, Right.EVENTS):
        raise Refusal(planitems.NOT_YOURS)


def _given(visit: Visit) -> tuple[Read, dict[str, str]]:
    """What was pasted or sent, read; and the fields that carry it to the next page."""
    if visit.files is None:
        raise Refusal(spreadsheets.TOO_LARGE)
    year, pasted, packed = _year(visit), clean(visit.typed.get("list", "")), visit.typed.get("packed", "")
    file = visit.files[0] if visit.files else None
    if file and planfiles.is_text(file.name):
        pasted, file = clean(planfiles.text(file.content)), None
    if file or packed:
        rows = spreadsheets.read(file.content) if file else spreadsheets.unpack(packed)
        return planfiles.of_rows(rows, year), {"packed": planfiles.pack(rows)}
    if not pasted:
        raise Refusal(NOTHING)
    if len(pasted) > planlist.LONGEST:
        raise Refusal(TOO_LONG.format(most=planlist.LONGEST))
    return planlist.read(pasted, year), {"list": pasted}


def _title(visit: Visit, found: Read, year: int) -> str:
    return (visit.text("title") or found.title or f"{year}年工作计划")[: planlist.LONGEST_TITLE]


def _years(visit: Visit) -> list[int]:
    this = visit.act.today.year
    return list(range(this - NEAREST, this + FURTHEST + 1))


def _year(visit: Visit) -> int:
    """The year of the plan, this one where none is said."""
    written, years = visit.typed.get("year", "") or visit.query.get("year", ""), _years(visit)
    if not written:
        return visit.act.today.year
    if written in {str(year) for year in years}:
        return int(written)
    if visit.typed.get("year") and not visit.refused:
        raise Refusal(BAD_YEAR.format(first=years[0], last=years[-1]))
    return visit.act.today.year
