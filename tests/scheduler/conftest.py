"""What the scheduler's tests share."""

from collections.abc import Iterator

import pytest

from bot.config import Config
from bot.store.database import Database
from knowledge import KnowledgeBase
from tests.conftest import Clock
from tests.scheduler.office import Office


@pytest.fixture
def office(config: Config, clock: Clock, knowledge: KnowledgeBase, database: Database) -> Iterator[Office]:
    """An office with two members and a party in December; it is the 23rd of November."""
    office = Office(config, clock, knowledge, database)
    office.welcome("lina", "wang")
    office.publish()
    yield office
    office.app.close()
