"""The way from WeChat to the account's server: signed, sealed, repeated (接收普通消息, 被动回复用户消息)."""

import secrets
import time
from collections.abc import Callable, Container
from dataclasses import dataclass
from threading import Event
from typing import Literal

import httpx

from tests.emulators.loopback import NO_TLS
from tests.emulators.wechat import letters, replies
from tests.emulators.wechat.sealing import Seal, signature

Query = dict[str, str]

HEADERS = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Pragma": "no-cache"}


class NoAnswer(Exception):
    """The server did not answer in time, or the connection broke."""


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")


@dataclass(frozen=True)
class Delivery:
    """How one message or event fared. `fault` says why there was an outage; `xml` is what was delivered."""

    status: Literal["replied", "acknowledged", "outage"]
    attempts: int
    reply_text: str | None = None
    raw: bytes | None = None
    xml: str = ""
    msgtype: str = ""
    fault: str = ""


@dataclass
class Callback:
    """The server settings of one account: URL, Token and EncodingAESKey (empty: plain mode).

    `patience` is in seconds, `retries` how often a request is repeated after the first.
    """

    url: str
    token: str
    app_id: str
    aes_key: str
    account: str
    patience: float
    retries: int
    clock: Callable[[], float]
    media: Container[str]

    def __post_init__(self) -> None:
        self._http = httpx.Client(
            timeout=self.patience,
            trust_env=False,
            verify=NO_TLS,
            headers=HEADERS,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )
        self.stopped = Event()
        """Set when nothing is to be begun or repeated any more."""

    def close(self) -> None:
        """Nothing is posted any more."""
        self._http.close()

    def signed_query(self, *, nonce: str | None = None, timestamp: str | None = None) -> Query:
        """What every request has in its URL."""
        nonce = nonce or str(secrets.randbelow(2**31))
        timestamp = timestamp or str(int(self.clock()))
        return {"signature": signature(self.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}

    def sealed(
        self,
        xml: str,
        *,
        nonce: str | None = None,
        timestamp: str | None = None,
        aes_key: str | None = None,
        app_id: str | None = None,
    ) -> tuple[Query, bytes]:
        """URL parameters and body of a request, with another key or AppID where a test wants that."""
        query = self.signed_query(nonce=nonce, timestamp=timestamp)
        to, sender = letters.named(xml)
        query["openid"] = sender
        key = self.aes_key if aes_key is None else aes_key
        if not key:
            return query, xml.encode()
        encrypted = Seal(key, self.app_id if app_id is None else app_id).close(xml)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = signature(self.token, query["timestamp"], query["nonce"], encrypted)
        body = f"<xml><ToUserName>{letters.cdata(to)}</ToUserName><Encrypt>{letters.cdata(encrypted)}</Encrypt></xml>"
        return query, body.encode()

    def get(self, query: Query) -> Answer:
        """What a GET brings back; raises NoAnswer."""
        return self._request("GET", self.url, query, b"")

    def post(self, query: Query, body: bytes, url: str | None = None) -> Answer:
        """What a POST brings back; raises NoAnswer."""
        return self._request("POST", url or self.url, query, body)

    def deliver(self, xml: str, url: str | None = None) -> Delivery:
        """Posts until there is an answer or patience ends, every time signed and sealed anew."""
        fault = ""
        attempts = 0
        while attempts <= self.retries and not self.stopped.is_set():
            attempts += 1
            try:
                answer = self.post(*self.sealed(xml), url)
            except NoAnswer as error:
                fault = str(error)
                continue
            if answer.status == httpx.codes.OK:
                return self._judged(xml, answer, attempts)
            fault = f"HTTP status {answer.status}"
        return Delivery("outage", attempts, xml=xml, fault=fault)

    def _judged(self, xml: str, answer: Answer, attempts: int) -> Delivery:
        seal = Seal(self.aes_key, self.app_id) if self.aes_key else None
        account, follower = letters.named(xml)
        expected = replies.Expected(self.token, seal, follower, account or self.account, self.media)
        try:
            reply = replies.read(answer.body, expected)
        except replies.Malformed as error:
            return Delivery("outage", attempts, raw=answer.body, xml=xml, fault=str(error))
        if reply is None:
            return Delivery("acknowledged", attempts, raw=answer.body, xml=xml)
        return Delivery("replied", attempts, reply.text, answer.body, xml, reply.msgtype)

    def _request(self, method: str, url: str, query: Query, body: bytes) -> Answer:
        deadline = time.monotonic() + self.patience
        chunks = []
        try:
            with self._http.stream(method, httpx.URL(url).copy_merge_params(query), content=body) as response:
                for chunk in response.iter_bytes():
                    chunks.append(chunk)
                    if time.monotonic() > deadline:
                        raise NoAnswer("the answer came too slowly")
        except httpx.HTTPError as error:
            raise NoAnswer(f"{type(error).__name__}: {error}") from error
        return Answer(response.status_code, b"".join(chunks))
