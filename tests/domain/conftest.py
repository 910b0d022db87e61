"""What the domain's tests share: one open transaction, or a union for those that need several."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from bot.config import Config
from bot.domain.acts import Act
from bot.store.database import Database
from tests.conftest import Clock
from tests.domain.union import Union


@pytest.fixture
def union(database: Database, config: Config, clock: Clock) -> Union:
    """The union on that database."""
    return Union(database, config, clock)


@pytest.fixture
def act(union: Union) -> Iterator[Act]:
    """The operator acts, in a transaction that lasts as long as the test."""
    with union.act() as act:
        yield act


settings.register_profile("busy-machine", deadline=None)
settings.load_profile("busy-machine")
