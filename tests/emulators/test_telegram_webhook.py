"""Updates that the Telegram emulator posts to a bot's webhook: in order, in parallel, again, doubled, turned round."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from telegram import Update
from telegram.error import BadRequest

from tests.emulators.telegram import TelegramPlatform
from tests.emulators.telegram.caller import Caller, calling
from tests.emulators.telegram.hearing import Hearer, hearing

PUBLIC = "https://union.example/telegram"


@pytest.fixture
def platform() -> Iterator[TelegramPlatform]:
    with TelegramPlatform().running() as platform:
        platform.pusher.pause = 0.02
        yield platform


@pytest.fixture
def caller(platform: TelegramPlatform) -> Iterator[Caller]:
    with calling(platform) as caller:
        yield caller


@pytest.fixture(scope="module")
def server() -> Iterator[Hearer]:
    with hearing() as hearer:
        yield hearer


@pytest.fixture
def hearer(server: Hearer) -> Hearer:
    """It has heard nothing yet."""
    server.begin()
    return server


@pytest.fixture
def hooked(platform: TelegramPlatform, hearer: Hearer) -> TelegramPlatform:
    platform.callback = hearer.url
    platform.webhook.secret = "s3cret"
    platform.webhook.url = PUBLIC
    return platform


def talk(platform: TelegramPlatform, *texts: str) -> None:
    person = platform.person()
    for text in texts:
        person.says(text)


def test_a_webhook_with_its_secret(platform: TelegramPlatform, caller: Caller, hearer: Hearer) -> None:
    platform.callback = hearer.url
    talk(platform, "早")
    kinds = ["message", "callback_query"]
    caller(caller.bot.set_webhook(PUBLIC, secret_token="s3cret", max_connections=3, allowed_updates=kinds))
    talk(platform, "在吗")
    platform.settle()
    assert (sorted(hearer.texts), hearer.secrets) == (["在吗", "早"], ["s3cret"] * 2)
    assert Update.de_json(hearer.heard[0], None).message is not None
    info = caller(caller.bot.get_webhook_info())
    assert (info.url, info.max_connections, list(info.allowed_updates)) == (PUBLIC, 3, kinds)
    assert (info.pending_update_count, info.last_error_message) == (0, None)


def test_dropping_what_waits(platform: TelegramPlatform, caller: Caller, hearer: Hearer) -> None:
    talk(platform, "早")
    platform.callback = hearer.url
    caller(caller.bot.set_webhook(PUBLIC, drop_pending_updates=True))
    talk(platform, "在吗")
    platform.settle()
    assert hearer.texts == ["在吗"]


@pytest.mark.parametrize(
    ("url", "secret"),
    [("http://union.example/telegram", "s"), (PUBLIC, "密"), ("https://a:81/", ""), ("union.example", "")],
)
def test_webhooks_that_are_refused(platform: TelegramPlatform, caller: Caller, url: str, secret: str) -> None:
    with pytest.raises(BadRequest):
        caller(caller.bot.set_webhook(url, secret_token=secret or None))
    assert platform.webhook.url == ""


def test_a_server_of_ones_own_takes_http(platform: TelegramPlatform, caller: Caller, hearer: Hearer) -> None:
    platform.takes_http = True
    caller(caller.bot.set_webhook(hearer.url))
    talk(platform, "在吗")
    platform.settle()
    assert (hearer.texts, hearer.secrets) == (["在吗"], [""])


def test_each_chat_in_order_and_chats_in_parallel(hooked: TelegramPlatform, hearer: Hearer) -> None:
    for _ in range(5):
        talk(hooked, "一", "二", "三")
    hooked.settle()
    of_each: dict[int, list[str]] = defaultdict(list)
    for update in hearer.heard:
        of_each[update["message"]["chat"]["id"]].append(update["message"]["text"])
    assert list(of_each.values()) == [["一", "二", "三"]] * 5


def test_only_so_many_at_once(hooked: TelegramPlatform, hearer: Hearer) -> None:
    hooked.webhook.max_connections = 2
    hearer.orders.extend(["hang"] * 2)
    for _ in range(5):
        talk(hooked, "一")
    hearer.waits(2)
    hearer.release()
    hooked.settle()
    assert (hearer.most, len(hearer.heard)) == (2, 5)


def test_the_same_again_until_it_is_taken(hooked: TelegramPlatform, hearer: Hearer, caller: Caller) -> None:
    hearer.orders.extend([500, 503, 302])
    talk(hooked, "一", "二")
    hooked.settle()
    assert hearer.texts == ["一"] * 4 + ["二"]
    assert hearer.ids == sorted(hearer.ids)
    info = caller(caller.bot.get_webhook_info())
    assert info.last_error_message == "Wrong response from the webhook: 302 Found"


def test_a_server_that_is_down(hooked: TelegramPlatform, hearer: Hearer) -> None:
    with hearing() as gone:
        hooked.callback = gone.url
    talk(hooked, "一")
    assert [update.kind for update in hooked.updates.waiting] == ["message"]
    hooked.callback = hearer.url
    hooked.settle()
    assert hearer.texts == ["一"]


def test_patience_ends(hooked: TelegramPlatform, hearer: Hearer) -> None:
    hooked.pusher.tries = 2
    hearer.orders.extend([500, 500])
    talk(hooked, "一", "二")
    hooked.settle()
    assert hearer.texts == ["一", "一", "二"]
    assert [update.body["text"] for update in hooked.dropped] == ["一"]


def test_what_waits_is_fetched_when_the_webhook_is_gone(hooked: TelegramPlatform, caller: Caller) -> None:
    hooked.callback = "http://127.0.0.1:9/"
    talk(hooked, "一")
    caller(caller.bot.delete_webhook())
    assert [update.message is not None for update in caller.updates()] == [True]


@pytest.mark.parametrize("together", [True, False])
def test_duplicates(hooked: TelegramPlatform, hearer: Hearer, *, together: bool) -> None:
    hooked.duplicate(2, updates=1, together=together)
    if together:
        hearer.orders.extend(["hang"] * 3)
    talk(hooked, "一", "二")
    hearer.waits(3)
    hearer.release()
    hooked.settle()
    assert (hearer.texts, hearer.most) == (["一"] * 3 + ["二"], 3 if together else 1)


def test_duplicates_until_told_otherwise(hooked: TelegramPlatform, hearer: Hearer) -> None:
    hooked.duplicate(1)
    talk(hooked, "一", "二")
    hooked.settle()
    hooked.duplicate(0)
    talk(hooked, "三")
    hooked.settle()
    assert hearer.texts == ["一", "一", "二", "二", "三"]


def test_another_order(hooked: TelegramPlatform, hearer: Hearer) -> None:
    hooked.reorder(3)
    talk(hooked, "一", "二")
    with pytest.raises(TimeoutError):
        hooked.settle(0.01)
    talk(hooked, "三")
    hooked.settle()
    assert hearer.texts == ["三", "二", "一"]
    talk(hooked, "四", "五")
    hooked.settle()
    assert hearer.texts[3:] == ["四", "五"]


def test_several_processes(hooked: TelegramPlatform, hearer: Hearer) -> None:
    with hearing() as other:
        hooked.callbacks = [hearer.url, other.url]
        talk(hooked, "一", "二", "三", "四")
        hooked.settle()
        hooked.duplicate(1)
        talk(hooked, "五")
        hooked.settle()
        assert (len(hearer.heard), len(other.heard)) == (3, 3)
        assert hearer.texts[2:] == other.texts[2:] == ["五"]
