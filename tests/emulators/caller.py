"""The account's server as a caller of the WeChat emulator's API, for tests."""

# mypy: disable-error-code="import-untyped"

import json
from typing import Any

import httpx
from wechatpy import WeChatClient

from tests.emulators.echo import APP_ID, SECRET
from tests.emulators.loopback import NO_TLS
from tests.emulators.wechat import WeChatPlatform

SEND = "/cgi-bin/message/custom/send"
STABLE = "/cgi-bin/stable_token"


class Clock:
    """Stands still until it is moved: seconds, as time.time gives them."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


class Caller:
    """Calls by plain HTTP, and by wechatpy's client on the same token."""

    def __init__(self, platform: WeChatPlatform) -> None:
        self.http = httpx.Client(base_url=platform.api_base, trust_env=False, verify=NO_TLS)
        self.token = self.fetch()["access_token"]
        self.wechatpy = WeChatClient(APP_ID, SECRET, access_token=self.token, auto_retry=False)
        self.wechatpy.API_BASE_URL = f"{platform.api_base}/cgi-bin/"
        self.wechatpy._http.trust_env = False

    def renew(self) -> None:
        """Uses the stable token of now."""
        self.token = self.fetch()["access_token"]

    def close(self) -> None:
        """Hangs up."""
        self.http.close()
        self.wechatpy._http.close()

    def fetch(self, **changed: Any) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET, **changed}
        return self.http.post(STABLE, json=body).json()

    def post(self, path: str, body: Any, token: str | None = None) -> dict[str, Any]:
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        return self.http.post(path, params={"access_token": token or self.token}, content=content).json()

    def get(self, path: str, token: str | None = None, **query: str) -> dict[str, Any]:
        return self.http.get(path, params={"access_token": token or self.token, **query}).json()

    def says(self, openid: str, words: str = "好") -> int:
        return self.post(SEND, {"touser": openid, "msgtype": "text", "text": {"content": words}})["errcode"]
