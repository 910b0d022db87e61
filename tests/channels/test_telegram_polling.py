"""Long polling: we ask, one process of all; what was not stored is not confirmed, and comes again."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.telegram.client import POLL
from bot.domain import codes
from bot.store import settings
from bot.store.inbox import InboxRow
from bot.store.leases import LeaseRow
from knowledge import KnowledgeBase
from tests.channels.official import Process
from tests.channels.telegram_house import House, telegram, texts, until
from tests.channels.telegram_talks import count, is_idle, member, on_sqlite, settles, talk
from tests.conftest import Clock
from tests.emulators.telegram.server import Asked

ASKS = "getUpdates"


@pytest.fixture
def house(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge, webhook=False) as one:
        house_asks(one)
        yield one


def house_asks(house: House) -> None:
    """Wait until a question for updates is pending."""
    house.platform.waits_for(lambda: house.platform.updates.poll > 0)


def holder(house: House) -> str:
    """Which process may ask."""
    with house.app.database.read() as session:
        row = session.get(LeaseRow, "telegram:updates")
        return row.holder if row and row.until > house.clock() else ""


def name(process: Process) -> str:
    assert process.server.telegram
    return process.server.telegram.source.holder


def offsets(asked: list[Asked]) -> list[int]:
    return [one.params.get("offset", 0) for one in asked]


def test_without_a_secret_we_ask_and_any_webhook_is_taken_away_first(house: House) -> None:
    person = member(house)
    assert "一句话" in talk(house, person, "提建议", "安全生产").text
    methods = [one.method for one in house.platform.asked]
    assert methods[0] == "deleteWebhook"
    assert "setWebhook" not in methods
    assert "drop_pending_updates" not in house.platform.calls("deleteWebhook")[0].params
    asked = house.platform.calls(ASKS)[0]
    assert asked.params["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert asked.params["timeout"] == POLL
    assert len(house.platform.commands.lists) == 4


def test_a_private_address_needs_no_webhook_though_there_is_a_secret(
    sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase
) -> None:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge, webhook=False) as house:
        telegram_ = house.processes[0].server.telegram
        assert telegram_
        source = telegram_.source
        source.settings = source.settings.model_copy(update={"webhook_secret": "x" * 20})
        for url, public in (
            ("", False),
            ("http://localhost:8000", False),
            ("https://127.0.0.1", False),
            ("https://union.example", True),
        ):
            source.public_url = url
            assert source.by_webhook is public
        source.public_url = ""


def test_messages_are_answered_once_and_in_order(house: House) -> None:
    person = member(house)
    numbers = [f"JY-2026-{number:04}-0" for number in range(12)]
    for number in numbers:
        person.says(number)
    told = texts(person.waits(1 + len(numbers)))[1:]
    assert all(number in text for number, text in zip(numbers, told, strict=True))
    settles(house)
    assert len(person.received) == 1 + len(numbers)


def test_an_album_is_one_answer(house: House) -> None:
    person = member(house)
    talk(house, person, "提建议", "安全生产", "四号冲床的护栏松了", "跳过", "护栏的螺丝老松，建议每个月检查一次")
    before = len(person.received)
    person.sends_album([("photo", "", b"\xff\xd8\xff\xe0" + b"x" * 99)] * 3)
    person.waits(before + 1)
    settles(house)
    assert len(person.received) == before + 1


def test_an_update_is_confirmed_when_it_is_in_the_store_and_not_before(house: House, tmp_path: Path) -> None:
    person = member(house)
    settles(house)
    house.processes[0].server.delivery.trouble = 0.2
    away = (tmp_path / "store").rename(tmp_path / "away")
    try:
        update = person.says("人工").update_id
        until(lambda: waits_unconfirmed(house, update))
    finally:
        away.rename(tmp_path / "store")
    assert "转人工" in person.waits(2)[-1].text
    settles(house)
    until(lambda: is_idle(house))
    assert (len(person.received), count(house, InboxRow)) == (2, 2)
    assert max(offsets(house.platform.calls(ASKS))) <= (update or 0) + 1


def waits_unconfirmed(house: House, update: int | None) -> bool:
    """Whether Telegram has told of an update, and not heard that it is in the store."""
    told = [one for asked in house.platform.calls(ASKS) for one in (asked.answer or {}).get("result", [])]
    waiting = [one.id for one in house.platform.updates.waiting]
    return update in [one["update_id"] for one in told] and update in waiting


def test_only_one_of_two_processes_asks_and_the_other_takes_over_when_it_stops(
    sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase
) -> None:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge, webhook=False, processes=2) as house:
        first, second = house.processes
        house.platform.waits_for(lambda: len(house.platform.calls("deleteWebhook")) == 2)
        until(lambda: holder(house) != "")
        one, other = (first, second) if holder(house) == name(first) else (second, first)
        person = member(house)
        assert "转人工" in house.says(person, "人工")
        assert not [asked for asked in house.platform.calls(ASKS) if (asked.answer or {}).get("error_code") == 409]
        one.stop()
        person.says("菜单")
        assert "自助服务" in person.waits(3, 20)[-1].text
        assert name(other) == holder_of(other)
        house.platform.settle()
        assert len(person.received) == 3


def holder_of(process: Process) -> str:
    with process.app.database.read() as session:
        return session.get_one(LeaseRow, "telegram:updates").holder


def test_a_process_that_died_is_followed_when_its_lease_has_run_out(
    sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase
) -> None:
    url = on_sqlite(sample_file, tmp_path)
    with telegram(url, clock, knowledge, webhook=False) as house:
        telegram_ = house.processes[0].server.telegram
        assert telegram_
        ledger = telegram_.ledger
        house.processes[0].stop()
        assert ledger.may_poll("the one that dies")
        assert not ledger.may_poll("the next")
        clock.forward(seconds=60)
        assert ledger.may_poll("the next")


@pytest.mark.parametrize("behaviour", ["reset", "html-502", 409])
def test_after_a_failure_it_goes_on_by_itself(house: House, behaviour: int | str) -> None:
    person = member(house)
    settles(house)
    house.platform.faults.order(ASKS, behaviour)
    assert "转人工" in house.says(person, "人工")
    house.platform.faults.heals(ASKS)
    settles(house)
    assert len(person.received) == 2


def test_telegrams_wish_to_be_left_alone_is_granted(house: House) -> None:
    person = member(house)
    settles(house)
    house.platform.faults.order(ASKS, 429, retry_after=2)
    assert "转人工" in house.says(person, "人工")
    assert "自助服务" in house.says(person, "菜单")


def test_commands_that_cannot_be_published_keep_nobody_from_being_heard(
    sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase
) -> None:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge, webhook=False) as house:
        house.platform.faults.order("setMyCommands", 400, 1000, description="Bad Request: BOT_COMMANDS_TOO_MUCH")
        telegram_ = house.processes[0].server.telegram
        assert telegram_
        assert "自助服务" in member(house).received[0].text


def test_by_what_name_links_lead_to_it_is_kept(house: House) -> None:
    def known() -> str | None:
        with house.app.database.read() as session:
            return settings.known(session, codes.BOT)

    until(lambda: known() == house.platform.username)


def test_it_stops_at_once_although_a_question_is_pending(house: House) -> None:
    assert holder(house)
    stopping = threading.Thread(target=house.processes[0].stop)
    stopping.start()
    stopping.join(10)
    assert not stopping.is_alive(), "a question for updates lasts up to 25 seconds"
