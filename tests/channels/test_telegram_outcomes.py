"""What each of Telegram's errors means for a message: whether it may be sent again, or arrived, or nobody is there."""

import logging
import os
from datetime import timedelta

import httpx
import pytest
from telegram import error
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.outcomes import REFUSED, outcome
from bot.errors import DeliveryFailed, Retry, Unknown, Unreachable

REQUEST = httpx.Request("POST", "https://api.telegram.org/bot123:secret/sendMessage")


def caused(failure: TelegramError, cause: Exception) -> TelegramError:
    """The failure as the library raises it."""
    failure.__cause__ = cause
    return failure


KNOWN: dict[str, tuple[TelegramError, type[DeliveryFailed], str]] = {
    "too many": (RetryAfter(7), Retry, "429"),
    "too many, as a span": (RetryAfter(timedelta(minutes=2)), Retry, "429"),
    "blocked": (Forbidden("Forbidden: bot was blocked by the user"), Unreachable, "403"),
    "deleted": (Forbidden("Forbidden: user is deactivated"), Unreachable, "403"),
    "never met": (Forbidden("Forbidden: bot can't initiate conversation with a user"), Unreachable, "403"),
    "put out of the group": (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Unreachable, "403"),
    "no such chat": (BadRequest("Bad Request: chat not found"), Unreachable, "400"),
    "no such user": (BadRequest("Bad Request: user not found"), Unreachable, "400"),
    "no such peer": (BadRequest("Bad Request: PEER_ID_INVALID"), Unreachable, "400"),
    "too long": (BadRequest("Bad Request: message is too long"), DeliveryFailed, "400"),
    "empty": (BadRequest("Bad Request: message text is empty"), DeliveryFailed, "400"),
    "a bad button": (BadRequest("Bad Request: BUTTON_DATA_INVALID"), DeliveryFailed, "400"),
    "a wrong token": (InvalidToken("Unauthorized"), Retry, "401"),
    "no such method": (EndPointNotFound("Not Found"), Unknown, "telegram"),
    "another id": (ChatMigrated(-1_009_999_999_999), Retry, "migrated"),
    "a conflict": (Conflict("Conflict: terminated by other getUpdates request"), Retry, "409"),
    "a failure of theirs": (NetworkError("Internal Server Error"), Retry, "network"),
    "no connection": (caused(NetworkError("x"), httpx.ConnectError("x", request=REQUEST)), Retry, "network"),
    "no connection in time": (caused(TimedOut(), httpx.ConnectTimeout("x", request=REQUEST)), Retry, "network"),
    "no connection free": (caused(TimedOut("Pool timeout"), httpx.PoolTimeout("x")), Retry, "network"),
    "not written": (caused(NetworkError("x"), httpx.WriteError("x", request=REQUEST)), Retry, "network"),
    "no answer in time": (caused(TimedOut(), httpx.ReadTimeout("x", request=REQUEST)), Unknown, "network"),
    "not written in time": (caused(TimedOut(), httpx.WriteTimeout("x", request=REQUEST)), Unknown, "network"),
    "a broken answer": (caused(NetworkError("x"), httpx.ReadError("x", request=REQUEST)), Unknown, "network"),
    "no answer": (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), Unknown, "network"),
    "a page instead of an answer": (
        caused(NetworkError("Bad Gateway"), TelegramError("Invalid server response")),
        Unknown,
        "network",
    ),
    "something else": (TelegramError("Invalid server response"), Unknown, "telegram"),
    "something of another trade": (PassportDecryptionError("x"), Unknown, "telegram"),
}


@pytest.mark.parametrize(("given", "kind", "code"), KNOWN.values(), ids=KNOWN)
def test_every_error_has_a_meaning(given: TelegramError, kind: type[DeliveryFailed], code: str) -> None:
    found = outcome(given)
    assert found is not None
    assert (type(found), found.code) == (kind, code)
    assert "secret" not in f"{found}"


def test_no_error_of_the_library_is_left_out() -> None:
    named = {getattr(error, name) for name in error.__all__}
    assert named == {type(given) for given, _, _ in KNOWN.values()}


def test_a_message_that_is_there_already_has_arrived() -> None:
    words = "message is not modified: specified new message content and reply markup are exactly the same"
    assert outcome(BadRequest(f"Bad Request: {words}")) is None


@pytest.mark.parametrize(
    ("given", "after"),
    [
        (RetryAfter(7), 7),
        (RetryAfter(timedelta(minutes=2)), 120),
        (ChatMigrated(-1), 1),
        (InvalidToken("Unauthorized"), REFUSED),
        (NetworkError("Internal Server Error"), None),
        (Conflict("x"), None),
    ],
)
def test_it_is_known_when_to_try_again(given: TelegramError, after: float | None) -> None:
    found = outcome(given)
    assert isinstance(found, Retry)
    assert found.after == after


def test_a_span_is_a_span_and_the_library_does_not_warn() -> None:
    assert os.environ["PTB_TIMEDELTA"] == "1"
    assert RetryAfter(7).retry_after == timedelta(seconds=7)


def test_an_operator_is_told_of_a_token_that_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    outcome(InvalidToken("Unauthorized"))
    assert [(one.levelno, "[telegram] token" in one.message) for one in caplog.records] == [(logging.ERROR, True)]
