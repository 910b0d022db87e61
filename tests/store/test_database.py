"""The database is opened as we say: on SQLite safe, waiting and one writer at a time; a locked one is Unavailable."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from bot.errors import ConfigError, Unavailable
from bot.store import outbox
from bot.store.database import Database
from bot.store.outbox import Outgoing
from tests.store.messages import NOW, put

SQLITE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)


@SQLITE
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2), ("busy_timeout", 5000)]
)
def test_sqlite_is_opened_as_we_say(database: Database, pragma: str, value: object) -> None:
    with database.read() as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar() == value


@SQLITE
def test_a_writer_on_sqlite_has_the_database_from_its_first_word(database: Database, store_url: str) -> None:
    other = Database(f"{store_url}?timeout=0.05")
    with other.read() as session:
        session.execute(text("PRAGMA busy_timeout=50"))
    with database.write() as first:
        first.execute(text("SELECT 1"))
        with other.read() as reader:
            assert reader.execute(text("SELECT count(*) FROM outbox")).scalar() == 0
        with pytest.raises(Unavailable, match="locked"), other.write() as second:
            second.execute(text("SELECT 1"))
    with other.write() as second:
        second.execute(text("SELECT 1"))
    other.close()


@POSTGRESQL
@pytest.mark.parametrize(("setting", "value"), [("lock_timeout", "5s"), ("timezone", "UTC")])
def test_postgresql_is_opened_as_we_say(database: Database, setting: str, value: str) -> None:
    with database.read() as session:
        assert session.execute(text(f"SHOW {setting}")).scalar() == value


def test_a_moment_comes_back_as_it_was_in_utc(database: Database) -> None:
    there = datetime(2026, 12, 1, 9, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
    with database.write() as session:
        put(session, "one", now=there)
    with database.read() as session:
        (row,) = session.query(Outgoing)
        assert row.created_at == there
        assert row.created_at.utcoffset() == timedelta()


def test_a_moment_without_a_zone_is_a_bug(database: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"), database.write() as session:
        put(session, "one", now=datetime(2026, 12, 1))  # noqa: DTZ001 - that is what is tested


def test_what_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            put(session, "one")
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as session:
        assert sum(outbox.counts(session).values()) == 0


def test_a_store_that_is_not_there_is_unavailable_or_wrong(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        Database(f"sqlite:///{tmp_path}/no/such/folder.db")
    gone = Database(f"postgresql+psycopg://postgres@/postgres?host={tmp_path}")
    with pytest.raises(Unavailable):
        gone.ping()
    gone.close()


def test_the_moment_of_these_tests_is_utc() -> None:
    assert NOW.tzinfo is UTC
