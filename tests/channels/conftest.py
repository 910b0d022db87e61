"""What the tests of the WeChat channel share: the whole account behind the platform, and its mailings alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database
from knowledge import KnowledgeBase
from tests.channels.bulk import House, on_sqlite, opened
from tests.channels.official import Official, official
from tests.conftest import Clock


@pytest.fixture
def house(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Official]:
    """An Official Account in safe mode."""
    with official(sample_url, clock, knowledge) as one:
        yield one


@pytest.fixture
def mailing(migrated: Path, tmp_path: Path, clock: Clock) -> Iterator[House]:
    """What writes to many, on SQLite."""
    with on_sqlite(migrated, tmp_path, clock) as one:
        yield one


@pytest.fixture
def either(database: Database, clock: Clock) -> Iterator[House]:
    """The same on either database."""
    with opened(database, clock) as one:
        yield one
