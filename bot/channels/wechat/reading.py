"""What WeChat's messages and events mean to us."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final

from wechatpy import parse_message
from wechatpy.events import (
    BaseEvent,
    ClickEvent,
    ScanEvent,
    SubscribeEvent,
    SubscribeScanEvent,
)
from wechatpy.messages import BaseMessage, ImageMessage, LinkMessage, LocationMessage, TextMessage, VoiceMessage

from bot.channels.wechat.gate import text_of
from bot.messages import Allowance

A_MESSAGE: Final = Allowance(messages=5, seconds=48 * 3600)
"""So much may be sent unasked after a member's message (since 2023-06-12)."""

A_TAP: Final = Allowance(messages=3, seconds=60)
"""After a tap in the menu, a scan, or a member's following us."""

LONGEST_ID: Final = 32
"""Digits of a message's id; longer ones are not WeChat's."""

LONGEST_NAME: Final = 64
"""Characters of an open id."""

FILE: Final = "微信不让公众号下载聊天里的文件。请拍照或截图发来，或者在网页里上传；前面填好的都还在。"

SCENE: Final = "/start {scene}"
"""What a scene is to the engine: the same words that a link of Telegram's brings."""


class Kind(Enum):
    """What to do with what came in."""

    TALK = auto()
    """A turn of the conversation."""
    LEFT = auto()
    """They do not follow us any more."""
    TEMPLATE_REPORT = auto()
    """What became of a template message."""
    MASS_REPORT = auto()
    """What became of a mass message."""
    PERMISSION = auto()
    """They allowed, or no longer allow, a subscription message; or one was sent."""
    NOTHING = auto()
    """Nothing to answer."""


@dataclass(frozen=True)
class Media:
    """An attachment that lies at WeChat's for three days: its kind, its id, and for pictures an open address."""

    kind: str
    media_id: str
    url: str = ""


@dataclass(frozen=True)
class Heard:
    """One message or event: who sent it to whom, its id (the same in a repeat), and what it says."""

    kind: Kind
    openid: str
    account: str
    id: str
    text: str = ""
    media: Media | None = None
    unreadable: str = ""
    missing: str = ""
    allowance: Allowance | None = None
    fields: dict[str, Any] = field(default_factory=dict)


def read(xml: str) -> Heard | None:
    """What a message means; None where it is not one of WeChat's."""
    try:
        message = parse_message(xml)
        openid, account, fields = message.source, message.target, message._data  # noqa: SLF001 - as parsed, once
    except Exception:  # noqa: BLE001 - the library raises what it likes on odd input: KeyError, AttributeError, ExpatError …
        return None
    if not (_plain(openid) and _plain(account)):
        return None
    if isinstance(message, BaseEvent) or fields.get("MsgType") == "event":
        return _event(message, fields, openid, account)
    number = text_of(fields, "MsgId")
    if not number.isdecimal() or len(number) > LONGEST_ID:
        return None
    said = _said(message, fields)
    return Heard(Kind.TALK, openid, account, number, allowance=A_MESSAGE, fields=fields, **said)


def _said(message: BaseMessage, fields: dict[str, Any]) -> dict[str, Any]:
    """What a message says: text, media, or the name of what we cannot read."""
    match message:
        case TextMessage():
            return {"text": text_of(fields, "Content")}
        case LocationMessage():
            place, where = text_of(fields, "Label"), f"{text_of(fields, 'Location_X')}，{text_of(fields, 'Location_Y')}"
            return {"text": f"{place}（坐标 {where}）" if place else f"坐标 {where}"}
        case LinkMessage():
            parts = (text_of(fields, name) for name in ("Title", "Description", "Url"))
            return {"text": "\n".join(filter(None, parts))}
    return _attached(message, fields)


def _attached(message: BaseMessage, fields: dict[str, Any]) -> dict[str, Any]:
    """What is attached, or that we cannot have it."""
    media_id = text_of(fields, "MediaId")
    if isinstance(message, ImageMessage):
        return {"media": Media("image", media_id, text_of(fields, "PicUrl"))}
    if isinstance(message, VoiceMessage) and media_id:
        return {"media": Media("voice", media_id), "unreadable": "语音"}
    if fields.get("MsgType") in {"video", "shortvideo"} and media_id:
        return {"media": Media("video", media_id)}
    if fields.get("MsgType") == "file":
        return {"missing": FILE}
    return {"unreadable": "这种消息"}


def _event(message: BaseMessage, fields: dict[str, Any], openid: str, account: str) -> Heard | None:
    """An event has no id of its own: who, when, what, and about what tell it from others."""
    name, key, when = text_of(fields, "Event"), text_of(fields, "EventKey"), text_of(fields, "CreateTime")
    if not name or not when.isdecimal() or len(when) > LONGEST_ID:
        return None
    about = key or text_of(fields, "MsgID") or text_of(fields, "MsgId")
    number = hashlib.sha256(f"{when}\n{name.lower()}\n{about}".encode()).hexdigest()[:32]

    def heard(kind: Kind, **what: Any) -> Heard:  # noqa: ANN401 - the fields of Heard
        return Heard(kind, openid, account, number, fields=fields, **what)

    return _known_event(message, name.lower(), key, heard)


_REPORTS: Final = {
    "unsubscribe": Kind.LEFT,
    "templatesendjobfinish": Kind.TEMPLATE_REPORT,
    "masssendjobfinish": Kind.MASS_REPORT,
    "subscribe_msg_popup_event": Kind.PERMISSION,
    "subscribe_msg_change_event": Kind.PERMISSION,
    "subscribe_msg_sent_event": Kind.PERMISSION,
}


def _known_event(message: BaseMessage, name: str, key: str, heard: Callable[..., Heard]) -> Heard:
    match message:
        case SubscribeScanEvent() | ScanEvent():
            scene = key.removeprefix("qrscene_")
            return heard(Kind.TALK, text=SCENE.format(scene=scene).strip(), allowance=A_TAP)
        case SubscribeEvent():
            return heard(Kind.TALK, text="/start", allowance=A_TAP)
        case ClickEvent() if key:
            return heard(Kind.TALK, text=key, allowance=A_TAP)
    return heard(_REPORTS.get(name, Kind.NOTHING))


def _plain(value: object) -> bool:
    """Whether it is a name that can stand in our answer."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable() and "]]>" not in value
