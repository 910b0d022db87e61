"""Telegram's API, through python-telegram-bot: one client for calls, one for waiting for updates."""

import logging
import os
from typing import Final

from telegram import Bot, LinkPreviewOptions
from telegram.request import HTTPXRequest

from bot.channels.tls import certificates
from bot.config import Telegram as Settings
from bot.limits import Limit

CALLS: Final = 40
"""So many calls at the same time."""

OVERALL: Final = Limit(1 / 29)
"""Telegram allows a bot some 30 messages a second, to members and to groups together."""

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

POLL: Final = 25
"""Seconds for which Telegram keeps us waiting for updates."""

# Spans of time come as such, as they will always from the library's next version on; else it warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# They log addresses that hold the token, and what could not be read of an answer.
for _name in ("httpx", "httpcore", "telegram"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def client(settings: Settings) -> Bot:
    """The bot of these settings; nothing is called yet."""
    tls = {"verify": certificates()}
    calls = HTTPXRequest(
        connection_pool_size=CALLS,
        connect_timeout=5,
        read_timeout=10,
        write_timeout=10,
        pool_timeout=5,
        httpx_kwargs=tls,
    )
    updates = HTTPXRequest(connection_pool_size=1, connect_timeout=5, read_timeout=POLL + 10, httpx_kwargs=tls)
    return Bot(
        settings.token,
        base_url=f"{settings.api_base}/bot",
        base_file_url=f"{settings.api_base}/file/bot",
        request=calls,
        get_updates_request=updates,
    )


async def close(bot: Bot) -> None:
    """Let go of its connections."""
    for request in bot._request:  # noqa: SLF001 - Bot.shutdown does nothing for one that never asked who it is
        await request.shutdown()
