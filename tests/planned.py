"""What tests of the year's plan share: a plan written down, taken in, complained about."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.config import Config
from bot.domain import plans
from bot.domain.acts import OPERATOR
from bot.store.database import Database
from knowledge import KnowledgeBase
from tests.conftest import Clock

ZONE = ZoneInfo("Asia/Shanghai")
PARTY = """
title = "年度计划"

[[activity]]
id = "party"
title = "联欢会"
date = 2026-12-18
hours = "14:00-16:30"
place = "礼堂"
signup = { opens = 2026-11-16, closes = 2026-12-16, limit = 60 }
"""


@pytest.fixture
def app(config: Config, clock: Clock, knowledge: KnowledgeBase, database: Database) -> Iterator[App]:
    with App(config, clock=clock, knowledge=knowledge, database=database) as app:
        yield app


def take_in(app: App, file: Path) -> plans.Imported:
    with app.act(OPERATOR) as act:
        return plans.take_in(act, plans.read(file))


def written(folder: Path, text: str) -> Path:
    file = folder / "plan.toml"
    file.write_text(text, "utf-8")
    return file
