"""The Telegram emulator's limits and its faults on order, as the real python-telegram-bot meets them."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from tests.emulators.telegram import Person, Rate, TelegramPlatform
from tests.emulators.telegram.caller import Caller, calling

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")


@pytest.fixture
def platform() -> Iterator[TelegramPlatform]:
    with TelegramPlatform().running() as platform:
        yield platform


@pytest.fixture
def caller(platform: TelegramPlatform) -> Iterator[Caller]:
    with calling(platform) as caller:
        yield caller


@pytest.fixture
def person(platform: TelegramPlatform) -> Person:
    return somebody(platform)


def somebody(platform: TelegramPlatform) -> Person:
    person = platform.person()
    person.wrote = True
    return person


def put_off(platform: TelegramPlatform) -> int:
    """The seconds that the last answer asks us to wait; the library words them in two ways."""
    answer = platform.asked[-1].answer
    assert answer is not None
    seconds = answer["parameters"]["retry_after"]
    assert isinstance(seconds, int)
    return seconds


def test_one_a_second_to_a_person(platform: TelegramPlatform, caller: Caller, person: Person) -> None:
    assert platform.limits.private == Rate(1, 1.0)
    platform.limits.private = Rate(1, 3600)
    message = caller.says(person, "一")
    for _ in range(2):
        with pytest.raises(RetryAfter):
            caller.says(person, "二")
        assert 3000 < put_off(platform) <= 3600
    answer = platform.asked[-1].answer
    assert answer is not None
    seconds = put_off(platform)
    assert (answer["error_code"], answer["description"]) == (429, f"Too Many Requests: retry after {seconds}")
    caller(message.edit_text("一，改过"))
    caller.says(somebody(platform))
    assert [one.text for one in person.received] == ["一，改过"]
    platform.limits.private = Rate(1, 0)
    caller.says(person, "二")


def test_thirty_a_second_in_all(platform: TelegramPlatform, caller: Caller) -> None:
    assert platform.limits.overall == Rate(30, 1.0)
    platform.limits.overall = Rate(3, 60)
    people = [somebody(platform) for _ in range(4)]
    for person in people[:3]:
        caller.says(person)
    with pytest.raises(RetryAfter):
        caller.says(people[3])
    with pytest.raises(RetryAfter):
        caller(caller.bot.edit_message_text("改", people[0].id, people[0].received[0].message_id))
    caller(caller.bot.send_chat_action(people[3].id, "typing"))
    platform.limits.overall = Rate(3, 0)
    caller.says(people[3])


def test_what_is_refused_otherwise_does_not_count(platform: TelegramPlatform, caller: Caller, person: Person) -> None:
    platform.limits.overall = Rate(1, 60)
    blocked = somebody(platform)
    blocked.blocked = True
    with pytest.raises(Forbidden):
        caller.says(blocked)
    with pytest.raises(BadRequest):
        caller.says(person, "x" * 4097)
    caller.says(person)
    with pytest.raises(RetryAfter):
        caller.says(somebody(platform))


def test_twenty_a_minute_in_a_group(platform: TelegramPlatform, caller: Caller) -> None:
    assert platform.limits.group == Rate(20, 60.0)
    platform.limits.group = Rate(3, 60)
    group = platform.group("值班", forum=True)
    group.adds_bot()
    topic = caller(caller.bot.create_forum_topic(group.id, "李娜"))
    message = caller.says(group, message_thread_id=topic.message_thread_id)
    caller(message.edit_text("改"))
    for call in (lambda: caller.says(group), lambda: caller(caller.bot.create_forum_topic(group.id, "王芳"))):
        with pytest.raises(RetryAfter):
            call()
    assert (len(group.topics), len(group.received)) == (1, 1)
    other = platform.group("另一个")
    other.adds_bot()
    caller.says(other)


def test_no_limits() -> None:
    with TelegramPlatform(limits=False).running() as platform, calling(platform) as caller:
        person = somebody(platform)
        for _ in range(35):
            caller.says(person)
        assert len(person.received) == 35


FAULTS: dict[Any, tuple[type[Exception], str]] = {
    500: (NetworkError, "Internal Server Error"),
    502: (NetworkError, "Bad Gateway"),
    "html-502": (NetworkError, "Parsing the server response"),
    403: (Forbidden, "Forbidden"),
    "reset": (NetworkError, "ReadError"),
}


@pytest.mark.parametrize("behaviour", FAULTS)
def test_faults_on_order(platform: TelegramPlatform, caller: Caller, person: Person, behaviour: Any) -> None:
    error, words = FAULTS[behaviour]
    platform.faults.order("sendMessage", behaviour)
    with pytest.raises(error, match=words):
        caller.says(person)
    assert person.received == []
    caller.says(person)


def test_a_429_on_order(platform: TelegramPlatform, caller: Caller, person: Person) -> None:
    platform.faults.order("sendMessage", 429, retry_after=17)
    with pytest.raises(RetryAfter):
        caller.says(person)
    assert put_off(platform) == 17


def test_words_on_order(platform: TelegramPlatform, caller: Caller, person: Person) -> None:
    platform.faults.order("sendMessage", 400, description="Bad Request: CHAT_WRITE_FORBIDDEN")
    with pytest.raises(BadRequest, match=r"(?i)chat_write_forbidden"):
        caller.says(person)
    with pytest.raises(ValueError, match="dance"):
        platform.faults.order("sendMessage", "dance")


def test_lost_is_done(platform: TelegramPlatform, caller: Caller, person: Person) -> None:
    platform.faults.order("sendMessage", "lost")
    with pytest.raises(NetworkError):
        caller.says(person)
    assert [one.text for one in person.received] == ["好"]


def test_late_is_done_at_once(platform: TelegramPlatform, person: Person) -> None:
    with calling(platform, read_timeout=0.05) as caller:
        platform.faults.order("sendMessage", "late", seconds=60)
        with pytest.raises(TimedOut):
            caller.says(person)
    assert len(person.waits(1)) == 1


def test_hanging_is_not_done_when_the_caller_is_gone(platform: TelegramPlatform, person: Person) -> None:
    platform.faults.order("sendMessage", "hang", seconds=60)
    with calling(platform, read_timeout=0.05) as caller, pytest.raises(TimedOut):
        caller.says(person, "一")
    platform.waits_for(lambda: len(platform.calls("sendMessage")) == 1)
    assert platform.asked[0].answer is None
    platform.faults.order("sendMessage", "hang", seconds=0.01)
    with calling(platform) as caller:
        caller.says(person, "二")
    assert [one.text for one in person.received] == ["二"]


def test_faults_for_one_chat_and_any_method(platform: TelegramPlatform, caller: Caller, person: Person) -> None:
    platform.faults.order("*", 500, times=2, chat=person)
    caller.says(somebody(platform))
    with pytest.raises(NetworkError):
        caller(caller.bot.send_chat_action(person.id, "typing"))
    with pytest.raises(NetworkError):
        caller.says(person)
    caller.says(person)
    platform.faults.order("getMe", 500, times=9)
    platform.faults.heals("getMe")
    caller(caller.bot.get_me())


def test_the_end_comes_quickly() -> None:
    platform = TelegramPlatform()
    running = platform.running()
    running.__enter__()
    platform.faults.order("getMe", "hang")

    async def calls(caller: Caller) -> list[Any]:
        bot = caller.bot
        under_way = [asyncio.create_task(one) for one in (bot.get_me(), bot.get_updates(timeout=50))]
        await asyncio.to_thread(
            lambda: platform.waits_for(lambda: platform.updates.poll == 1 and not platform.faults.orders)
        )
        await asyncio.to_thread(lambda: running.__exit__(None, None, None))
        return await asyncio.gather(*under_way, return_exceptions=True)

    with calling(platform) as caller:
        begun = time.monotonic()
        hung, updates = caller(calls(caller))
    assert time.monotonic() - begun < 3
    assert isinstance(hung, NetworkError)
    assert updates == ()
