"""What the tests of the desk share: a small union with staff."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Config, Store, Union
from bot.store.database import Database
from tests.conftest import UNION, Clock, opened
from tests.desk.office import Office


@pytest.fixture(scope="session")
def founded(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the union and its staff, to be copied."""
    file = tmp_path_factory.mktemp("office") / "founded.db"
    shutil.copy(migrated, file)
    database = opened(f"sqlite:///{file}")
    Office(database, _config(database), Clock()).founded()
    database.close()
    return file


@pytest.fixture(scope="session")
def emptied(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Path]]:
    """One SQLite database, whose file is to be put anew for each test: what it has learnt of statements it keeps."""
    file = tmp_path_factory.mktemp("office") / "one.db"
    shutil.copy(founded, file)
    database = opened(f"sqlite:///{file}")
    yield database, file
    database.close()


@pytest.fixture
def office(emptied: tuple[Database, Path], founded: Path, clock: Clock) -> Office:
    """On SQLite. Its staff have accounts; no group is linked yet."""
    database, file = emptied
    database.close()
    for old in file.parent.iterdir():
        old.unlink()
    shutil.copy(founded, file)
    return Office(database, _config(database), clock).staffed()


@pytest.fixture
def either(database: Database, config: Config, clock: Clock) -> Office:
    """The same on either database."""
    return Office(database, config, clock).founded()


def _config(database: Database) -> Config:
    return Config(store=Store(url=database.url), union=Union(name=UNION))
