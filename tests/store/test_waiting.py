"""Messages that were acknowledged and not answered: whoever dies meanwhile, another one takes each of them up, once."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.store import waiting
from bot.store.database import Database
from bot.store.waiting import LEASE, Waiting
from tests.conftest import Clock
from tests.domain.union import at_once

BODY = "<xml><Content><![CDATA[车间主任扣了我三个月工资😀]]></Content></xml>"


def put(database: Database, clock: Clock, *keys: str, body: str = BODY, channel: str = "wechat") -> None:
    with database.write() as session:
        for key in keys:
            waiting.put(session, channel, key, body, clock())


def overdue(database: Database, clock: Clock, channel: str = "wechat", limit: int = 20) -> Sequence[str]:
    with database.write() as session:
        return [row.key for row in waiting.overdue(session, channel, clock(), limit)]


def done(database: Database, *keys: str, channel: str = "wechat") -> None:
    with database.write() as session:
        for key in keys:
            waiting.done(session, channel, key)


def bodies(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {row.key: row.body for row in session.scalars(select(Waiting))}


def test_a_message_is_kept_as_it_came_until_it_is_answered(database: Database, clock: Clock) -> None:
    put(database, clock, "o1:1", "o1:2")
    put(database, clock, "o2:1", body="长" * 100_000)
    assert bodies(database) == {"o1:1": BODY, "o1:2": BODY, "o2:1": "长" * 100_000}
    done(database, "o1:1", "o2:1", "never-there")
    assert list(bodies(database)) == ["o1:2"]


def test_a_repeat_changes_nothing(database: Database, clock: Clock) -> None:
    put(database, clock, "o1:1")
    clock.forward(seconds=30)
    put(database, clock, "o1:1", body="another")
    assert bodies(database) == {"o1:1": BODY}
    clock.now += LEASE - timedelta(seconds=30)
    assert overdue(database, clock) == ["o1:1"]


def test_it_is_its_own_processs_for_the_length_of_a_lease(database: Database, clock: Clock) -> None:
    put(database, clock, "o1:1")
    clock.now += LEASE - timedelta(seconds=1)
    assert overdue(database, clock) == []
    clock.forward(seconds=1)
    assert overdue(database, clock) == ["o1:1"]


def test_who_takes_it_up_has_it_for_another_lease(database: Database, clock: Clock) -> None:
    put(database, clock, "o1:1")
    clock.now += LEASE
    assert overdue(database, clock) == ["o1:1"]
    assert overdue(database, clock) == []
    clock.now += LEASE
    assert overdue(database, clock) == ["o1:1"]
    done(database, "o1:1")
    clock.now += LEASE
    assert overdue(database, clock) == []


def test_the_oldest_come_first_and_no_more_than_asked_for(database: Database, clock: Clock) -> None:
    for number in (3, 1, 2, 0):
        put(database, clock, f"o1:{number}")
        clock.forward(seconds=1)
    clock.now += LEASE
    assert overdue(database, clock, limit=3) == ["o1:3", "o1:1", "o1:2"]
    assert overdue(database, clock, limit=3) == ["o1:0"]


def test_channels_have_each_their_own(database: Database, clock: Clock) -> None:
    put(database, clock, "1", channel="wechat")
    put(database, clock, "1", channel="telegram")
    clock.now += LEASE
    done(database, "1", channel="telegram")
    assert overdue(database, clock, "telegram") == []
    assert overdue(database, clock, "wechat") == ["1"]


def test_of_many_who_look_at_once_each_message_has_one_taker(database: Database, clock: Clock) -> None:
    keys = [f"o1:{number:02}" for number in range(40)]
    put(database, clock, *keys)
    clock.now += LEASE
    taken = at_once(lambda _: overdue(database, clock, limit=7), 8)
    found = [key for one in taken for key in one]
    assert len(found) == len(set(found))
    assert sorted([*found, *overdue(database, clock, limit=40)]) == keys


def test_many_who_put_the_same_at_once_keep_it_once(database: Database, clock: Clock) -> None:
    at_once(lambda _: put(database, clock, "o1:1"), 8)
    assert list(bodies(database)) == ["o1:1"]
