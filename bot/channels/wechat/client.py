"""Calls to WeChat: one token for all, no call repeated for ever, and every answer's error code read.

wechatpy knows the calls (`client.message.send_text(...)` gives back an awaitable); how they travel is ours, because its
own way has no timeout of its own, asks for tokens without end, and blocks.
"""

import asyncio
import hashlib
import json
import logging
import re
import warnings
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Final

import httpx
from wechatpy import WeChatClient

from bot.channels.base import Going, unminded
from bot.channels.tls import certificates
from bot.channels.wechat.codes import ALARMS, AN_HOUR, Action, Refused, outcome
from bot.channels.wechat.ports import Tokens
from bot.errors import DeliveryFailed, Retry, Unavailable, Unknown
from bot.messages import Upload

log = logging.getLogger(__name__)

TIMEOUT: Final = httpx.Timeout(10, connect=5)
NO_TOKEN: Final = "no-token"  # noqa: S105 - a code, not a secret
NO_ADDRESS: Final = "no-address"
_LONGEST_KEY: Final = 32
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")
_PATIENCE: Final = 10.0
_POLL: Final = 0.05


leaving: ContextVar[Going] = ContextVar("leaving", default=unminded)
"""What is called just before a call goes out: wechatpy's own calls have no place for it."""


class Client(WeChatClient):  # type: ignore[misc] # the library has no types
    """WeChat's calls for one account."""

    def __init__(
        self, app_id: str, secret: str, api_base: str, tokens: Tokens, http: httpx.AsyncClient | None = None
    ) -> None:
        super().__init__(app_id, secret, auto_retry=False)
        self._http.close()  # the library's own: never used
        self.api_base, self._tokens = api_base, tokens
        self._web = http or httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, verify=certificates())
        self._fetching = asyncio.Lock()

    async def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's
        """One call of the library's; raises Refused, Retry or Unknown."""
        response = await self.call(
            method,
            f"/cgi-bin/{url_or_endpoint}",
            params=kwargs.get("params") or {},
            data=kwargs.get("data"),
        )
        return _content(response)

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str],
        data: dict[str, Any] | None = None,
        file: Upload | None = None,
    ) -> httpx.Response:
        """A call with our token; once more with a new one where WeChat does not know it."""
        body: dict[str, Any] = {}
        if data is not None:
            body = {"content": json.dumps(data, ensure_ascii=False).encode()}
        elif file is not None:
            body = {"files": {"media": (file.name, file.content, file.media_type)}}
        token = await self._token()
        response = await self._send(method, path, params | {"access_token": token}, body)
        refused = _refusal(response)
        if refused is None or refused.action is not Action.REFRESH:
            return _accepted(response, refused)
        token = await self._token(stale=token)
        response = await self._send(method, path, params | {"access_token": token}, body)
        return _accepted(response, _refusal(response))

    async def upload(self, picture: Upload) -> str:
        """Give WeChat a picture, which it keeps for three days: its media_id. The library's own call would block."""
        named = replace(picture, name=f"picture.{picture.media_type.rpartition('/')[2]}")
        response = await self.call("POST", "/cgi-bin/media/upload", params={"type": "image"}, file=named)
        media_id = _content(response).get("media_id")
        if not isinstance(media_id, str) or not media_id:
            raise Retry("media", "WeChat gave no media_id")
        return media_id

    async def download(self, url: str, limit: int, params: dict[str, str] | None = None) -> tuple[bytes, str]:
        """A file: its bytes (never more than limit + 1), and its media type."""
        try:
            async with self._web.stream("GET", url, params=params) as response:
                if response.status_code != httpx.codes.OK:
                    raise Retry(f"http-{response.status_code}")
                content = bytearray()
                async for part in response.aiter_bytes():
                    content += part
                    if len(content) > limit:
                        break
                kind = response.headers.get("content-type", "").partition(";")[0].strip()
                return bytes(content[: limit + 1]), kind
        except httpx.InvalidURL:
            raise DeliveryFailed(NO_ADDRESS) from None
        except httpx.HTTPError as error:
            raise Retry("network", type(error).__name__) from None

    async def media(self, media_id: str, limit: int) -> tuple[bytes, str]:
        """A file that a member sent. A video is given as an address of its own."""
        token = ""
        for _ in range(2):
            token = await self._token(stale=token)
            params = {"access_token": token, "media_id": media_id}
            content, kind = await self.download(f"{self.api_base}/cgi-bin/media/get", limit, params)
            answer = _json(content) if kind in {"application/json", "text/plain"} else None
            if answer is None:
                return content, kind
            if answer.get("video_url"):
                return await self.download(str(answer["video_url"]), limit)
            refused = _error(answer)
            if refused is None or refused.action is not Action.REFRESH:
                break
        raise refused or Retry("media")

    async def template(
        self, openid: str, template: str, data: Mapping[str, str], *, key: str, url: str = ""
    ) -> dict[str, Any]:
        """A template message; the library's own call knows no key, by which WeChat tells a repeat."""
        fields = {name: {"value": value} for name, value in data.items()}
        wish = {"touser": openid, "template_id": template, "data": fields, "client_msg_id": _short(key)}
        return await self._request("post", "message/template/send", data=wish | ({"url": url} if url else {}))

    async def close(self) -> None:
        """Let go of all connections."""
        await self._web.aclose()

    async def _send(self, method: str, path: str, params: dict[str, str], body: dict[str, Any]) -> httpx.Response:
        leaving.get()()
        try:
            return await self._web.request(method.upper(), self.api_base + path, params=params, **body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Retry("network", type(error).__name__) from None  # it never went out
        except httpx.HTTPError as error:
            raise Unknown("network", type(error).__name__) from None  # who knows what WeChat did with it

    async def _token(self, stale: str = "") -> str:
        """A token that is good; `stale` is one that WeChat does not know any more."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        async with self._fetching:
            while asyncio.get_running_loop().time() < deadline:
                try:
                    current = await asyncio.to_thread(self._tokens.current)
                    if current and current != stale:
                        return current
                    if token := await self._fetched(stale):
                        return token
                except Unavailable:
                    raise Retry(NO_TOKEN, "the store is unavailable") from None
                await asyncio.sleep(_POLL)  # another process is fetching it
        raise Retry(NO_TOKEN, "another process holds the lease")

    async def _fetched(self, stale: str) -> str:
        """Fetch a token if nobody else is doing so just now; empty where somebody is."""
        lease = await asyncio.to_thread(self._tokens.lease, stale)
        if lease is None:
            return ""
        try:
            answer = await self._stable_token(force=False)
            if stale and answer["access_token"] == stale:
                answer = await self._stable_token(force=True)
        except BaseException:
            await asyncio.to_thread(lease.give_back)
            raise
        await asyncio.to_thread(lease.keep, answer["access_token"], answer["expires_in"])
        return str(answer["access_token"])

    async def _stable_token(self, *, force: bool) -> dict[str, Any]:
        wish = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret, "force_refresh": force}
        try:
            response = await self._web.post(f"{self.api_base}/cgi-bin/stable_token", json=wish)
            answer = _content(_accepted(response, _refusal(response)))
        except httpx.HTTPError as error:
            raise Retry(NO_TOKEN, type(error).__name__) from None
        except Unknown as unknown:
            raise Retry(NO_TOKEN, unknown.code) from None  # the message itself has not gone out
        except Refused as refused:
            if isinstance(outcome(refused), Retry):
                raise
            raise Retry(NO_TOKEN, str(refused), after=AN_HOUR) from None  # nor is it the message that is wrong
        if not isinstance(answer.get("access_token"), str) or not isinstance(answer.get("expires_in"), int):
            raise Retry(NO_TOKEN, "WeChat gave no token")
        return answer


def _short(key: str) -> str:
    """A key of a length that WeChat takes, another one for every other key."""
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()[:_LONGEST_KEY]


def _json(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _content(response: httpx.Response) -> dict[str, Any]:
    found = _json(response.content)
    if found is None:
        raise Unknown("no-json", f"HTTP {response.status_code}")
    return found


def _refusal(response: httpx.Response) -> Refused | None:
    return _error(_json(response.content) or {})


def _error(answer: dict[str, Any]) -> Refused | None:
    code = answer.get("errcode")
    if isinstance(code, str) and _NUMBER.fullmatch(code):
        code = int(code)
    return Refused(code, str(answer.get("errmsg", ""))[:200], answer) if isinstance(code, int) and code != 0 else None


def _accepted(response: httpx.Response, refused: Refused | None) -> httpx.Response:
    """The response, unless WeChat refused or something in between answered in its place."""
    if refused is not None:
        if refused.action is None or refused.action in ALARMS:
            log.error("WeChat %s: %s", response.url.path, refused.code)
        raise refused
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Unknown(f"http-{response.status_code}")
    if response.status_code != httpx.codes.OK:
        raise Retry(f"http-{response.status_code}")
    return response


warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"wechatpy\.")
logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells every address, and the token stands in it
