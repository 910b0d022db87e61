"""Learns from the asks how much each sign speaks for each entry, and adds it up for a message.

Two classical measures of one sign and one entry, added: BM25 with the entry's asks as its document (rare among the
entries, frequent in this one), and the entry's mean TF-IDF vector. Both are scaled so that an entry's own asks score
1 on average, so the numbers keep their size however many entries there are.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, Final, Self

SATURATION: Final = 1.2  # BM25's k1: how soon a further ask with the same sign adds nothing
LENGTH: Final = 0.3  # BM25's b: how much an entry with many signs is held back
SAMPLE: Final = 4  # of an entry's asks, to learn what one scores
MOST: Final = 20_000  # numbers added up for one message; with 169 entries no message needs so many
PARTS: Final = {"bm25": 1.0, "centroid": 1.0}  # what each measure counts: docs/knowledge.md tries one at a time

Asks = Sequence[Sequence[Sequence[str]]]  # for every entry, for every ask: its signs of one kind
_Counts = Mapping[str, Mapping[int, int]]  # sign -> entry's place -> in how many of its asks
_Row = list[float]  # one sign's weights, in the order of its places
if TYPE_CHECKING:
    _Ints = array[int]
    _Floats = array[float]


class Weights:
    """One kind of sign over all entries: `add` gives each entry what a message's signs say for it.

    A sign's number leads to its part of two flat arrays, entries' places and their weights, which keeps it small.
    """

    def __init__(self, signs: Sequence[str], starts: "_Ints", places: "_Ints", weights: "_Floats") -> None:
        self._numbers = {sign: number for number, sign in enumerate(signs)}
        self._starts, self._places, self._weights = starts, places, weights

    @classmethod
    def learned(cls, asks: Asks) -> Self:
        counts = _counts(asks)
        parts = [_scaled(rows, counts, asks, PARTS[name]) for name, rows in _measures(counts, asks)]
        return cls(
            list(counts),
            array("L", accumulate(map(len, counts.values()), initial=0)),
            array("H", chain.from_iterable(counts.values())),
            array("f", map(sum, zip(*parts, strict=True))),
        )

    @classmethod
    def kept(cls, plain: tuple[Any, ...]) -> Self:
        """The same out of what `plain` gave."""
        signs, *columns = plain
        return cls(signs, *(array(kind, column) for kind, column in zip("LHf", columns, strict=True)))

    def plain(self) -> tuple[Any, ...]:
        """All of it in lists and bytes, to be kept in a file."""
        return (list(self._numbers), self._starts.tobytes(), self._places.tobytes(), self._weights.tobytes())

    def add(self, totals: list[float], signs: Sequence[str], share: float) -> None:
        """Adds to each entry's total its sum over the signs, about 2 shares where the message is one of its asks.

        Rare signs come first: among very many entries the commonest are left out, which tell least and cost most.
        """
        factor = share / math.sqrt(1 + len(signs))
        left = MOST
        for start, end in self._spans(signs):
            if (left := left - (end - start)) < 0:
                break
            for place, weight in zip(self._places[start:end], self._weights[start:end], strict=True):
                totals[place] += factor * weight

    def _spans(self, signs: Sequence[str]) -> list[tuple[int, int]]:
        known = [number for sign in signs if (number := self._numbers.get(sign)) is not None]
        spans = [(self._starts[number], self._starts[number + 1]) for number in known]
        return sorted(spans, key=lambda span: span[1] - span[0])


class Contrast:
    """Two piles of texts by their signs: `of(signs)` is above 0 where a message looks like the first pile."""

    def __init__(self, odds: dict[str, float], power: float) -> None:
        self.odds, self._power = odds, power

    @classmethod
    def learned(cls, ours: Sequence[Sequence[str]], others: Sequence[Sequence[str]], power: float) -> Self:
        here = Counter(chain.from_iterable(ours))
        there = Counter(chain.from_iterable(others))
        odds = (len(others) + 1) / (len(ours) + 1)
        return cls({s: math.log(odds * (here[s] + 0.5) / (there[s] + 0.5)) for s in here | there}, power)

    def of(self, signs: Sequence[str]) -> float:
        """The logarithm of the odds for the first pile: a sum over the signs, divided by a power of their number."""
        return sum(self.odds.get(sign, 0.0) for sign in signs) / float((len(signs) + 3) ** self._power)


def _counts(asks: Asks) -> _Counts:
    counts: dict[str, dict[int, int]] = {}
    for place, entry in enumerate(asks):
        for sign, times in Counter(chain.from_iterable(entry)).items():
            if (at := counts.get(sign)) is None:
                counts[sign] = {place: times}
            else:
                at[place] = times
    return counts


def _measures(counts: _Counts, asks: Asks) -> Iterator[tuple[str, Iterator[_Row]]]:
    yield "bm25", _bm25(counts, asks)
    yield "centroid", _centroid(counts, asks)


def _bm25(counts: _Counts, asks: Asks) -> Iterator[_Row]:
    lengths = [sum(map(len, entry)) for entry in asks]
    mean = sum(lengths) / len(lengths)
    held = [SATURATION * (1 - LENGTH + LENGTH * length / mean) for length in lengths]
    for at in counts.values():
        rarity = (SATURATION + 1) * math.log(1 + (len(asks) - len(at) + 0.5) / (len(at) + 0.5))
        yield [rarity * times / (times + held[place]) for place, times in at.items()]


def _centroid(counts: _Counts, asks: Asks) -> Iterator[_Row]:
    many = sum(map(len, asks))
    rarities = [math.log((many + 1) / (sum(at.values()) + 0.5)) ** 2 for at in counts.values()]
    squares = [0.0] * len(asks)
    for rarity, at in zip(rarities, counts.values(), strict=True):
        for place, times in at.items():
            squares[place] += (rarity * times) ** 2
    lengths = [math.sqrt(square) or 1.0 for square in squares]
    for rarity, at in zip(rarities, counts.values(), strict=True):
        yield [rarity * times / lengths[place] for place, times in at.items()]


def _scaled(rows: Iterator[_Row], counts: _Counts, asks: Asks, share: float) -> list[float]:
    """The measure, all rows in one, divided by what an entry's own asks (the first few will do) score on average."""
    flat = list(chain.from_iterable(rows))
    starts = dict(zip(counts, accumulate(map(len, counts.values()), initial=0), strict=False))

    @cache
    def of_sign(sign: str) -> dict[int, float]:
        start = starts[sign]
        return dict(zip(counts[sign], flat[start : start + len(counts[sign])], strict=True))

    own = [
        sum(of_sign(sign)[place] for sign in ask) / math.sqrt(1 + len(ask))
        for place, entry in enumerate(asks)
        for ask in entry[:SAMPLE]
    ]
    unit = sum(own) / len(own) / share if share and any(own) else math.inf
    return [weight / unit for weight in flat]
