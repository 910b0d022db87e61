"""What all tests share: both databases, real; a clock that stands still until it is told to move."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Config, Store, Union
from bot.store.database import Database
from bot.store.sealing import fresh_key
from knowledge import KnowledgeBase
from tests.account import load_sample
from tests.emptied import Emptied, EmptiedFile
from tests.servers import database as fresh_database
from tests.servers import postgres, quick_folder

UNION = "清河区总工会"
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 10:00 in Shanghai: a working day."""


os.environ.setdefault("GONGYOU_PROTECTION_KEYS", json.dumps([fresh_key()]))
"""One key for all stores of a test run, its processes included, so that empty ones can be copied."""

PROTECTION = Config().protection


def opened(url: str) -> Database:
    """The database of an address, with that key."""
    return Database(url, protection=PROTECTION)


def pytest_configure() -> None:
    """What tests write stands in memory where there is room."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", quick_folder())


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
        database = opened(url)
        database.migrate()
        database.close()
        yield url


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that is migrated and empty, to be copied."""
    file = tmp_path_factory.mktemp("store") / "empty.db"
    database = opened(f"sqlite:///{file}")
    database.migrate()
    database.close()
    return file


@pytest.fixture(scope="session")
def emptied_there(server: str, migrated_there: str) -> Iterator[Emptied]:
    """A PostgreSQL database that each test finds migrated and empty."""
    one = Emptied(server, migrated_there)
    yield one
    one.end()


@pytest.fixture(scope="session")
def emptied_file(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> EmptiedFile:
    """An SQLite file that each test finds migrated and empty."""
    return EmptiedFile(tmp_path_factory.mktemp("emptied"), migrated)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database: once on SQLite, once on PostgreSQL."""
    return _emptied(request, request.param == "sqlite").begin()


@pytest.fixture
def emptied_store(request: pytest.FixtureRequest, store_url: str) -> Emptied | EmptiedFile:
    """That database, for those who begin with more in it."""
    return _emptied(request, store_url.startswith("sqlite"))


def _emptied(request: pytest.FixtureRequest, sqlite: bool) -> Emptied | EmptiedFile:  # noqa: FBT001
    found: Emptied | EmptiedFile = request.getfixturevalue("emptied_file" if sqlite else "emptied_there")
    return found


@pytest.fixture
def own_store(migrated: Path, tmp_path: Path) -> str:
    """The address of an empty, migrated SQLite file in the test's own folder."""
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'gongyou.db')}"


@pytest.fixture
def sample_url(store_url: str, emptied_store: Emptied | EmptiedFile, knowledge: KnowledgeBase) -> str:
    """The address of such a database with the sample union in it, loaded on that Monday."""
    return emptied_store.begin("sample", lambda: load_sample(store_url, Clock(), knowledge))


@pytest.fixture(scope="session")
def sample_file(migrated: Path, tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase) -> Path:
    """The same as an SQLite file, to be copied."""
    file = Path(shutil.copy(migrated, tmp_path_factory.mktemp("sample") / "sample.db"))
    load_sample(f"sqlite:///{file}", Clock(), knowledge)
    return file


@pytest.fixture
def sample_folder(sample_file: Path, tmp_path: Path) -> Path:
    """The test's own folder with that file in it, where `serving` looks for it."""
    shutil.copy(sample_file, tmp_path / "gongyou.db")
    return tmp_path


@pytest.fixture
def config(store_url: str) -> Config:
    """The defaults, on that database."""
    return Config(store=Store(url=store_url), union=Union(name=UNION))


@pytest.fixture(scope="session")
def databases() -> dict[str, Database]:
    """By address: from test to test a database keeps how its statements are put together, and nothing else."""
    return {}


@pytest.fixture
def database(store_url: str, databases: dict[str, Database]) -> Iterator[Database]:
    """The database itself."""
    if store_url not in databases:
        databases[store_url] = opened(store_url)
    found = databases[store_url]
    found.migrate()
    yield found
    found.close()
