"""Where updates come from: Telegram posts them to us, or we ask for them, one process of all that share the store."""

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram.client import POLL
from bot.channels.telegram.commands import Commands, publish
from bot.channels.telegram.outcomes import REFUSED, outcome, put_off
from bot.channels.telegram.ports import Ledger
from bot.channels.telegram.reading import ALLOWED
from bot.config import Telegram as Settings
from bot.errors import DeliveryFailed, Unavailable, report

log = logging.getLogger(__name__)

CONNECTIONS: Final = 40
"""So many updates may Telegram post at the same time."""

PAUSES: Final = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before each further try where Telegram cannot be reached."""

OTHERS_TURN: Final = 5.0
"""Seconds until we look again whether the process that asks for updates is gone."""

TakeIn = Callable[[Sequence[tuple[int, str]]], Awaitable[None]]


@dataclass(frozen=True)
class Standing:
    """How the bot stands with Telegram: its names, where updates are posted to (empty: we ask), how many wait there.

    `trouble` is what went wrong when Telegram last posted one.
    """

    name: str
    username: str
    webhook: str
    waiting: int
    trouble: str


@dataclass
class Source:
    """The updates of one bot. `holder` names this process among those that share the store."""

    bot: Bot
    settings: Settings
    public_url: str
    ledger: Ledger
    take_in: TakeIn
    commands: Commands = ()
    poll: int = POLL
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    _offset: int | None = None
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def by_webhook(self) -> bool:
        """Whether Telegram posts to us."""
        return bool(self.settings.webhook_secret) and _is_public(self.public_url)

    async def run(self) -> None:
        """Until stop(): tell Telegram how we want updates, and our commands; then ask for them, where we must."""
        asking = asyncio.create_task(self._run())
        await self._over.wait()
        asking.cancel()
        await asyncio.wait([asking])

    async def standing(self) -> Standing:
        """Ask Telegram; raises DeliveryFailed with its words."""
        try:
            me, webhook = await self.bot.get_me(), await self.bot.get_webhook_info()
        except TelegramError as error:
            raise outcome(error) or DeliveryFailed("telegram", error.message) from None
        trouble = webhook.last_error_message or ""
        return Standing(me.full_name, me.username or "", webhook.url, webhook.pending_update_count, trouble)

    async def stop(self) -> None:
        """No more updates. What we did not confirm comes again."""
        self._over.set()
        if not self.by_webhook:
            try:
                await asyncio.to_thread(self.ledger.polls_no_more, self.holder)
            except Unavailable:
                return

    async def _run(self) -> None:
        await self._until_done(self._introduce)
        await asyncio.gather(self._until_done(self._publish), self._ask_on())

    async def _ask_on(self) -> None:
        while not self.by_webhook:
            await self._until_done(self._ask)

    async def _introduce(self) -> None:
        """Say how we want updates."""
        if self.by_webhook:
            await self.bot.set_webhook(
                f"{self.public_url}/telegram",
                secret_token=self.settings.webhook_secret,
                allowed_updates=ALLOWED,
                max_connections=CONNECTIONS,
            )
        else:
            await self.bot.delete_webhook()

    async def _publish(self) -> None:
        """Learn by what name links lead to us, say which commands there are; nobody waits for that."""
        me = await self.bot.get_me()
        await asyncio.to_thread(self.ledger.named, me.username or "")
        await publish(self.bot, self.commands)

    async def _ask(self) -> None:
        """Wait for updates; they are confirmed by the next call, when they are in the store."""
        if not await asyncio.to_thread(self.ledger.may_poll, self.holder):
            await asyncio.sleep(OTHERS_TURN)
            return
        updates = await self.bot.get_updates(offset=self._offset, timeout=self.poll, allowed_updates=ALLOWED)
        if updates:
            await self.take_in([(one.update_id, json.dumps(one.to_dict())) for one in updates])
            self._offset = updates[-1].update_id + 1

    async def _until_done(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do it, again and again where the network or the store fails."""
        for failures in count(1):
            try:
                await act()
            except (TelegramError, Unavailable) as error:
                await asyncio.sleep(self._pause(error, failures))
            except Exception as error:  # noqa: BLE001 - a bug with one update must not end the asking
                log.warning("updates: fault %s", report(error).number)
                await asyncio.sleep(self._pause(error, failures))
            else:
                return

    def _pause(self, error: Exception, failures: int) -> float:
        """How long to wait after so many failures, and a line for the operator."""
        if isinstance(error, TimedOut) and failures == 1:
            return 0.0
        words = error.message if isinstance(error, TelegramError) else str(error)
        log.warning("telegram: %s (%s)", type(error).__name__, words[:200])
        if isinstance(error, InvalidToken):
            return REFUSED
        if isinstance(error, Conflict):
            return OTHERS_TURN
        pause = PAUSES[min(failures, len(PAUSES)) - 1]
        return max(pause, put_off(error)) if isinstance(error, RetryAfter) else pause


def _is_public(url: str) -> bool:
    """Whether others than this machine can reach an address."""
    host = urlsplit(url).hostname or ""
    return bool(host) and host not in {"localhost", "::1"} and not host.startswith("127.")
