"""Finds the suggestions that mean the same as a new one, whatever words they use: 食堂饭菜太咸 and 餐厅口味重.

What may be alike is found by its signs, the rarest first; the likeliest are compared one by one (`knowledge.accord`).
"""

import math
from array import array
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest
from threading import Lock
from typing import Final

from knowledge.accord import accord
from knowledge.gist import Gist, read

SURE: Final = 0.65
"""From this likeness on a member is offered the other one."""

MAYBE: Final = 0.35
"""From this likeness on staff see two suggestions side by side."""

COMPARED: Final = 60
"""So many are compared one by one."""

LOOKED_AT: Final = 20_000
"""So many entries of the index a look-up reads at most; the commonest signs, which tell least, are left out first."""

NOTHING: Final = read("")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A suggestion that may mean the same, and how surely, from 0 to 1."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class _Idea:
    """A suggestion as it is compared: what its title says, and what its body says beside that."""

    title: Gist
    body: Gist

    def signs(self) -> Iterator[str]:
        yield from self.title.signs()
        yield from self.body.meanings() - self.title.meanings()


class Ideas:
    """An index of short texts by their ids. One lock: any number of threads may look up while others put and drop."""

    def __init__(self) -> None:
        self._ideas: dict[int, _Idea] = {}
        self._places: dict[str, array[int]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._ideas)

    def put(self, number: int, title: str, body: str = "") -> None:
        """Add a text, or put it in the place of the one with this id."""
        idea = _idea(title, body)
        with self._lock:
            self._forget(number)
            self._ideas[number] = idea
            for sign in idea.signs():
                insort(self._places.setdefault(sign, array("q")), number)

    def drop(self, number: int) -> None:
        """Forget a text; an unknown id is no matter."""
        with self._lock:
            self._forget(number)

    def like(self, title: str, body: str = "", limit: int = 3, least: float = SURE) -> list[Likeness]:
        """Those that mean the same at least so surely, the best first, of equals the older one."""
        asked = _idea(title, body)
        with self._lock:
            near = self._near(asked)
        scored = (Likeness(number, accord(asked.title, idea.title, asked.body, idea.body)) for number, idea in near)
        return nlargest(limit, (one for one in scored if one.score >= least), key=lambda one: (one.score, -one.number))

    def _near(self, asked: _Idea) -> list[tuple[int, _Idea]]:
        """Those that share the most and the rarest signs."""
        totals: dict[int, float] = {}
        found = sorted((self._places[sign] for sign in asked.signs() if sign in self._places), key=len)
        left = LOOKED_AT
        for places in found:
            if (left := left - len(places)) < 0 and totals:
                break
            weight = math.log(1 + len(self._ideas) / len(places))
            for number in places:
                totals[number] = totals.get(number, 0.0) + weight
        best = nlargest(COMPARED, totals, key=lambda number: (totals[number], -number))
        return [(number, self._ideas[number]) for number in best]

    def _forget(self, number: int) -> None:
        if (idea := self._ideas.pop(number, None)) is None:
            return
        for sign in idea.signs():
            places = self._places[sign]
            del places[bisect_left(places, number)]
            if not places:
                del self._places[sign]


def _idea(title: str, body: str) -> _Idea:
    """A title that says nothing (一点建议) gives way to the body."""
    said, beside = read(title), read(body) if body else NOTHING
    return _Idea(said, beside) if said.says or not beside.says else _Idea(beside, NOTHING)
