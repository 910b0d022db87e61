"""A small account server that stands on wechatpy alone: the other of two implementations that must agree."""

# mypy: disable-error-code="import-untyped"

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.replies import TextReply
from wechatpy.utils import check_signature

from tests.emulators.loopback import serving
from tests.emulators.wechat import WeChatPlatform

APP_ID, SECRET, TOKEN = "wx1234567890abcdef", "a-secret-for-tests", "tokenfortests"
AES_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
TEMPLATES = {"T-reply": ("thing1", "time2"), "T-old": ("first", "keyword1")}

Order = Response | str
"""An answer that is given as it is, or "hang"."""


class Echo:
    """Repeats what it hears, unless other answers are on order; `heard` are wechatpy's messages."""

    def __init__(self, aes_key: str = "") -> None:
        self.aes_key = aes_key
        self.crypto = WeChatCrypto(TOKEN, aes_key, APP_ID) if aes_key else None
        self.released = asyncio.Event()
        self.url = ""
        self.begin()

    def begin(self) -> None:
        """Forgets what was heard and ordered."""
        self.heard: list[Any] = []
        self.queries: list[dict[str, str]] = []
        self.orders: deque[Order] = deque()
        self.answer: Callable[[Any], str] = self.echo

    def echo(self, message: Any) -> str:
        """The XML of a reply in the message's own words; events are answered with their name."""
        words = message.content if message.type == "text" else getattr(message, "event", message.type)
        return TextReply(message=message, content=f"回：{words}").render()

    async def hear(self, request: Request) -> Response:
        query = dict(request.query_params)
        self.queries.append(query)
        try:
            check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
            if request.method == "GET":
                return Response(query["echostr"])
            message = parse_message(self._opened(await request.body(), query))
        except InvalidSignatureException:
            return Response(status_code=403)
        self.heard.append(message)
        if not self.orders:
            return Response(self._closed(self.answer(message), query["nonce"]))
        if (order := self.orders.popleft()) == "hang":
            await self.released.wait()
        return order if isinstance(order, Response) else Response()

    def _opened(self, body: bytes, query: dict[str, str]) -> str:
        if not self.crypto:
            return body.decode()
        return self.crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])

    def _closed(self, answer: str, nonce: str) -> str:
        sealed = self.crypto and answer.startswith("<xml")
        return self.crypto.encrypt_message(answer, nonce) if self.crypto and sealed else answer


@contextmanager
def echoing(aes_key: str = "") -> Iterator[Echo]:
    """The server, at its `url`."""
    echo = Echo(aes_key)
    with serving(Starlette(routes=[Route("/wechat", echo.hear, methods=["GET", "POST"])])) as server:
        echo.url = f"{server.url}/wechat"
        try:
            yield echo
        finally:
            server.loop.call_soon_threadsafe(echo.released.set)


def platform_for(echo: Echo, **settings: Any) -> WeChatPlatform:
    """A platform whose account has that server."""
    ours = {"app_id": APP_ID, "app_secret": SECRET, "token": TOKEN, "aes_key": echo.aes_key, "callback": echo.url}
    return WeChatPlatform(**{**ours, "templates": TEMPLATES, "patience": 10, **settings})
