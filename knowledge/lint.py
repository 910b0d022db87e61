"""Holds the entries against the rules of docs/knowledge.md and, where the texts are at hand, against their articles.

What must be mended before anybody reads it is an error; what an editor should look at is a warning.
`lint` takes a folder, `examine` entries that are loaded already (the console's, before an editor's change goes live).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from knowledge.base import Entry, EntryError, check, parse
from knowledge.citations import Citation, citations
from knowledge.doubts import doubts
from knowledge.names import NAMES
from knowledge.normal import letters, plain
from knowledge.quantities import DATE, Quantity, quantities
from knowledge.statutes import Statute

FEWEST_ASKS: Final = 25
FRESH_MONTHS: Final = 12
PHONES: Final = frozenset(
    "110 119 120 12308 12309 12320 12329 12333 12338 12345 12348 12350 12351 12355 12356 12366 12368 12393".split()
)  # fmt: skip
_RESTS_ON: Final = re.compile(r"^依据[:：]", re.MULTILINE)


class Weight(StrEnum):
    """Whether a problem must be mended or only looked at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that is wrong with an entry: its id, the key or "answer", and what, for its editor."""

    entry: str
    key: str
    weight: Weight
    words: str

    def as_dict(self) -> dict[str, str]:
        """For programs."""
        return {"entry": self.entry, "key": self.key, "weight": self.weight.value, "words": self.words}

    def __str__(self) -> str:
        """One line."""
        return f"{self.weight.value}: {self.entry}: {self.key}: {self.words}"


Rule = Callable[[Entry], Iterator[tuple[str, Weight, str]]]


def lint(folder: Path, today: date, statutes: Iterable[Statute] = ()) -> list[Problem]:
    """Every problem of the folder's entries, sorted; without statutes their articles are not looked at."""
    entries, found = [], []
    for file in sorted(folder.glob("*.md")):
        try:
            entries.append(parse(file.name, file.read_text("utf-8-sig")))
        except EntryError as wrong:
            found.append(_unloadable(wrong))
    try:
        check(entries)
    except EntryError as wrong:
        found.append(_unloadable(wrong))
    return sorted([*found, *examine(entries, today, statutes)])


def examine(entries: Iterable[Entry], today: date, statutes: Iterable[Statute] = ()) -> list[Problem]:
    """Every problem of these entries, sorted."""
    entries = tuple(entries)
    texts = {statute.short: statute for statute in sorted(statutes, key=lambda one: one.in_force_from)}
    rules: list[Rule] = [_asks, _rests_on, _names, lambda entry: _fresh(entry, today)]
    rules.append(lambda entry: _doubtful(entry, today))
    if texts:
        rules += [lambda entry: _exist(entry, texts), lambda entry: _numbers(entry, texts)]
    found = [Problem(entry.id, *one) for entry in entries for rule in rules for one in rule(entry)]
    return sorted([*found, *_same_asks(entries)])


def _unloadable(wrong: EntryError) -> Problem:
    return Problem(wrong.file.removesuffix(".md"), wrong.key, Weight.ERROR, str(wrong))


def cited(entry: Entry) -> tuple[Citation, ...]:
    """The articles that an entry rests on."""
    return tuple(dict.fromkeys(one for text in entry.statutes for one in citations(text)))


def _asks(entry: Entry) -> Iterator[tuple[str, Weight, str]]:
    if len(entry.asks) < FEWEST_ASKS:
        yield "asks", Weight.ERROR, f"has {len(entry.asks)} ways of asking; write {FEWEST_ASKS} or more"


def _same_asks(entries: Iterable[Entry]) -> Iterator[Problem]:
    """What means the same once politeness and written numbers are gone leads to one entry only."""
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        for ask in (entry.title, *entry.asks):
            owners[letters(plain(ask))].setdefault(entry.id, ask)
    for claims in owners.values():
        first, *others = claims
        for other in others:
            yield Problem(other, "asks", Weight.ERROR, f"“{claims[other]}” is asked in {first} already")


