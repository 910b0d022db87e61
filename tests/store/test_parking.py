"""Messages where the platform counts them: several go as one, what is parked comes with the member's next contact."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.messages import Address, Reply
from bot.store import claims, outbox, parking
from bot.store.database import Database
from bot.store.outbox import Outgoing, State
from tests.domain.union import at_once
from tests.store.messages import NOW, claim, put, queue, rows, states

LINA = Address("test", "lina")
LATER = NOW + timedelta(minutes=3)


def put_once(database: Database, key: str, text: str = "话", *, parked: bool = False, to: Address = LINA) -> None:
    with database.write() as session:
        parking.put_once(session, to, text, key=key, kind="answer", now=NOW, parked=parked)


def park(database: Database, *keys: str, to: Address = LINA) -> None:
    for key in keys:
        put_once(database, key, f"话 {key}", parked=True, to=to)


def resume(database: Database, to: Address = LINA) -> None:
    with database.write() as session:
        parking.resume(session, to, LATER)


def ride(database: Database, room: int = 600, to: Address = LINA) -> list[str]:
    with database.write() as session:
        return [reply.text for reply in parking.ride(session, to, room, LATER)]


def join(database: Database, row: Outgoing, room: int = 600) -> list[str]:
    with database.write() as session:
        return [other.key for other in parking.join(session, row, room, LATER)]


def taken(database: Database, key: str = "1") -> Outgoing:
    """The first one of the queue, in hand."""
    (row,) = claim(database)
    assert row.key == key
    return row


@pytest.mark.parametrize(("parked", "state"), [(False, State.QUEUED), (True, State.PARKED)])
def test_what_follows_an_answer_is_put_once(
    database: Database,
    parked: bool,  # noqa: FBT001 - a parameter
    state: State,
) -> None:
    put_once(database, "a", "您好😀", parked=parked)
    put_once(database, "a", "另一段话", parked=not parked)
    (row,) = rows(database).values()
    assert (row.reply, row.status, row.tries, row.due_at, row.kind) == (Reply("您好😀"), state, 0, NOW, "answer")


def test_many_who_put_the_same_at_once_put_it_once(database: Database) -> None:
    at_once(lambda _: put_once(database, "a"), 8)
    assert states(database) == {"a": State.QUEUED}


def test_what_is_parked_is_not_sent_until_it_is_resumed(database: Database) -> None:
    park(database, "1", "2")
    park(database, "other", to=Address("test", "wang"))
    park(database, "web", to=Address("web", "lina"))
    assert claim(database, 1000) == []
    resume(database)
    assert states(database) == {"1": State.QUEUED, "2": State.QUEUED, "other": State.PARKED, "web": State.PARKED}
    assert claim(database, 179) == [], "it is due from the member's contact on"
    assert [row.key for row in claim(database, 180)] == ["1"]


def test_only_what_is_parked_is_resumed(database: Database) -> None:
    queue(database, "queued", "failed")
    with database.write() as session:
        for row in session.query(Outgoing).filter_by(key="failed"):
            outbox.failed(row, "40037", "x", NOW)
    before = rows(database)
    resume(database)
    after = rows(database)
    assert [(row.key, row.state, row.due_at) for row in after.values()] == [
        (row.key, row.state, row.due_at) for row in before.values()
    ]


def test_what_is_due_for_the_same_person_goes_along(database: Database) -> None:
    queue(database, "1", "2", "3")
    queue(database, "other", to="wang")
    queue(database, "web", channel="web")
    queue(database, "later", now=NOW + timedelta(hours=1))
    first, other = claim(database)
    assert (first.key, other.key) == ("1", "other")
    assert join(database, first) == ["2", "3"]
    found = rows(database)
    assert [(found[key].status, found[key].tries, found[key].claimed_at) for key in ("1", "2", "3")] == [
        (State.SENDING, 1, NOW)
    ] * 3
    assert (found["later"].status, found["web"].status) == (State.QUEUED, State.QUEUED)
    assert join(database, first) == []


def test_no_more_goes_along_than_there_is_room_for(database: Database) -> None:
    for key, size in (("1", 100), ("2", 200), ("3", 300), ("4", 1)):
        put_once(database, key, "长" * size)
    first = taken(database)
    assert join(database, first, room=109) == []
    assert join(database, first, room=319) == []
    assert join(database, first, room=320) == ["2"], "ten for each, and nothing overtakes"
    assert states(database)["4"] is State.QUEUED


def test_buttons_take_room_too(database: Database) -> None:
    with database.write() as session:
        put(session, "1")
        row = put(session, "2")
        row.buttons = ["按钮" * 20] * 5
    assert join(database, taken(database), room=200) == []


def test_what_goes_along_is_accounted_for_with_the_first(database: Database) -> None:
    queue(database, "1", "2")
    first = taken(database)
    join(database, first)
    assert claim(database) == []
    with database.write() as session:
        for key in ("1", "2"):
            row = claims.account(session, rows(database)[key].id, first.claimed_at, arrived=True)
            assert row
            outbox.sent(row, LATER)
    assert set(states(database).values()) == {State.SENT}


def test_what_was_parked_rides_with_an_answer_the_oldest_first(database: Database) -> None:
    park(database, "1", "2", "3")
    park(database, "other", to=Address("test", "wang"))
    queue(database, "queued")
    assert ride(database, room=30) == ["话 1", "话 2"]
    assert ride(database) == ["话 3"]
    assert ride(database) == []
    assert states(database) == {
        "1": State.SENT, "2": State.SENT, "3": State.SENT, "other": State.PARKED, "queued": State.QUEUED
    }  # fmt: skip


def test_the_first_rides_though_it_is_too_long(database: Database) -> None:
    put_once(database, "1", "长" * 900, parked=True)
    park(database, "2")
    assert [len(text) for text in ride(database)] == [900]
    assert ride(database) == ["话 2"]


def test_it_rides_with_its_buttons(database: Database) -> None:
    with database.write() as session:
        row = put(session, "1")
        row.buttons, row.state = ["是", "否"], State.PARKED.value
    with database.write() as session:
        (reply,) = parking.ride(session, LINA, 600, NOW)
    assert reply == Reply("话 1", ("是", "否"))


def test_what_is_no_longer_of_use_does_not_ride(database: Database) -> None:
    with database.write() as session:
        for key, latest in (("stale", LATER - timedelta(seconds=1)), ("last", LATER), ("any", None)):
            put(session, key, latest=latest).state = State.PARKED.value
            session.flush()
    assert ride(database) == ["话 last", "话 any"]
    assert states(database) == {"stale": State.STALE, "last": State.SENT, "any": State.SENT}


def test_of_two_answers_at_once_only_one_carries_it(database: Database) -> None:
    keys = [f"{number:02}" for number in range(12)]
    park(database, *keys)
    carried: Sequence[list[str]] = at_once(lambda _: ride(database, room=45), 6)
    found = [text for one in carried for text in one]
    assert len(found) == len(set(found))
    assert {key for key, state in states(database).items() if state is State.SENT} == {text[2:] for text in found}


def test_what_holds_one_message_back_holds_the_others_of_that_person(database: Database) -> None:
    queue(database, "1", "2")
    queue(database, "other", to="wang")
    queue(database, "later", now=NOW + timedelta(hours=2))
    park(database, "parked")
    first = next(row for row in claim(database) if row.key == "1")
    with database.write() as session:
        row = session.get_one(Outgoing, first.id)
        outbox.retry(row, "45011", "busy", NOW, after=3600)
        parking.hold(session, row)
    found = rows(database)
    hour = NOW + timedelta(hours=1)
    assert [found[key].due_at for key in ("1", "2", "later")] == [hour, hour, NOW + timedelta(hours=2)]
    assert (found["other"].due_at, found["parked"].due_at) == (NOW, NOW)
