"""A channel for tests of the delivery loop: it keeps what it is given, and fails as the test says."""

import asyncio
from collections.abc import Callable, Collection

import pytest

from bot.delivery import Delivery
from bot.limits import Pace
from bot.messages import Reply
from bot.store.database import Database
from tests.conftest import Clock

Send = Callable[[str], Exception | None]


class Recorder:
    """A channel that keeps what it is given; `answer` says what goes wrong with a message."""

    def __init__(self, answer: Send | None = None, name: str = "test", *, idempotent: bool = False) -> None:
        self.name, self.idempotent, self.room = name, idempotent, 0
        self.alone: Collection[str] = ()
        self.pace: Pace | None = None
        self.answer: Send = answer or (lambda _key: None)
        self.there: Collection[str] | None = None
        self.given: list[str] = []
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    def present(self) -> Collection[str] | None:
        """Whom the test says."""
        return self.there

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """Keep it, wait until the test lets go, answer."""
        self.begun.set()
        await self.go_on.wait()
        self.given.append(key)
        if trouble := self.answer(key):
            raise trouble


@pytest.fixture
def channel() -> Recorder:
    return Recorder()


@pytest.fixture
def delivery(database: Database, clock: Clock, channel: Recorder) -> Delivery:
    return Delivery(database, clock, [channel], pause=0, trouble=0)


def once(delivery: Delivery) -> int:
    return asyncio.run(delivery.once())
