"""Calls to WeChat: one token for all, whatever happens on the way is told apart, and nothing secret gets out."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest

from bot.channels.wechat.client import NO_TOKEN, Client
from bot.channels.wechat.codes import Refused, outcome
from bot.channels.wechat.ports import Tokens
from bot.errors import DeliveryFailed, Retry, Unavailable, Unknown
from bot.store.database import Database
from bot.store.tokens import LEASE, SharedToken
from tests.channels.api import ACCOUNT, SEND, STABLE, STORY, OneToken, api, calling, says, writer
from tests.channels.official import APP_ID, SECRET
from tests.conftest import Clock
from tests.emulators.wechat import WeChatPlatform


@pytest.fixture
def platform(clock: Clock) -> Iterator[WeChatPlatform]:
    with api(clock) as running:
        yield running


@pytest.fixture
def tokens(database: Database, clock: Clock) -> SharedToken:
    return SharedToken(database, clock, ACCOUNT)


def failure(platform: WeChatPlatform | str, act: Callable[[Client], Awaitable[Any]], **more: Any) -> DeliveryFailed:
    """What a call is refused with."""
    with pytest.raises(DeliveryFailed) as caught:
        calling(platform, more.pop("tokens", OneToken()), act, **more)
    return caught.value


def test_fifty_cold_calls_fetch_one_token(platform: WeChatPlatform, tokens: SharedToken) -> None:
    followers = [writer(platform) for _ in range(50)]

    async def at_once(client: Client) -> None:
        await asyncio.gather(*(says(one)(client) for one in followers))

    calling(platform, tokens, at_once)
    assert (platform.calls[STABLE], platform.tokens_issued) == (1, 1)
    assert [[one.text for one in follower.received] for follower in followers] == [[STORY]] * 50


def test_six_clients_on_one_store_fetch_one_token(platform: WeChatPlatform, database: Database, clock: Clock) -> None:
    followers, together = [writer(platform) for _ in range(6)], Barrier(6)

    def one_process(number: int) -> None:
        own = Database(database.url)
        together.wait()
        calling(platform, SharedToken(own, clock, ACCOUNT), says(followers[number]))
        own.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(one_process, range(6)))
    assert (platform.calls[STABLE], platform.calls[SEND]) == (1, 6)


def test_two_processes_fetch_one_token(platform: WeChatPlatform, database: Database) -> None:
    command = [sys.executable, "-m", "tests.channels.caller", database.url, platform.api_base, APP_ID, SECRET]
    running = [subprocess.Popen([*command, *(writer(platform).openid for _ in range(5))]) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    assert (platform.calls[STABLE], platform.calls[SEND]) == (1, 10)


def test_a_token_that_is_never_good_costs_two_sends_and_a_failure(
    platform: WeChatPlatform, tokens: SharedToken, caplog: pytest.LogCaptureFixture
) -> None:
    platform.next(SEND, "token-never")
    failed = failure(platform, says(writer(platform)), tokens=tokens)
    assert isinstance(failed, Refused)
    assert (failed.code, platform.calls[SEND], platform.calls[STABLE]) == ("40001", 2, 3)
    told = outcome(failed)
    assert isinstance(told, Retry)
    assert told.after
    assert "40001" in caplog.text
    assert [record.levelname for record in caplog.records if record.name.startswith("bot")] == ["ERROR"]


def test_ten_at_once_in_that_storm_fetch_no_more_tokens_than_one(platform: WeChatPlatform) -> None:
    tokens = OneToken()
    platform.next(SEND, "token-never")

    async def at_once(client: Client) -> list[Any]:
        return await asyncio.gather(*(says(writer(platform))(client) for _ in range(10)), return_exceptions=True)

    assert {type(one) for one in calling(platform, tokens, at_once)} == {Refused}
    assert (platform.calls[SEND], platform.calls[STABLE]) == (20, 3)
    platform.heals(SEND)
    calling(platform, tokens, says(writer(platform)))
    assert platform.calls[STABLE] == 3


CODES: dict[str | int, int] = {"expired": 42001, "revoked": 40001, 40014: 40014}


@pytest.mark.parametrize("how", CODES)
def test_a_token_that_is_no_good_is_fetched_anew_once(platform: WeChatPlatform, clock: Clock, how: str | int) -> None:
    tokens = OneToken()
    calling(platform, tokens, says(writer(platform)))
    if isinstance(how, int):
        platform.next(SEND, how)
    if how == "revoked":
        platform.revokes_tokens()
    if how == "expired":
        clock.forward(hours=2)
    follower = writer(platform)
    calling(platform, tokens, says(follower))
    assert len(follower.received) == 1
    assert (platform.tokens_issued, platform.calls[SEND]) == (2, 3)
    answers = [one.answer for one in platform.asked if isinstance(one.answer, dict)]
    assert [one["errcode"] for one in answers if one.get("errcode")] == [CODES[how]]


def test_a_token_is_fetched_anew_before_its_end(platform: WeChatPlatform, tokens: SharedToken, clock: Clock) -> None:
    calling(platform, tokens, says(writer(platform)))
    clock.forward(seconds=6899)
    calling(platform, tokens, says(writer(platform)))
    assert platform.tokens_issued == 1
    clock.forward(seconds=1)
    calling(platform, tokens, says(writer(platform)))
    assert (platform.tokens_issued, platform.calls[SEND]) == (2, 3)


def test_whoever_died_while_fetching_is_waited_for_no_longer_than_their_lease(
    platform: WeChatPlatform, tokens: SharedToken, database: Database, clock: Clock
) -> None:
    assert SharedToken(database, clock, ACCOUNT).lease("")
    follower = writer(platform)

    async def meanwhile(client: Client) -> None:
        sending = asyncio.create_task(says(follower)(client))
        await asyncio.sleep(0.2)
        assert not sending.done()
        assert not platform.calls
        clock.forward(seconds=LEASE.total_seconds())
        await sending

    calling(platform, tokens, meanwhile)
    assert (len(follower.received), platform.calls[STABLE]) == (1, 1)


@pytest.mark.parametrize(
    ("fault", "kind", "arrived"),
    [("hang", Unknown, 0), ("reset", Unknown, 0), ("lost", Unknown, 1), ("html", Unknown, 0), (-1, Refused, 0)],
)
def test_what_may_have_arrived_is_unknown(platform: WeChatPlatform, fault: Any, kind: type, arrived: int) -> None:
    follower, tokens = writer(platform), OneToken()
    calling(platform, tokens, says(writer(platform)))
    platform.next(SEND, fault)
    failed = failure(platform, says(follower), tokens=tokens, timeout=0.3)
    assert type(failed) is kind
    assert (len(follower.received), platform.calls[SEND]) == (arrived, 2)


FAULTS = ("hang", "reset", "lost", "html", -1, 40002, 40013, 40125, 40164, 45009, 48001, 89503)


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_token_nothing_went_out_so_it_may_be_tried_again(platform: WeChatPlatform, fault: Any) -> None:
    platform.next(STABLE, fault)
    follower, tokens = writer(platform), OneToken()
    failed = failure(platform, says(follower), tokens=tokens, timeout=0.3)
    assert isinstance(outcome(failed) if isinstance(failed, Refused) else failed, Retry)
    assert platform.calls[SEND] == 0
    calling(platform, tokens, says(follower))
    assert len(follower.received) == 1


def test_who_fails_to_fetch_a_token_lets_the_next_one_try(platform: WeChatPlatform, tokens: SharedToken) -> None:
    platform.next(STABLE, "html")
    follower = writer(platform)
    assert isinstance(failure(platform, says(follower), tokens=tokens), Retry)
    calling(platform, tokens, says(follower))
    assert len(follower.received) == 1


class Gone(OneToken):
    """A store that does not answer."""

    def current(self) -> str:
        raise Unavailable("locked")


def test_a_store_that_does_not_answer_is_no_reason_to_give_a_message_up(platform: WeChatPlatform) -> None:
    failed = failure(platform, says(writer(platform)), tokens=Gone())
    assert isinstance(failed, Retry)
    assert failed.code == NO_TOKEN
    assert not platform.calls


def test_where_nobody_listens_nothing_went_out() -> None:
    assert isinstance(
        failure("http://127.0.0.1:9", lambda client: client.qrcode.create({}), tokens=OneToken("t")), Retry
    )


def answering(status: int, content: bytes, tokens: Tokens, path: str) -> DeliveryFailed:
    """How a call fails where WeChat answers so."""

    async def once() -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            good = {"access_token": "t", "expires_in": 7200}
            return (
                httpx.Response(status, content=content) if path in request.url.path else httpx.Response(200, json=good)
            )

        web = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        await Client(APP_ID, SECRET, "http://127.0.0.1:9", tokens, web).message.send_text("o1", STORY)

    with pytest.raises(DeliveryFailed) as caught:
        asyncio.run(once())
    return caught.value


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"null", b"\xff\xfe", b'"ok"', b"[" * 9999, b"9" * 9999])
def test_an_answer_that_is_none_leaves_it_open_what_became_of_a_message(content: bytes) -> None:
    assert type(answering(200, content, OneToken("t"), SEND)) is Unknown
    assert type(answering(500, content, OneToken("t"), SEND)) is Unknown
    assert type(answering(404, content, OneToken("t"), SEND)) is Retry
    for status in (200, 404, 500, 502):
        assert type(answering(status, content, OneToken(), STABLE)) is Retry


@pytest.mark.parametrize(
    "code", ['"45015"', "45015", '"--5"', '"' + "9" * 5000 + '"', "9" * 4000, "true", "1.5", "[]", '"²"']
)
def test_an_error_code_may_be_written_in_any_way(code: str) -> None:
    content = f'{{"errcode": {code}, "errmsg": "x"}}'.encode()
    failed = answering(502, content, OneToken("t"), SEND)
    assert failed.code in ("45015", "http-502", "True", "9" * 4000)
