"""What the web chat takes in and gives back over HTTP: bounded bodies, JSON, and kind words when it cannot."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive

from bot.errors import Fault, Refusal, Unavailable
from bot.media import IMAGES, size
from bot.messages import Reply

LARGEST_BODY = 256 * 1024
"""Bytes of one JSON request: bot.messages.LONGEST_TEXT even when every character is escaped, and some more."""

SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
"""Headers of everything that we send."""

UNREADABLE = "这条消息没有传好，请再发一次。"
_SLOW = "网络太慢，没有传完，请再试一次。"
_BUSY = "系统现在忙，这条消息还没有收下。请稍等一会儿再发。"
_FAULT = "对不起，我们这边出错了，这条消息没有办成。请稍后再试；联系工会时请报编号 {number}。"

_READ_AT_MOST = 128 * 1024 * 1024
_PATIENCE = 60.0

Endpoint = Callable[[Request], Awaitable[Response]]


class Declined(Refusal):
    """We cannot take this request: the HTTP status, a code for programs, and words for the member."""

    def __init__(self, status: int, code: str, words: str = UNREADABLE) -> None:
        super().__init__(words)
        self.status, self.code = status, code


def kindly(endpoint: Endpoint) -> Endpoint:
    """The endpoint, with every refusal and failure answered in words that the page can show."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is left to read it
        except (Refusal, HTTPException, Unavailable, Fault) as failure:
            return _sorry(failure)

    return answer


def _sorry(failure: Exception) -> Response:
    """Status, code and words for what went wrong."""
    match failure:
        case Declined():
            status, code, words = failure.status, failure.code, str(failure)
        case Refusal():
            status, code, words = 415, "refused", str(failure)
        case Unavailable():
            status, code, words = 503, "unavailable", _BUSY
        case Fault():
            status, code, words = 500, "fault", _FAULT.format(number=failure.number)
        case _:  # Starlette's HTTPException: the form is broken
            status, code, words = 400, "form", UNREADABLE
    return respond({"error": code, "replies": [shape(Reply(words))]}, status)


def respond(content: dict[str, Any], status: int = 200) -> Response:
    """JSON that no cache keeps."""
    return JSONResponse(content, status, headers=SAFE | {"Cache-Control": "no-store"})


def shape(reply: Reply) -> dict[str, Any]:
    """A reply as the page gets it; of a file its name, its size, and whether it is a picture."""
    shown: dict[str, Any] = {"text": reply.text, "buttons": list(reply.buttons), "controls": list(reply.controls)}
    files = [
        {"name": file.name, "size": size(file.size), "picture": file.media_type in IMAGES, "bytes": file.size}
        for file in reply.files
    ]
    return shown | ({"files": files} if files else {})


async def asked(request: Request, too_long: str = UNREADABLE) -> dict[str, Any]:
    """The request's JSON object; raises Declined, with the words `too_long` above LARGEST_BODY."""
    body = await bounded(request, LARGEST_BODY, too_long).body()
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Declined(400, "json")
    return content


def bounded(request: Request, limit: int, words: str) -> Request:
    """The request with a body of at most `limit` bytes; of a larger one the rest is thrown away as it comes.

    It is read to its end (within reason) because a phone that is still sending would not see our answer. Raises
    Declined with `words` then, and when nothing comes for a minute.
    """
    taken = 0

    async def next_part() -> Message:
        nonlocal taken
        try:
            async with asyncio.timeout(_PATIENCE):
                message = await request.receive()
        except TimeoutError:
            raise Declined(408, "slow", _SLOW) from None
        taken += len(message.get("body", b""))
        return message

    async def guarded() -> Message:
        message = await next_part()
        if taken <= limit:
            return message
        while message.get("more_body") and taken <= _READ_AT_MOST:
            message = await next_part()
        raise Declined(413, "too-large", words)

    receive: Receive = guarded
    return Request(request.scope, receive)
