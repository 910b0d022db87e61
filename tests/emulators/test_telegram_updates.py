"""Updates that a bot fetches from the Telegram emulator, as python-telegram-bot does."""

import asyncio
from collections.abc import Iterator

import pytest
from telegram import Update
from telegram.error import Conflict

from tests.emulators.telegram import TelegramPlatform
from tests.emulators.telegram.caller import Caller, calling

PUBLIC = "https://union.example/telegram"


@pytest.fixture
def platform() -> Iterator[TelegramPlatform]:
    with TelegramPlatform().running() as platform:
        yield platform


@pytest.fixture
def caller(platform: TelegramPlatform) -> Iterator[Caller]:
    with calling(platform) as caller:
        yield caller


def talk(platform: TelegramPlatform, *texts: str) -> None:
    person = platform.person()
    for text in texts:
        person.says(text)


def texts(updates: list[Update]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]


def test_an_offset_confirms(platform: TelegramPlatform, caller: Caller) -> None:
    talk(platform, "一", "二", "三")
    first = caller.updates(limit=2)
    assert texts(first) == ["一", "二"]
    assert first[0].update_id < first[1].update_id
    assert texts(caller.updates()) == ["一", "二", "三"]
    assert texts(caller.updates(first[1].update_id + 1)) == ["三"]
    with pytest.raises(TimeoutError, match="三"):
        platform.settle(0.01)
    assert texts(caller.updates(first[1].update_id + 2)) == []
    platform.settle(0.01)


def test_the_last_ones(platform: TelegramPlatform, caller: Caller) -> None:
    talk(platform, "一", "二", "三")
    assert texts(caller.updates(-1)) == ["三"]
    assert texts(caller.updates()) == ["三"]


def test_waiting_for_the_next(platform: TelegramPlatform, caller: Caller) -> None:
    async def fetch() -> tuple[Update, ...]:
        fetching = asyncio.create_task(caller.bot.get_updates(timeout=10))
        await asyncio.to_thread(lambda: polled(platform, 1))
        talk(platform, "在吗")
        return await fetching

    assert texts(list(caller(fetch()))) == ["在吗"]


def polled(platform: TelegramPlatform, count: int) -> None:
    """Waits until so many getUpdates are under way."""
    platform.waits_for(lambda: platform.updates.poll >= count)


def test_two_that_fetch(platform: TelegramPlatform, caller: Caller) -> None:
    async def both() -> tuple[Update, ...]:
        first = asyncio.create_task(caller.bot.get_updates(timeout=10))
        await asyncio.to_thread(lambda: polled(platform, 1))
        second = asyncio.create_task(caller.bot.get_updates(timeout=10))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        talk(platform, "在吗")
        return await second

    assert texts(list(caller(both()))) == ["在吗"]


def test_only_the_kinds_that_are_wanted(platform: TelegramPlatform, caller: Caller) -> None:
    person = platform.person()
    caller.updates(allowed_updates=["message"])
    said = person.says("一")
    person.edits(said, "二")
    person.blocks()
    assert [update.message is not None for update in caller.updates()] == [True]
    caller.updates(allowed_updates=[])
    person.unblocks()
    assert len(caller.updates()) == 2


def test_no_fetching_with_a_webhook(caller: Caller) -> None:
    caller(caller.bot.set_webhook(PUBLIC))
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        caller.updates()
    caller(caller.bot.delete_webhook())
    assert caller.updates() == []


def test_telegram_was_away() -> None:
    platform = TelegramPlatform()
    with platform.running(), calling(platform) as caller:
        talk(platform, "一")
        assert texts(caller.updates()) == ["一"]
        port = int(platform.api_base.rpartition(":")[2])
    talk(platform, "二")
    with platform.running(port), calling(platform) as caller:
        assert texts(caller.updates()) == ["一", "二"]
