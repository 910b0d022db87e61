"""WeChatPlatform: the whole emulator, for tests and by hand."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from tests.emulators.loopback import serving
from tests.emulators.wechat.account import Account
from tests.emulators.wechat.callback import Answer, Callback, Delivery, Query
from tests.emulators.wechat.calls import AccountKind
from tests.emulators.wechat.faults import Behaviour
from tests.emulators.wechat.server import Api, Asked

ECHO = "5837397520665436492"


class WeChatPlatform(Account):
    """WeChat, with one Official Account on it.

    `callback` is the account's server address, which may also be set later; `aes_key` empty means plain mode;
    `patience` is in seconds; `retries` says how often a failed request is repeated; `templates` names the fields
    of each template id.
    """

    def __init__(
        self,
        *,
        app_id: str,
        app_secret: str,
        token: str,
        aes_key: str = "",
        account: AccountKind = "service-verified",
        callback: str = "",
        clock: Callable[[], float] = time.time,
        patience: float = 5.0,
        retries: int = 3,
        templates: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(app_id=app_id, app_secret=app_secret, kind=account, clock=clock, templates=templates or {})
        self.server = Callback(callback, token, app_id, aes_key, self.original_id, patience, retries, clock, self.media)
        self._api = Api(self)

    @contextmanager
    def running(self, port: int = 0) -> Iterator["WeChatPlatform"]:
        """The API served on loopback, on a free port where none is given; all of it is gone afterwards."""
        with serving(self._api.app, port) as api:
            self.api_base = api.url
            self.reports.start()
            try:
                yield self
            finally:
                self.server.stopped.set()
                api.loop.call_soon_threadsafe(self._api.halted.set)
                self.reports.stop()
                self.server.close()

    @property
    def callback(self) -> str:
        """The address of the account's server."""
        return self.server.url

    @callback.setter
    def callback(self, url: str) -> None:
        self.server.url = url

    @property
    def aes_key(self) -> str:
        """The EncodingAESKey; another one counts from the next request on."""
        return self.server.aes_key

    @aes_key.setter
    def aes_key(self, key: str) -> None:
        self.server.aes_key = key

    @property
    def calls(self) -> Counter[str]:
        """How often each path was called."""
        return self._api.calls

    @property
    def asked(self) -> list[Asked]:
        """Every call that was acted on, with its answer."""
        return self._api.asked

    @property
    def tokens_issued(self) -> int:
        """How many access tokens were made."""
        return self.tokens.issued

    def next(self, path: str, behaviour: Behaviour, *, times: int = 1, seconds: float = 30) -> None:
        """Orders a fault for the next call of a path ("*": any path), or a status for the report of the next send.

        An error code; "hang" (`seconds`, then the call is acted on), "reset" (the connection breaks, nothing is done),
        "lost" (it is done, then the connection breaks; a report is not sent), "html" (502), "token-never" (40001 from
        now on). For the events MASSSENDJOBFINISH, TEMPLATESENDJOBFINISH and subscribe_msg_sent_event: their status.
        """
        if behaviour == "hang":
            self.faults.hang = seconds
        self.faults.order(path, behaviour, times)

    def heals(self, path: str) -> None:
        """Takes back what is on order there."""
        self.faults.clear(path)

    def revokes_tokens(self) -> None:
        """Makes all access tokens worthless: 40001."""
        with self.lock:
            self.tokens.revoke(self.clock())

    def settle(self, timeout: float = 10) -> None:
        """Waits until everything that was accepted is handed out and reported."""
        self.reports.settle(timeout)

    def signed_query(self, *, nonce: str | None = None, timestamp: str | None = None) -> Query:
        """signature, timestamp and nonce, as every request's URL has them."""
        return self.server.signed_query(nonce=nonce, timestamp=timestamp)

    def sealed(
        self,
        xml: str,
        *,
        nonce: str | None = None,
        timestamp: str | None = None,
        aes_key: str | None = None,
        app_id: str | None = None,
    ) -> tuple[Query, bytes]:
        """URL parameters and body of a request with that XML; with another key or AppID where a test wants that."""
        return self.server.sealed(xml, nonce=nonce, timestamp=timestamp, aes_key=aes_key, app_id=app_id)

    def verify_url(self, echo: str = ECHO) -> Answer:
        """What the account's server answers when its address is entered; right is 200 and the echo."""
        return self.server.get({**self.signed_query(), "echostr": echo})

    def post(self, query: Query, body: bytes) -> Answer:
        """Posts that once and as it is; raises NoAnswer."""
        return self.server.post(query, body)

    def deliver_at_once(self, xml: str, callbacks: Sequence[str]) -> list[Delivery]:
        """The same message to all these addresses in the same moment, one by one repeated where they fail.

        Its sender sees the first reply, if any.
        """
        barrier = Barrier(len(callbacks))

        def deliver(url: str) -> Delivery:
            barrier.wait()
            return self.server.deliver(xml, url)

        with ThreadPoolExecutor(len(callbacks)) as pool:
            deliveries = list(pool.map(deliver, callbacks))
        if replied := next((one for one in deliveries if one.status == "replied"), None):
            self.show(replied)
        return deliveries
