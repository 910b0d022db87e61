"""What a platform reports of messages to many is kept, whenever it comes; and leave is counted, however many count."""

from datetime import datetime
from threading import Barrier

import pytest

from bot.messages import Address
from bot.store import bulk
from bot.store.database import Database
from tests.conftest import START
from tests.domain.union import at_once

LINA, WANG = Address("wechat", "lina"), Address("wechat", "wang")


def begun(database: Database, key: str = "k", number: str = "7", channel: str = "wechat") -> None:
    with database.write() as session:
        bulk.begun(session, channel, key, number, START)


def finished(database: Database, number: str = "7", status: str = "send success", channel: str = "wechat") -> None:
    counts = {"total": 9, "filtered": 8, "sent": 7, "failed": 1}
    with database.write() as session:
        bulk.finished(session, channel, number, START, status=status, **counts)


def job(database: Database, key: str = "k") -> tuple[str, str, int, int, int, int, datetime | None] | None:
    with database.read() as session:
        row = bulk.job(session, key)
        counts = (row.total, row.filtered, row.sent, row.failed) if row else (0, 0, 0, 0)
        return (row.number, row.status, *counts, row.ended_at) if row else None


REPORTED = ("7", "send success", 9, 8, 7, 1, START)


@pytest.mark.parametrize("order", [(begun, finished), (finished, begun), (finished, begun, begun, finished)])
def test_a_report_is_kept_whether_it_comes_late_or_early(database: Database, order: tuple) -> None:
    for step in order:
        step(database)
    assert job(database) == REPORTED


def test_report_and_message_at_once_find_each_other(database: Database) -> None:
    at_once(lambda number: (finished, begun)[number % 2](database), 8)
    assert job(database) == REPORTED


def test_a_message_without_a_report_has_none(database: Database) -> None:
    begun(database)
    finished(database, "8")
    finished(database, channel="other")
    assert job(database) == ("7", "", 0, 0, 0, 0, None)
    assert job(database, "unknown") is None


def test_a_report_of_nothing_concerns_nothing(database: Database) -> None:
    begun(database, "a", number="")
    finished(database, "", "send success")
    begun(database, "b", number="8")
    assert job(database, "b") == ("8", "", 0, 0, 0, 0, None)


def test_the_same_key_again_keeps_the_first_number(database: Database) -> None:
    begun(database)
    begun(database, number="8")
    finished(database)
    assert job(database) == REPORTED


def permit(database: Database, change: int, to: Address = LINA, template: str = "T1") -> None:
    with database.write() as session:
        bulk.permit(session, to, template, change)


def left(database: Database, to: Address = LINA, template: str = "T1") -> int:
    with database.read() as session:
        return bulk.permitted(session, to, template)


def test_leave_is_counted_for_each_person_and_template(database: Database) -> None:
    assert left(database) == 0
    for change, count in ((1, 1), (1, 2), (-1, 1), (-1, 0), (-1, 0), (1, 1), (1, 2), (0, 0), (1, 1)):
        permit(database, change)
        assert left(database) == count
    assert (left(database, WANG), left(database, template="T2")) == (0, 0)


def test_leave_given_many_times_at_once_is_counted_each_time(database: Database) -> None:
    at_once(lambda _: left(database), 8)  # all are connected
    together = Barrier(8)

    def allows(_number: int) -> None:
        together.wait()
        permit(database, 1)

    for times in range(1, 4):
        at_once(allows, 8)
        assert left(database) == 8 * times
