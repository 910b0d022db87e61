"""How well and how fast suggestions that mean the same are found: ours beside pg_trgm and RapidFuzz's plain ratio.

All are given the same titles. Ours calls them the same from SURE on, pg_trgm from 0.25 on, RapidFuzz from the threshold
on that serves it best on the pairs marked "known" (where that is next to nothing, it cannot tell them apart).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, thread_time

import psycopg
from rapidfuzz import fuzz, process

from knowledge.ideas import MAYBE, SURE, Ideas
from tests.ideas import Pair, fillers, pairs, quality, searched
from tests.servers import connected, postgres

SETS = ("known", "unseen", "late", "fresh")
CROWD = 10_000
"""Suggestions among which is searched."""

AIM = 20
"""Milliseconds within which 99 of 100 look-ups are to be done."""

TRIGRAMS = 0.25
ASKED = 500
"""Look-ups of which the time is told."""


@dataclass(frozen=True)
class Contestant:
    """A way to tell whether two titles mean the same, and to find those that mean the same as one among many."""

    name: str
    score: Callable[[str, str], float]
    least: float
    find: Callable[[str], list[int]]


def main() -> None:
    """Print how well each tells the pairs apart, how it finds the one among many, and how long a look-up takes."""
    titles = list(dict.fromkeys([*fillers(CROWD), *(pair.a for pair in pairs())]))
    numbers = {title: number for number, title in enumerate(titles)}
    print(f"\nsuggestions that mean the same    {'   '.join(f'{name:>17}' for name in SETS)}")
    print(f"  pairs                           {'   '.join(f'{len(pairs(name)):>17}' for name in SETS)}")
    with postgres() as server, _trigrams(server, titles) as trigrams:
        rivals = [*_ours(titles), trigrams, _ratio(titles)]
        for one in rivals:
            print(f"  {one.name:32}{'   '.join(_told(one, pairs(name)) for name in SETS)}")
        print(f"\nfound first / among three, of {len(titles):,}")
        for one in rivals:
            print(f"  {one.name:32}{'   '.join(_found(one, numbers, pairs(name)) for name in SETS)}", flush=True)
        print(f"\na look-up, ms                     p50      p99      of the processor's p99   (aim: p99 under {AIM})")
        for one in rivals:
            print(f"  {one.name:32}{_timed(one.find)}", flush=True)
    print(_puts(titles))


def _ours(titles: list[str]) -> Iterator[Contestant]:
    ideas, pair = Ideas(), Ideas()
    for number, title in enumerate(titles):
        ideas.put(number, title)

    def score(one: str, other: str) -> float:
        pair.put(0, one)
        return next((found.score for found in pair.like(other, least=0.0)), 0.0)

    for name, least in (("ours, SURE", SURE), ("ours, MAYBE", MAYBE), ("ours, whatever is nearest", 0.0)):
        yield Contestant(name, score, least, lambda said, least=least: _numbers(ideas, said, least))  # type: ignore[misc]


def _numbers(ideas: Ideas, said: str, least: float) -> list[int]:
    return [found.number for found in ideas.like(said, least=least)]


def _ratio(titles: list[str]) -> Contestant:
    known = pairs("known")
    least = max(range(5, 100), key=lambda of: quality(known, fuzz.ratio, of).f1)

    def find(said: str) -> list[int]:
        found = process.extract(said, titles, scorer=fuzz.ratio, limit=3, score_cutoff=least)
        return [number for _, _, number in found]

    return Contestant(f"RapidFuzz ratio from {least}", fuzz.ratio, least, find)


@contextmanager
def _trigrams(server: str, titles: list[str]) -> Iterator[Contestant]:
    """In a database whose locale takes Chinese characters for letters; in the locale C they count for nothing."""
    with connected(server) as whole:
        whole.execute("CREATE DATABASE ideas TEMPLATE template0 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
    with connected(server.replace("/postgres?", "/ideas?")) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE TABLE idea (id integer PRIMARY KEY, title text)")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO idea VALUES (%s, %s)", list(enumerate(titles)))
        connection.execute("CREATE INDEX ON idea USING gin (title gin_trgm_ops)")
        connection.execute("ANALYZE idea")
        connection.execute(f"SET pg_trgm.similarity_threshold = {TRIGRAMS}".encode())
        yield Contestant(
            f"pg_trgm from {TRIGRAMS}",
            lambda one, other: float(_rows(connection, "SELECT similarity(%s, %s)", one, other)[0]),
            TRIGRAMS,
            lambda said: [int(number) for number in _rows(connection, NEAREST, said, said)],
        )


NEAREST = "SELECT id FROM idea WHERE title %% %s ORDER BY similarity(title, %s) DESC LIMIT 3"


def _rows(connection: psycopg.Connection, query: str, *values: str) -> list[float]:
    return [row[0] for row in connection.execute(query.encode(), values)]


def _told(one: Contestant, tried: list[Pair]) -> str:
    found = quality(tried, one.score, one.least)
    return f"P{found.precision:4.2f} R{found.recall:4.2f} F{found.f1:4.2f}"


def _found(one: Contestant, numbers: dict[str, int], tried: list[Pair]) -> str:
    first, three = searched(one.find, numbers, tried)
    return f"{first:8.2f} / {three:4.2f}  "


def _timed(find: Callable[[str], list[int]]) -> str:
    said = [pair.b for pair in pairs()][:ASKED]
    wall, worked = [], []
    for title in said:
        begun, started = perf_counter(), thread_time()
        find(title)
        wall.append(1000 * (perf_counter() - begun))
        worked.append(1000 * (thread_time() - started))
    return f"{_part(wall, 0.5):6.1f}   {_part(wall, 0.99):6.1f}   {_part(worked, 0.99):6.1f}"


def _puts(titles: list[str]) -> str:
    ideas, took = Ideas(), []
    for number, title in enumerate(titles):
        started = thread_time()
        ideas.put(number, title)
        took.append(1000 * (thread_time() - started))
    return f"ours, to put one in, ms: p50 {_part(took, 0.5):.2f}, p99 {_part(took, 0.99):.2f} (aim: under 1)"


def _part(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


if __name__ == "__main__":
    main()
