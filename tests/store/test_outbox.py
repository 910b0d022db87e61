"""The outbox: each message is accounted for to the end, and never sent again where nobody knows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.messages import Address
from bot.store import claims, outbox
from bot.store.claims import LEASE
from bot.store.database import Database
from bot.store.outbox import BACK_OFF, Outgoing, State
from tests.store.messages import ANYONE, NOW, claim, put, queue, rows, settle, states

LATER = NOW + timedelta(minutes=3)


@pytest.mark.parametrize(
    ("how", "state", "code", "words"),
    [
        (lambda row: outbox.sent(row, LATER), State.SENT, "", ""),
        (lambda row: outbox.failed(row, "45015", "too late", LATER), State.FAILED, "45015", "too late"),
        (lambda row: outbox.failed(row, "c" * 99, "w" * 999, LATER), State.FAILED, "c" * 60, "w" * 300),
        (lambda row: outbox.unknown(row, "timeout", LATER), State.UNKNOWN, "unknown", "timeout"),
    ],
)
def test_an_end_is_an_end(
    database: Database, how: Callable[[Outgoing], None], state: State, code: str, words: str
) -> None:
    queue(database, "a")
    claim(database)
    row = settle(database, "a", how)
    assert (row.status, row.ended_at, row.code, row.words) == (state, LATER, code, words)
    assert claim(database, seconds=10**8) == []


def test_one_who_is_away_is_no_failed_try(database: Database) -> None:
    queue(database, "a")
    claim(database)
    row = settle(database, "a", lambda row: outbox.wait(row, NOW))
    assert (row.status, row.tries, row.claimed_at) == (State.QUEUED, 0, None)
    assert len(claim(database)) == 1
    settle(database, "a", lambda row: outbox.wait(row, NOW, timedelta(hours=1)))
    assert claim(database, seconds=3599) == []
    assert len(claim(database, seconds=3600)) == 1


def test_tries_come_further_and_further_apart_and_then_it_has_failed(database: Database) -> None:
    queue(database, "a")
    seconds = 0
    for pause in BACK_OFF:
        assert len(claim(database, seconds)) == 1
        then = NOW + timedelta(seconds=seconds)
        row = settle(database, "a", partial(outbox.retry, code="-1", words="busy", now=then))
        assert (row.status, row.code, row.words) == (State.QUEUED, "-1", "busy")
        assert claim(database, seconds + pause - 1) == []
        seconds += pause
    assert len(claim(database, seconds)) == 1
    row = settle(database, "a", lambda row: outbox.retry(row, "-1", "busy", LATER))
    assert (row.status, row.tries, row.code) == (State.FAILED, len(BACK_OFF) + 1, "-1")
    assert sum(BACK_OFF) > 16 * 3600


def test_being_put_off_by_the_far_side_is_no_failed_try_for_a_day(database: Database) -> None:
    queue(database, "a")
    for count in range(30):
        assert len(claim(database, 100 * count)) == 1
        then = NOW + timedelta(seconds=100 * count)
        row = settle(database, "a", partial(outbox.retry, code="429", words="slow down", now=then, after=100))
        assert (row.status, row.tries) == (State.QUEUED, 0)
        assert row.due_at == then + timedelta(seconds=100)
    day = 24 * 3600
    for count in range(len(BACK_OFF) + 1):
        assert len(claim(database, day + 100 * count)) == 1
        then = NOW + timedelta(seconds=day + 100 * count)
        row = settle(database, "a", partial(outbox.retry, code="429", words="slow down", now=then, after=100))
    assert row.status is State.FAILED


@pytest.mark.parametrize(
    ("channel", "seconds", "state"),
    [
        ("test", LEASE.total_seconds(), State.SENDING),
        ("test", LEASE.total_seconds() + 1, State.UNKNOWN),
        ("web", LEASE.total_seconds(), State.SENDING),
        ("web", LEASE.total_seconds() + 1, State.QUEUED),
    ],
)
def test_what_a_dead_process_was_sending_is_unknown_or_harmless_to_repeat(
    database: Database, channel: str, seconds: float, state: State
) -> None:
    queue(database, "a", channel=channel)
    claim(database, present={channel: None})
    with database.write() as session:
        count = claims.recover(session, {"web"}, NOW + timedelta(seconds=seconds))
    assert count == (state is not State.SENDING)
    assert states(database) == {"a": state}


def test_a_message_that_kills_every_process_is_given_up(database: Database) -> None:
    queue(database, "a", channel="web")
    for count in range(len(BACK_OFF) + 1):
        assert len(claim(database, 100 * count, {"web": None})) == 1
        with database.write() as session:
            claims.recover(session, {"web"}, NOW + timedelta(seconds=100 * count + 99))
    assert states(database) == {"a": State.UNKNOWN}


def test_what_is_no_longer_of_use_is_not_sent(database: Database) -> None:
    queue(database, "late", latest=NOW + timedelta(minutes=1))
    queue(database, "timeless", to="wang")
    queue(database, "taken", to="zhao", latest=NOW + timedelta(minutes=1))
    claim(database, present={"test": {"zhao"}})
    assert [row.key for row in claim(database, 61)] == ["timeless"]
    assert states(database) == {"late": State.STALE, "timeless": State.SENDING, "taken": State.SENDING}


def test_at_its_last_moment_it_is_still_sent(database: Database) -> None:
    queue(database, "a", latest=NOW)
    assert len(claim(database)) == 1


@pytest.mark.parametrize(
    ("how", "withdrawn"),
    [
        ({"address": Address("test", "lina"), "kinds": ("case",)}, {"a:1", "a:2"}),
        ({"address": Address("test", "lina"), "kinds": ("reminder",)}, {"a_3"}),
        ({"address": Address("test", "lina")}, {"a:1", "a:2", "a_3"}),
        ({"keys": "a:"}, {"a:1", "a:2", "a:9"}),
        ({"keys": "a_"}, {"a_3"}),
        ({"address": Address("web", "lina"), "keys": "a:"}, set()),
    ],
)
def test_only_what_waits_and_is_meant_is_withdrawn(
    database: Database, how: dict[str, Any], withdrawn: set[str]
) -> None:
    queue(database, "gone")
    claim(database)
    queue(database, "a:1", "a:2")
    queue(database, "a_3", kind="reminder")
    queue(database, "a:9", to="wang")
    with database.write() as session:
        outbox.withdraw(session, NOW, **how)
    assert {key for key, state in states(database).items() if state is State.WITHDRAWN} == withdrawn
    assert states(database)["gone"] is State.SENDING


def test_a_key_is_used_once(database: Database) -> None:
    queue(database, "a")
    with pytest.raises(IntegrityError):
        queue(database, "a", to="wang")


@pytest.mark.parametrize(
    ("claimed", "arrived", "known"),
    [(NOW, True, True), (NOW, False, True), (NOW - LEASE, True, True), (NOW - LEASE, False, False)],
)
def test_only_who_holds_a_message_may_say_that_it_did_not_arrive(
    database: Database, claimed: datetime, *, arrived: bool, known: bool
) -> None:
    queue(database, "a")
    claim(database)
    number = rows(database)["a"].id
    with database.write() as session:
        assert (claims.account(session, number, claimed, arrived=arrived) is not None) is known


def test_states_are_counted(database: Database) -> None:
    queue(database, "a", "b")
    queue(database, "c", to="wang")
    claim(database, present={"test": {"wang"}})
    with database.read() as session:
        counts = outbox.counts(session)
    assert {state: count for state, count in counts.items() if count} == {State.QUEUED: 2, State.SENDING: 1}
    assert set(counts) == set(State)


def test_a_message_is_as_it_was_put(database: Database) -> None:
    with database.write() as session:
        put(session, "a")
    (row,) = claim(database, present=ANYONE)
    assert (row.reply.text, row.reply.buttons, row.kind) == ("话 a", (), "case")
