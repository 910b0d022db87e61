"""What WeChat posts to the account's server: messages and events as XML (接收普通消息, 接收事件推送)."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET


def letter(to: str, sender: str, at: int, msgtype: str, fields: Mapping[str, Any]) -> str:
    """The XML: strings stand in CDATA, numbers plain, mappings nest, lists repeat their tag."""
    head = {"ToUserName": to, "FromUserName": sender, "CreateTime": at, "MsgType": msgtype}
    return _element("xml", {**head, **fields})


def named(xml: str) -> tuple[str, str]:
    """Who receives and who sent a letter, two empty strings where it does not say: (ToUserName, FromUserName)."""
    try:
        root = ET.fromstring(xml)  # noqa: S314 - the emulator's own, or a test's
    except ET.ParseError:
        return "", ""
    return root.findtext("ToUserName", ""), root.findtext("FromUserName", "")


def number(xml: str) -> int | None:
    """The MsgId of a message; events have none."""
    try:
        return int(ET.fromstring(xml).findtext("MsgId", ""))  # noqa: S314 - the emulator's own, or a test's
    except (ET.ParseError, ValueError):
        return None


def cdata(text: str) -> str:
    """The text as CDATA, whatever it holds."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _element(tag: str, value: Any) -> str:
    match value:
        case Mapping():
            inner = "".join(_element(key, one) for key, one in value.items())
        case list():
            return "".join(_element(tag, one) for one in value)
        case int() | float():
            inner = str(value)
        case _:
            inner = cdata(str(value))
    return f"<{tag}>{inner}</{tag}>"
