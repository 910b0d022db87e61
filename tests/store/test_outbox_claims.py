"""Who takes messages of the outbox: one process each, a person's one at a time, oldest first, only of who is there."""

from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from bot.store import claims, outbox, parking
from bot.store.database import Database
from bot.store.outbox import BACK_OFF, Outgoing, State
from tests.domain.union import at_once
from tests.store.messages import NOW, claim, queue, rows, settle, states


@pytest.mark.parametrize(
    ("present", "taken"),
    [
        ({"test": None}, ["a", "b"]),
        ({"test": {"a"}}, ["a"]),
        ({"test": {"nobody"}}, []),
        ({"test": set()}, []),
        ({}, []),
        ({"web": None}, ["c"]),
        ({"test": {"b"}, "web": {"c"}}, ["b", "c"]),
    ],
)
def test_only_those_who_are_there_get_theirs(database: Database, present: Any, taken: list[str]) -> None:
    queue(database, "a", to="a")
    queue(database, "b", to="b")
    queue(database, "c", to="c", channel="web")
    with database.write() as session:
        found = claims.claim(session, present, NOW)
    assert [row.key for row in found] == taken
    assert {key for key, state in states(database).items() if state is State.SENDING} == set(taken)


def test_what_is_taken_is_not_taken_again(database: Database) -> None:
    queue(database, "a")
    queue(database, "b", to="wang")
    assert [(row.key, row.tries, row.claimed_at) for row in claim(database)] == [("a", 1, NOW), ("b", 1, NOW)]
    assert claim(database) == []


def test_no_more_are_taken_than_asked_for_oldest_first(database: Database) -> None:
    for number in range(5):
        queue(database, f"{number}", to=f"m{number}")
    assert [row.key for row in claim(database, limit=3)] == ["0", "1", "2"]
    assert [row.key for row in claim(database, limit=3)] == ["3", "4"]


def test_one_person_gets_one_message_at_a_time(database: Database) -> None:
    queue(database, "1", "2", "3")
    for key in ("1", "2", "3"):
        assert [row.key for row in claim(database)] == [key]
        settle(database, key, lambda row: outbox.sent(row, NOW))


def test_one_message_in_trouble_does_not_keep_the_next_back(database: Database) -> None:
    queue(database, "1", "2")
    claim(database)
    settle(database, "1", lambda row: outbox.retry(row, "-1", "busy", NOW))
    assert [row.key for row in claim(database)] == ["2"]
    assert claim(database, BACK_OFF[0]) == []
    settle(database, "2", lambda row: outbox.sent(row, NOW))
    assert [row.key for row in claim(database, BACK_OFF[0])] == ["1"]


def test_what_holds_a_person_back_holds_all_their_messages(database: Database) -> None:
    queue(database, "1", "2")
    queue(database, "other", to="wang")
    (first, _) = claim(database)
    with database.write() as session:
        row = session.get_one(Outgoing, first.id)
        outbox.retry(row, "429", "slow down", NOW, after=30)
        session.flush()
        parking.hold(session, row)
    assert claim(database, 29) == []
    assert [row.key for row in claim(database, 30)] == ["1"]
    assert rows(database)["2"].due_at == NOW + timedelta(seconds=30)


def test_one_person_gets_nothing_while_something_earlier_is_on_its_way(database: Database) -> None:
    queue(database, "first")
    (first,) = claim(database)
    queue(database, "second")
    queue(database, "of another", to="wang")
    assert [row.key for row in claim(database)] == ["of another"]
    settle(database, first.key, lambda row: outbox.sent(row, NOW))
    assert [row.key for row in claim(database)] == ["second"]


def test_many_who_claim_at_once_never_get_the_same(database: Database) -> None:
    for number in range(200):
        queue(database, f"{number}", to=f"m{number}")
    start = Barrier(6, timeout=30)

    def take(_: int) -> list[str]:
        start.wait()
        mine = list[str]()
        while found := claim(database, limit=7):
            mine += [row.key for row in found]
        return mine

    taken = [key for mine in at_once(take, 6) for key in mine]
    assert sorted(taken, key=int) == [f"{number}" for number in range(200)]
    assert {row.tries for row in rows(database).values()} == {1}


def test_many_who_claim_at_once_never_share_one_persons_messages(database: Database) -> None:
    for number in range(40):
        queue(database, f"{number}", to=f"m{number % 4}")
    start = Barrier(4, timeout=30)

    def take(_: int) -> list[tuple[str, str]]:
        start.wait()
        return [(row.address, row.key) for row in claim(database, limit=15)]

    taken = [one for mine in at_once(take, 4) for one in mine]
    assert sorted(taken) == [(f"m{number}", f"{number}") for number in range(4)]
