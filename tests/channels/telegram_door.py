"""The webhook without a socket or a store: what is posted is answered, taken in at most, and never worked off."""

import asyncio
from collections.abc import Iterable

import httpx
from starlette.applications import Starlette

from bot.channels.telegram import Telegram
from bot.config import Telegram as Settings
from bot.desks import Room
from bot.messages import Incoming, Reply
from tests.channels.telegram_house import SECRET
from tests.channels.telegram_memory import Memory
from tests.emulators.telegram import TOKEN

HEADER = "X-Telegram-Bot-Api-Secret-Token"
Letter = tuple[bytes, dict[str, str]]
"""A body and its headers."""


class Nobody:
    """A desk where nothing is known and nothing done."""

    def strange(self, room: Room) -> bool:
        return False


def turned(_incoming: Incoming) -> tuple[Reply, ...]:
    raise AssertionError("nothing is worked off here")


def door(ledger: Memory) -> Telegram:
    """The channel, which takes in and works nothing off."""
    served = Telegram(Settings(token=TOKEN, webhook_secret=SECRET), turned, ledger, Nobody())  # type: ignore[arg-type]
    served.queues._over.set()
    return served


async def fired(served: Telegram, letters: Iterable[Letter], method: str = "POST") -> list[tuple[int, bytes]]:
    """What is answered to each. An exception of the application goes through."""
    transport = httpx.ASGITransport(Starlette(routes=served.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        answers = [
            await client.request(method, "/telegram", content=body, headers=_raw(headers)) for body, headers in letters
        ]
    if served._aside:
        await asyncio.wait(served._aside)
    await served.close()
    return [(one.status_code, one.content) for one in answers]


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
