"""Early warnings: the list, one alert with those of its cases that the officer may see, and how it was dealt with."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.console import docket, names, trail
from bot.console.visit import Visit, done, missing, templates
from bot.domain import alerts, roles
from bot.domain.alerts import Alert
from bot.domain.casebook import Case
from bot.domain.roles import Right

LONGEST_NUMBER = 9
MOST_NAMES = 5


@dataclass(frozen=True)
class Shown:
    """An alert as an officer sees it: how many cases it has, those of them that they may see, its page if any."""

    alert: Alert
    count: int
    cases: Sequence[Case]
    unit: str
    path: str = ""

    @property
    def employers(self) -> list[str]:
        """The employer as the members of the cases that may be seen wrote it."""
        return list(dict.fromkeys(case.employer for case in self.cases if case.employer))[:MOST_NAMES]


def board(visit: Visit) -> Response:
    """What is under way, and what was dealt with."""
    under_way, ended = (alerts.seen_by(visit.session, visit.officer, closed=closed) for closed in (False, True))
    return visit.render("alerts.html", under_way=_shown(visit, under_way), ended=_shown(visit, ended))


def show(visit: Visit) -> Response:
    """One alert."""
    alert = _alert(visit)
    (shown,) = _shown(visit, [alert])
    return visit.render(
        "alert.html",
        shown=shown,
        alert=alert,
        found=docket.of(visit.session, shown.cases, visit.act.now),
        may_close=alerts.may_close(visit.session, visit.officer, alert),
        closer=names.officers(visit.session, [alert.officer_id]).get(alert.officer_id) if alert.officer_id else "",
        trail=trail.lines(visit.session, alert),
    )


def close(visit: Visit) -> Response:
    """It was dealt with, and how."""
    alert = _alert(visit)
    alerts.close(visit.act, alert, visit.officer, visit.text("outcome"))
    return done(_path(alert), "alert-closed")


def beside(visit: Visit, case: Case) -> list[Shown]:
    """The alerts to which a case belongs, for its page: each with its own page where the officer may open that."""
    return _shown(visit, alerts.of_case(visit.session, case))


def under_way(visit: Visit) -> list[Shown]:
    """The open alerts that concern the officer, for the desk of the day."""
    if Right.ANSWER_CASES not in visit.rights:
        return []
    return _shown(visit, alerts.seen_by(visit.session, visit.officer))


def ended(visit: Visit) -> bool:
    """Whether there were alerts that concerned the officer."""
    able = Right.ANSWER_CASES in visit.rights
    return able and bool(alerts.seen_by(visit.session, visit.officer, closed=True, limit=1))


templates.globals.update(alerts_beside=beside, alerts_under_way=under_way, alerts_ended=ended)


def _shown(visit: Visit, found: Sequence[Alert]) -> list[Shown]:
    session = visit.session
    mine = roles.reach(session, visit.officer, Right.SEE_CASES) if found else set()
    units = names.units(session, {alert.unit_id for alert in found})
    shown = list[Shown]()
    for alert in found:
        cases = alerts.cases_of(session, alert)
        path = _path(alert) if alerts.numbered(session, visit.officer, alert.id) else ""
        seen = [case for case in cases if case.unit_id in mine]
        shown.append(Shown(alert, len(cases), seen, units[alert.unit_id], path))
    return shown


def _alert(visit: Visit) -> Alert:
    written = visit.path["alert"]
    number = int(written) if written.isascii() and written.isdecimal() and len(written) <= LONGEST_NUMBER else 0
    alert = alerts.numbered(visit.session, visit.officer, number)
    if alert is None:
        raise missing()
    return alert


def _path(alert: Alert) -> str:
    return f"/console/alerts/{alert.id}"
