"""Fits the weights of `knowledge.accord` to the pairs marked "known": `python -m bench.ideas_fit` prints them.

Logistic regression whose signs are held. The pairs are given several times, each time with other words of the table
left out, so that the weights serve for words that it does not know; how well they do is told on pairs left aside.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from knowledge.accord import contradict, elsewhere, features
from knowledge.gist import _known, read
from knowledge.ideas import SURE
from tests.ideas import Pair, pairs

FOR: Final = frozenset("matter,matter of one,subject,rare subject,several subjects,place,way and thing".split(","))
"""What may only speak for two titles; all else but the bias may only speak against them."""

FIXED: Final = {"wording": 1.5}
"""Weights that are set: how alike two are worded tells nothing of hard pairs, and much of one among many."""

LEFT_OUT: Final = (0.0, 0.0, 0.3, 0.5)
"""The part of the table's words that is left out, in each turn."""

HELD: Final = 4.0
"""How strongly weights are held to 0."""

RAISED: Final = 0.3
"""So much is added to the bias at last: strangers are fewer among what is looked up than here."""

DRAWN: Final = 12
"""So many titles are drawn, of which the nearest is the stranger."""

ROUNDS: Final = 40
PARTS: Final = 5


@dataclass(frozen=True)
class Case:
    """A pair as it is seen: its features, whether both mean the same, and the part it belongs to."""

    values: Sequence[float]
    same: bool
    part: int
    left_out: float
    set: str


def main() -> None:
    """Print how well the fit does on pairs left aside, and the weights from all."""
    seen = list(cases(pairs("known")))
    names = list(features(read(""), read("")))
    for left_out in sorted(set(LEFT_OUT)):
        print(f"pairs left aside, {left_out:.0%} of the words unknown: {_told(seen, names, left_out)}")
    for name, weight in zip(names, fitted(seen, names), strict=True):
        print(f'    "{name}": {weight:.2f},')


def cases(tried: Sequence[Pair]) -> Iterator[Case]:
    """The pairs in each turn; those that contradict each other or differ in number are no matter of weights."""
    chance, words = random.Random(5), sorted(_known())
    parts = {title: number % PARTS for number, title in enumerate(dict.fromkeys(pair.a for pair in tried))}
    for left_out in LEFT_OUT:
        without = frozenset(compress(words, (chance.random() < left_out for _ in words)))
        for pair in [*tried, *_strangers(tried, chance)]:
            one, other = read(pair.a, without), read(pair.b, without)
            if not (contradict(one, other) or elsewhere(one, other)):
                yield Case(list(features(one, other).values()), pair.same, parts[pair.a], left_out, pair.set)


def _strangers(tried: Sequence[Pair], chance: random.Random) -> Iterator[Pair]:
    """Each first title beside that of some others which is the nearest in its meanings, and says something else."""
    own = {pair.a: {other.b for other in tried if other.a == pair.a} for pair in tried}
    for title, its in own.items():
        others = [pair.b for pair in chance.sample(list(tried), DRAWN) if pair.b not in its]
        gist = read(title)
        nearest = max(others, key=lambda other: len(gist.meanings() & read(other).meanings()))
        yield Pair(title, nearest, same=False, set="strangers")


def fitted(seen: Sequence[Case], names: Sequence[str]) -> list[float]:
    """The weights that make what is the same the likeliest, one weight improved after the other, in turns."""
    weights, sums = [0.0] * len(names), [0.0] * len(seen)
    same = [float(case.same) for case in seen]
    columns = [[(row, case.values[at]) for row, case in enumerate(seen) if case.values[at]] for at in range(len(names))]
    for _ in range(ROUNDS):
        for at, (name, column) in enumerate(zip(names, columns, strict=True)):
            pull, curve = -HELD * weights[at], HELD
            for row, value in column:
                sure = 1 / (1 + math.exp(-sums[row]))
                pull += (same[row] - sure) * value
                curve += sure * (1 - sure) * value * value
            step = _signed(name, weights[at] + pull / curve) - weights[at]
            weights[at] += step
            if step:
                for row, value in column:
                    sums[row] += step * value
    return [weight + RAISED * (name == "bias") for name, weight in zip(names, weights, strict=True)]


def _signed(name: str, weight: float) -> float:
    if name in FIXED:
        return FIXED[name]
    if name == "bias":
        return weight
    return max(0.0, weight) if name in FOR else min(0.0, weight)


def _sure(weights: Sequence[float], case: Case) -> float:
    return 1 / (1 + math.exp(-sum(map(float.__mul__, weights, case.values))))


def _told(seen: Sequence[Case], names: Sequence[str], left_out: float) -> str:
    called = []
    for part in range(PARTS):
        weights = fitted([case for case in seen if case.part != part], names)
        tried = [case for case in seen if case.part == part and case.left_out == left_out and case.set == "known"]
        called += [(_sure(weights, case) >= SURE, case.same) for case in tried]
    right = sum(said and same for said, same in called)
    precision, recall = right / sum(said for said, _ in called), right / sum(same for _, same in called)
    return f"precision {precision:.2f}, recall {recall:.2f}"


if __name__ == "__main__":
    main()
