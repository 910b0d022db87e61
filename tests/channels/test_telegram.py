"""The webhook: who may knock, what is taken in before Telegram hears so, and that each update is answered once."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.domain.questions import Question
from bot.errors import Unavailable
from bot.messages import Incoming, Reply
from bot.store.inbox import InboxRow
from bot.store.intake import Intake
from knowledge import KnowledgeBase
from tests.channels.telegram_door import HEADER
from tests.channels.telegram_house import SECRET, House, opened, telegram, texts, until
from tests.channels.telegram_talks import count, is_idle, member, on_sqlite, settles
from tests.channels.telegram_updates import private
from tests.conftest import Clock

BODY = json.dumps(private(text="您好")).encode()
NUMBERS = [f"JY-2026-{number:04}-0" for number in range(8)]
"""Whatever we answer to such a number, it is named."""


@pytest.fixture
def house(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge) as one:
        yield one


@pytest.fixture
def pair(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    """Two processes on one store."""
    with telegram(sample_url, clock, knowledge, processes=2) as one:
        yield one


def post(house: House, body: bytes, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{house.processes[0].url}/telegram", content=body, headers=headers)


def patient(house: House, gap: float) -> None:
    """Give an update that was overtaken so much time to come, however busy the machine is."""
    for process in house.processes:
        assert process.server.telegram
        process.server.telegram.queues.gap = gap


def named(received: list[str]) -> list[str]:
    """The number that each answer is about."""
    return [next(number for number in NUMBERS if number in text) for text in received]


def test_telegram_is_told_how_we_want_its_updates(house: House) -> None:
    (asked,) = house.platform.calls("setWebhook")
    assert asked.params["url"] == "https://union.example/telegram"
    assert asked.params["secret_token"] == SECRET
    assert asked.params["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert not house.platform.calls("getUpdates")
    assert not house.platform.calls("deleteWebhook")


def test_while_the_store_is_away_telegram_is_asked_to_come_again(house: House, tmp_path: Path) -> None:
    person = member(house)
    settles(house)
    house.processes[0].server.delivery.trouble = 0.2
    away = (tmp_path / "store").rename(tmp_path / "away")
    try:
        assert post(house, BODY, {HEADER: SECRET}).status_code == 503
        person.says("人工")
        until(lambda: house.platform.webhook.last_error is not None)
        assert "503" in (house.platform.webhook.last_error or (0, ""))[1]
    finally:
        away.rename(tmp_path / "store")
    assert "转人工" in person.waits(2)[-1].text
    settles(house)
    assert len(person.received) == 2
    assert count(house, InboxRow) == 2


Turn = Callable[[Incoming], tuple[Reply, ...]]


def held_up(house: House) -> threading.Event:
    """From now on each turn waits until the event is set."""
    go, served = threading.Event(), house.processes[0].server.telegram
    assert served
    turn = served.turn

    def late(incoming: Incoming) -> tuple[Reply, ...]:
        assert go.wait(20)
        return turn(incoming)

    served.turn = late
    return go


def test_an_update_is_in_the_store_before_telegram_hears_so(house: House) -> None:
    go, person = held_up(house), house.platform.person()
    try:
        person.says("人工")
        house.platform.settle()
        assert count(house, Intake) == 1
        assert (count(house, InboxRow), person.received) == (0, [])
    finally:
        go.set()
    assert "转人工" in person.waits(1)[0].text


def test_the_same_update_three_times_at_once_to_two_processes_is_answered_once(pair: House) -> None:
    person = pair.platform.person()
    pair.platform.duplicate(2, 1)
    person.says("工资三个月没发怎么办")
    person.waits(1)
    settles(pair)
    assert (count(pair, Intake), count(pair, InboxRow), count(pair, Question)) == (1, 1, 1)
    assert len(person.received) == 1


def test_an_update_that_comes_again_later_changes_nothing(house: House) -> None:
    house.platform.duplicate(3, together=False)
    person = house.platform.person()
    for text in ("提建议", "安全生产"):
        house.says(person, text)
    settles(house)
    assert "一句话" in person.received[-1].text
    assert (len(person.received), count(house, InboxRow)) == (2, 2)


def test_many_quick_messages_are_answered_each_in_their_order(house: House) -> None:
    person = house.platform.person()
    for number in NUMBERS:
        person.says(number)
    assert named(texts(person.waits(len(NUMBERS)))) == NUMBERS


def test_two_processes_keep_each_persons_order(pair: House) -> None:
    patient(pair, 1.0)
    people = [pair.platform.person(name) for name in ("李娜", "王芳")]
    for number in NUMBERS:
        for person in people:
            person.says(number)
    for person in people:
        assert named(texts(person.waits(len(NUMBERS), 30))) == NUMBERS


def test_updates_that_overtook_each_other_are_worked_off_in_their_order(house: House) -> None:
    patient(house, 2.0)
    person = member(house)
    house.platform.reorder(4)
    for number in NUMBERS[:4]:
        person.says(number)
    assert named(texts(person.waits(5)[1:])) == NUMBERS[:4]


def test_an_update_that_never_comes_holds_nobody_up(house: House) -> None:
    person = member(house)
    house.platform.updates.next_id += 5
    assert "转人工" in house.says(person, "人工")


def test_what_was_taken_in_is_answered_once_after_a_restart(
    house: House, clock: Clock, knowledge: KnowledgeBase
) -> None:
    person, first = house.platform.person(), house.processes[0]
    assert first.server.telegram

    def failing(_incoming: Incoming) -> tuple[Reply, ...]:
        raise Unavailable("gone")

    first.server.telegram.turn = failing
    for text in ("提建议", "安全生产"):
        person.says(text)
        house.platform.settle()
    first.stop()
    assert (count(house, Intake), count(house, InboxRow), person.received) == (2, 0, [])
    second = opened(first.app.config, clock, knowledge, load=False, quick=True)
    second.start()
    try:
        assert "一句话" in person.waits(2)[-1].text
        until(lambda: is_idle(house))
    finally:
        second.stop()
    assert (len(person.received), count(house, InboxRow)) == (2, 2)


def test_what_is_not_sent_when_the_server_stops_is_sent_by_the_next(
    house: House, clock: Clock, knowledge: KnowledgeBase
) -> None:
    person, first = house.platform.person(), house.processes[0]
    house.platform.faults.order("sendMessage", 500)
    person.says("人工")
    house.platform.settle()
    until(lambda: bool(house.platform.calls("sendMessage")) and set(house.states().values()) == {"queued"})
    first.stop()
    clock.forward(minutes=1)
    second = opened(first.app.config, clock, knowledge, load=False, quick=True)
    second.start()
    try:
        assert "转人工" in person.waits(1)[0].text
    finally:
        second.stop()
    assert set(house.states().values()) == {"sent"}
