"""One Official Account as the platform knows it: who follows, what it sent and may send, where its server is."""

import secrets
import string
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from threading import Condition, RLock
from typing import Any

from tests.emulators.wechat import letters
from tests.emulators.wechat.callback import Callback, Delivery
from tests.emulators.wechat.calls import AccountKind, Json
from tests.emulators.wechat.codes import Refused
from tests.emulators.wechat.faults import Faults
from tests.emulators.wechat.follower import Follower, Received
from tests.emulators.wechat.mass import Book
from tests.emulators.wechat.media import Shelf
from tests.emulators.wechat.qrcodes import Codes
from tests.emulators.wechat.reports import Reports
from tests.emulators.wechat.templates import Templates
from tests.emulators.wechat.tokens import Tokens

OUTAGE = "该公众号暂时无法提供服务，请稍后再试"
"""What a follower reads when the account's server fails; newer versions of WeChat say 该公众号提供的服务出现故障."""

LETTERS = string.ascii_letters + string.digits + "-_"


class Account:
    """The state. Whoever reads or changes it from several threads holds `lock`; `changed` tells of every message."""

    def __init__(
        self,
        *,
        app_id: str,
        app_secret: str,
        kind: AccountKind,
        clock: Callable[[], float],
        templates: Mapping[str, Sequence[str]],
    ) -> None:
        self.app_id, self.app_secret, self.kind, self.clock = app_id, app_secret, kind, clock
        self.original_id = f"gh_{secrets.token_hex(6)}"
        self.operator = new_openid()
        self.lock = RLock()
        self.changed = Condition(self.lock)
        self.followers: dict[str, Follower] = {}
        self.watchers: list[Callable[[Follower, Received], None]] = []
        self.api_base = ""
        self.videos_inline = False
        """Whether media/get gives a video itself, as some accounts are reported to get it, or its address."""
        self.menu: Json | None = None
        self.media, self.qrcodes, self.tokens, self.mass = Shelf(), Codes(), Tokens(), Book()
        self.templates = Templates({name: tuple(fields) for name, fields in templates.items()})
        self.faults, self.reports = Faults(), Reports()
        self.server: Callback
        self._msgids = count(secrets.randbelow(2**40) + 2**54)

    def follower(self, openid: str = "", *, following: bool = True) -> Follower:
        """The person of that openid, a new one where there is none yet: one who followed long ago, or never did."""
        openid = openid or new_openid()
        with self.lock:
            if openid not in self.followers:
                self.followers[openid] = Follower(self, openid, following=following)
            return self.followers[openid]

    def known(self, openid: Any) -> Follower:
        """The person of that openid; raises Refused 40003."""
        found = self.followers.get(openid) if isinstance(openid, str) else None
        if found is None:
            raise Refused(40003)
        return found

    def new_msgid(self) -> int:
        """A number that no other message has (64 bits)."""
        return next(self._msgids)

    def hand(self, follower: Follower, received: Received) -> None:
        """Shows the follower something."""
        with self.changed:
            follower.received.append(received)
            self.changed.notify_all()
        for watch in self.watchers:
            watch(follower, received)

    def deliver(self, xml: str, *, shown: bool = True) -> Delivery:
        """Posts a message or event to the account's server; `shown`: its sender sees the reply or the outage."""
        delivery = self.server.deliver(xml)
        if shown:
            self.show(delivery)
        return delivery

    def event(self, openid: str, event: str, **fields: Any) -> Delivery:
        """Delivers an event that the follower did not cause, so sees nothing of."""
        head = {"Event": event, **fields}
        return self.deliver(letters.letter(self.original_id, openid, int(self.clock()), "event", head), shown=False)

    def show(self, delivery: Delivery) -> None:
        """What a delivery makes its sender see; who has left sees nothing."""
        follower = self.followers.get(letters.named(delivery.xml)[1])
        if follower is None or not follower.following or delivery.status == "acknowledged":
            return
        now, number = self.clock(), letters.number(delivery.xml)
        if delivery.status == "outage":
            self.hand(follower, Received("outage", OUTAGE, now, number))
            return
        with self.lock:
            follower.windows.contact = now
        self.hand(follower, Received("passive", delivery.reply_text or "", now, number, delivery.msgtype))


def new_openid() -> str:
    """28 characters, the first an o."""
    return "o" + "".join(secrets.choice(LETTERS) for _ in range(27))
