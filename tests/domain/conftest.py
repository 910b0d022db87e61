"""What the domain's tests share: one open transaction that is undone, or a union for those that need several."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

from bot.config import Config, Store
from bot.config import Union as UnionSection
from bot.domain.acts import OPERATOR, Act
from bot.store.database import Database
from tests.conftest import UNION, Clock, opened
from tests.domain.union import Union
from tests.servers import database as fresh_database

settings.register_profile("busy-machine", deadline=None)
settings.load_profile("busy-machine")


class Undo(Exception):
    """Ends a transaction so that nothing of it happened."""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database for all tests that undo what they do: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("shared") / "gongyou.db"
        migrated: Path = request.getfixturevalue("migrated")
        shutil.copy(migrated, file)
        database = opened(f"sqlite:///{file}")
        yield database
        database.close()
        return
    there: tuple[str, str] = (request.getfixturevalue("server"), request.getfixturevalue("migrated_there"))
    with fresh_database(*there) as url:
        database = opened(url)
        database.migrate()
        yield database
        database.close()


@pytest.fixture
def act(shared: Database, clock: Clock) -> Iterator[Act]:
    """The operator acts, in a transaction that lasts as long as the test and is undone."""
    config = Config(store=Store(url=shared.url), union=UnionSection(name=UNION))
    with suppress(Undo), shared.write() as session:
        yield Act(session, clock(), OPERATOR, config)
        raise Undo


@pytest.fixture
def union(database: Database, config: Config, clock: Clock) -> Union:
    """A union on a database of its own, which may commit."""
    return Union(database, config, clock)
