"""Telegram's API, through python-telegram-bot: one client for calls, one for updates, one for messages to many."""

import logging
import os
from typing import Final

from telegram import Bot, LinkPreviewOptions
from telegram.request import HTTPXRequest

from bot.channels.telegram.carrier import Carrier
from bot.channels.tls import certificates
from bot.config import Telegram as Settings
from bot.limits import Limit, Pace

CALLS: Final = 40
"""So many calls at the same time."""

FREE: Final = 30
"""Messages a second, to members and to groups together, that Telegram asks nothing for."""

PRIVATE: Final = Limit(1.0)
"""Telegram allows one message a second in a private chat."""

GROUP: Final = Limit(4.0, burst=5)
"""Twenty messages a minute in a group: five at once, then one in four seconds."""

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


def crier(settings: Settings) -> Bot:
    """The same bot for messages to many: quick, with connections of its own, without files."""
    carrier = Carrier()
    return Bot(settings.token, base_url=f"{settings.api_base}/bot", request=carrier, get_updates_request=carrier)


def paces(settings: Settings) -> tuple[Pace, Pace]:
    """How fast its messages may follow each other: in private chats, and in groups."""
    overall = Limit(1 / settings.per_second)
    return Pace("telegram", overall, PRIVATE), Pace("telegram", overall, GROUP)


async def close(*bots: Bot) -> None:
    """Let go of their connections."""
    for bot in bots:
        for request in bot._request:  # noqa: SLF001 - Bot.shutdown does nothing for one that never asked who it is
            await request.shutdown()
