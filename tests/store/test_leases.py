"""Leases: of several processes one does what only one may do."""

from datetime import timedelta
from threading import Barrier

import pytest

from bot.store import leases
from bot.store.database import Database
from tests.conftest import Clock
from tests.domain.union import at_once

SPAN = timedelta(seconds=60)
NAME = "telegram:updates"


def take(database: Database, clock: Clock, holder: str, name: str = NAME) -> bool:
    with database.write() as session:
        return leases.take(session, name, holder, clock(), SPAN)


def give_back(database: Database, clock: Clock, holder: str) -> None:
    with database.write() as session:
        leases.give_back(session, NAME, holder, clock())


def held(database: Database, clock: Clock, name: str = NAME) -> bool:
    with database.read() as session:
        return leases.held(session, name, clock())


def ended(database: Database, clock: Clock, prefix: str) -> list[str]:
    with database.write() as session:
        return sorted(leases.ended(session, prefix, clock()))


def test_one_has_it_and_the_other_not(database: Database, clock: Clock) -> None:
    assert not held(database, clock)
    assert take(database, clock, "a")
    assert not take(database, clock, "b")
    assert held(database, clock)
    assert take(database, clock, "b", "another thing")


def test_who_has_it_keeps_it_by_taking_it_again(database: Database, clock: Clock) -> None:
    for _ in range(4):
        assert take(database, clock, "a")
        clock.forward(seconds=40)
        assert not take(database, clock, "b")


def test_it_runs_out(database: Database, clock: Clock) -> None:
    take(database, clock, "a")
    clock.forward(seconds=59)
    assert not take(database, clock, "b")
    clock.forward(seconds=1)
    assert not held(database, clock)
    assert take(database, clock, "b")
    assert not take(database, clock, "a")


def test_given_back_it_is_free_at_once(database: Database, clock: Clock) -> None:
    take(database, clock, "a")
    give_back(database, clock, "a")
    assert not held(database, clock)
    assert take(database, clock, "b")


def test_only_who_has_it_gives_it_back(database: Database, clock: Clock) -> None:
    give_back(database, clock, "nobody has it")
    take(database, clock, "a")
    give_back(database, clock, "b")
    assert held(database, clock)
    assert not take(database, clock, "b")


def test_of_many_who_want_it_at_once_one_gets_it(database: Database, clock: Clock) -> None:
    for number in range(5):
        start = Barrier(6, timeout=30)

        def want(who: int, name: str = f"{number}", start: Barrier = start) -> bool:
            start.wait()
            return take(database, clock, f"holder-{who}", name)

        assert sum(at_once(want, 6)) == 1
        clock.now += SPAN


@pytest.mark.parametrize(
    ("prefix", "found"), [("guest:", ["-1", "-2"]), ("guest_", []), ("", ["guest:-1", "guest:-2"])]
)
def test_those_that_ran_out_are_taken_away_once(
    database: Database, clock: Clock, prefix: str, found: list[str]
) -> None:
    take(database, clock, "a", "guest:-1")
    take(database, clock, "b", "guest:-2")
    clock.forward(seconds=30)
    take(database, clock, "c", "guest:-3")
    clock.forward(seconds=29)
    assert ended(database, clock, prefix) == []
    clock.forward(seconds=1)
    assert ended(database, clock, prefix) == found
    assert ended(database, clock, prefix) == []
    assert held(database, clock, "guest:-3")
