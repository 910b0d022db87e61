"""How fast words are found in cases that lie sealed: 100,000 of them, on SQLite and on PostgreSQL.

`python -m bench.searching [CASES]`. The stories are drawn from characters as unevenly common as those of real ones; a
query is a word of two to four characters out of one of them. Searched is in all units, in one of twenty, and in one
that has no case.
"""

import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import accumulate
from statistics import quantiles
from time import perf_counter

import psycopg
from sqlalchemy import insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.config import Config, Protection
from bot.domain import searching
from bot.domain.acts import OPERATOR, Act
from bot.domain.casebook import Case, Remark
from bot.domain.units import Unit
from bot.store import settings
from bot.store.base import every_table
from bot.store.database import Database
from bot.store.sealing import fresh_key
from tests.domain.union import case
from tests.servers import database as fresh_database
from tests.servers import postgres

AIM = 50
"""Milliseconds."""

CASES, UNITS, BATCH, SHOWN, QUERIES = 100_000, 20, 500, 20, 200
LENGTH = 170
"""Characters of a story: about 150 different pairs."""

CHARACTERS = [chr(0x4E00 + at) for at in range(3000)]
COMMON = list(accumulate(1 / (at + 5) for at in range(len(CHARACTERS))))

Load = Callable[[str, Iterable[tuple[int, int]]], None]


def main(cases: int = CASES) -> None:
    """Print how long a search takes on each database."""
    every_table()
    print(f"\n{cases} cases       searched in     p50 ms   p99 ms   (aim {AIM})", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        _measure(f"sqlite:///{folder}/cases.db", cases, _into_sqlite)
    with postgres() as server, fresh_database(server) as url:
        _measure(url, cases, _into_postgresql)


def _measure(url: str, cases: int, load: Load) -> None:
    database = Database(url, protection=Protection(keys=(fresh_key(),)))
    database.migrate()
    drawn = random.Random(1)
    with database.write() as session:
        units = [Unit(name=f"{number}") for number in range(UNITS + 1)]
        session.add_all(units)
        session.flush()
        secret, numbers = settings.secret(session, searching.SECRET), [unit.id for unit in units]
    stories = [_story(drawn) for _ in range(cases)]
    _file(database, stories, numbers[:UNITS], drawn)
    load(url, ((token, number) for number, story in enumerate(stories, 1) for token in searching.tokens(secret, story)))
    queries = [_query(drawn, drawn.choice(stories)) for _ in range(QUERIES)]
    for name, within in {"all units": numbers, "one of twenty": numbers[:1], "an empty unit": numbers[UNITS:]}.items():
        print(f"{database.engine.dialect.name:16}  {name:14}  {_line(database, queries, within)}", flush=True)
    database.close()


def _line(database: Database, queries: Sequence[str], within: Sequence[int]) -> str:
    times = []
    for query in queries:
        with database.read() as session:
            begun = perf_counter()
            searching.find(session, query, within, SHOWN, partial(_opened, session))
            times.append(1000 * (perf_counter() - begun))
    found = quantiles(times, n=100)
    return f"{found[49]:7.1f}  {found[98]:7.1f}"


def _opened(session: Session, numbers: Sequence[int]) -> Mapping[int, list[str | None]]:
    """As the console does it: the facts, and what was said."""
    rows = session.execute(select(Case.id, Case.facts, Case.employer).where(Case.id.in_(numbers)))
    found: dict[int, list[str | None]] = {number: [facts, employer] for number, facts, employer in rows}
    for number, body in session.execute(select(Remark.case_id, Remark.body).where(Remark.case_id.in_(numbers))):
        found[number].append(body)
    return found


def _story(drawn: random.Random) -> str:
    return "".join(drawn.choices(CHARACTERS, cum_weights=COMMON, k=LENGTH))


def _query(drawn: random.Random, story: str) -> str:
    at = drawn.randrange(LENGTH - 4)
    return story[at : at + drawn.randint(2, 4)]


def _file(database: Database, stories: Sequence[str], units: Sequence[int], drawn: random.Random) -> None:
    """All cases, each like the one that a member filed."""
    with database.write() as session, session.begin_nested() as attempt:
        first = case(Act(session, datetime.now(UTC), OPERATOR, Config()))
        session.flush()
        like = {one.key: getattr(first, one.key) for one in inspect(Case).column_attrs if one.key != "member_id"}
        attempt.rollback()
    for begin in range(0, len(stories), BATCH):
        rows = [
            like | {"id": number, "number": f"{number}", "facts": story, "unit_id": drawn.choice(units)}
            for number, story in enumerate(stories[begin : begin + BATCH], begin + 1)
        ]
        with database.write() as session:
            session.execute(insert(Case), rows)


def _into_sqlite(url: str, tokens: Iterable[tuple[int, int]]) -> None:
    with closing(sqlite3.connect(str(make_url(url).database))) as connection:
        connection.execute("CREATE TEMP TABLE some (token, case_id)")
        connection.executemany("INSERT INTO some VALUES (?, ?)", tokens)
        connection.execute("INSERT INTO case_word SELECT * FROM some ORDER BY token, case_id")
        connection.commit()


def _into_postgresql(url: str, tokens: Iterable[tuple[int, int]]) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        with connection.cursor().copy("COPY case_word (token, case_id) FROM STDIN") as copy:
            for row in tokens:
                copy.write_row(row)
        connection.execute("VACUUM ANALYZE")  # as the server does by itself


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
