"""Notices by Telegram: one message each, a picture uploaded once, what was sent changed, and what failures mean."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.channels.base import GONE
from bot.channels.telegram import Telegram
from bot.channels.telegram.telling import PARTLY
from bot.config import Telegram as Settings
from bot.errors import DeliveryFailed, Retry, Unknown, Unreachable
from bot.messages import Attachment, Reply, Upload
from tests.channels.telegram_door import Nobody, turned
from tests.channels.telegram_memory import Memory
from tests.emulators.telegram import Person, TelegramPlatform

POSTER = Attachment("poster", "海报.jpg", "image/jpeg", 4)
TEXT = "【冬至联欢会】\n十二月十八日下午两点，职工之家二楼。"
LONG = "冬至联欢会。" * 200
BUTTONS = ("我要报名", "退订")


@dataclass
class Crier:
    """The channel before the platform; each call is waited for. `reads`: how often a file was asked for."""

    platform: TelegramPlatform
    settings: dict[str, Any] = field(default_factory=dict)
    reads: int = 0
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def __post_init__(self) -> None:
        settings = Settings(token=self.platform.token, api_base=self.platform.api_base, **self.settings)
        desk: Any = Nobody()
        self.channel = Telegram(settings, turned, Memory(), desk, files=self._file)
        self.channel.telling.between = 0

    def _file(self, key: str) -> Upload | None:
        self.reads += 1
        return Upload("海报.jpg", "image/jpeg", b"\xff\xd8\xff\xe0") if key == POSTER.key else None

    def __call__(self, call: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(call)

    def tells(self, person: Person, text: str = TEXT, *files: Attachment) -> str:
        """One notice, of which it is said that it goes before anything arrives; our note of it."""
        before, went, reply = len(person.received), list[int](), Reply(text, BUTTONS, files=files)
        going = lambda: went.append(len(person.received))  # noqa: E731 - said once
        try:
            note: str = self(self.channel.tell(str(person.id), reply, "n", None, going))
        finally:
            assert went[:1] == [before] or len(person.received) == before
        return note

    def amends(self, person: Person, note: str, text: str) -> None:
        """It is put in other words."""
        self(self.channel.amend(str(person.id), note, Reply(text, BUTTONS)))

    def close(self) -> None:
        self(self.channel.close())
        self.runner.close()


@pytest.fixture(scope="module")
def served() -> Iterator[TelegramPlatform]:
    with TelegramPlatform(limits=False).running() as platform:
        yield platform


@pytest.fixture
def platform(served: TelegramPlatform) -> TelegramPlatform:
    """One for all tests of this file; nothing is asked of it yet."""
    served.asked.clear()
    served.faults.heals()
    return served


@pytest.fixture
def crier(platform: TelegramPlatform) -> Iterator[Crier]:
    one = Crier(platform)
    yield one
    one.close()


@pytest.fixture
def people(platform: TelegramPlatform) -> list[Person]:
    """Some who wrote to the bot once."""
    found = [platform.person(f"会员{number}") for number in range(8)]
    for person in found:
        person.wrote = True
    return found


def test_a_notice_is_one_message_and_can_be_put_in_other_words(crier: Crier, people: list[Person]) -> None:
    note = crier.tells(people[0])
    (got,) = people[0].received
    assert (got.text, got.buttons, note) == (TEXT, list(BUTTONS), str(got.message_id))
    crier.amends(people[0], note, "改到三点")
    crier.amends(people[0], note, "改到三点")  # Telegram says that it is the same: so it is
    assert (got.text, got.buttons, got.edits) == ("改到三点", list(BUTTONS), [TEXT])


def test_a_picture_is_uploaded_once_for_all(crier: Crier, platform: TelegramPlatform, people: list[Person]) -> None:
    async def all_at_once() -> list[str]:
        reply = Reply(TEXT, BUTTONS, files=(POSTER,))
        return await asyncio.gather(*(crier.channel.tell(str(one.id), reply, "n") for one in people))

    notes = crier(all_at_once())
    assert [[(one.text, one.content, one.buttons) for one in person.received] for person in people] == (
        [[(TEXT, b"\xff\xd8\xff\xe0", list(BUTTONS))]] * len(people)
    )
    assert crier.reads == 1
    assert len(platform.calls("sendPhoto")) == len(people)
    crier.amends(people[3], notes[3], "改到三点")
    crier.amends(people[3], notes[3], "改到三点")
    assert [(one.text, one.content) for one in people[3].received] == [("改到三点", b"\xff\xd8\xff\xe0")]


def test_a_picture_that_telegram_forgot_is_uploaded_again(crier: Crier, people: list[Person]) -> None:
    crier.tells(people[0], TEXT, POSTER)
    crier.channel.telling.known[POSTER.key] = ("photo", "forgotten")
    crier.tells(people[1], TEXT, POSTER)
    crier.tells(people[2], TEXT, POSTER)
    assert [len(person.received) for person in people[:3]] == [1, 1, 1]
    assert crier.reads == 2


def test_a_text_too_long_for_below_the_picture_follows_it(crier: Crier, people: list[Person]) -> None:
    note = crier.tells(people[0], LONG, POSTER)
    picture, text = people[0].received
    assert (picture.text, picture.content, text.text, text.buttons) == ("", b"\xff\xd8\xff\xe0", LONG, list(BUTTONS))
    crier.amends(people[0], note, "改到三点")
    assert text.text == "改到三点"


def test_what_follows_a_picture_waits_when_telegram_says_so(
    crier: Crier, platform: TelegramPlatform, people: list[Person]
) -> None:
    platform.faults.order("sendMessage", 429, retry_after=1)
    crier.tells(people[0], LONG, POSTER)
    assert [one.text for one in people[0].received] == ["", LONG]


@pytest.mark.parametrize(("behaviour", "code"), [(403, "403"), ("reset", "network"), (500, "network")])
def test_a_picture_without_its_text_is_never_sent_again(
    crier: Crier, platform: TelegramPlatform, people: list[Person], behaviour: int | str, code: str
) -> None:
    platform.faults.order("sendMessage", behaviour)
    failure = refused(lambda: crier.tells(people[0], LONG, POSTER))
    assert isinstance(failure, Unknown)
    assert (failure.code, failure.words) == (code, PARTLY)


FAILURES: dict[str | int, tuple[type[DeliveryFailed], str]] = {
    403: (Unreachable, "403"),
    429: (Retry, "429"),
    401: (Retry, "401"),
    400: (DeliveryFailed, "400"),
    500: (Retry, "network"),
    "html-502": (Unknown, "network"),
    "reset": (Unknown, "network"),
    "lost": (Unknown, "network"),
}


@pytest.mark.parametrize("behaviour", FAILURES)
@pytest.mark.parametrize("method", ["sendMessage", "sendPhoto"])
def test_what_becomes_of_one_that_fails(
    crier: Crier, platform: TelegramPlatform, people: list[Person], behaviour: int | str, method: str
) -> None:
    files = () if method == "sendMessage" else (POSTER,)
    crier.tells(people[0], TEXT, *files)
    platform.faults.order(method, behaviour, retry_after=7)
    failure = refused(lambda: crier.tells(people[1], TEXT, *files))
    assert (type(failure), failure.code) == FAILURES[behaviour]
    assert len(people[1].received) == (behaviour == "lost")
    if isinstance(failure, Retry) and behaviour == 429:
        assert failure.after == 7
    assert platform.token not in f"{failure}"


def test_who_blocked_the_bot_keeps_no_picture_from_the_others(crier: Crier, people: list[Person]) -> None:
    people[0].blocked = True
    assert isinstance(refused(lambda: crier.tells(people[0], TEXT, POSTER)), Unreachable)
    crier.tells(people[1], TEXT, POSTER)
    assert len(people[1].received) == 1


def test_a_platform_that_is_away_was_not_heard_by(people: list[Person]) -> None:
    with TelegramPlatform(limits=False).running() as away:
        crier = Crier(away)
    failure = refused(lambda: crier.tells(people[0]))
    crier.close()
    assert isinstance(failure, Retry)
    assert failure.code == "network"


def test_what_telegram_would_not_take_is_not_sent(
    crier: Crier, platform: TelegramPlatform, people: list[Person]
) -> None:
    assert refused(lambda: crier.tells(people[0], "长" * 4097, POSTER)).code == "too-long"
    assert refused(lambda: crier.amends(people[0], "5c", LONG)).code == "too-long"
    assert refused(lambda: crier.tells(people[0], TEXT, Attachment("gone", "海报.jpg", "image/jpeg", 4))).code == GONE
    assert not platform.asked
    assert refused(lambda: crier.amends(people[0], "5", TEXT)).code == "400"  # the member deleted it


@pytest.mark.parametrize("per_second", [29, 500])
def test_only_what_is_faster_than_free_is_paid(
    platform: TelegramPlatform, people: list[Person], per_second: int
) -> None:
    crier = Crier(platform, {"per_second": per_second})
    crier.tells(people[0], TEXT, POSTER)
    crier.tells(people[1])
    crier.close()
    assert {one.params.get("allow_paid_broadcast", False) for one in platform.asked} == {per_second > 30}


def refused(call: Callable[[], Any]) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        call()
    return caught.value
