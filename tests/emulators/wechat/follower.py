"""A person with WeChat: what they do reaches the account's server, what they get to see stands in `received`."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.emulators.wechat import letters
from tests.emulators.wechat.callback import Delivery
from tests.emulators.wechat.windows import Windows

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

Kind = Literal["passive", "customer-service", "template", "subscription", "mass", "preview", "outage"]


@dataclass(frozen=True)
class Received:
    """What a follower reads on the screen. `at` is by the platform's clock, in seconds; `data` the call's own JSON."""

    kind: Kind
    text: str
    at: float
    msgid: int | None = None
    msgtype: str = "text"
    data: dict[str, Any] = field(default_factory=dict)


class Stranger(Exception):
    """Who does not follow the account can send it nothing."""


class Follower:
    """One openid. Every act is delivered as WeChat does and gives back how that went."""

    def __init__(self, account: "Account", openid: str, *, following: bool = True) -> None:
        self._account = account
        self.openid = openid
        self.following = following
        self.followed_at = account.clock()
        self.scene = ""
        self.blocked = False
        """Whether the person refuses the account's messages (拒收), though following."""
        self.tags: set[int] = set()
        self.received: list[Received] = []
        self.windows = Windows()
        self.permissions: Counter[str] = Counter()
        """Notifications allowed, by template_id."""

    def follows(self, scene: str = "") -> Delivery:
        """Follows, by the QR code of a scene where one is given."""
        with self._account.lock:
            self.following, self.followed_at, self.scene = True, self._account.clock(), scene
            self.windows.acted(self._account.clock())
        if not scene:
            return self._event("subscribe", EventKey="")
        return self._event("subscribe", EventKey=f"qrscene_{scene}", Ticket=self._account.qrcodes.ticket(scene))

    def leaves(self) -> Delivery:
        """Stops following."""
        with self._account.lock:
            self.following = False
            self.windows = Windows()
        return self._event("unsubscribe", EventKey="")

    def scans(self, scene: str) -> Delivery:
        """Scans the QR code of a scene; who did not follow before does so by it."""
        if not self.following:
            return self.follows(scene)
        with self._account.lock:
            self.windows.acted(self._account.clock())
        return self._event("SCAN", EventKey=scene, Ticket=self._account.qrcodes.ticket(scene))

    def taps(self, key: str) -> Delivery:
        """Taps a menu button of type click."""
        self._must_follow()
        with self._account.lock:
            self.windows.acted(self._account.clock())
        return self._event("CLICK", EventKey=key)

    def views(self, url: str) -> Delivery:
        """Taps a menu button of type view; that opens no window."""
        self._must_follow()
        return self._event("VIEW", EventKey=url, MenuId="")

    def says(self, text: str) -> Delivery:
        """Types and sends."""
        return self._message("text", Content=text)

    def chooses(self, option: str, text: str) -> Delivery:
        """Taps an option of a menu message (msgmenu)."""
        return self._message("text", Content=text, bizmsgmenuid=option)

    def sends_image(self, content: bytes) -> Delivery:
        """Sends a picture: a MediaId, and a PicUrl that this server answers."""
        media_id = self._account.media.add("image", content, self._account.clock())
        return self._message("image", PicUrl=f"{self._account.api_base}/pic/{media_id}", MediaId=media_id)

    def sends_voice(self, content: bytes) -> Delivery:
        """Sends a voice message; its Recognition comes back empty, as it does now."""
        add, now = self._account.media.add, self._account.clock()
        fields = {"MediaId": add("voice", content, now), "MediaId16K": add("voice", content, now)}
        return self._message("voice", **fields, Format="amr", Recognition="")

    def sends_video(self, content: bytes) -> Delivery:
        """Sends a video."""
        add, now = self._account.media.add, self._account.clock()
        return self._message("video", MediaId=add("video", content, now), ThumbMediaId=add("thumb", b"", now))

    def sends_location(self, latitude: float, longitude: float, label: str) -> Delivery:
        """Sends a place on the map."""
        return self._message("location", Location_X=latitude, Location_Y=longitude, Scale=15, Label=label)

    def sends_link(self, title: str, description: str, url: str) -> Delivery:
        """Forwards an article."""
        return self._message("link", Title=title, Description=description, Url=url)

    def sends_file(self, name: str, size: int) -> Delivery:
        """Sends a file. The documentation does not know the type: it comes without a MediaId, so none can fetch it."""
        digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
        return self._message(
            "file", Title=name, Description="", FileKey=f"key-{digest}", FileMd5=digest, FileTotalLen=size
        )

    def allows(self, template_id: str) -> Delivery:
        """Allows one notification of that template, in an article or a page."""
        with self._account.lock:
            self.permissions[template_id] += 1
        return self._popup(template_id, "accept")

    def refuses(self, template_id: str) -> Delivery:
        """Is asked to allow a notification, and does not."""
        return self._popup(template_id, "reject")

    def stops(self, template_id: str) -> Delivery:
        """Switches that template's notifications off."""
        with self._account.lock:
            del self.permissions[template_id]
        status = {"TemplateId": template_id, "SubscribeStatusString": "reject"}
        return self._event("subscribe_msg_change_event", SubscribeMsgChangeEvent={"List": [status]})

    def draft(self, text: str) -> str:
        """A text message that is written but not delivered: its XML, for WeChatPlatform.deliver."""
        return self._letter("text", {"Content": text, "MsgId": self._account.new_msgid()})

    def waits(self, count: int, timeout: float = 10) -> list[Received]:
        """What was received, once that is `count` or more; raises TimeoutError after `timeout` seconds."""
        with self._account.changed:
            if not self._account.changed.wait_for(lambda: len(self.received) >= count, timeout):
                raise TimeoutError(f"{len(self.received)} of {count} received: {self.received}")
            return list(self.received)

    def _popup(self, template_id: str, status: str) -> Delivery:
        answer = {"TemplateId": template_id, "SubscribeStatusString": status, "PopupScene": 2}
        return self._event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": [answer]})

    def _must_follow(self) -> None:
        if not self.following:
            raise Stranger(self.openid)

    def _letter(self, msgtype: str, fields: dict[str, Any]) -> str:
        return letters.letter(self._account.original_id, self.openid, int(self._account.clock()), msgtype, fields)

    def _message(self, msgtype: str, **fields: Any) -> Delivery:
        self._must_follow()
        with self._account.lock:
            self.windows.wrote(self._account.clock())
        return self._account.deliver(self._letter(msgtype, {**fields, "MsgId": self._account.new_msgid()}))

    def _event(self, event: str, **fields: Any) -> Delivery:
        return self._account.deliver(self._letter("event", {"Event": event, **fields}))
