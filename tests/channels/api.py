"""WeChat's API on loopback, and the channel's client before it: one call at a time, or many at once."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from bot.channels.wechat.client import Client
from bot.channels.wechat.ports import Lease, Tokens
from tests.channels.official import APP_ID, SECRET, TOKEN
from tests.conftest import Clock
from tests.emulators.loopback import NO_TLS
from tests.emulators.wechat import Follower, WeChatPlatform

SEND, STABLE = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"
MASS, MASS_ALL, PREVIEW = (f"/cgi-bin/message/mass/{name}" for name in ("send", "sendall", "preview"))
TEMPLATE_SEND, NOTICE = "/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/bizsend"
MEDIA = "/cgi-bin/media/get"
ACCOUNT = f"wechat:{APP_ID}"
STORY = "车间主任扣了我三个月工资"
TEMPLATES = {"T1": ("thing1", "thing2"), "T2": ("thing1",)}

Given = TypeVar("Given")


@contextmanager
def api(clock: Clock, **fields: Any) -> Iterator[WeChatPlatform]:
    """A platform with one account on it, whose server is nowhere unless a test says so."""
    given = {"app_id": APP_ID, "app_secret": SECRET, "token": TOKEN, "templates": TEMPLATES, "retries": 0, **fields}
    platform = WeChatPlatform(**given, clock=lambda: clock().timestamp())
    with platform.running():
        yield platform


@dataclass
class OneToken:
    """A token of this process alone, which never ends; whoever finds it stale may fetch another."""

    token: str = ""

    def current(self) -> str:
        return self.token

    def lease(self, stale: str) -> Lease | None:
        return self

    def keep(self, token: str, seconds: int) -> None:
        self.token = token

    def give_back(self) -> None:
        """Nobody else wants it."""


def calling(
    platform: WeChatPlatform | str, tokens: Tokens, act: Callable[[Client], Awaitable[Given]], timeout: float = 10
) -> Given:
    """What `act` does with a client; `timeout` is in seconds."""

    async def once() -> Given:
        base = platform if isinstance(platform, str) else platform.api_base
        web = httpx.AsyncClient(timeout=timeout, trust_env=False, verify=NO_TLS)
        client = Client(APP_ID, SECRET, base, tokens, web)
        try:
            return await act(client)
        finally:
            await client.close()

    return asyncio.run(once())


def says(follower: Follower, text: str = STORY) -> Callable[[Client], Coroutine[Any, Any, Any]]:
    """One message to that follower."""
    return lambda client: client.message.send_text(follower.openid, text)


def writer(platform: WeChatPlatform) -> Follower:
    """Somebody who has just written, so that they may be written to."""
    follower = platform.follower()
    follower.windows.wrote(platform.clock())
    return follower
