"""Tallies: what many answered to the same questions, counted so that nobody can be told from it."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Final

from bot.domain.survey import NO, YES, Item
from bot.domain.units import MOST

LEAST: Final = 3
"""With fewer answers nothing is broken down: one could guess who said what."""

GRADES: Final = tuple(f"{grade}分" for grade in range(1, 6))
_LABELS: Final = {True: YES, False: NO}


@dataclass(frozen=True)
class Tally:
    """How one item was answered: how often each answer came, or the words; `mean` where there is one."""

    item: Item
    counts: tuple[tuple[str, int], ...] = ()
    mean: float | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figures:
    """How many answered, and what; no more than how many, where they are few."""

    count: int
    tallies: tuple[Tally, ...] = ()


def lot() -> int:
    """A number drawn by lot for a set of answers, so that the order of the rows tells nothing."""
    return secrets.randbelow(MOST - 1) + 1


def askable(items: Sequence[Item]) -> tuple[Item, ...]:
    """Those that many can be asked without names: files would tell whose they are."""
    return tuple(item for item in items if item.answer != "file")


def figures(answers: Sequence[Mapping[str, Any]], items: Sequence[Item]) -> Figures:
    """What was answered, item by item; each set of answers is by name of the item."""
    if len(answers) < LEAST:
        return Figures(len(answers))
    return Figures(len(answers), tuple(_tally(item, [row.get(item.name) for row in answers]) for item in items))


def plain(answers: Mapping[str, Any], items: Sequence[Item]) -> dict[str, Any]:
    """Answers without words that were written, for they may name people."""
    names = {item.name for item in items if item.answer not in {"text", "file"}}
    return {name: value for name, value in answers.items() if name in names}


def _tally(item: Item, given: Sequence[Any]) -> Tally:
    answers = [one for one in given if one is not None]
    if item.answer == "text":
        return Tally(item, words=tuple(str(one) for one in answers))
    if item.answer == "number":
        return Tally(item, (("填了", len(answers)),), fmean(map(float, answers)) if answers else None)
    grade = item.answer == "grade"
    named = [f"{one}分" if grade else _LABELS[one] if isinstance(one, bool) else str(one) for one in answers]
    found = Counter(named)
    known = GRADES if grade else item.options or (YES, NO)
    labels = [*known, *(one for one in found if one not in known)]
    mean = fmean(map(float, answers)) if grade and answers else None
    return Tally(item, tuple((label, found[label]) for label in labels), mean)