def _names(entry: Entry) -> Iterator[tuple[str, Weight, str]]:
    """Each text of `statutes` is one article of a statute that knowledge.names knows."""
    if not entry.statutes:
        yield "statutes", Weight.ERROR, "is empty; an answer about rights names the article it rests on"
    for text in entry.statutes:
        found = citations(text)
        if len(found) != 1:
            yield "statutes", Weight.ERROR, f"“{text}” is not one article, such as 劳动合同法第四十七条"
        elif found[0].statute not in NAMES:
            yield "statutes", Weight.ERROR, f"“{found[0].statute}” is in no list of statutes (knowledge/names.py)"


def _rests_on(entry: Entry) -> Iterator[tuple[str, Weight, str]]:
    """The answer's last line names the same articles as the key `statutes`, and the answer no others."""
    body, said, line = _parted(entry.answer)
    if not said:
        yield "answer", Weight.ERROR, "has no line that begins with 依据："
        return
    keys, shown = set(cited(entry)), set(citations(line))
    if missing := keys - shown:
        yield "answer", Weight.ERROR, f"the line 依据 lacks {_listed(missing)}, which statutes names"
    if more := shown - keys:
        yield "answer", Weight.ERROR, f"the line 依据 names {_listed(more)}, which statutes lacks"
    if more := set(citations(body)) - keys:
        yield "answer", Weight.ERROR, f"names {_listed(more)}, which statutes lacks"
    if "节选》" in line:
        yield "answer", Weight.ERROR, "an excerpt is shown by the name of the whole: 《民法典》, 《刑法》"


def _fresh(entry: Entry, today: date) -> Iterator[tuple[str, Weight, str]]:
    months = (today.year - entry.reviewed.year) * 12 + today.month - entry.reviewed.month
    if months - (today.day < entry.reviewed.day) >= FRESH_MONTHS:
        yield "reviewed", Weight.WARNING, f"{entry.reviewed} is {FRESH_MONTHS} months ago; read it against its articles"
    elif entry.reviewed > today:
        yield "reviewed", Weight.WARNING, f"{entry.reviewed} is still to come"


def _doubtful(entry: Entry, today: date) -> Iterator[tuple[str, Weight, str]]:
    for one in cited(entry):
        for doubt in doubts(one, today):
            if doubt.but and doubt.but in entry.answer:
                continue
            weight = Weight.ERROR if doubt.gone else Weight.WARNING
            yield "statutes", weight, f"{one if doubt.gone else doubt.statute}：{doubt.reason}"


def _exist(entry: Entry, texts: dict[str, Statute]) -> Iterator[tuple[str, Weight, str]]:
    for one in cited(entry):
        statute = texts.get(one.statute)
        if statute is None:
            yield "statutes", Weight.ERROR, f"{one}: there is no text of this statute in the folder"
        elif statute.article(one.article, one.sub) is None:
            yield "statutes", Weight.ERROR, f"{one} does not exist; it has {len(statute.articles)} articles"


def _numbers(entry: Entry, texts: dict[str, Statute]) -> Iterator[tuple[str, Weight, str]]:
    """Every number of the answer stands in one of its articles, with the same unit, or in `sources`."""
    known = [one for source in entry.sources for one in quantities(source)]
    known += [one for citation in cited(entry) for one in _of_article(citation, texts)]
    for one in quantities(_parted(entry.answer)[0]):
        if not one.unit and str(one.value) in PHONES:
            continue
        if not any(one.same(other) for other in known):
            words = f"“{one.words}” stands in none of the cited articles; name its source in sources"
            yield "answer", Weight.ERROR, words


def _of_article(citation: Citation, texts: dict[str, Statute]) -> Iterator[Quantity]:
    """The numbers of an article, and the days of its statute."""
    statute = texts.get(citation.statute)
    article = statute.article(citation.article, citation.sub) if statute else None
    if not statute or not article:
        return
    yield from quantities(article.text)
    for day in (statute.adopted, statute.amended, statute.effective, statute.in_force_from):
        yield Quantity(DATE, day.isoformat(), "")


def _parted(answer: str) -> tuple[str, str, str]:
    """The answer, the word 依据, and what it rests on."""
    found = _RESTS_ON.search(answer)
    return (answer[: found.start()], found.group(), answer[found.end() :]) if found else (answer, "", "")


def _listed(found: set[Citation]) -> str:
    return "、".join(str(one) for one in sorted(found))
