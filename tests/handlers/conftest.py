"""What the handlers' tests share: the account of a union with one officer."""

from collections.abc import Iterator

import pytest

from bot.app import App
from bot.config import Config
from bot.domain import staff, units
from bot.domain.acts import OPERATOR
from bot.store.database import Database
from knowledge import KnowledgeBase
from tests.conftest import UNION, Clock


@pytest.fixture
def app(config: Config, clock: Clock, knowledge: KnowledgeBase, database: Database) -> Iterator[App]:
    """The account, as a channel meets it."""
    with App(config, clock=clock, knowledge=knowledge, database=database) as opened:
        with opened.act(OPERATOR) as act:
            staff.add(act, "李主任", units.add(act, UNION))
        yield opened
