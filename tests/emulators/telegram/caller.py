"""The bot of a test: the real python-telegram-bot, each call of which is waited for."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from telegram import Bot, Update
from telegram.request import HTTPXRequest
from tests.emulators.loopback import NO_TLS
from tests.emulators.telegram.chats import Chat
from tests.emulators.telegram.platform import TelegramPlatform

T = TypeVar("T")


class Caller:
    """Its `bot` calls the platform; `caller(bot.get_me())` gives what comes back."""

    def __init__(self, platform: TelegramPlatform, **settings: Any) -> None:
        self._runner = asyncio.Runner()
        plain = {"trust_env": False, "verify": NO_TLS}
        self.bot = Bot(
            platform.token,
            f"{platform.api_base}/bot",
            f"{platform.api_base}/file/bot",
            request=HTTPXRequest(httpx_kwargs=plain, **{"read_timeout": 10, **settings}),
            get_updates_request=HTTPXRequest(httpx_kwargs=plain),
        )

    def __call__(self, call: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(call)

    def says(self, chat: Chat, text: str = "好", **more: Any) -> Any:
        """Sends a text."""
        return self(self.bot.send_message(chat.id, text, **more))

    def updates(self, offset: int | None = None, **more: Any) -> list[Update]:
        """What getUpdates gives, at once."""
        return list(self(self.bot.get_updates(offset, **{"timeout": 0, **more})))

    def ask(self, method: str, **params: Any) -> Any:
        """A call that python-telegram-bot does not check."""
        return self(self.bot._post(method, params))

    def close(self) -> None:
        """Hangs up."""
        for request in self.bot._request:
            self(request.shutdown())
        self._runner.close()


@contextmanager
def calling(platform: TelegramPlatform, **settings: Any) -> Iterator[Caller]:
    """A bot for as long as a test needs it; `settings` are HTTPXRequest's."""
    caller = Caller(platform, **settings)
    try:
        yield caller
    finally:
        caller.close()
