"""The monthly figures of suggestions: a table by unit, a year as a picture, a spreadsheet, and how each is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from starlette.responses import Response

from bot.console import charts, names, spreadsheets
from bot.console.pages.lists import file
from bot.console.visit import Visit
from bot.domain import figures
from bot.domain.figures import UnitFigures

HERE: Final = "/console/suggestions/figures"
FIRST: Final = date(2000, 1, 1)
YEAR: Final = 12
"""Months of the picture."""

ALL: Final = "合计"
DRAWN: Final = (("收到", "number"), ("采纳", "adopted"), ("落实", "carried_out"))

Value = int | Decimal | None


@dataclass(frozen=True)
class Figure:
    """One column: its heading, how it is counted in a few words, what it reads, and in what it is measured.

    `kind` is a count, a share (in per cent), a mean (to the hundredth) or yuan.
    """

    heading: str
    meaning: str
    read: Callable[[UnitFigures], float | Decimal | None]
    kind: str = "count"

    def value(self, one: UnitFigures) -> Value:
        """What a spreadsheet holds; None where there is nothing to divide by."""
        found = self.read(one)
        if found is None or self.kind == "count":
            return None if found is None else int(found)
        exact = Decimal(str(found)) * (100 if self.kind == "share" else 1)
        return exact.quantize(Decimal("0.1") if self.kind == "share" else Decimal("0.01"), ROUND_HALF_UP)

    def shown(self, one: UnitFigures) -> str:
        """The same for a page: 12.5%, 1,360.00."""
        found = self.value(one)
        if found is None:
            return "—"
        return f"{found}%" if self.kind == "share" else f"{found:,}" if self.kind == "yuan" else str(found)

    @property
    def title(self) -> str:
        """The heading in a spreadsheet, with its measure."""
        return self.heading + {"share": "（%）", "yuan": "（元）"}.get(self.kind, "")


FIGURES: Final = (
    Figure("件数", "当月收到的建议，一条算一件，后来并案的、撤回的也算。", lambda one: one.number),
    Figure("会员", "月底前来过、现在归这个单位的会员。", lambda one: one.members),
    Figure("人均", "件数 ÷ 会员。", lambda one: one.per_head, "mean"),
    Figure(
        "提议人",
        "当月提建议、署名共同建议的人，一人只算一次；匿名的分不出是谁，一条算一人。",
        lambda one: one.proposers,
    ),
    Figure("参与率", "提议人 ÷ 会员。", lambda one: one.participation, "share"),
    Figure("该答复", "答复期限在当月的建议；没等答复就撤回、并案的不算。", lambda one: one.due),
    Figure("按时答复", "其中在期限前答复的。", lambda one: one.in_time),
    Figure("按时率", "按时答复 ÷ 该答复。", lambda one: one.in_time_rate, "share"),
    Figure("采纳", "当月采纳的，不论哪个月提的；后来改了答复的不算。", lambda one: one.adopted),
    Figure("落实", "当月登记落实的。", lambda one: one.carried_out),
    Figure("有效果", "当月第一次核实了效果的。", lambda one: one.with_effect),
    Figure("年效益", "当月核实的年效益；复核过的只算增减。", lambda one: one.benefit, "yuan"),
    Figure("奖励", "当月评的奖，个人封顶以外的不算；换成积分的也算。", lambda one: one.rewards, "yuan"),
)
"""All columns, in their order."""


def show(visit: Visit) -> Response:
    """The table of a month by unit, with the sum, and the words that say how each figure is counted."""
    month = _month(visit)
    found = _by_unit(visit, month)
    this, before, after = _first(visit.act.today), _shifted(month, -1), _shifted(month, 1)
    return visit.render(
        "figures.html",
        figures=FIGURES,
        found=[(name, [figure.shown(one) for figure in FIGURES]) for name, one in found],
        total=[figure.shown(figures.summed(one for _, one in found)) for figure in FIGURES],
        month=_written(month),
        title=f"{month.year}年{month.month}月",
        latest=_written(this),
        before=_written(before) if before >= FIRST else "",
        after=_written(after) if after <= this else "",
    )


def chart(visit: Visit) -> Response:
    """What came in, was adopted and carried out in the twelve months up to the chosen one."""
    span = [_shifted(_month(visit), back - YEAR + 1) for back in range(YEAR)]
    units, config = sorted(visit.units), visit.act.config
    sums = [figures.summed(figures.months(visit.session, units, one.year, one.month, config)) for one in span]
    labels = [f"{one.month}月" if one.month > 1 else f"{one.year}年1月" for one in span]
    series = [(word, [float(getattr(one, name)) for one in sums]) for word, name in DRAWN]
    return charts.picture(charts.columns(labels, *series))


def export(visit: Visit) -> Response:
    """The table as a spreadsheet, with the sum below."""
    month = _month(visit)
    found = _by_unit(visit, month)
    found.append((ALL, figures.summed(one for _, one in found)))
    rows = [(name, *(figure.value(one) for figure in FIGURES)) for name, one in found]
    title = f"合理化建议{_written(month)}"
    return file(title, spreadsheets.write(_written(month), ("单位", *(one.title for one in FIGURES)), rows))


def _by_unit(visit: Visit, month: date) -> list[tuple[str, UnitFigures]]:
    """The reader's units by name, as far as there is anything to say of them."""
    units, homes = sorted(visit.units), names.units(visit.session)
    found = figures.months(visit.session, units, month.year, month.month, visit.act.config)
    return [(homes[one.unit_id], one) for one in found if one != UnitFigures(one.unit_id)]


def _month(visit: Visit) -> date:
    """The month that is asked for, as its first day; this one, where none is, or one that cannot be."""
    this = _first(visit.act.today)
    try:
        asked = date.fromisoformat(f"{visit.query.get('month', '')}-01")
    except ValueError:
        return this
    return min(max(asked, FIRST), this)


def _first(day: date) -> date:
    return day.replace(day=1)


def _shifted(month: date, by: int) -> date:
    """The month so many months later, or earlier."""
    count = month.year * YEAR + month.month - 1 + by
    return date(count // YEAR, count % YEAR + 1, 1)


def _written(month: date) -> str:
    return f"{month:%Y-%m}"
