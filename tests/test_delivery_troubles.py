"""The delivery loop in trouble: the store gone, a bug, a lease that ran out, a stop; every message is accounted for."""

import asyncio
from collections.abc import Collection
from datetime import timedelta

import pytest

from bot.delivery import Delivery
from bot.errors import Retry, Unavailable
from bot.store import claims
from bot.store.claims import LEASE
from bot.store.database import Database
from bot.store.outbox import State
from tests.conftest import START, Clock
from tests.recorder import Recorder, channel, delivery, once
from tests.store.messages import claim, queue, rows, states

__all__ = ["channel", "delivery"]


def test_one_that_takes_too_long_is_given_up_as_unknown(database: Database, clock: Clock, channel: Recorder) -> None:
    queue(database, "a")
    channel.go_on.clear()
    once(Delivery(database, clock, [channel], longest=timedelta(milliseconds=20)))
    assert states(database) == {"a": State.UNKNOWN}
    assert rows(database)["a"].words == "TimeoutError"


def test_one_that_arrived_after_the_lease_is_known_to_have_arrived(
    database: Database, delivery: Delivery, channel: Recorder, clock: Clock
) -> None:
    other = Delivery(database, clock, [Recorder()])
    queue(database, "a")

    async def slow() -> None:
        channel.go_on.clear()
        loop = asyncio.create_task(delivery.once())
        await channel.begun.wait()
        clock.forward(seconds=LEASE.total_seconds() + 1)
        await other.once()
        assert states(database) == {"a": State.UNKNOWN}
        channel.go_on.set()
        await loop

    asyncio.run(slow())
    assert states(database) == {"a": State.SENT}


def test_one_that_failed_after_the_lease_stays_as_the_other_process_left_it(
    database: Database, delivery: Delivery
) -> None:
    queue(database, "a")
    number = rows(database)["a"].id
    (row,) = claim(database)
    with database.write() as session:
        claims.recover(session, {"test"}, START + 2 * LEASE)
    claim(database, seconds=2 * LEASE.total_seconds())
    delivery._outcomes.account(row, Retry("-1"))
    now = rows(database)["a"]
    assert (now.id, now.status, now.tries) == (number, State.SENDING, 2)


class Flaky:
    """A database that does not answer, as often as the test says."""

    def __init__(self, database: Database) -> None:
        self.database, self.silent, self.asked = database, 0, 0

    def write(self) -> object:
        """A transaction, or Unavailable."""
        self.asked += 1
        if self.silent:
            self.silent -= 1
            raise Unavailable("gone")
        return self.database.write()


@pytest.fixture
def flaky(database: Database) -> Flaky:
    return Flaky(database)


def running(flaky: Flaky, clock: Clock, channel: Recorder) -> Delivery:
    return Delivery(flaky, clock, [channel], pause=0, trouble=0)  # type: ignore[arg-type]


def test_while_the_store_is_gone_the_loop_goes_on(
    database: Database, flaky: Flaky, clock: Clock, channel: Recorder
) -> None:
    queue(database, "a")
    flaky.silent = 3
    delivery = running(flaky, clock, channel)

    def stop(_key: str) -> None:
        delivery.stop()

    channel.answer = stop
    asyncio.run(delivery.run())
    assert states(database) == {"a": State.SENT}


def test_an_outcome_is_written_down_when_the_store_is_back(
    database: Database, flaky: Flaky, clock: Clock, channel: Recorder
) -> None:
    queue(database, "a")

    def gone(_key: str) -> None:
        flaky.silent = 4

    channel.answer = gone
    once(running(flaky, clock, channel))
    assert channel.given == ["a"]
    assert states(database) == {"a": State.SENT}


def test_when_it_must_stop_it_does_not_wait_for_a_store_that_is_gone(
    database: Database, flaky: Flaky, clock: Clock, channel: Recorder
) -> None:
    queue(database, "a")
    delivery = running(flaky, clock, channel)

    def gone(_key: str) -> None:
        flaky.silent = 1000
        delivery.stop()

    channel.answer = gone
    asyncio.run(delivery.run())
    assert flaky.asked < 5
    assert states(database) == {"a": State.SENDING}


def test_a_bug_in_one_round_does_not_end_the_loop(database: Database, delivery: Delivery) -> None:
    queue(database, "a")
    rounds = iter([ZeroDivisionError(), None])

    class Odd(Recorder):
        def present(self) -> Collection[str] | None:
            """A bug, the first time."""
            if trouble := next(rounds, None):
                raise trouble
            return None

    odd = Odd()
    delivery.channels["test"] = odd

    def stop(_key: str) -> None:
        delivery.stop()

    odd.answer = stop
    asyncio.run(delivery.run())
    assert states(database) == {"a": State.SENT}


def test_stop_finishes_what_is_in_hand(database: Database, delivery: Delivery, channel: Recorder) -> None:
    queue(database, "a")
    queue(database, "b", to="wang")

    async def stop() -> None:
        channel.go_on.clear()
        loop = asyncio.create_task(delivery.run())
        await channel.begun.wait()
        delivery.stop()
        channel.go_on.set()
        await loop

    asyncio.run(stop())
    assert set(states(database).values()) == {State.SENT}
