"""The delivery loop: in order, tried again as said, each outcome written down, to each channel its own."""

import asyncio

import pytest

from bot.delivery import Delivery
from bot.errors import Away, DeliveryFailed, Parked, Retry, Unknown
from bot.messages import Address, Allowance
from bot.store import claims, outbox, windows
from bot.store.database import Database
from bot.store.outbox import BACK_OFF, State
from tests.conftest import Clock
from tests.recorder import Recorder, channel, delivery, once
from tests.store.messages import queue, rows, states

__all__ = ["channel", "delivery"]


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


def test_who_writes_while_a_message_is_refused_need_not_write_again(
    database: Database, delivery: Delivery, channel: Recorder, clock: Clock
) -> None:
    def refused(_key: str) -> Parked:
        clock.forward(seconds=1)
        if len(channel.given) == 1:
            with database.write() as session:
                windows.opened(session, Address("test", "lina"), Allowance(5, 60), clock())
        return Parked("window")

    channel.answer = refused
    queue(database, "a")
    assert (once(delivery), once(delivery)) == (2, 0)
    assert states(database) == {"a": State.PARKED}


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


def test_each_channel_gets_its_own(database: Database, clock: Clock) -> None:
    test, web = Recorder(), Recorder(name="web")
    queue(database, "a")
    queue(database, "b", channel="web")
    queue(database, "c", channel="wechat")
    assert once(Delivery(database, clock, [test, web])) == 2
    assert (test.given, web.given) == (["a"], ["b"])
    assert states(database)["c"] is State.QUEUED
