"""What in a message points to an entry: pieces of its wording, the meanings in it, and how it sounds."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import pairwise
from sys import intern
from typing import Final

from knowledge.normal import plain
from knowledge.sounds import blurred
from knowledge.words import field, meanings, pairs

_CLAUSE: Final = re.compile(r"\w+")


class Kind(StrEnum):
    """The kinds of signs; each is learned and weighed for itself."""

    WORDING = "wording"
    MEANING = "meaning"  # one by one and two by two
    SOUND = "sound"
    FIELD = "field"  # its meanings one by one and the words of working life: is this about work at all?


Signs = dict[Kind, tuple[str, ...]]


def signs(message: str) -> Signs:
    """Every sign in the message by its kind, each once and in the order of the text."""
    text = plain(message)
    clauses = _CLAUSE.findall(text)
    found = meanings(text)
    return {
        Kind.WORDING: _each_once(piece for clause in clauses for piece in pieces(clause)),
        Kind.MEANING: _each_once((*found, *pairs(found))),
        Kind.SOUND: _each_once(piece for clause in clauses for piece in sounding(clause)),
        Kind.FIELD: (*found, *field(text)),
    }


def pieces(clause: str) -> Iterator[str]:
    """Its characters, and every two neighbours: 拖欠工资 → 拖 欠 工 资 拖欠 欠工 工资."""
    yield from clause
    yield from map("".join, pairwise(clause))


def sounding(clause: str) -> Iterator[str]:
    """The same of its syllables, as somebody writes who only hears them."""
    said = [blurred(character) for character in clause]
    yield from said
    yield from map(" ".join, pairwise(said))


def _each_once(found: Iterable[str]) -> tuple[str, ...]:
    """In their order; interned, because thousands of asks are made of the same pieces."""
    return tuple(dict.fromkeys(map(intern, found)))
