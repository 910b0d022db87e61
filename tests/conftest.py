"""What all tests share: both databases, real; a clock that stands still until it is told to move."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Config, Store, Union
from bot.store.database import Database
from knowledge import KnowledgeBase
from tests.servers import database as fresh_database
from tests.servers import postgres

UNION = "清河区总工会"
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 10:00 in Shanghai: a working day."""


class Clock:
    """A clock that stands still."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment."""
        return self.now

    def forward(self, **span: float) -> None:
        """Move on, by hours=3 for example."""
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    """Monday, 10:00."""
    return Clock()


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The shipped entries."""
    return KnowledgeBase.load()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server of this test process's own."""
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_there(server: str) -> Iterator[str]:
    """A PostgreSQL database that is migrated and empty, to be copied."""
    with fresh_database(server) as url:
        database = Database(url)
        database.migrate()
        database.close()
        yield url


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that is migrated and empty, to be copied."""
    file = tmp_path_factory.mktemp("store") / "empty.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    database.close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "gongyou.db"
        shutil.copy(request.getfixturevalue("migrated"), file)
        yield f"sqlite:///{file}"
        return
    with fresh_database(request.getfixturevalue("server"), request.getfixturevalue("migrated_there")) as url:
        yield url


@pytest.fixture
def config(store_url: str) -> Config:
    """The defaults, on that database."""
    return Config(store=Store(url=store_url), union=Union(name=UNION))


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    """The database itself."""
    opened = Database(store_url)
    opened.migrate()
    yield opened
    opened.close()
