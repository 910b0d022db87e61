"""Answers with files by Telegram: each part arrives once and in its order, or staff see why it did not."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import sample, server
from bot.app import App
from bot.config import Config, Store, Telegram, Union
from bot.delivery import Delivery
from bot.domain.acts import OPERATOR
from bot.errors import Unavailable
from bot.messages import Address, Upload
from bot.store.claims import LEASE
from knowledge import KnowledgeBase
from tests.channels import enclosed
from tests.channels.enclosed import KEYS, PAPER, PDF, PICTURE, WORDS
from tests.channels.telegram_house import House, telegram, until
from tests.channels.telegram_talks import on_sqlite
from tests.channels.test_telegram_kill import CONFIG, bot
from tests.conftest import Clock
from tests.desk.staffed import known
from tests.emulators.telegram import Person, Received, TelegramPlatform
from tests.photos import PNG

TEXT, FIRST, SECOND = KEYS


@pytest.fixture
def house(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge) as one:
        yield one


@pytest.fixture
def lina(house: House) -> Person:
    return known(house)


def to(person: Person) -> Address:
    return Address("telegram", str(person.id))


def told(received: Received) -> tuple[str, str, bytes]:
    """A message as it is seen: its text, or the kind, the name and the content of its file."""
    file = received.message.file
    return (f"[{file.kind}]", file.name, file.content) if file else (received.text, "", b"")


def settled(house: House, expected: dict[str, str]) -> None:
    until(lambda: enclosed.states(house.app) == expected)


def put_off(house: House) -> bool:
    """Whether the text was tried once, and waits."""
    row = enclosed.row(house.app, TEXT)
    return (row.tries, row.state) == (1, "queued")


def test_text_picture_and_paper_arrive_in_order_and_once(house: House, lina: Person) -> None:
    enclosed.answer(house.app, to(lina))
    settled(house, dict.fromkeys(KEYS, "sent"))
    assert [told(one) for one in lina.received] == [
        (WORDS, "", b""),
        ("[photo]", "盖章页.png", PNG),
        ("[document]", "调解书.pdf", PDF),
    ]
    assert [one.buttons for one in lina.received] == [["补充 WQ-2026-0001-7"], [], []]


def test_a_picture_that_telegram_cannot_show_goes_as_a_document(house: House, lina: Person) -> None:
    house.platform.faults.order("sendPhoto", 400, description="Bad Request: PHOTO_INVALID_DIMENSIONS")
    enclosed.answer(house.app, to(lina), PICTURE)
    until(lambda: len(lina.received) == 2)
    assert told(lina.received[1]) == ("[document]", "盖章页.png", PNG)


def test_a_part_that_fails_is_told_apart_and_goes_again_by_one_tap(house: House, lina: Person) -> None:
    house.platform.faults.order("sendPhoto", "lost")
    house.platform.faults.order("sendDocument", 400, description="Bad Request: not enough rights to send documents")
    enclosed.answer(house.app, to(lina))
    settled(house, {TEXT: "sent", FIRST: "unknown", SECOND: "failed"})
    assert len(lina.received) == 2  # the picture is there, though nobody told us
    enclosed.resend(house.app, SECOND)
    until(lambda: enclosed.states(house.app).get(f"{SECOND}:again:1") == "sent")
    assert [told(one)[0] for one in lina.received] == [WORDS, "[photo]", "[document]"]


def test_files_wait_for_their_text(house: House, lina: Person) -> None:
    house.platform.faults.order("sendMessage", 500)
    enclosed.answer(house.app, to(lina))
    until(lambda: put_off(house))
    house.put(lina, "other", "别的事")  # which is not kept waiting
    until(lambda: house.states()["other"] == "sent")
    assert [one.text for one in lina.received] == ["别的事"]
    house.clock.forward(seconds=6)  # type: ignore[attr-defined]
    settled(house, dict.fromkeys(KEYS, "sent"))
    assert [told(one)[0] for one in lina.received[1:]] == [WORDS, "[photo]", "[document]"]


def test_a_file_that_is_not_kept_any_more_fails_and_says_so(house: House, lina: Person) -> None:
    house.platform.faults.order("sendMessage", 500)
    enclosed.answer(house.app, to(lina), PAPER)
    until(lambda: put_off(house))
    enclosed.forget(house.app)
    house.clock.forward(seconds=6)  # type: ignore[attr-defined]
    settled(house, {TEXT: "sent", FIRST: "failed"})
    assert enclosed.row(house.app, FIRST).code == "file-gone"


def test_a_name_is_carried_as_it_is(house: House, lina: Person) -> None:
    odd = Upload("关于李师傅 的；决定 2026.docx", "application/octet-stream", b"PK\x03\x04" + bytes(50))
    enclosed.answer(house.app, to(lina), odd)
    until(lambda: len(lina.received) == 2)
    assert told(lina.received[1])[1] == odd.name


def settings(platform: TelegramPlatform, store: str) -> Config:
    bot_settings = Telegram(token=platform.token, api_base=platform.api_base)
    return Config(store=Store(url=store), union=Union(name=sample.NAME), telegram=bot_settings)


async def goes_on(app: App, expected: dict[str, str]) -> None:
    """Another process delivers, when it is known that the first is gone for good."""
    channel = server.telegram(app)
    channel.pace = None
    delivery = Delivery(app.database, lambda: datetime.now(UTC) + 2 * LEASE, [channel])
    async with asyncio.timeout(20):
        while enclosed.states(app) != expected:
            with suppress(Unavailable):  # what the killed one held may still be locked
                await delivery.once()
    await channel.close()


def test_a_kill_between_the_text_and_its_files_sends_neither_twice(
    sample_file: Path, tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    platform, store = TelegramPlatform(), on_sqlite(sample_file, tmp_path)
    with platform.running(), App(settings(platform, store), knowledge=knowledge) as app:
        with app.act(OPERATOR) as act:
            sample.load(act)
        lina = platform.person()
        lina.wrote = True
        file = tmp_path / "config.toml"
        file.write_text(CONFIG.format(store=store, token=platform.token, api_base=platform.api_base), "utf-8")
        enclosed.answer(app, to(lina))
        platform.faults.order("sendPhoto", "hang")
        with bot(file, 0) as first:
            until(lambda: enclosed.states(app).get(FIRST) == "sending" and bool(lina.received), 30)
            first.send_signal(signal.SIGKILL)
            first.wait()
        asyncio.run(goes_on(app, {TEXT: "sent", FIRST: "unknown", SECOND: "sent"}))
        assert [told(one)[0] for one in lina.received] == [WORDS, "[document]"]
