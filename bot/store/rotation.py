"""Changing keys: what older keys sealed is sealed anew with the newest, in batches, while the service runs.

Which key sealed a value stands before it, so that whoever is stopped goes on where it stopped, and counting opens
nothing.
"""

import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from bot.errors import Unavailable
from bot.store import keys
from bot.store.base import Base, every_table
from bot.store.database import Database
from bot.store.sealing import HEAD, HOLLOW, Keyring, Sealed, keyring, named

BATCH: Final = 100
FILES: Final = 4
"""Rows of a batch where each may hold a file."""

PAUSE: Final = 0.2
"""Seconds until rows are tried again that somebody works on just now."""


@dataclass(frozen=True)
class Holding:
    """A table with sealed columns, as they lie in the store; `batch`: so many rows go at a time."""

    table: sa.TableClause
    key: tuple[str, ...]
    columns: tuple[str, ...]
    batch: int

    def lying(self) -> Iterator[sa.ColumnClause[Any]]:
        """The sealed columns."""
        return (self.table.c[one] for one in self.columns)

    def by_others(self, name: str) -> sa.ColumnElement[bool]:
        """Whether a row has a value that another key sealed than the one of this name."""
        return sa.or_(*(sa.and_(_something(lies), _head(lies) != _alike(lies, f"{name}.")) for lies in self.lying()))

    def place(self) -> sa.Tuple:
        """Where a row stands."""
        return sa.tuple_(*(self.table.c[one] for one in self.key))


def holdings() -> list[Holding]:
    """Every table that has sealed columns."""
    every_table()
    return [_holding(table) for table in Base.metadata.sorted_tables if _sealed(table)]


def counts(session: Session) -> Counter[str]:
    """How many values each key has sealed, by its name; NOBODY where there is one that was never sealed."""
    found: Counter[str] = Counter()
    for one in holdings():
        for lies in one.lying():
            some = sa.select(_head(lies), sa.func.count()).where(_something(lies)).group_by(_head(lies))
            for head, count in session.execute(some):
                found[named(head.decode("ascii", "replace") if isinstance(head, bytes) else head)] += count
    return found


def rotate(database: Database) -> Generator[tuple[str, int]]:
    """Seal anew what older keys sealed: yields, after each batch, the table and how many of its rows that was.

    What cannot be opened stays as it is; at the end only keys are forgotten by which nothing is sealed any more.
    """
    ring = keyring(database.engine.dialect)
    for one in holdings():
        while True:
            moved = broken = 0
            for done, lost in _walk(database, one, ring):
                moved, broken = moved + done, broken + lost
                yield one.table.name, done
            if _left(database, one, ring) <= broken:
                break
            if not moved:
                time.sleep(PAUSE)
    with database.write() as session:
        connection, used = session.connection(), set(counts(session))
        keys.remember(connection, ring)
        keys.forget(connection, set(keys.checks(connection)) - used - {ring.newest})
    database.settle()


def _walk(database: Database, one: Holding, ring: Keyring) -> Iterator[tuple[int, int]]:
    """Once through a table: after each batch, how many rows were sealed anew, and how many could not be opened.

    It rests as long as it worked, so that others can write; a row that somebody holds is left out.
    """
    places = sa.select(*(one.table.c[name] for name in one.key)).where(one.by_others(ring.newest))
    places = places.order_by(*(one.table.c[name] for name in one.key)).limit(one.batch)
    after: sa.Row[Any] | None = None
    while True:
        with database.read() as session:
            found = session.execute(places if after is None else places.where(one.place() > _tuple(after))).all()
        if not found:
            return
        begun = time.perf_counter()
        with database.write() as session:
            told = _seal_anew(session, one, ring, found)
        yield told
        time.sleep(time.perf_counter() - begun)
        after = found[-1]


def _seal_anew(session: Session, one: Holding, ring: Keyring, places: Sequence[sa.Row[Any]]) -> tuple[int, int]:
    mine = sa.select(one.table).where(one.place().in_([tuple(place) for place in places]))
    done = broken = 0
    for row in session.execute(mine.with_for_update(skip_locked=True)).mappings():
        try:
            new = {name: _anew(ring, row[name]) for name in one.columns if row[name]}
        except (InvalidToken, Unavailable):
            broken += 1
            continue
        itself = [one.table.c[name] == row[name] for name in one.key]
        session.execute(sa.update(one.table).where(*itself).values(new))
        done += 1
    return done, broken


def _anew(ring: Keyring, lies: str | bytes) -> str | bytes:
    if isinstance(lies, bytes):
        return ring.seal_bytes(ring.open_bytes(lies))
    return ring.seal_text(ring.open_text(lies))


def _left(database: Database, one: Holding, ring: Keyring) -> int:
    with database.read() as session:
        older = sa.select(sa.func.count()).select_from(one.table).where(one.by_others(ring.newest))
        return session.scalar(older) or 0


def _holding(table: sa.Table) -> Holding:
    sealed, key = _sealed(table), [one.name for one in table.primary_key]
    batch = FILES if any(isinstance(kind, sa.LargeBinary) for kind in sealed.values()) else BATCH
    columns = [*map(sa.column, key), *(sa.column(name, kind) for name, kind in sealed.items())]
    return Holding(sa.table(table.name, *columns), tuple(key), tuple(sealed), batch)


def _sealed(table: sa.Table) -> dict[str, sa.types.TypeEngine[Any]]:
    """The sealed columns of a table, and as what they lie in the store."""
    return {one.name: one.type.impl_instance for one in table.columns if isinstance(one.type, Sealed)}


def _something(lies: sa.ColumnClause[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(lies.is_not(None), lies.not_in([_alike(lies, one) for one in HOLLOW]))


def _head(lies: sa.ColumnClause[Any]) -> sa.ColumnElement[Any]:
    return sa.func.substr(lies, sa.literal_column("1"), sa.literal_column(str(HEAD)), type_=lies.type)


def _alike(lies: sa.ColumnClause[Any], text: str) -> str | bytes:
    """A text as the column would hold it."""
    return text.encode() if isinstance(lies.type, sa.LargeBinary) else text


def _tuple(place: sa.Row[Any]) -> sa.Tuple:
    return sa.tuple_(*map(sa.literal, place))
