"""The delivery loop: in order, tried again as said, and every message accounted for, whatever the channel does."""

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta

import pytest

from bot.delivery import Delivery
from bot.errors import Away, DeliveryFailed, Retry, Unavailable, Unknown
from bot.limits import Pace
from bot.messages import Reply
from bot.store import claims, outbox
from bot.store.claims import LEASE
from bot.store.database import Database
from bot.store.outbox import BACK_OFF, State
from tests.conftest import START, Clock
from tests.store.messages import claim, queue, rows, states

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


def test_what_one_person_is_to_get_comes_in_order(database: Database, delivery: Delivery, channel: Recorder) -> None:
    for number in range(12):
        queue(database, f"{number}", to=f"m{number % 2}")
    assert once(delivery) == 12
    assert [int(key) for key in channel.given if int(key) % 2] == [1, 3, 5, 7, 9, 11]
    assert [int(key) for key in channel.given if not int(key) % 2] == [0, 2, 4, 6, 8, 10]
    assert set(states(database).values()) == {State.SENT}
    assert once(delivery) == 0


def test_people_do_not_wait_for_each_other(database: Database, delivery: Delivery, channel: Recorder) -> None:
    queue(database, "slow", to="a")
    queue(database, "quick", to="b")

    async def both() -> None:
        loop = asyncio.create_task(delivery.once())
        channel.go_on.clear()
        await channel.begun.wait()
        channel.go_on.set()
        await loop

    asyncio.run(both())
    assert set(channel.given) == {"slow", "quick"}


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (DeliveryFailed("45015", "too late"), State.FAILED, "45015"),
        (Unknown("504", "gateway"), State.UNKNOWN, "unknown"),
        (ZeroDivisionError("a bug of the channel's"), State.UNKNOWN, "unknown"),
        (TimeoutError(), State.UNKNOWN, "unknown"),
        (Retry("-1", "busy"), State.QUEUED, "-1"),
        (Retry("429", "slow down", after=7), State.QUEUED, "429"),
        (Away("no-page"), State.QUEUED, ""),
    ],
)
def test_each_outcome_is_written_down(
    database: Database, delivery: Delivery, channel: Recorder, error: Exception, state: State, code: str
) -> None:
    channel.answer = lambda _key: error
    queue(database, "a")
    once(delivery)
    row = rows(database)["a"]
    assert (row.status, row.code) == (state, code)


def test_what_is_unknown_is_never_sent_again(
    database: Database, delivery: Delivery, channel: Recorder, clock: Clock
) -> None:
    channel.answer = lambda _key: RuntimeError()
    queue(database, "a")
    for _ in range(3):
        once(delivery)
        clock.forward(days=30)
    assert channel.given == ["a"]
    assert rows(database)["a"].words == "RuntimeError"


def test_it_is_tried_again_when_the_time_has_come_and_then_arrives(
    database: Database, delivery: Delivery, channel: Recorder, clock: Clock
) -> None:
    queue(database, "a")
    channel.answer = lambda _key: Retry("-1") if len(channel.given) <= 3 else None
    for pause in (*BACK_OFF[:3], 0):
        once(delivery)
        clock.forward(seconds=pause - 1)
        assert once(delivery) == 0
        clock.forward(seconds=1)
    assert channel.given == ["a"] * 4
    row = rows(database)["a"]
    assert (row.status, row.tries, row.code) == (State.SENT, 4, "")


def test_one_who_is_away_gets_it_later_and_no_try_is_counted(
    database: Database, delivery: Delivery, channel: Recorder
) -> None:
    channel.there = {"lina"}
    channel.answer = lambda _key: Away("no-page")
    queue(database, "a", "b", "c")
    for _ in range(len(BACK_OFF) + 3):
        assert once(delivery) == 1
    assert set(channel.given) == {"a"}
    assert {(row.status, row.tries) for row in rows(database).values()} == {(State.QUEUED, 0)}
    channel.there = ()
    assert once(delivery) == 0
    channel.there, channel.answer, channel.given = {"lina"}, (lambda _key: None), []
    once(delivery)
    assert channel.given == ["a", "b", "c"]


def test_a_channel_that_cannot_tell_who_is_there_is_not_asked_all_the_time(
    database: Database, delivery: Delivery, channel: Recorder, clock: Clock
) -> None:
    channel.answer = lambda _key: Away("45015")
    queue(database, "a")
    assert [once(delivery), once(delivery)] == [1, 0]
    clock.forward(seconds=outbox.CONTACT.total_seconds())
    assert once(delivery) == 1


def test_who_is_put_off_is_left_alone_for_so_long(
    database: Database, delivery: Delivery, channel: Recorder, clock: Clock
) -> None:
    channel.answer = lambda _key: Retry("429", after=30)
    queue(database, "a", "b")
    once(delivery)
    assert channel.given == ["a"]
    channel.answer = lambda _key: None
    clock.forward(seconds=29)
    assert once(delivery) == 0
    clock.forward(seconds=1)
    once(delivery)
    assert channel.given == ["a", "a", "b"]


def test_one_that_fails_does_not_keep_the_next_back(database: Database, delivery: Delivery, channel: Recorder) -> None:
    channel.answer = lambda key: DeliveryFailed("bad") if key == "a" else None
    queue(database, "a", "b")
    once(delivery)
    assert states(database) == {"a": State.FAILED, "b": State.SENT}


def test_many_are_sent_at_the_same_time_but_not_all(database: Database, delivery: Delivery, channel: Recorder) -> None:
    """So many may be unknown when the process dies."""
    for number in range(3 * claims.IN_HAND):
        queue(database, f"{number}", to=f"m{number}")

    async def look() -> None:
        channel.go_on.clear()
        loop = asyncio.create_task(delivery.once())
        await channel.begun.wait()
        assert list(states(database).values()).count(State.SENDING) == claims.IN_HAND
        channel.go_on.set()
        await loop

    asyncio.run(look())
    assert set(states(database).values()) == {State.SENT}


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
    delivery._account(row, Retry("-1"))
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
    delivery.channels = {"test": odd}

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


def test_each_channel_gets_its_own(database: Database, clock: Clock) -> None:
    test, web = Recorder(), Recorder(name="web")
    queue(database, "a")
    queue(database, "b", channel="web")
    queue(database, "c", channel="wechat")
    assert once(Delivery(database, clock, [test, web])) == 2
    assert (test.given, web.given) == (["a"], ["b"])
    assert states(database)["c"] is State.QUEUED
