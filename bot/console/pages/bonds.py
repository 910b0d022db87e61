"""What an officer does with two cases: link them, merge one into the other, take it out again, tell its member."""

from dataclasses import dataclass

from starlette.responses import Response

from bot.console.pages.case import own
from bot.console.visit import Visit, done, templates
from bot.domain import bonds, cases, filings, mergers, numbers
from bot.domain.bonds import Why
from bot.domain.casebook import Case, Remark
from bot.domain.mergers import Merger
from bot.errors import Refusal

NOT_FOUND = "没有找到 {number}，或者不归您的单位管。请从诉求列表里核对编号。"
WHICH = "请先填另一件的编号，比如 WQ-2026-0012-4。"
WHY = "请选为什么关联。"


@dataclass(frozen=True)
class Part:
    """A merged case beside the main one: since when, and what was said in it since then."""

    case: Case
    merger: Merger
    said: tuple[Remark, ...]

    @property
    def open(self) -> bool:
        """Whether the last word is the member's."""
        return bool(self.said) and self.said[-1].officer_id is None


@dataclass(frozen=True)
class Bonds:
    """All that a case is bound to, as far as an officer may see it; of the rest, how much there is.

    `may`: the officer may work on the case; `untold`: so many members can be told how it ended.
    """

    linked: tuple[tuple[Case, Why], ...]
    hidden: int
    main: Case | None
    main_seen: bool
    parts: tuple[Part, ...]
    parts_hidden: int
    may: bool
    untold: int
    reasons: tuple[Why, ...] = tuple(Why)


def beside(visit: Visit, case: Case) -> Bonds:
    """For the page of a case."""
    session, officer = visit.session, visit.officer
    linked = bonds.linked(session, case)
    seen = tuple(pair for pair in linked if filings.may_see(session, officer, pair[0]))
    merger, merged = mergers.of_case(session, case), mergers.parts(session, case)
    main = session.get_one(Case, merger.main_id) if merger else None
    return Bonds(
        linked=seen,
        hidden=len(linked) - len(seen),
        main=main,
        main_seen=bool(main and filings.may_see(session, officer, main)),
        parts=tuple(_part(visit, *pair) for pair in merged if filings.may_see(session, officer, pair[0])),
        parts_hidden=sum(not filings.may_see(session, officer, one) for one, _ in merged),
        may=filings.may_answer(session, officer, case),
        untold=len(bonds.untold(session, case)) if case.done else 0,
    )


def tell_if_ticked(visit: Visit, case: Case) -> None:
    """With the outcome of a case, tell the members of those merged into it, where the officer ticked that."""
    if visit.typed.get("tell-parts") and bonds.untold(visit.session, case):
        bonds.tell(visit.act, case, visit.officer, visit.text("parts-outcome"))


templates.globals.update(bonds_beside=beside)


def link(visit: Visit) -> Response:
    """Two cases belong together."""
    case, other = own(visit), _other(visit)
    if visit.typed.get("bond") not in set(Why):
        raise Refusal(WHY)
    bonds.link(visit.act, case, visit.officer, other, Why(visit.typed["bond"]))
    return done(_path(case), "linked")


def unlink(visit: Visit) -> Response:
    """They do not."""
    case = own(visit)
    bonds.unlink(visit.act, case, visit.officer, _other(visit))
    return done(_path(case), "cases-unlinked")


def merge(visit: Visit) -> Response:
    """This case goes on in another one; then to that one's page."""
    case, main = own(visit), _other(visit)
    bonds.merge(visit.act, case, visit.officer, main)
    return done(_path(main), "merged")


def unmerge(visit: Visit) -> Response:
    """This case goes on by itself again."""
    case = own(visit)
    bonds.unmerge(visit.act, case, visit.officer)
    return done(_path(case), "parted")


def answer(visit: Visit) -> Response:
    """From the page of the main case, a word to the member of a merged one; then back."""
    main, case, body = own(visit), _other(visit), visit.text("body")
    merger = mergers.of_case(visit.session, case)
    if merger is None or merger.main_id != main.id:
        raise Refusal(bonds.NOT_MERGED.format(number=case.number))
    said = cases.remarks(visit.session, case)
    if not filings.just_said(said, visit.officer, body):
        bonds.answer(visit.act, case, visit.officer, body)
    return done(_path(main), "part-answered")


def tell(visit: Visit) -> Response:
    """The members of the merged cases are told how this one ended."""
    case = own(visit)
    bonds.tell(visit.act, case, visit.officer, visit.text("outcome"))
    return done(_path(case), "parts-told")


STEPS = {
    "link": link,
    "unlink": unlink,
    "merge": merge,
    "unmerge": unmerge,
    "answer-merged": answer,
    "tell-merged": tell,
}


def _part(visit: Visit, case: Case, merger: Merger) -> Part:
    """A merged case, and what was said since."""
    said = [one for one in cases.remarks(visit.session, case) if one.said_at >= merger.merged_at]
    return Part(case, merger, tuple(said))


def _other(visit: Visit) -> Case:
    """The other case, by its number as it was typed; what the officer may not see is as good as not there."""
    written = visit.text("other").strip()
    if not written:
        raise Refusal(WHICH)
    number = numbers.read(written)
    other = cases.numbered(visit.session, number)
    if other is None or not filings.may_see(visit.session, visit.officer, other):
        raise Refusal(NOT_FOUND.format(number=number))
    return other


def _path(case: Case) -> str:
    return f"/console/cases/{case.number}"
