"""Cases: the list, one case with its talk, and what an officer does with it."""

from starlette.responses import Response

from bot.console import docket, names, trail
from bot.console.docket import Listed
from bot.console.visit import Visit, done, missing
from bot.domain import cases, deliveries, entries, filings, units
from bot.domain.cases import Case, State

VIEWS = {"": "未办结", "open": "待受理", "mine": "我办理的", "late": "已超时", "closed": "已办结"}


def board(visit: Visit) -> Response:
    """The cases that the officer may see, by what they look for."""
    listed = docket.seen_by(visit.session, visit.officer, visit.act.now)
    chosen = visit.query.get("show", "") if visit.query.get("show", "") in VIEWS else ""
    views = [(key, word, sum(_in(key, one, visit) for one in listed)) for key, word in VIEWS.items()]
    found = [one for one in listed if _in(chosen, one, visit)]
    return visit.render("cases.html", views=views, chosen=chosen, found=found)


def show(visit: Visit) -> Response:
    """One case: facts, talk in both directions with what became of each answer, clock, trail, and what can be done."""
    case, session = _case(visit), visit.session
    remarks = cases.remarks(session, case)
    return visit.render(
        "case.html",
        listed=docket.of(session, [case], visit.act.now)[0],
        case=case,
        remarks=remarks,
        sent={one.id: deliveries.latest(session, f"remark:{one.id}") for one in remarks if one.officer_id},
        told=deliveries.latest(session, f"case:{case.id}:closed"),
        above=units.above(session, case.unit_id),
        officers=names.officers(session),
        trail=trail.lines(session, case),
    )


def take(visit: Visit) -> Response:
    """Take a case on."""
    case = _case(visit)
    cases.take(visit.act, case, visit.officer)
    return done(_path(case), "taken")


def reply(visit: Visit) -> Response:
    """Answer the member; a second click on the same button does not say it twice."""
    case, body = _case(visit), visit.text("body")
    visit.session.refresh(case, with_for_update=True)
    said = cases.remarks(visit.session, case)
    if not said or (said[-1].officer_id, said[-1].body) != (visit.officer.id, body):
        cases.reply(visit.act, case, visit.officer, body)
    return done(_path(case), "replied")


def close(visit: Visit) -> Response:
    """Close a case with its outcome."""
    case = _case(visit)
    cases.close(visit.act, case, visit.officer, visit.text("outcome"))
    return done(_path(case), "closed")


def draft(visit: Visit) -> Response:
    """Begin an entry of the knowledge base with what this case taught."""
    revision = entries.from_case(visit.act, visit.officer, _case(visit))
    return done(f"/console/revisions/{revision.id}", "begun")


def _case(visit: Visit) -> Case:
    case = cases.numbered(visit.session, visit.path["number"])
    if case is None or not filings.may_see(visit.session, visit.officer, case):
        raise missing()
    return case


def _path(case: Case) -> str:
    return f"/console/cases/{case.number}"


def _in(view: str, one: Listed, visit: Visit) -> bool:
    """Whether a case belongs to a view of the list."""
    return {
        "": not one.closed,
        "open": one.case.state == State.OPEN.value,
        "mine": not one.closed and one.case.officer_id == visit.officer.id,
        "late": one.late and not one.closed,
        "closed": one.closed,
    }[view]
