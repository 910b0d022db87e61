"""Events that are no talk: who left, and what became of what we sent."""

from typing import Any, Final

from bot.channels.wechat.codes import SPENT
from bot.channels.wechat.gate import text_of
from bot.channels.wechat.ports import Ledger, Report
from bot.channels.wechat.reading import Heard, Kind
from bot.messages import Address

NUDGE: Final = {"thing1": "您有新的回复", "thing2": "请在公众号里随便回一句，就能看到"}
"""What the template message says. The template's fields are chosen so: docs/wechat.md."""

CHANGES: Final = {"accept": 1, "reject": 0}


def take(ledger: Ledger, channel: str, heard: Heard) -> None:
    """Write down what an event tells."""
    address = Address(channel, heard.openid)
    match heard.kind:
        case Kind.LEFT:
            ledger.left(address)
        case Kind.TEMPLATE_REPORT if "block" in text_of(heard.fields, "Status"):
            ledger.left(address)
        case Kind.MASS_REPORT:
            ledger.finished(_report(heard.fields))
        case Kind.PERMISSION:
            for template, change in _permissions(heard.fields):
                ledger.permit(address, template, change)


def _report(fields: dict[str, Any]) -> Report:
    return Report(
        (text_of(fields, "MsgID") or text_of(fields, "MsgId"))[:64],
        text_of(fields, "Status")[:60],
        _count(fields, "TotalCount"),
        _count(fields, "FilterCount"),
        _count(fields, "SentCount"),
        _count(fields, "ErrorCount"),
    )


def _count(fields: dict[str, Any], name: str) -> int:
    value = text_of(fields, name)
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0  # noqa: PLR2004


def _permissions(fields: dict[str, Any]) -> list[tuple[str, int]]:
    """Template and change, for each item of the event's list: allowed 1; refused, or refused when one was sent, 0."""
    found: list[tuple[str, int]] = []
    for name in ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent"):
        part = fields.get(name)
        items = part.get("List") if isinstance(part, dict) else None
        for item in items if isinstance(items, list) else [items]:
            if not isinstance(item, dict) or not (template := text_of(item, "TemplateId")):
                continue
            if name == "SubscribeMsgSentEvent":
                found += [(template[:64], 0)] if text_of(item, "ErrorCode") == str(SPENT) else []
            elif (change := CHANGES.get(text_of(item, "SubscribeStatusString"))) is not None:
                found.append((template[:64], change))
    return found
