"""How calls travel to Telegram when there are many: by aiohttp, which takes a tenth of httpx's time for each.

It carries what has no file in it (a picture goes by the number that Telegram gave it), and nothing is ever sent twice.
"""

import json
from typing import Final
from urllib.request import getproxies

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.tls import certificates

AT_ONCE: Final = 40
"""So many calls at the same time."""

KEPT: Final = 10.0
"""Seconds for which a connection is kept that nobody uses; Telegram itself closes it later."""

TIMEOUT: Final = aiohttp.ClientTimeout(total=None, connect=10, sock_connect=5, sock_read=10)
"""`connect` holds the wait for a free connection, too."""

NOT_SENT: Final = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)
"""The request did not go out, so it may be repeated."""


class Carrier(BaseRequest):
    """python-telegram-bot's way out, on aiohttp. It connects when it is first used, in the loop that it is used in."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer."""
        return TIMEOUT.sock_read

    async def initialize(self) -> None:
        """Nothing is opened before it is needed."""

    async def shutdown(self) -> None:
        """Let go of the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **_times: object
    ) -> tuple[int, bytes]:
        """One call, as JSON: the status and the bytes of the answer. The times are always those above."""
        if request_data and request_data.contains_files:
            raise ValueError("files go another way")
        body = json.dumps(request_data.parameters).encode() if request_data else b"{}"
        headers = {"Content-Type": "application/json", "User-Agent": self.USER_AGENT}
        try:
            asked = self._opened().request(method, url, data=body, headers=headers, allow_redirects=False)
            async with asked as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error  # its own words hold the address, and so the token

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=AT_ONCE, keepalive_timeout=KEPT, ssl=certificates())
            cookies, proxies = aiohttp.DummyCookieJar(), bool(getproxies())
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=TIMEOUT, cookie_jar=cookies, trust_env=proxies
            )
        return self._session
