"""What an officer does with a case; a second click on the same button does not do it twice."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from starlette.responses import Response

from bot.console.pages import bonds
from bot.console.pages.case import own, seen, takers
from bot.console.posted import CHOOSE_AGAIN, TOO_MUCH
from bot.console.visit import Page, Visit, done
from bot.domain import cases, checks, enclosures, entries, filings, mediations, outcomes, referrals, talks
from bot.domain.cases import Case
from bot.domain.mediations import Result
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Attachment

NOBODY: Final = "请先选把这件事交给哪位同事。选不到的同事，可能刚接手，或者看不到这件事。"
NEWER: Final = "没有发出：您写的时候，{who}又说了话（标着“新”的那条）。请看一眼，要发就再点一次，写好的字还在。"
NO_TIME: Final = "请选调解在哪天、几点。"
NO_RESULT: Final = "请先选调解的结果。"
NO_KIND: Final = "请先选改成哪一类。"


def take(visit: Visit) -> Response:
    """Take a case on."""
    case = own(visit)
    cases.take(visit.act, case, visit.officer)
    return _done(case, "taken")


def hand_over(visit: Visit) -> Response:
    """Give a case to a colleague."""
    case = own(visit)
    to = next((one for one in takers(visit, case) if str(one.id) == visit.typed.get("to")), None)
    if to is None:
        raise Refusal(NOBODY)
    cases.hand_over(visit.act, case, visit.officer, to)
    return _done(case, "handed-over")


def note(visit: Visit) -> Response:
    """Write a note for colleagues."""
    case, body = own(visit), visit.text("note")
    visit.session.refresh(case, with_for_update=True)
    said = cases.remarks(visit.session, case, internal=True)
    if not filings.just_said(said, visit.officer, body, internal=True):
        cases.note(visit.act, case, visit.officer, body)
    return _done(case, "noted")


def reply(visit: Visit) -> Response:
    """Answer the member, with files."""
    case, waits = own(visit), visit.typed.get("waits") == "1"
    visit.session.refresh(case, with_for_update=True)
    try:
        _answer(visit, case, waits=waits)
    except Refusal as why:
        raise Refusal(f"{why}{CHOOSE_AGAIN}" if visit.files != () else str(why)) from None
    return _done(case, "asked" if waits else "replied")


def _answer(visit: Visit, case: Case, *, waits: bool) -> None:
    if visit.files is None:
        raise Refusal(TOO_MUCH)
    uploads = enclosures.examined(visit.files)
    body = visit.text("body") or (enclosures.WORDS if uploads else "")
    said = [(one.officer_id, one.body, _sizes(one.attachments)) for one in cases.remarks(visit.session, case)]
    sizes = [(upload.name, len(upload.content)) for upload in uploads]
    if said[-1:] != [(visit.officer.id, body, sizes)]:
        _require_seen(visit, case)
        kept = enclosures.keep(visit.session, uploads, visit.act.now)
        cases.reply(visit.act, case, visit.officer, body, kept, waits=waits)


def _require_seen(visit: Visit, case: Case) -> None:
    """Refusal where somebody else said something since the officer opened the page."""
    written = visit.typed.get("seen", "")
    if not written.isdecimal():
        return
    said = cases.remarks(visit.session, case)
    newer = [one for one in said if one.id > int(written) and one.officer_id != visit.officer.id]
    if newer:
        who = newer[-1].officer_id
        raise Refusal(NEWER.format(who=visit.session.get_one(Officer, who).name if who else "会员"))


def _sizes(attached: Sequence[Attachment]) -> list[tuple[str, int]]:
    """What tells files from others that a second click brings."""
    return [(file.name, file.size) for file in attached]


def tick(visit: Visit) -> Response:
    """Tick a line of the checklist off, or take the tick away."""
    case, ticked = own(visit), visit.typed.get("done") == "1"
    checks.tick(visit.act, case, visit.officer, visit.typed.get("line", ""), done=ticked)
    return _done(case, "ticked" if ticked else "unticked", "#checklist")


def sort(visit: Visit) -> Response:
    """Put a case under another kind."""
    case, kind = own(visit), visit.typed.get("kind", "")
    if kind not in {one.key for one in visit.act.config.cases.kinds}:
        raise Refusal(NO_KIND)
    cases.sort(visit.act, case, visit.officer, kind)
    return _done(case, "sorted")


def arrange(visit: Visit) -> Response:
    """Arrange a mediation, or move it."""
    case, place = own(visit), visit.text("place")
    at = _moment(visit, visit.typed.get("at", ""))
    held = [one for one in mediations.of_case(visit.session, case) if one.result is None]
    if not held or (held[-1].held_at, held[-1].place) != (at, place):
        mediations.arrange(visit.act, case, visit.officer, at, place)
    return _done(case, "arranged")


def conclude(visit: Visit) -> Response:
    """Record how a mediation ended."""
    case, agreement, result = own(visit), visit.text("agreement"), visit.typed.get("result", "")
    if result not in set(Result):
        raise Refusal(NO_RESULT)
    held = mediations.of_case(visit.session, case)
    if not held or (held[-1].result, held[-1].agreement) != (result, agreement):
        mediations.conclude(visit.act, case, visit.officer, Result(result), agreement)
    return _done(case, "concluded")


def refer(visit: Visit) -> Response:
    """Ask the member whether another body may take it on."""
    case, whom, why = own(visit), visit.text("whom"), visit.text("why")
    asked = referrals.pending(visit.session, case)
    if asked is None or (asked.to, asked.reason) != (whom, why):
        referrals.propose(visit.act, case, visit.officer, whom, why)
    return _done(case, "referred")


def hand_back(visit: Visit) -> Response:
    """Give the member's talk back to the bot."""
    case = own(visit)
    if case.talking_until:
        talks.hand_back(visit.act, case, visit.officer)
    return _done(case, "handed-back")


def close(visit: Visit) -> Response:
    """Resolve a case with its outcome."""
    case, outcome = own(visit), visit.text("outcome")
    if not case.done or case.outcome != outcome:
        outcomes.resolve(visit.act, case, visit.officer, outcome)
        bonds.tell_if_ticked(visit, case)
    return _done(case, "closed")


def draft(visit: Visit) -> Response:
    """Begin an entry of the knowledge base with what this case taught."""
    revision = entries.from_case(visit.act, visit.officer, seen(visit))
    return done(f"/console/revisions/{revision.id}", "begun")


STEPS: Final[dict[str, Page]] = {
    "take": take,
    "reply": reply,
    "note": note,
    "tick": tick,
    "sort": sort,
    "arrange": arrange,
    "conclude": conclude,
    "refer": refer,
    "hand-over": hand_over,
    "hand-back": hand_back,
    "close": close,
}
"""What one who handles cases can do, by the last part of its address."""


def _moment(visit: Visit, written: str) -> datetime:
    """A day and a time of day on the union's wall clock, in UTC."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=visit.act.config.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal(NO_TIME) from None


def _done(case: Case, word: str, place: str = "") -> Response:
    return done(f"/console/cases/{case.number}", word, place)
