"""Puts together what members asked in other words, so that the editors see one thing to learn where many asked it.

Each text is a vector of its signs (knowledge.signs), the rarer the heavier. The weightiest texts come first; each joins
the nearest cluster whose leader is near enough, or leads a new one. Nothing random: the same texts, the same clusters.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from knowledge.normal import letters, plain
from knowledge.signs import Kind, signs

ALIKE: Final = 0.35
"""The cosine from which on two texts ask the same; measured in docs/knowledge.md."""

PROBES: Final = 14
"""The rarest signs of a text by which leaders are looked up; what shares none of them is not alike."""

OF_KIND: Final = {Kind.WORDING: 1.0, Kind.MEANING: 1.5}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts that ask the same, the weightiest first, and their weights' sum."""

    texts: tuple[str, ...]
    weight: float

    @property
    def leader(self) -> str:
        """The text that stands for all."""
        return self.texts[0]


def clusters(texts: Iterable[tuple[str, float]]) -> list[Cluster]:
    """The texts with their weights by likeness, the weightiest cluster first."""
    ordered = sorted(texts, key=lambda one: (-one[1], len(one[0]), one[0]))
    vectors = _vectors([text for text, _ in ordered])
    groups = _Groups()
    for place, vector in enumerate(vectors):
        groups.add(place, vector, letters(plain(ordered[place][0])))
    found = [
        Cluster(tuple(ordered[place][0] for place in group), sum(ordered[place][1] for place in group))
        for group in groups.members
    ]
    return sorted(found, key=lambda one: -one.weight)


class _Groups:
    """Clusters while they grow: of each the places of its texts; looked up by the rarest signs of its leader."""

    def __init__(self) -> None:
        self.members: list[list[int]] = []
        self._leaders: list[Mapping[str, float]] = []
        self._by_sign: dict[str, list[int]] = {}
        self._by_words: dict[str, int] = {}

    def add(self, place: int, vector: Mapping[str, float], words: str) -> None:
        """Put a text where it belongs."""
        group = self._by_words.get(words)
        if group is None:
            group = self._nearest(vector)
        if group is None:
            group = self._lead(vector)
        self._by_words.setdefault(words, group)
        self.members[group].append(place)

    def _nearest(self, vector: Mapping[str, float]) -> int | None:
        met = {group for sign in _probes(vector) for group in self._by_sign.get(sign, ())}
        near = ((_cosine(vector, self._leaders[group]), -group) for group in met)
        likeness, group = max(near, default=(0.0, 0))
        return -group if likeness >= ALIKE else None

    def _lead(self, vector: Mapping[str, float]) -> int:
        group = len(self.members)
        self.members.append([])
        self._leaders.append(vector)
        for sign in _probes(vector):
            self._by_sign.setdefault(sign, []).append(group)
        return group


def _probes(vector: Mapping[str, float]) -> list[str]:
    return sorted(vector, key=lambda sign: (-vector[sign], sign))[:PROBES]


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    """Of each text its signs with their weights, of length 1."""
    found = [_weighed(text) for text in texts]
    many = Counter(sign for one in found for sign in one)
    return [_unit({sign: kind * math.log(1 + len(texts) / many[sign]) for sign, kind in one.items()}) for one in found]


def _weighed(text: str) -> dict[str, float]:
    of_kind = signs(text)
    return {f"{kind}:{sign}": weight for kind, weight in OF_KIND.items() for sign in of_kind[kind]}


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {sign: value / length for sign, value in vector.items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    few, many = sorted((one, other), key=len)
    return sum(value * many[sign] for sign, value in few.items() if sign in many)
