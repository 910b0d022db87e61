"""Which of an entry's articles come first for a question: those that share with it what the others do not have."""

from collections.abc import Sequence
from math import log
from typing import Final

from knowledge.citations import Citation
from knowledge.signs import Kind, signs

OF_A_LAW: Final = 1.5
"""An act of the legislature is what people mean by 'which article', before the rules made under it."""
_LAWS: Final = ("法", "节选")


def most_relevant(question: str, articles: Sequence[tuple[Citation, str]]) -> list[Citation]:
    """The citations of (citation, text), the most relevant first; equal ones stay in their order."""
    known = [_signs(text) for _, text in articles]
    asked = _signs(question)
    shared = frozenset(sign for one in known for sign in one & asked)
    rarity = {sign: log((len(known) + 1) / sum(sign in one for one in known)) for sign in shared}

    def score(place: int) -> float:
        name = articles[place][0].statute
        weight = OF_A_LAW if name.endswith(_LAWS) and "办法" not in name else 1.0
        return weight * sum(rarity[sign] for sign in known[place] & shared)

    return [articles[place][0] for place in sorted(range(len(known)), key=lambda place: -score(place))]


def _signs(text: str) -> frozenset[tuple[Kind, str]]:
    found = signs(text)
    return frozenset((kind, sign) for kind in (Kind.WORDING, Kind.MEANING) for sign in found[kind])
