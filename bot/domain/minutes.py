"""法律一分钟: one thing that the law says, in two or three sentences with its articles, for those who read no more.

It is taken from what the union knows as it is live (`revisions`), whole sentences only. Which one fits a month stands
in SEASONS; none comes again within a year of its last time.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from sqlalchemy.orm import Session

from bot.domain import revisions
from knowledge import ENTRIES, Entry, load

LONGEST: Final = 120
"""Characters of the sentences taken from an answer."""

LONGEST_BASIS: Final = 80
MOST_SENTENCES: Final = 3
SHORTEST: Final = 18
"""Less than that says nothing by itself."""

HEAD: Final = "【法律一分钟】"
BASIS: Final = "依据："
MORE: Final = "想看仔细的，回复“{title}”。"

SEASONS: Final[dict[int, tuple[str, ...]]] = {
    1: ("wages-owed", "wages-migrant-site", "wages-pay-date", "wages-deductions-fines"),
    2: ("wages-contract-vs-project", "recruitment-fraud", "deposit-documents", "no-contract"),
    3: ("maternity-leave", "sexual-harassment", "nursing-break", "pregnancy-protection"),
    4: ("occupational-disease", "injury-what-counts", "safety-conditions"),
    5: ("overtime-holiday", "union-join", "collective-bargaining", "employee-congress"),
    6: ("heat-allowance", "safety-conditions", "interns-students", "injury-commute"),
    7: ("interns-students", "heat-allowance", "injury-sudden-illness", "child-labour"),
    8: ("injury-sudden-illness", "heat-allowance", "work-schedule", "injury-commute"),
    9: ("contract-copy", "training-bond", "contract-basics", "probation-resign"),
    10: ("overtime-pay", "work-schedule", "pension-years", "sick-leave"),
    11: ("wages-owed-no-proof", "social-insurance-unpaid", "evidence", "wages-payslip"),
    12: ("annual-leave-days", "annual-leave-pay", "wages-bonus", "wages-criminal"),
}
"""The entries that fit a month, the best first: heat in summer, wages before the Spring Festival."""

_SENTENCE: Final = re.compile(r"[^。！？]+[。！？]")


@dataclass(frozen=True)
class Minute:
    """One of them: the entry it is from, what it is about, what it says, the articles."""

    entry: str
    title: str
    text: str
    basis: str

    @property
    def words(self) -> str:
        """As members read it."""
        return f"{HEAD}{self.title}\n{self.text}\n{self.basis}\n{MORE.format(title=self.title)}"


def of(entry: Entry) -> Minute | None:
    """What an entry says first; None where that does not stand by itself, or no article is named."""
    text, basis = _opening(entry.answer), _basis(entry.answer)
    return Minute(entry.id, entry.title, text, basis) if text and basis else None


def choose(session: Session, month: date, told: Collection[str] = ()) -> Minute | None:
    """The one for a month: of its season, else any; none of those that were `told` already."""
    known = {entry.id: entry for entry in live(session)}
    return next(filter(None, (of(known[name]) for name in _ordered(known, month) if name not in told)), None)


def live(session: Session) -> list[Entry]:
    """What the union knows now."""
    return revisions.current(session, _shipped())


def numbered(session: Session, entry: str) -> Minute | None:
    """The one of an entry as it is live; None where there is none any more."""
    return next((of(one) for one in live(session) if one.id == entry), None)


@cache
def _shipped() -> tuple[Entry, ...]:
    return load(ENTRIES)


def _ordered(known: Collection[str], month: date) -> Iterator[str]:
    """Those of the season, then all others, beginning at another place each month."""
    names = sorted(known)
    start = (month.year * 12 + month.month) * 7 % len(names) if names else 0
    yield from (name for name in SEASONS[month.month] if name in known)
    yield from (name for name in (*names[start:], *names[:start]) if name not in _seasonal())


@cache
def _seasonal() -> frozenset[str]:
    return frozenset(name for names in SEASONS.values() for name in names)


def _opening(answer: str) -> str:
    """The first sentences of an answer, whole ones; nothing where they only lead to a list."""
    first = answer.partition("\n")[0]
    found: Sequence[str] = _SENTENCE.findall(first)
    if not found or not first.endswith(("。", "！", "？")):
        return ""
    kept = ""
    for sentence in found[:MOST_SENTENCES]:
        if len(kept) + len(sentence) > LONGEST:
            break
        kept += sentence
    return kept.strip() if len(kept) >= SHORTEST else ""


def _basis(answer: str) -> str:
    """依据：《劳动合同法》第三十条。 As many statutes as fit, the first of them always."""
    line = next((line for line in answer.splitlines() if line.startswith(BASIS)), "")
    first, *rest = line.removeprefix(BASIS).rstrip("。").split("；")
    if "《" not in first or "第" not in first:
        return ""
    kept = first
    for one in rest:
        if len(kept) + len(one) < LONGEST_BASIS:
            kept += f"；{one}"
    return f"{BASIS}{kept}。"
