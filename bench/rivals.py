"""Other ways to find the entry for a question, each given the same entries and the same asks as ours."""

import importlib.util
import math
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz, process

from knowledge import Entry

Ranked = list[tuple[Entry, float]]  # the best three entries and their scores, the best first
Rival = Callable[[str], Ranked]


def wratio(entries: Sequence[Entry]) -> Rival:
    """RapidFuzz `WRatio` against every single ask."""
    asks = [(ask, entry) for entry in entries for ask in (entry.title, *entry.asks)]
    texts = [ask for ask, _ in asks]

    def find(question: str) -> Ranked:
        found = process.extract(question, texts, scorer=fuzz.WRatio, limit=30)
        return _each_once((asks[place][1], likeness) for _, likeness, place in found)

    return find


def bm25(entries: Sequence[Entry], saturation: float = 1.2, length: float = 0.75) -> Rival:
    """Okapi BM25 on pairs of characters; a document is an entry with all its asks."""
    documents = [Counter(p for ask in (e.title, *e.asks) for p in _pairs(ask)) for e in entries]
    mean = sum(document.total() for document in documents) / len(documents)
    within = Counter(pair for document in documents for pair in document)
    postings: dict[str, list[tuple[int, float]]] = {pair: [] for pair in within}
    for place, document in enumerate(documents):
        held = saturation * (1 - length + length * document.total() / mean)
        for pair, times in document.items():
            rarity = math.log(1 + (len(documents) - within[pair] + 0.5) / (within[pair] + 0.5))
            postings[pair].append((place, rarity * times * (saturation + 1) / (times + held)))

    def find(question: str) -> Ranked:
        sums: Counter[int] = Counter()
        for pair in _pairs(question):
            for place, weight in postings.get(pair, ()):
                sums[place] += weight  # type: ignore[assignment]  # a Counter may hold fractions
        return [(entries[place], score) for place, score in sums.most_common(3)]

    return find


def chatterbot(entries: Sequence[Entry]) -> Rival | None:
    """ChatterBot's best match (its Levenshtein distance over every ask); None if it is not installed."""
    if not importlib.util.find_spec("chatterbot"):
        return None
    from chatterbot.comparisons import LevenshteinDistance  # noqa: PLC0415  not a dependency
    from chatterbot.conversation import Statement  # noqa: PLC0415

    distance: Any = LevenshteinDistance(language=None)
    asks = [(Statement(text=ask), entry) for entry in entries for ask in (entry.title, *entry.asks)]

    def find(question: str) -> Ranked:
        said = Statement(text=question)
        best = max(asks, key=lambda ask: distance.compare(said, ask[0]))
        return [(best[1], float(distance.compare(said, best[0])))]

    return find


def _pairs(text: str) -> list[str]:
    return ["".join(pair) for pair in pairwise(text)]


def _each_once(found: Any) -> Ranked:  # noqa: ANN401  an iterator of pairs
    first: dict[str, tuple[Entry, float]] = {}
    for entry, score in found:
        first.setdefault(entry.id, (entry, score))
    return list(first.values())[:3]
