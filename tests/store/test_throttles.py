"""Budgets of tries: some are free, then each waits longer, for nobody else and not for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.store import throttles
from bot.store.database import Database
from bot.store.throttles import FORGET, Rule, Throttle
from tests.conftest import Clock
from tests.domain.union import at_once

RULE = Rule(free=3, longest=timedelta(seconds=20))


def spend(database: Database, clock: Clock, *keys: str) -> float:
    """One try; the seconds that it must wait."""
    with database.write() as session:
        return throttles.spend(session, dict.fromkeys(keys, RULE), clock()).total_seconds()


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (2, 0), (3, 1), (4, 2), (7, 16), (8, 20), (10_000, 20)])
def test_the_wait_doubles_up_to_the_longest(failures: int, seconds: int) -> None:
    assert RULE.delay(failures) == timedelta(seconds=seconds)


def test_each_try_beyond_the_free_ones_waits_longer(database: Database, clock: Clock) -> None:
    waits = list[float]()
    for _ in range(6):
        while wait := spend(database, clock, "a"):
            waits.append(wait)
            clock.forward(seconds=wait)
    assert waits == [1, 2, 4]


def test_a_try_that_must_wait_does_not_make_the_wait_longer(database: Database, clock: Clock) -> None:
    for _ in range(3):
        assert not spend(database, clock, "a")
    assert [spend(database, clock, "a") for _ in range(5)] == [1] * 5


def test_one_budget_is_not_spent_where_the_other_must_wait(database: Database, clock: Clock) -> None:
    for _ in range(3):
        spend(database, clock, "a")
    for _ in range(5):
        assert spend(database, clock, "a", "b") == 1
    assert [spend(database, clock, "b") for _ in range(3)] == [0, 0, 0]


def test_what_did_not_fail_is_given_back(database: Database, clock: Clock) -> None:
    for whole, free in ((False, 1), (True, 3)):
        for _ in range(3):
            spend(database, clock, "a")
        with database.write() as session:
            throttles.forgive(session, "a", clock(), whole=whole)
        assert [spend(database, clock, "a") for _ in range(free + 1)] == [*[0] * free, 1]
        clock.forward(hours=13)


def test_a_budget_is_whole_again_after_a_while_and_its_row_goes(database: Database, clock: Clock) -> None:
    for _ in range(3):
        spend(database, clock, "a")
    clock.forward(seconds=FORGET.total_seconds() + 60)
    assert [spend(database, clock, "b"), *(spend(database, clock, "a") for _ in range(3))] == [0, 0, 0, 0]
    clock.forward(seconds=FORGET.total_seconds() + 60)
    spend(database, clock, "c")
    with database.read() as session:
        assert [row.key for row in session.scalars(select(Throttle))] == ["c"]


def test_of_many_tries_at_once_only_the_free_ones_are_heard(database: Database, clock: Clock) -> None:
    got = at_once(lambda number: spend(database, clock, *(("a", "b") if number % 2 else ("b", "a"))), 12)
    assert sorted(got) == [0] * 3 + [1] * 9
