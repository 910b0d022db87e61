"""The database: SQLite or PostgreSQL by URL, migrated at the start, with transactions that say what they are for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from bot.config.protection import Protection
from bot.errors import ConfigError, Unavailable
from bot.store import keys
from bot.store.base import Base, UtcDateTime
from bot.store.sealing import Keyring

__all__ = ["MIGRATIONS", "WAIT", "Base", "Database", "UtcDateTime", "insert_for", "newest_revision"]

MIGRATIONS = Path(__file__).parent / "migrations"
NEWER = "[store] url: written by a newer version of this program (tables {at}, known here {newest}); run that one"
WAIT = 5.0
"""Seconds to wait for a lock or a connection before the member is asked to try again."""

MIGRATING = 300
"""Seconds to wait for another process that brings the tables up to date; it may have a large store to go through."""

PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
"""What is deleted or replaced is overwritten, so that a file does not keep what it held before it was sealed."""


class Database:
    """One database and its transactions. `wait`: seconds for a lock or a connection.

    `protection` says with which keys it is sealed; without it, what is sealed can neither be read nor written.
    """

    def __init__(self, url: str, wait: float = WAIT, protection: Protection | None = None) -> None:
        self.url = url
        self.engine = _sqlite(url, wait) if url.startswith("sqlite") else _postgresql(url, wait)
        self.keys = keys.Keys(protection, url) if protection else None
        self._hold(self.keys.ring() if self.keys else None)
        self._writing = self.engine.execution_options(gongyou_writes=True)
        self._wait, self._one_writes = wait, threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether writers exclude each other anyway."""
        return self.engine.dialect.name == "sqlite"

    def migrate(self) -> None:
        """Bring the tables to what this version needs; two processes that start at once do it one after the other.

        ConfigError where the tables are a newer version's, or sealed with keys that we do not have.
        """
        with _translated(), self.rebuilding() as connection:
            if not self.is_sqlite:
                connection.execute(text(f"SET LOCAL lock_timeout = '{MIGRATING}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(20261122)"))
            at, newest = _revision(connection), newest_revision()
            if at and at > newest:
                raise ConfigError(NEWER.format(at=at, newest=newest))
            ring = self._hold(keys.unlock(connection, self.keys)) if self.keys else None
            if at != newest:
                _upgrade(connection)
            if ring:
                keys.remember(connection, ring)
        if at != newest:
            self.settle()

    def settle(self) -> None:
        """Bring what SQLite's log holds into the file, and empty the log: nothing that was replaced stays in it."""
        if self.is_sqlite:
            with _translated(), self.engine.connect() as connection:
                self._raw(connection, "PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """A transaction that may change tables: SQLite does so by a copy, while other tables point at the old one."""
        with self._writing.connect() as connection:
            self._raw(connection, "PRAGMA foreign_keys=OFF")
            self._raw(connection, f"PRAGMA busy_timeout={MIGRATING * 1000}")
            try:
                with connection.begin():
                    yield connection
            finally:
                self._raw(connection, f"PRAGMA busy_timeout={int(self._wait * 1000)}")
                self._raw(connection, "PRAGMA foreign_keys=ON")

    def _raw(self, connection: Connection, pragma: str) -> None:
        """Say something to SQLite that it does not hear in a transaction."""
        if self.is_sqlite and (raw := connection.connection.driver_connection):
            raw.execute(pragma)

    def _hold(self, ring: Keyring | None) -> Keyring | None:
        self.engine.dialect.keyring = ring  # type: ignore[attr-defined] # bot.store.sealing looks for it there
        return ring

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that changes something; commits at the end, or nothing of it happened."""
        with self._in_line(), _translated(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """The threads of this process write to SQLite one after another, each as soon as the one before is done.

        Its own way of waiting is to look again after 1, 2, 5, 10 … 100 ms, which leaves the file idle in between.
        """
        if not self.is_sqlite:
            yield
            return
        if not self._one_writes.acquire(timeout=self._wait):
            raise Unavailable("TimeoutError: another write has not ended")
        try:
            yield
        finally:
            self._one_writes.release()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only looks."""
        with _translated(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    def ping(self) -> None:
        """Raise Unavailable where the store does not answer."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def newest_revision() -> str:
    """The number of the last migration, as its file's name begins."""
    return max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    """The number of the migration that the tables are at; None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - slow to load, and most starts have nothing to migrate
    from alembic.config import Config as Alembic  # noqa: PLC0415

    alembic = Alembic()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, "head")
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise RuntimeError("after the migration a row points at one that is not there")


def insert_for(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, in the words of the session's database."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table.__table__)  # type: ignore[arg-type] # a mapped class has a Table


def _sqlite(url: str, wait: float) -> Engine:
    file = make_url(url).database
    if file and not Path(file).absolute().parent.is_dir():
        raise ConfigError(f"[store] url: the folder of {file} does not exist")
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": wait, "isolation_level": None, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _identity(file)
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, f"busy_timeout={int(wait * 1000)}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "checkout")
    def _same_file(_connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        # A file that was moved away can still be written to, and all of that would be lost.
        if record.info["file"] != _identity(file):
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("gongyou_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _identity(file: str | None) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None for a database in memory and for a file that is gone."""
    try:
        found = Path(file or "").stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if file else None


def _postgresql(url: str, wait: float) -> Engine:
    options = f"-c lock_timeout={int(wait * 1000)}ms -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=wait,
        pool_size=10,
        max_overflow=20,
        connect_args={"connect_timeout": ceil(wait), "options": options},
    )


@contextmanager
def _translated() -> Iterator[None]:
    """A store that is locked, full or gone is Unavailable, whatever the driver calls it."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise Unavailable(_words(error)) from error
    except DBAPIError as error:
        if error.connection_invalidated or type(error) is DatabaseError:  # "file is not a database"
            raise Unavailable(_words(error)) from error
        raise


def _words(error: Exception) -> str:
    """The driver's own line, without the statement and its parameters, which may hold what members wrote."""
    origin = getattr(error, "orig", None) or error
    return f"{type(origin).__name__}: {str(origin).splitlines()[0] if str(origin) else ''}"
