"""Cases: the list, one case with its talk, and what an officer does with it."""

from starlette.responses import Response

from bot.console import docket, names, trail
from bot.console.docket import Listed
from bot.console.visit import Forbidden, Visit, done, missing
from bot.domain import cases, deliveries, entries, filings, units
from bot.domain.cases import Case, State
from bot.domain.staff import Officer
from bot.errors import Refusal

VIEWS = {
    "": "未办结",
    "open": "待受理",
    "mine": "我办理的",
    "soon": "快到期",
    "late": "已超时",
    "closed": "已办结",
}
NOBODY = "请先选把这件事交给哪位同事。选不到的同事，可能刚接手，或者看不到这件事。"


def board(visit: Visit) -> Response:
    """The cases that the officer may see, by what they look for."""
    listed = docket.seen_by(visit.session, visit.officer, visit.act.now)
    chosen = visit.query.get("show", "") if visit.query.get("show", "") in VIEWS else ""
    views = [(key, word, sum(_in(key, one, visit) for one in listed)) for key, word in VIEWS.items()]
    found = [one for one in listed if _in(chosen, one, visit)]
    return visit.render("cases.html", views=views, chosen=chosen, found=found)


def show(visit: Visit) -> Response:
    """One case: facts, talk in both directions with what became of each answer, clock, trail, and what can be done."""
    case, session = _seen(visit), visit.session
    remarks = cases.remarks(session, case, internal=True)
    answers = [one for one in remarks if one.officer_id and not one.internal]
    return visit.render(
        "case.html",
        listed=docket.of(session, [case], visit.act.now)[0],
        case=case,
        remarks=remarks,
        sent={one.id: deliveries.latest(session, f"remark:{one.id}") for one in answers},
        told=deliveries.latest(session, f"case:{case.id}:closed"),
        above=units.above(session, case.unit_id),
        answering=filings.may_answer(session, visit.officer, case),
        takers=_takers(visit, case) if cases.may_hand_over(session, case, visit.officer) else [],
        officers=names.officers(session),
        units=names.units(session),
        trail=trail.lines(session, case),
        estimated=docket.why_estimated(visit.act, [case]),
    )


def take(visit: Visit) -> Response:
    """Take a case on."""
    case = _case(visit)
    cases.take(visit.act, case, visit.officer)
    return done(_path(case), "taken")


def hand_over(visit: Visit) -> Response:
    """Give a case to a colleague."""
    case = _case(visit)
    to = next((one for one in _takers(visit, case) if str(one.id) == visit.typed.get("to")), None)
    if to is None:
        raise Refusal(NOBODY)
    cases.hand_over(visit.act, case, visit.officer, to)
    return done(_path(case), "handed-over")


def note(visit: Visit) -> Response:
    """Write a note for colleagues; a second click on the same button does not write it twice."""
    case, body = _case(visit), visit.text("note")
    visit.session.refresh(case, with_for_update=True)
    said = cases.remarks(visit.session, case, internal=True)
    if not said or (said[-1].officer_id, said[-1].body, said[-1].internal) != (visit.officer.id, body, True):
        cases.note(visit.act, case, visit.officer, body)
    return done(_path(case), "noted")


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
    revision = entries.from_case(visit.act, visit.officer, _seen(visit))
    return done(f"/console/revisions/{revision.id}", "begun")


def _case(visit: Visit) -> Case:
    """The case to work on, where the officer may do so in its unit."""
    case = _seen(visit)
    if case.unit_id not in visit.units:
        raise Forbidden
    return case


def _seen(visit: Visit) -> Case:
    case = cases.numbered(visit.session, visit.path["number"])
    if case is None or not filings.may_see(visit.session, visit.officer, case):
        raise missing()
    return case


def _takers(visit: Visit, case: Case) -> list[Officer]:
    """To whom the officer may give it."""
    return [one for one in cases.takers(visit.session, case) if one.id != visit.officer.id]


def _path(case: Case) -> str:
    return f"/console/cases/{case.number}"


def _in(view: str, one: Listed, visit: Visit) -> bool:
    """Whether a case belongs to a view of the list."""
    return {
        "": not one.closed,
        "open": one.case.state == State.OPEN.value,
        "mine": not one.closed and one.case.officer_id == visit.officer.id,
        "soon": one.soon,
        "late": one.late and not one.closed,
        "closed": one.closed,
    }[view]
