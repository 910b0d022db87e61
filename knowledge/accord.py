"""How surely two suggestions say the same, from 0 to 1: what their gists have in common against what sets them apart.

The weights are fitted to the pairs marked "known" in tests/knowledge/idea-pairs.jsonl, that of the wording to how these
are found among many: `python -m bench.ideas_fit`; docs/suggestions-alike.md.
"""

import math
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import product
from typing import Final

from knowledge.gist import Gist, both_ways, rarity, table

WEIGHTS: Final = {
    "bias": -0.89,
    "matter": 0.71,
    "matter of one": 0.76,
    "subject": 0.64,
    "rare subject": 1.02,
    "several subjects": 0.36,
    "other matter": -0.57,
    "other thing": -1.04,
    "other subject": -0.37,
    "no matter": -0.72,
    "one says more": -0.09,
    "each says more": -0.82,
    "place": 0.35,
    "other place": -0.87,
    "thing alone": -1.05,
    "way and thing": 0.76,
    "other way": -0.72,
    "wording": 1.50,
}
ELSEWHERE: Final = 0.6
"""What is left of it where each names another number: the same idea for another machine is for staff to look at."""

HALF: Final = 0.5
"""What counts that stands in a body and not in the title, and a way that is only akin."""


def accord(one: Gist, other: Gist, beside: Gist, beside_other: Gist) -> float:
    """How surely two titles mean the same; what stands beside them in their bodies counts half."""
    if contradict(one, other):
        return 0.0
    score = 1.0 if one.letters == other.letters else _sure(one, other)
    if beside.says or beside_other.says:
        helped = _sure(_with(one, beside, other), _with(other, beside_other, one))
        score += HALF * max(0.0, helped - score)
    return score * ELSEWHERE if elsewhere(one, other) else score


def features(one: Gist, other: Gist) -> dict[str, float]:
    """What speaks for and against, each from 0 to 1."""
    where, what, things = (
        _Pair(one.where, other.where),
        _Pair(one.what, other.what),
        _Pair(one.things, other.things),
    )
    subject = _Pair(one.what | one.things, other.what | other.things)
    left = [len(a.what - b.what) + len(a.things - b.things) for a, b in ((one, other), (other, one))]
    way = _way(one.how, other.how)
    return {
        "bias": 1.0,
        "matter": what.dice,
        "matter of one": what.share,
        "subject": subject.dice,
        "rare subject": max(map(rarity, subject.both), default=0.0),
        "several subjects": min(len(subject.both), 3) / 3,
        "other matter": what.apart,
        "other thing": things.apart,
        "other subject": subject.apart,
        "no matter": float(not what.both and bool(what.either)),
        "one says more": float(max(left) > 0),
        "each says more": float(min(left) > 0),
        "place": where.dice,
        "other place": where.apart,
        "thing alone": float(bool(things.both) and not what.both and not way),
        "way and thing": way * things.share,
        "other way": (1 - way) * float(bool(one.how and other.how)),
        "wording": _Pair(frozenset(one.letters), frozenset(other.letters)).dice,
    }


def contradict(one: Gist, other: Gist) -> bool:
    """Whether one is for another season, meal or sex than the other, or wants less of what the other wants more of."""
    if one.marks and other.marks and any(_differ(kind, one.marks, other.marks) for kind in table()["marks"]):
        return True
    only, instead = one.how - other.how, other.how - one.how
    return bool(only and instead) and not both_ways("against").isdisjoint(product(only, instead))


def elsewhere(one: Gist, other: Gist) -> bool:
    """Whether both name a number, of a machine or a building, and not the same."""
    return bool(one.numbers and other.numbers) and not one.numbers & other.numbers


def _sure(one: Gist, other: Gist) -> float:
    if not (one.says and other.says):
        return 0.0
    return 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in features(one, other).items())))


def _with(gist: Gist, beside: Gist, other: Gist) -> Gist:
    """The gist with what its body says of the other's title as well."""
    if not beside.says:
        return gist
    return replace(
        gist,
        where=gist.where | beside.where & other.where,
        what=gist.what | beside.what & other.what,
        things=gist.things | beside.things & other.things,
        how=gist.how | beside.how & other.how,
    )


def _differ(kind: str, one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    ours, theirs = ({mark for mark in marks if mark.startswith(kind)} for marks in (one, other))
    return bool(ours and theirs) and not ours & theirs


def _way(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    if not one or not other:
        return 0.0
    if one & other:
        return HALF + HALF * _dice(one, other)
    return 0.0 if both_ways("akin").isdisjoint(product(one, other)) else HALF


def _dice(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


class _Pair:
    """What two texts have and lack in common of one kind."""

    def __init__(self, one: AbstractSet[str], other: AbstractSet[str]) -> None:
        self.both, self.either = one & other, one | other
        self.dice = _dice(one, other)
        self.share = len(self.both) / min(len(one), len(other)) if self.both else 0.0
        self.apart = float(bool(one and other) and not self.both)
