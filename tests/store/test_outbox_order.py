"""The outbox: what goes first, and what becomes of a text that is longer than one message may be."""

from datetime import timedelta
from typing import Any

import pytest

from bot.limits import units
from bot.messages import Address, Reply, Wish
from bot.store import outbox
from bot.store.database import Database
from bot.store.outbox import Outgoing
from tests.store.messages import NOW, claim, queue, rows

LATER = NOW + timedelta(minutes=3)


def arrived(database: Database, key: str) -> None:
    number = rows(database)[key].id
    with database.write() as session:
        outbox.sent(session.get_one(Outgoing, number), NOW)


def test_answers_go_before_what_goes_to_many(database: Database) -> None:
    queue(database, "notice 1", to="a", bulk=True)
    queue(database, "notice 2", to="b", bulk=True)
    queue(database, "answer", to="wang")
    assert [row.key for row in claim(database, limit=2)] == ["answer", "notice 1"]
    assert [row.key for row in claim(database)] == ["notice 2"]


def test_one_and_the_same_person_gets_the_answer_before_the_notice(database: Database) -> None:
    queue(database, "notice 1", "notice 2", bulk=True)
    queue(database, "answer 1", "answer 2")
    for key in ("answer 1", "answer 2", "notice 1", "notice 2"):
        assert [row.key for row in claim(database)] == [key]
        arrived(database, key)


def test_an_answer_that_must_wait_does_not_keep_the_notice_back(database: Database) -> None:
    queue(database, "answer", now=LATER)
    queue(database, "notice", bulk=True)
    assert [row.key for row in claim(database)] == ["notice"]


def telegram(database: Database, text: str, **more: Any) -> list[Outgoing]:
    """A reply to a member on Telegram, as it is queued."""
    with database.write() as session:
        reply = Reply(text, ("甲", "乙"), ("取消",), Wish.PHONE, "abcdef")
        first = outbox.put(session, Address("telegram", "1"), reply, key="k", kind="answer", now=NOW, **more)
        session.flush()
        assert first.key == "k"
    return list(rows(database).values())


def test_a_long_text_becomes_parts_with_the_buttons_below_the_last(database: Database) -> None:
    text = "".join(f"第{number}句话是这样说的。" for number in range(900))
    parts = telegram(database, text, latest=LATER, bulk=True)
    assert [row.key for row in parts] == ["k", "k:2", "k:3"]
    assert "".join(row.text for row in parts) == text
    assert all(row.text.endswith("。") and units(row.text) <= 4096 for row in parts)
    assert [row.reply for row in parts[:-1]] == [Reply(row.text) for row in parts[:-1]]
    assert parts[-1].reply == Reply(parts[-1].text, ("甲", "乙"), ("取消",), Wish.PHONE, "abcdef")
    assert {(row.kind, row.bulk, row.latest_at, row.due_at) for row in parts} == {("answer", True, LATER, NOW)}


def test_parts_arrive_in_their_order(database: Database) -> None:
    keys = [row.key for row in telegram(database, "长" * 20_000)]
    assert len(keys) == 5
    for key in keys:
        assert [row.key for row in claim(database, present={"telegram": None})] == [key]
        arrived(database, key)


@pytest.mark.parametrize(
    ("text", "count"),
    [("长" * 4096, 1), ("长" * 4097, 2), ("😀" * 2048, 1), ("😀" * 2049, 2), ("a😀" * 4096, 4), ("。\n" * 4100, 3)],
)
def test_what_fits_is_one_message_and_no_character_is_cut_in_two(database: Database, text: str, count: int) -> None:
    parts = [row.text for row in telegram(database, text)]
    assert len(parts) == count
    assert all(0 < units(part) <= 4096 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_other_channels_divide_for_themselves(database: Database) -> None:
    with database.write() as session:
        outbox.put(session, Address("web", "1"), Reply("长" * 9000), key="k", kind="answer", now=NOW)
    assert [len(row.text) for row in rows(database).values()] == [9000]
