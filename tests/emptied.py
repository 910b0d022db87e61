"""Databases that each test finds empty, or as they were once filled: a new one each time is most of what tests take."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from psycopg.errors import UndefinedTable
from psycopg.sql import SQL, Composed, Identifier

from tests.servers import connected, database

Statement = SQL | Composed
Fill = Callable[[], object]
"""Puts into the empty database what several tests begin with, and lets go of it."""

_OTHERS = SQL("""
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
""")
_SHAPE = SQL("""
    WITH ours AS (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    SELECT count(*), max(xmin::text::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT count(*), max(xmin::text::bigint) FROM pg_attribute WHERE attrelid IN (TABLE ours)
    UNION ALL SELECT count(*), max(xmin::text::bigint) FROM pg_constraint WHERE conrelid IN (TABLE ours)
""")
"""Another one when a table was changed; writing into one changes nothing of it."""

_NAMES = SQL("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = %s")


class Emptied:
    """A PostgreSQL database that every test finds like the one that it is a copy of, or filled further."""

    def __init__(self, server: str, like: str) -> None:
        self._server, self._like = server, like
        self._make()

    def _make(self) -> None:
        self._open, self._kept = ExitStack(), dict[str, Statement]()
        self._url = self._open.enter_context(database(self._server, self._like))
        self._connection = self._open.enter_context(connected(self._url))
        self._run(SQL("SET session_replication_role = replica"))  # no foreign key is looked at
        self._kept[""] = self._as_now("")
        self._shape = self._run(_SHAPE)

    def begin(self, name: str = "", fill: Fill = lambda: None) -> str:
        """Its address. Whoever was still connected is not. `fill` is called when a name comes up for the first time."""
        if not self._as_made():
            self.end()
            self._make()
        self._run(self._kept.get(name, self._kept[""]))
        if name not in self._kept:
            fill()
            self._kept[name] = self._as_now(name)
        return self._url

    def end(self) -> None:
        """It is gone."""
        self._open.close()

    def _as_made(self) -> bool:
        self._run(_OTHERS)
        try:
            return self._run(_SHAPE) == self._shape
        except UndefinedTable:
            return False

    def _as_now(self, name: str) -> Statement:
        """Keep what is in it now; the statements that bring this back."""
        schema, tables = f"kept {name}", self._names("r")
        self._run(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        steps: list[Statement] = [SQL("DELETE FROM {}").format(Identifier(table)) for table in tables]
        for table in tables:
            if self._run(SQL("SELECT 1 FROM {} LIMIT 1").format(Identifier(table))):
                here, there = Identifier(table), Identifier(schema, table)
                self._run(SQL("CREATE TABLE {} AS TABLE {}").format(there, here))
                steps.append(SQL("INSERT INTO {} TABLE {}").format(here, there))
        for one in self._names("S"):
            [(at, used)] = self._run(SQL("SELECT last_value, is_called FROM {}").format(Identifier(one)))
            steps.append(SQL("SELECT setval({}, {}, {})").format(f'"{one}"', at, used))
        return SQL(";").join(steps)

    def _names(self, kind: str) -> list[str]:
        """Of its tables (r) or sequences (S)."""
        return [name for (name,) in self._run(_NAMES, [kind])]

    def _run(self, statement: Statement, values: Sequence[str] | None = None) -> list[Any]:
        cursor = self._connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


class EmptiedFile:
    """An SQLite database that every test finds like the one that it is a copy of, under the same address."""

    def __init__(self, folder: Path, like: Path) -> None:
        self._file, self._kept = folder / "gongyou.db", {"": like}

    def begin(self, name: str = "", fill: Fill = lambda: None) -> str:
        """Its address. `fill` is called when a name comes up for the first time."""
        for old in self._file.parent.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copy(self._kept.get(name, self._kept[""]), self._file)
        if name not in self._kept:
            fill()
            self._kept[name] = self._file.parent.with_name(f"{self._file.parent.name}-{name}.db")
            shutil.copy(self._file, self._kept[name])
        return f"sqlite:///{self._file}"
