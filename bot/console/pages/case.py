"""One case: its talk beside its facts, who else looks at it, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from bot.config.kinds import CaseKind, of
from bot.console import docket, names, trail
from bot.console.visit import Forbidden, Visit, missing
from bot.domain import audit, cases, changes, checks, deliveries, filings, identities, mediations, referrals, verdicts
from bot.domain.cases import Case, Remark
from bot.domain.mediations import Mediation
from bot.domain.staff import Officer
from bot.domain.units import above
from bot.store.outbox import Outgoing
from knowledge import Entry

LATEST: Final = 12
"""Of a long talk so many of the last remarks lie open."""


@dataclass(frozen=True)
class Talk:
    """What was said: what is folded away, what lies open, what became of ours, the last that its member can read.

    `seen`: the last remark that its officer had before them when they began to write; what is newer is marked.
    """

    earlier: Sequence[Remark]
    latest: Sequence[Remark]
    sent: dict[int, deliveries.Became]
    told: Outgoing | None
    last: int
    seen: int


@dataclass(frozen=True)
class Line:
    """One line of the checklist; `who` ticked it off, empty where nobody has."""

    words: str
    who: str


def show(visit: Visit) -> Response:
    """Facts, talk in both directions with what became of each answer, clocks, trail, and what can be done."""
    case = seen(visit)
    kind = of(visit.act.config.cases.kinds, case.kind)
    return visit.render(
        "case.html",
        case=case,
        kind=kind,
        listed=docket.of(visit.session, [case], visit.act.now)[0],
        talk=_talk(visit, case),
        officers=names.officers(visit.session),
        units=names.units(visit.session),
        **_beside(visit, case, kind),
        **_to_do(visit, case, kind),
    )


def seen(visit: Visit) -> Case:
    """The case of the address, where the officer may see it."""
    case = cases.numbered(visit.session, visit.path["number"])
    if case is None or not filings.may_see(visit.session, visit.officer, case):
        raise missing()
    return case


def own(visit: Visit) -> Case:
    """The case to work on, where the officer may do so in its unit."""
    case = seen(visit)
    if case.unit_id not in visit.units:
        raise Forbidden
    return case


def takers(visit: Visit, case: Case) -> list[Officer]:
    """To whom the officer may give it."""
    if not cases.may_hand_over(visit.session, case, visit.officer):
        return []
    return [one for one in cases.takers(visit.session, case, visit.act.today) if one.id != visit.officer.id]


def words_of(entry: Entry) -> str:
    """An entry's answer as it goes into a reply, with its statutes."""
    if all(statute.partition("第")[0] in entry.answer for statute in entry.statutes):
        return entry.answer
    return f"{entry.answer}\n依据：{'；'.join(entry.statutes)}。"


def _talk(visit: Visit, case: Case) -> Talk:
    said = cases.remarks(visit.session, case, internal=True)
    answers = [one for one in said if one.officer_id and not one.internal]
    written = visit.typed.get("seen", "")
    last = max((one.id for one in said if not one.internal), default=0)
    return Talk(
        earlier=said[:-LATEST],
        latest=said[-LATEST:],
        sent={one.id: deliveries.of_answer(visit.session, f"remark:{one.id}") for one in answers},
        told=_told(visit, case, "case.resolved", "closed") if case.done else None,
        last=last,
        seen=int(written) if visit.refused and written.isdecimal() else last,
    )


def _told(visit: Visit, case: Case, action: str, what: str) -> Outgoing | None:
    """The message in which the member was told of the last such step."""
    last = next((row.id for row in reversed(audit.trail(visit.session, case)) if row.action == action), 0)
    return deliveries.of_answer(visit.session, f"case:{case.id}:{what}:{last}").text if last else None


def _invited(visit: Visit, case: Case, held: Sequence[Mediation]) -> Outgoing | None:
    """The message in which the member was told of the last mediation: when it is, or how it ended."""
    if held and held[-1].result:
        return _told(visit, case, "case.mediation_concluded", "mediated")
    return _told(visit, case, "case.mediation_arranged", "mediation") if held else None


def _beside(visit: Visit, case: Case, kind: CaseKind) -> dict[str, object]:
    """What stands beside the talk."""
    session, now = visit.session, visit.act.now
    mark, ticks = changes.marks(session, [case.id], now)[case.id], checks.of_case(session, case)
    officers = names.officers(session, {one.officer_id for one in ticks.values()} | mark.watchers)
    held, referred = mediations.of_case(session, case), referrals.of_case(session, case)
    return {
        "mark": mark.but(visit.officer.id),
        "watching": [officers[one] for one in sorted(mark.watchers - {visit.officer.id})],
        "known": identities.shown(session, case, visit.officer, now),
        "checklist": [Line(line, officers[ticks[line].officer_id] if line in ticks else "") for line in kind.checklist],
        "mediations": held,
        "invited": _invited(visit, case, held),
        "referrals": referred,
        "proposed": _told(visit, case, "case.referral_proposed", "referral") if referred else None,
        "verdict": verdicts.latest(session, case),
        "above": above(session, case.unit_id),
        "trail": trail.lines(session, case),
        "estimated": docket.why_estimated(visit.act, [case]),
    }


def _to_do(visit: Visit, case: Case, kind: CaseKind) -> dict[str, object]:
    """What the officer can do with it, and the words that are at hand."""
    arranged = [one for one in mediations.of_case(visit.session, case) if one.result is None]
    return {
        "answering": filings.may_answer(visit.session, visit.officer, case),
        "takers": takers(visit, case),
        "draft": _draft(visit, kind),
        "arranged": arranged[-1] if arranged else None,
        "asked": referrals.pending(visit.session, case),
        "results": list(mediations.Result),
        "kinds": visit.act.config.cases.kinds,
    }


def _draft(visit: Visit, kind: CaseKind) -> str:
    """What stands in the box for the reply: what was typed, else what was chosen from the words at hand."""
    if "body" in visit.typed:
        return visit.typed["body"]
    place = visit.query.get("canned", "")
    if place.isascii() and place.isdecimal() and int(place[:3]) < len(kind.canned):
        return kind.canned[int(place[:3])].text
    entry = visit.library.base.entry(visit.query.get("entry", ""))
    return words_of(entry) if entry else ""
