"""Reads a suggestion's title: where it is, what it is about, how it is to be made better, and what no table knows.

Words are looked up in `ideas.toml`, the longest first; where none fits, one that sounds the same and shares a character
with what was written (食唐 for 食堂).
"""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from knowledge.normal import fold, number
from knowledge.sounds import heard

LONGEST: Final = 600
"""Characters that are read of a text; what comes later says nothing new."""

PURPOSES: Final = frozenset({"less"})
"""What a later clause says of it is what the idea is good for (…，减少碰伤), not the idea."""

WORDS: Final = Path(__file__).with_name("ideas.toml")

_NUMBERED: Final = re.compile(
    r"(\d{1,3}|[一二三四五六七八九十]{1,3})"
    r"(?:号|#|(?=车间|栋|幢|标段|工段|分厂|食堂|宿舍|工区|矿区|楼(?!道|梯)))"
)
_TELLS: Final = 6.0
"""The rarity of a meaning that a middling number of words show."""
_CLAUSE: Final = re.compile(r"[^\W_]+")
_Meanings = frozenset[tuple[str, str]]
_NOTHING: Final[_Meanings] = frozenset()


@dataclass(frozen=True, slots=True)
class Gist:
    """What a text says, by the table's names; `rest` are the characters of which it knows no word."""

    letters: str
    where: frozenset[str]
    what: frozenset[str]
    things: frozenset[str]
    how: frozenset[str]
    marks: frozenset[str]
    numbers: frozenset[int]
    rest: frozenset[str]

    @property
    def says(self) -> bool:
        """Whether it names any subject, known or not."""
        return bool(self.what or self.things or self.rest)

    def signs(self) -> frozenset[str]:
        """What it can be found by: its meanings and its pairs of characters."""
        return self.meanings() | pairs(self.letters)

    def meanings(self) -> frozenset[str]:
        """Its subjects, places and ways, in one."""
        return self.what | self.things | self.where | self.how


def read(text: str, without: AbstractSet[str] = frozenset()) -> Gist:
    """The gist of a text of any length and kind; as if the table had not the words that are to be left out of it."""
    folded = fold(text[:LONGEST].encode(errors="ignore").decode())  # without halves of surrogate pairs
    numbers = frozenset(int(n) if n.isdigit() else number(n) for n in _NUMBERED.findall(folded))
    found: dict[str, set[str]] = {layer: set() for layer in ("where", "what", "things", "how", "marks")}
    rest = set[str]()
    clauses = _CLAUSE.findall(_NUMBERED.sub(" ", folded))
    for place, clause in enumerate(clauses):
        for piece, meanings in _words(clause, without):
            if meanings is None:
                rest.update(piece)
            for layer, name in meanings or ():
                if not (place and name in PURPOSES):
                    found[layer].add(name)
    kept = {layer: frozenset(names) for layer, names in found.items()}
    return Gist("".join(clauses), numbers=numbers, rest=frozenset(rest), **kept)


def pairs(letters: str) -> frozenset[str]:
    """Every two neighbouring characters."""
    return frozenset(map("".join, pairwise(letters)))


@cache
def table() -> dict[str, Any]:
    """The table of words as it stands in the file."""
    return tomllib.loads(WORDS.read_text("utf-8"))


@cache
def both_ways(name: str) -> frozenset[tuple[str, str]]:
    """The table's list of pairs with that name, each in both orders."""
    return frozenset(order for one, other in table()[name] for order in ((one, other), (other, one)))


@cache
def _known() -> dict[str, _Meanings]:
    """Each word of the table with all that it means; nothing for those that say nothing."""
    words: dict[str, set[tuple[str, str]]] = {word: set() for word in table()["empty"].split()}
    lines = [
        (layer, name, shown) for layer in ("where", "what", "things", "how") for name, shown in table()[layer].items()
    ]
    marks = [(kind, name, shown) for kind, names in table()["marks"].items() for name, shown in names.items()]
    for layer, name, shown in (*lines, *(("marks", f"{kind}:{name}", shown) for kind, name, shown in marks)):
        for word in shown.split():
            words.setdefault(word, set()).add((layer, name))
    return {word: frozenset(meanings) for word, meanings in words.items()}


def rarity(name: str) -> float:
    """How much it tells that two texts share this meaning, about 1: the fewer words show it, the more."""
    return math.log(len(_known()) / _shown()[name]) / _TELLS


@cache
def _shown() -> Counter[str]:
    """By how many words each meaning is shown."""
    return Counter(name for meanings in _known().values() for _, name in meanings)


@cache
def _sounds() -> dict[str, list[str]]:
    """The places and things of two and three characters by how they sound."""
    found: dict[str, list[str]] = {}
    for word, meanings in _known().items():
        if len(word) in (2, 3) and any(layer in ("where", "things") for layer, _ in meanings):
            found.setdefault(heard(word), []).append(word)
    return found


@cache
def _reach() -> int:
    """The length of the longest word."""
    return max(map(len, _known()))


def _words(clause: str, without: AbstractSet[str]) -> Iterator[tuple[str, _Meanings | None]]:
    """The clause cut into known words, and into runs of what is not known between them."""
    at, unknown = 0, ""
    while at < len(clause):
        length, meanings = _word_at(clause, at, without)
        if length:
            if unknown:
                yield unknown, None
            yield clause[at : at + length], meanings
            unknown = ""
        else:
            unknown += clause[at]
        at += length or 1
    if unknown:
        yield unknown, None


def _word_at(clause: str, at: int, without: AbstractSet[str]) -> tuple[int, _Meanings]:
    """The length of the word there and what it means; a length of 0 where there is none."""
    known = _known()
    for length in range(min(_reach(), len(clause) - at), 1, -1):
        if (meanings := known.get(word := clause[at : at + length])) is not None and word not in without:
            return length, meanings
    if (sounding := _by_sound(clause, at)) and not without:
        return sounding
    if (meanings := known.get(clause[at])) is not None and clause[at] not in without:
        return 1, meanings
    return 0, _NOTHING


def _by_sound(clause: str, at: int) -> tuple[int, _Meanings] | None:
    """A word of two or three characters that is written otherwise.

    Not where the next character begins a word, nor where one says nothing by itself (太费 is not 太肥).
    """
    for length in (3, 2):
        said = clause[at : at + length]
        if len(said) < length or clause[at + 1 : at + 3] in _known() or any(_known().get(c) == _NOTHING for c in said):
            continue
        for word in _sounds().get(heard(said), ()):
            if any(one == other for one, other in zip(word, said, strict=True)):
                return length, _known()[word]
    return None
