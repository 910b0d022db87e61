"""Reads what the account's server answered to a callback, as strictly as WeChat may (被动回复用户消息)."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from tests.emulators.wechat.sealing import Seal, Unsealable, signature

LONGEST = 2048
"""Bytes of a text reply; more and the follower reads of an outage."""

ACKNOWLEDGED = (b"", b"success")


class Malformed(Exception):
    """An answer that makes WeChat show the outage."""


@dataclass(frozen=True)
class Reply:
    """A passive reply; `text` is its Content, or what a follower would see in brackets."""

    msgtype: str
    text: str
    xml: str


@dataclass(frozen=True)
class Expected:
    """What a right answer must fit: the account's token and seal (none in plain mode), the two names, the media."""

    token: str
    seal: Seal | None
    follower: str
    account: str
    media: Container[str]


def read(body: bytes, expected: Expected) -> Reply | None:
    """The reply, None where the message was only acknowledged; raises Malformed."""
    if body in ACKNOWLEDGED:
        return None
    root = _parsed(body)
    xml = body.decode()
    if expected.seal:
        xml = _unsealed(root, expected.token, expected.seal)
        root = _parsed(xml.encode())
    if expected.follower and (_text(root, "ToUserName"), _text(root, "FromUserName")) != (
        expected.follower,
        expected.account,
    ):
        raise Malformed("ToUserName and FromUserName are not those of the message, turned round")
    if not _text(root, "CreateTime").isdecimal():
        raise Malformed("CreateTime is no number")
    return _reply(root, xml, expected.media)


def _parsed(body: bytes) -> ET.Element:
    try:
        root = ET.fromstring(body.decode())  # noqa: S314 - an emulator for tests, strictly what the standard library takes
    except (ET.ParseError, UnicodeDecodeError, ValueError) as error:
        raise Malformed(f"no XML: {error}") from error
    if root.tag != "xml":
        raise Malformed(f"<{root.tag}> instead of <xml>")
    return root


def _unsealed(root: ET.Element, token: str, seal: Seal) -> str:
    sealed, given = _text(root, "Encrypt"), _text(root, "MsgSignature")
    if signature(token, _text(root, "TimeStamp"), _text(root, "Nonce"), sealed) != given:
        raise Malformed("wrong MsgSignature")
    try:
        return seal.open(sealed)
    except Unsealable as error:
        raise Malformed(f"cannot be unsealed: {error}") from error


def _text(root: ET.Element, path: str) -> str:
    found = root.findtext(path)
    if not found:
        raise Malformed(f"no {path}")
    return found


def _reply(root: ET.Element, xml: str, media: Container[str]) -> Reply | None:
    msgtype = _text(root, "MsgType")
    if msgtype == "transfer_customer_service":
        return None
    if msgtype not in READERS:
        raise Malformed(f"MsgType {msgtype} cannot be replied")
    return Reply(msgtype, READERS[msgtype](root, media), xml)


def _content(root: ET.Element, media: Container[str]) -> str:  # noqa: ARG001 - one signature for all readers
    content = _text(root, "Content")
    if len(content.encode()) > LONGEST:
        raise Malformed(f"Content of more than {LONGEST} bytes")
    return content


def _medium(name: str) -> Callable[[ET.Element, Container[str]], str]:
    def shown(root: ET.Element, media: Container[str]) -> str:
        media_id = _text(root, f"{name}/MediaId")
        if media_id not in media:
            raise Malformed(f"MediaId {media_id} is unknown")
        return f"[{name.lower()} {media_id}]"

    return shown


def _news(root: ET.Element, media: Container[str]) -> str:  # noqa: ARG001 - one signature for all readers
    items = root.findall("Articles/item")
    if not items or str(len(items)) != _text(root, "ArticleCount"):
        raise Malformed("ArticleCount is not the number of articles")
    return "\n".join(f"[{_text(item, 'Title')}] {_text(item, 'Url')}" for item in items)


READERS: dict[str, Callable[[ET.Element, Container[str]], str]] = {
    "text": _content,
    "image": _medium("Image"),
    "voice": _medium("Voice"),
    "video": _medium("Video"),
    "news": _news,
}
