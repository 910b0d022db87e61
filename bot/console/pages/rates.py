"""How cases fare: of each kind and unit, how many ended, how many members say it is settled, and how they rate it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from bot.console import charts, names
from bot.console.visit import Visit
from bot.domain import roles, verdicts
from bot.domain.roles import Right
from bot.domain.verdicts import Rates

SPANS: Final = {"": ("最近三个月", 92), "year": ("最近一年", 366), "all": ("全部", 36600)}
"""How far back it may look: the words, and the days."""


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    label: str
    rates: Rates

    @property
    def share(self) -> float | None:
        """The settled ones of those whose members answered, in per cent."""
        return round(100 * self.rates.settled / self.rates.answered, 1) if self.rates.answered else None

    @property
    def mean(self) -> float | None:
        """The mean rating."""
        return round(self.rates.mean, 2) if self.rates.mean is not None else None


def show(visit: Visit) -> Response:
    """The table by kind and by unit, and the picture of it."""
    span = _span(visit)
    by_kind, by_unit = _lines(visit, span)
    spans = [(key, words) for key, (words, _) in SPANS.items()]
    return visit.render("rates.html", spans=spans, span=span, by_kind=by_kind, by_unit=by_unit)


def chart(visit: Visit) -> Response:
    """How many say that it is settled, by kind."""
    by_kind, _ = _lines(visit, _span(visit))
    shares = ("说解决了", [line.share for line in by_kind])
    return charts.picture(charts.bars([line.label for line in by_kind], shares, most=100, unit="%"))


def _span(visit: Visit) -> str:
    chosen = visit.query.get("span", "")
    return chosen if chosen in SPANS else ""


def _lines(visit: Visit, span: str) -> tuple[list[Line], list[Line]]:
    reach = roles.reach(visit.session, visit.officer, Right.SEE_CASES)
    since = visit.act.now - timedelta(days=SPANS[span][1])
    found = verdicts.rates(visit.session, reach, since)
    kinds = {kind.key: kind.title for kind in visit.act.config.cases.kinds}
    units = names.units(visit.session)
    by_kind = [
        Line(kinds.get(key, key), _sum(rates for (kind, _), rates in found.items() if kind == key))
        for key in dict.fromkeys([*kinds, *(kind for kind, _ in found)])
        if any(kind == key for kind, _ in found)
    ]
    by_unit = [
        Line(units[unit], _sum(rates for (_, at), rates in found.items() if at == unit))
        for unit in sorted({at for _, at in found}, key=lambda at: units[at])
    ]
    return by_kind, by_unit


def _sum(some: Iterable[Rates]) -> Rates:
    rows = list(some)
    rated = [(rates.mean, rates.rated) for rates in rows if rates.mean is not None]
    count = sum(times for _, times in rated)
    mean = sum(mean * times for mean, times in rated) / count if count else None
    return Rates(
        sum(one.ended for one in rows), sum(one.answered for one in rows), sum(one.settled for one in rows), count, mean
    )
