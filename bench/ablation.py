"""`python -m bench.ablation`: what each part of the search is worth, one left out at a time.

Three columns: the labelled questions of `bench.search` that are here, and asks of the entries themselves, a quarter
of them held back from the learning at a time. Each cell: right first / among three, in percent. The cost is that of
`knowledge.bands`, over all questions of a set.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import knowledge.learning
import knowledge.search
import knowledge.signs
from bench.search import SETS, Question, questions_of
from knowledge import ENTRIES, Band, Entry, Finding, KnowledgeBase, bands, load, weights
from knowledge.normal import fold
from knowledge.signs import Kind

FOLDS = 4
EVERY = 3  # of the asks held back, to keep it short

Change = tuple[Any, str, Any]  # a module or table, a name in it, what stands there instead
PARTS: dict[str, tuple[Change, ...]] = {
    "all of them": (),
    "without wording": ((knowledge.search.OF_KIND, Kind.WORDING, 0.0),),
    "without meanings": ((knowledge.search.OF_KIND, Kind.MEANING, 0.0),),
    "without pairs of meanings": ((knowledge.signs, "pairs", lambda _: []),),
    "without sound": ((knowledge.search.OF_KIND, Kind.SOUND, 0.0),),
    "without RapidFuzz over asks": ((knowledge.search, "OF_FUZZY", 0.0),),
    "without numerals, politeness": ((knowledge.signs, "plain", fold), (knowledge.search, "plain", fold)),
    "BM25 without the centroid": ((weights.PARTS, "centroid", 0.0),),
    "centroid without BM25": ((weights.PARTS, "bm25", 0.0),),
    "RapidFuzz as good as alone": ((knowledge.search, "OF_FUZZY", 200.0),),
}


def main() -> None:
    """Print the table."""
    entries = load(ENTRIES)
    sets = {name: list(questions_of(file)) for name, file in SETS.items() if file.exists()}
    print(" " * 32 + "".join(f"{name:>26}" for name in (*sets, "asks held back")))
    for name, changes in PARTS.items():
        with _changed(changes):
            base = KnowledgeBase(entries)
            cells = [_cell((base.ask, question) for question in questions) for questions in sets.values()]
            print(f"{name:32}" + "".join(f"{cell:>26}" for cell in (*cells, _cell(_held_back(entries)))), flush=True)


Asked = tuple[Callable[[str], Finding], Question]


def _held_back(entries: Sequence[Entry]) -> Iterator[Asked]:
    """Each ask put to a base that learned from the other three quarters."""
    for fold_ in range(FOLDS):
        kept = [
            dataclasses.replace(e, asks=tuple(ask for n, ask in enumerate(e.asks) if n % FOLDS != fold_))
            for e in entries
        ]
        base = KnowledgeBase(kept)
        for entry in entries:
            for ask in entry.asks[fold_ :: FOLDS * EVERY]:
                yield base.ask, Question(ask, entry.answers)


def _cell(asked: Iterable[Asked]) -> str:
    given = [(question, ask(question.text)) for ask, question in asked]
    work = [(question, finding) for question, finding in given if question.intents]
    shares = [
        100 * sum(any(h.entry.answers & q.intents for h in f.hits[:n]) for q, f in work) / len(work) for n in (1, 3)
    ]
    cost = sum(_cost(question, finding) for question, finding in given) / len(given)
    return f"{shares[0]:.1f} / {shares[1]:.1f}  {cost:.2f}"


def _cost(question: Question, finding: Finding) -> float:
    among = [bool(hit.entry.answers & question.intents) for hit in finding.hits]
    if finding.band is Band.ANSWER:
        return 0.0 if among[0] else bands.WRONG_ANSWER
    if finding.band is Band.CHOICES:
        return bands.CHOICES if any(among) else bands.WRONG_CHOICES
    return bands.NOBODY_KNOWS if question.intents else 0.0


@contextmanager
def _changed(changes: Iterable[Change]) -> Iterator[None]:
    before = [
        (place, name, place[name] if isinstance(place, dict) else getattr(place, name)) for place, name, _ in changes
    ]
    _put(changes)
    try:
        yield
    finally:
        _put(before)


def _put(changes: Iterable[Change]) -> None:
    for place, name, value in changes:
        if isinstance(place, dict):
            place[name] = value
        else:
            setattr(place, name, value)


if __name__ == "__main__":
    main()
