"""Learns from the asks how much each sign speaks for each entry, and adds it up for a message.

Two classical measures of one sign and one entry, added: BM25 with the entry's asks as its document (rare among the
entries, frequent in this one), and the entry's mean TF-IDF vector. Both are scaled so that an entry's own asks score
1 on average, so the numbers keep their size however many entries there are.
"""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

SATURATION: Final = 1.2  # BM25's k1: how soon a further ask with the same sign adds nothing
LENGTH: Final = 0.3  # BM25's b: how much an entry with many signs is held back
SAMPLE: Final = 4  # of an entry's asks, to learn what one scores

Asks = Sequence[Sequence[Sequence[str]]]  # for every entry, for every ask: its signs of one kind
_Counts = dict[str, dict[int, int]]  # sign -> entry's place -> in how many of its asks
_Measure = Callable[[str, int], float]  # how much this sign speaks for the entry at this place


class Weights:
    """One kind of sign over all entries: `scores(signs)` gives each entry's number.

    A sign's number leads to its part of two flat arrays, entries' places and their weights, which keeps it small.
    """

    def __init__(self, asks: Asks) -> None:
        self.size = len(asks)
        counts = _counts(asks)
        measures = [_scaled(measure, asks) for measure in (_bm25(counts, asks), _centroid(counts, asks))]
        self._numbers = {sign: number for number, sign in enumerate(counts)}
        self._starts = array("L", accumulate(map(len, counts.values()), initial=0))
        self._places = array("H", (place for places in counts.values() for place in places))
        self._weights = array(
            "f", (sum(w(sign, p) for w in measures) for sign, places in counts.items() for p in places)
        )

    def scores(self, signs: Sequence[str]) -> list[float]:
        """Each entry's sum over the signs, about 2 where the message is one of its asks, 0 where nothing is known."""
        totals = [0.0] * self.size
        for sign in signs:
            if (number := self._numbers.get(sign)) is not None:
                of_sign = slice(self._starts[number], self._starts[number + 1])
                for place, weight in zip(self._places[of_sign], self._weights[of_sign], strict=True):
                    totals[place] += weight
        length = math.sqrt(1 + len(signs))
        return [total / length for total in totals]


class Contrast:
    """Two piles of texts by their signs: `of(signs)` is above 0 where a message looks like the first pile."""

    def __init__(self, ours: Sequence[Sequence[str]], others: Sequence[Sequence[str]], power: float) -> None:
        here = Counter(sign for text in ours for sign in text)
        there = Counter(sign for text in others for sign in text)
        odds = (len(others) + 1) / (len(ours) + 1)
        self._odds = {sign: math.log(odds * (here[sign] + 0.5) / (there[sign] + 0.5)) for sign in here | there}
        self._power = power

    def of(self, signs: Sequence[str]) -> float:
        """The logarithm of the odds for the first pile: a sum over the signs, divided by a power of their number."""
        return sum(self._odds.get(sign, 0.0) for sign in signs) / float((len(signs) + 3) ** self._power)


def _counts(asks: Asks) -> _Counts:
    counts: _Counts = {}
    for place, entry in enumerate(asks):
        for ask in entry:
            for sign in ask:
                places = counts.setdefault(sign, {})
                places[place] = places.get(place, 0) + 1
    return counts


def _bm25(counts: _Counts, asks: Asks) -> _Measure:
    lengths = [sum(map(len, entry)) for entry in asks]
    mean = sum(lengths) / len(lengths)
    held = [SATURATION * (1 - LENGTH + LENGTH * length / mean) for length in lengths]
    rarity = {sign: math.log(1 + (len(asks) - len(at) + 0.5) / (len(at) + 0.5)) for sign, at in counts.items()}

    def weight(sign: str, place: int) -> float:
        times = counts[sign][place]
        return rarity[sign] * times * (SATURATION + 1) / (times + held[place])

    return weight


def _centroid(counts: _Counts, asks: Asks) -> _Measure:
    many = sum(map(len, asks))
    rarity = {sign: math.log((many + 1) / (sum(at.values()) + 0.5)) ** 2 for sign, at in counts.items()}
    squares = [0.0] * len(asks)
    for sign, places in counts.items():
        for place, times in places.items():
            squares[place] += (rarity[sign] * times) ** 2
    lengths = [math.sqrt(square) or 1.0 for square in squares]

    def weight(sign: str, place: int) -> float:
        return rarity[sign] * counts[sign][place] / lengths[place]

    return weight


def _scaled(weight: _Measure, asks: Asks) -> _Measure:
    """The measure divided by what an entry's own asks (the first few will do) score on average."""
    own = [
        sum(weight(sign, place) for sign in ask) / math.sqrt(1 + len(ask))
        for place, entry in enumerate(asks)
        for ask in entry[:SAMPLE]
    ]
    unit = sum(own) / len(own) or 1.0
    return lambda sign, place: weight(sign, place) / unit
