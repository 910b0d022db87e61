"""The intake: what a platform handed over is there once, in order, and worked off once, whoever does it."""

from collections.abc import Sequence
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.store import intake
from bot.store.database import Database
from bot.store.intake import KEPT, Intake, Update
from tests.conftest import Clock
from tests.domain.union import at_once

CHANNEL, LINA, WANG = "telegram", "6100000001", "6100000002"


def put(database: Database, clock: Clock, *numbers: int, queue: str = LINA, body: str = "{}") -> None:
    with database.write() as session:
        intake.put(session, CHANNEL, [Update(number, queue, body) for number in numbers], clock())


def settle(database: Database, *numbers: int, channel: str = CHANNEL) -> bool:
    with database.write() as session:
        return intake.settle(session, channel, numbers)


def waiting(database: Database, queue: str = LINA, limit: int = 30) -> list[int]:
    with database.read() as session:
        return [row.number for row in intake.waiting(session, CHANNEL, queue, limit)]


def queues(database: Database, channel: str = CHANNEL, limit: int = 100) -> Sequence[str]:
    with database.read() as session:
        return sorted(intake.queues(session, channel, limit))


def bodies(database: Database) -> dict[int, str]:
    with database.read() as session:
        return {row.number: row.body for row in session.scalars(select(Intake))}


def test_a_number_that_comes_twice_is_one_row_as_it_came_first(database: Database, clock: Clock) -> None:
    put(database, clock, 7, 7, body="first")
    put(database, clock, 7, queue=WANG, body="second")
    assert bodies(database) == {7: "first"}
    assert (waiting(database), waiting(database, WANG)) == ([7], [])


def test_the_same_that_comes_to_many_at_once_is_one_row(database: Database, clock: Clock) -> None:
    start = Barrier(6, timeout=30)

    def take_in(_: int) -> None:
        start.wait()
        put(database, clock, 1, 2, 3)

    at_once(take_in, 6)
    assert waiting(database) == [1, 2, 3]


def test_an_update_is_kept_as_it_came(database: Database, clock: Clock) -> None:
    body = '{"text": "车间主任扣了我三个月工资😀\\u0000"}'
    put(database, clock, 2**63 - 1, body=body * 5_000)
    assert bodies(database) == {2**63 - 1: body * 5_000}


def test_a_queue_stands_in_the_platforms_own_order(database: Database, clock: Clock) -> None:
    for number in (30, 10, 2, 20):
        put(database, clock, number)
        clock.forward(seconds=1)
    put(database, clock, 1, queue=WANG)
    assert waiting(database) == [2, 10, 20, 30]
    assert waiting(database, limit=2) == [2, 10]
    assert queues(database) == [LINA, WANG]
    assert len(queues(database, limit=1)) == 1


def test_what_is_worked_off_waits_no_more_but_is_known(database: Database, clock: Clock) -> None:
    put(database, clock, 1, 2, body="words of a member")
    assert settle(database, 1)
    assert waiting(database) == [2]
    assert bodies(database) == {1: "", 2: "words of a member"}
    with database.read() as session:
        assert [intake.knows(session, CHANNEL, number) for number in (1, 2, 3)] == [True, True, False]
    put(database, clock, 1, body="the same again")
    assert bodies(database)[1] == ""
    assert settle(database, 2)
    assert queues(database) == []


@pytest.mark.parametrize("numbers", [(1, 2), (2, 1), (2, 3, 99), (99,)])
def test_all_of_an_album_are_worked_off_or_none(database: Database, clock: Clock, numbers: tuple[int, ...]) -> None:
    put(database, clock, 1, 2, 3)
    assert settle(database, 1)
    assert not settle(database, *numbers)
    assert waiting(database) == [2, 3]
    assert settle(database, 2, 3)
    assert not settle(database, 2, 3)


def test_what_fails_after_it_was_marked_waits_again(database: Database, clock: Clock) -> None:
    put(database, clock, 1, 2)
    with pytest.raises(ZeroDivisionError), database.write() as session:
        1 // (not intake.settle(session, CHANNEL, [1, 2]))
    assert waiting(database) == [1, 2]
    assert settle(database, 1, 2)


def test_of_two_who_work_off_the_same_at_once_one_does_it(database: Database, clock: Clock) -> None:
    for first in range(1, 40, 3):
        album = (first, first + 1, first + 2)
        put(database, clock, *album)
        start = Barrier(2, timeout=30)

        def work(_: int, album: tuple[int, ...] = album, start: Barrier = start) -> bool:
            start.wait()
            return settle(database, *album)

        assert sorted(at_once(work, 2)) == [False, True]
    assert waiting(database) == []


def test_each_channel_has_its_own_numbers(database: Database, clock: Clock) -> None:
    put(database, clock, 1)
    assert not settle(database, 1, channel="other")
    assert queues(database, "other") == []
    assert waiting(database) == [1]


def test_what_was_worked_off_long_ago_is_forgotten_and_what_waits_never(database: Database, clock: Clock) -> None:
    put(database, clock, 1, 2)
    settle(database, 1)
    clock.now += KEPT
    put(database, clock, 3)
    settle(database, 3)
    assert forgotten(database, clock) == []
    clock.forward(seconds=1)
    assert forgotten(database, clock) == [1]
    assert waiting(database) == [2]


def forgotten(database: Database, clock: Clock) -> list[int]:
    """What is gone."""
    before = set(bodies(database))
    with database.write() as session:
        intake.forget(session, clock())
        assert session.scalar(select(func.count()).select_from(Intake))
    return sorted(before - set(bodies(database)))
