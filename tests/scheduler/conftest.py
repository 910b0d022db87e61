"""What the scheduler's tests share."""

from collections.abc import Iterator

import pytest

from bot.config import Config, Notices
from bot.store.database import Database
from knowledge import KnowledgeBase
from tests.conftest import Clock
from tests.scheduler.office import Office


@pytest.fixture
def office(config: Config, clock: Clock, knowledge: KnowledgeBase, database: Database) -> Iterator[Office]:
    """Two members and a party in December, whose announcement needs no approval; it is the 23rd of November."""
    by_itself = config.model_copy(update={"notices": Notices(announce_unapproved=True)})
    office = Office(by_itself, clock, knowledge, database)
    office.welcome("lina", "wang")
    office.publish()
    yield office
    office.app.close()
