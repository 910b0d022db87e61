"""What an error of Telegram's means for the message: our DeliveryFailed for each, or that it arrived all the same."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram import carrier
from bot.errors import DeliveryFailed, Retry, Unknown, Unreachable

log = logging.getLogger(__name__)

REFUSED: Final = 300.0
"""Seconds until we try again where Telegram does not know our token: an operator must act first."""

NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.WriteError,
    httpx.UnsupportedProtocol,
    *carrier.NOT_SENT,
)
"""The request did not go out, so it may be repeated."""

GONE: Final = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "user_is_blocked")
SAME: Final = "message is not modified"


def outcome(error: TelegramError) -> DeliveryFailed | None:
    """What it means; None where the message is there."""
    if isinstance(error, BadRequest):
        return _bad(error.message)
    return next((meaning(error) for kind, meaning in MEANINGS if isinstance(error, kind)), Unknown("telegram"))


def _refused(error: TelegramError) -> DeliveryFailed:
    log.error("[telegram] token: Telegram does not know it (%s)", error.message)
    return Retry("401", "the bot's token is refused", after=REFUSED)


def _bad(words: str) -> DeliveryFailed | None:
    plain = words.lower()
    if SAME in plain:
        return None
    if any(one in plain for one in GONE):
        return Unreachable("400", words)
    return DeliveryFailed("400", words)


def _network(error: TelegramError) -> DeliveryFailed:
    """Whether the request may have been heard. An answer in Telegram's own form says that it was not done."""
    cause = error.__cause__
    if cause is None or isinstance(cause, NOT_SENT):
        return Retry("network", error.message[:200])
    return Unknown("network", type(cause).__name__)


def _later(error: TelegramError) -> DeliveryFailed:
    """Telegram says for how long we must leave this chat alone."""
    return Retry("429", "Too Many Requests", after=put_off(error))


def put_off(error: TelegramError) -> float:
    """The seconds for which Telegram wants to hear nothing."""
    after: timedelta = error._retry_after  # type: ignore[attr-defined] # noqa: SLF001 - the public name is in change
    return after.total_seconds()


MEANINGS: Final[tuple[tuple[type[TelegramError], Callable[[TelegramError], DeliveryFailed]], ...]] = (
    (RetryAfter, _later),
    (Forbidden, lambda error: Unreachable("403", error.message)),
    (InvalidToken, _refused),
    (ChatMigrated, lambda _error: Retry("migrated", "the group has a new id", after=1)),
    (Conflict, lambda error: Retry("409", error.message)),
    (NetworkError, _network),
)
"""The first that fits."""
