"""Who the member of a named case is, once that is sealed: for its handler, or by two officers together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from bot.console import names
from bot.console.pages.case import own, seen
from bot.console.visit import Page, Visit, done, missing
from bot.domain import filings, identities, seals
from bot.domain.cases import Case
from bot.domain.identities import IdentityRequest, Known


@dataclass(frozen=True)
class Standing:
    """How it stands for one officer: who the member is, if they may know; what they can do about it.

    `waiting`: the wishes about which somebody is to decide; `granted`: what lets this officer look now.
    """

    case: Case
    known: Known | None
    sealed: bool
    handles: bool
    answers: bool
    waiting: Sequence[IdentityRequest]
    granted: IdentityRequest | None

    @property
    def lifts(self) -> bool:
        """Whether the officer may lift the seal: theirs to handle, and set by staff."""
        return self.handles and self.case.identity is not None and self.case.identity.officer_id is not None

    @property
    def asks(self) -> bool:
        """Whether the officer may ask to see it."""
        return self.sealed and self.known is None and self.granted is None and self.answers


def of(visit: Visit, case: Case) -> Standing:
    """How it stands for the officer who visits."""
    session, officer, now = visit.session, visit.officer, visit.act.now
    return Standing(
        case=case,
        known=identities.shown(session, case, officer, now),
        sealed=case.identity is not None,
        handles=case.officer_id == officer.id,
        answers=filings.may_answer(session, officer, case),
        waiting=identities.waiting(session, case, now),
        granted=identities.granted(session, case, officer, now),
    )


def show(visit: Visit) -> Response:
    """Who the member is, or how to get to know it."""
    case = seen(visit)
    return visit.render("identity.html", case=case, identity=of(visit, case), officers=names.officers(visit.session))


def seal(visit: Visit) -> Response:
    """Seal it."""
    case = own(visit)
    identities.seal(visit.act, case, visit.officer)
    return _done(case, "identity-sealed")


def unseal(visit: Visit) -> Response:
    """Lift a seal that staff set."""
    case = own(visit)
    seals.lift(visit.act, case, visit.officer, visit.text("reason"))
    return _done(case, "identity-unsealed")


def ask(visit: Visit) -> Response:
    """Ask to see it, with a reason."""
    case = own(visit)
    identities.ask(visit.act, case, visit.officer, visit.text("reason"))
    return _done(case, "identity-asked")


def approve(visit: Visit) -> Response:
    """Let a colleague look."""
    case, one = _wish(visit)
    identities.decide(visit.act, one, visit.officer, approves=True)
    return _done(case, "identity-approved")


def decline(visit: Visit) -> Response:
    """Do not let a colleague look."""
    case, one = _wish(visit)
    identities.decide(visit.act, one, visit.officer, approves=False)
    return _done(case, "identity-declined")


def look(visit: Visit) -> Response:
    """Look, where it was approved."""
    case = own(visit)
    identities.look(visit.act, case, visit.officer)
    return _done(case, "identity-opened")


STEPS: Final[dict[str, Page]] = {
    "seal": seal,
    "unseal": unseal,
    "ask": ask,
    "approve": approve,
    "decline": decline,
    "look": look,
}
"""What is done about it, by the end of its address."""


def _wish(visit: Visit) -> tuple[Case, IdentityRequest]:
    case, number = own(visit), visit.typed.get("wish", "")
    one = identities.numbered(visit.session, case, int(number[:9])) if number.isascii() and number.isdecimal() else None
    if one is None:
        raise missing()
    return case, one


def _done(case: Case, word: str) -> Response:
    return done(f"/console/cases/{case.number}/identity", word)
