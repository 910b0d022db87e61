"""A house with one event and a helper's phone at its door, for tests of the entrance."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.config import Config
from bot.domain import doorcodes, doorlist, stewards
from bot.domain.acts import OPERATOR, Act
from bot.domain.checkins import CheckIn
from bot.domain.events import Event
from bot.entrance import Entrance
from bot.store.database import Database
from tests.conftest import Clock
from tests.domain.door_deeds import expected, tonight
from tests.domain.union import officer

ORIGIN = "http://127.0.0.1:8000"
PHONE = "13900139000"


@dataclass
class House:
    """An event tonight with three who are expected, and a helper's link."""

    database: Database
    config: Config
    clock: Clock
    token: str = ""

    @contextmanager
    def act(self) -> Iterator[Act]:
        with self.database.write() as session:
            yield Act(session, self.clock(), OPERATOR, self.config)

    @property
    def link(self) -> str:
        return f"/checkin/{self.token}"

    def code(self, key: str) -> str:
        """The code of a line of the list."""
        with self.act() as act:
            one = act.session.scalars(select(Event)).one()
            line = doorlist.of_key(act.session, one, key)
            assert line
            return doorcodes.code_of(act.session, one, line)

    def rows(self) -> list[CheckIn]:
        with self.database.read() as session:
            return list(session.scalars(select(CheckIn).order_by(CheckIn.id)))


@pytest.fixture
def house(database: Database, config: Config, clock: Clock) -> House:
    """With room for four."""
    found = House(database, config, clock)
    with found.act() as act:
        one = tonight(act, title="象棋比赛", seats=4)
        expected(act, one)
        place = expected(act, one, "wang")
        place.name, place.places, place.phone = "王<b>芳", 2, PHONE
        found.token = stewards.give(act, officer(act), one, "东门 小王")
    return found


@pytest.fixture
def phone(house: House) -> TestClient:
    app = Starlette(routes=Entrance(house.database, house.config, house.clock).routes())
    return TestClient(app, ORIGIN, headers={"Origin": ORIGIN})


def take(phone: TestClient, house: House, *sent: dict[str, Any]) -> list[tuple[str, str]]:
    """What a batch gets for each: the state and the words."""
    answer = phone.post(f"{house.link}/take", json={"entries": list(sent)})
    assert answer.status_code == 200, answer.text
    return [(one["state"], one["words"]) for one in answer.json()["answers"]]
