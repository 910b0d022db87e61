"""Letters spoilt at random, always the same way for the same seed: what fuzzing sends to the callback."""

import os
from collections.abc import Callable
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from tests.channels.callback import ACCOUNT, NOW, OPENID
from tests.emulators.wechat.letters import cdata

THOROUGH = int(os.environ.get("THOROUGH", "1"))
"""`make test THOROUGH=4` sends four times as many: 100,000 to the callback."""

Fields = list[tuple[str, str]]
"""Names, and values as they stand in the XML."""

MESSAGES: dict[str, dict[str, Any]] = {
    "text": {"Content": "您好，我想问问工资"},
    "image": {"PicUrl": "http://127.0.0.1:9/pic/1", "MediaId": "media-1"},
    "voice": {"MediaId": "media-2", "Format": "amr", "Recognition": ""},
    "video": {"MediaId": "media-3", "ThumbMediaId": "media-4"},
    "shortvideo": {"MediaId": "media-3", "ThumbMediaId": "media-4"},
    "location": {"Location_X": "39.9", "Location_Y": "116.4", "Scale": "15", "Label": "北京市"},
    "link": {"Title": "标题", "Description": "说明", "Url": "https://example.com"},
    "file": {"Title": "合同.docx", "FileKey": "key", "FileTotalLen": "1000"},
    "hologram": {"Content": "？"},
}
EVENTS: dict[str, dict[str, Any]] = {
    "subscribe": {"EventKey": "qrscene_unit-2", "Ticket": "t"},
    "unsubscribe": {"EventKey": ""},
    "SCAN": {"EventKey": "unit-2", "Ticket": "t"},
    "CLICK": {"EventKey": "提建议"},
    "VIEW": {"EventKey": "https://example.com", "MenuId": "1"},
    "LOCATION": {"Latitude": "39.9", "Longitude": "116.4"},
    "TEMPLATESENDJOBFINISH": {"MsgID": "1", "Status": "failed:user block"},
    "MASSSENDJOBFINISH": {"MsgID": "2", "Status": "send success", "TotalCount": "9", "SentCount": "8"},
    "subscribe_msg_popup_event": {"SubscribeMsgPopupEvent": "accept"},
    "subscribe_msg_change_event": {"SubscribeMsgChangeEvent": "reject"},
    "subscribe_msg_sent_event": {"SubscribeMsgSentEvent": "43101"},
}
ODD = (
    *("", " ", "\t\n", "0", "-1", "1.5", "1e999", "NaN", "null", "true", "9" * 40, "9" * 5000, "１２３", "٣", "²"),
    *("text", "event", "qrscene_", "scanbarcode|", "/start", "%s%n{0}{}", "../../passwd", "' OR 1=1 --", "http://["),
    *("\u202e", "\u200d", "\ufeff", "\x85", "\x9f", "e\u0301" * 50, "👨‍👩‍👧" * 40, "\U0010ffff", "ﷺ" * 300, "o]]>o"),
)
HUGE = ("长" * 9_000, "9" * 70_000, "😀" * 20_000)
RAW = [
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbf\xbe",
    b"\xc0\xaf",
    b"]]>",
    b"<![CDATA[",
    b"&amp;",
    b"&lt;xml&gt;",
    b"&#0;",
    b"&#xD800;",
    b"&x;",
    b"<!--",
    b"<?xml version='1.0' encoding='gb2312'?>",
    b"<!DOCTYPE xml [<!ENTITY x 'x'>]>",
    b"<a b='c' b='d'>",
    b"<a:b xmlns:a='x'>",
    b"</xml>",
    b"<xml>",
]


def fields(random: Random) -> Fields:
    """The fields of a letter that is all right."""
    head = [("ToUserName", cdata(ACCOUNT)), ("FromUserName", cdata(OPENID)), ("CreateTime", str(NOW))]
    if random.random() < 0.5:
        kind, more = random.choice(list(MESSAGES.items()))
        end = [("MsgId", str(random.randrange(2**60)))]
    else:
        kind, end = "event", []
        name, more = random.choice(list(EVENTS.items()))
        head.append(("Event", cdata(name)))
    inner = [(name, listed(value) if name.startswith("Subscribe") else cdata(value)) for name, value in more.items()]
    return [*head, ("MsgType", cdata(kind)), *inner, *end]


def listed(value: str) -> str:
    status = f"<SubscribeStatusString>{value}</SubscribeStatusString><ErrorCode>{value}</ErrorCode>"
    return f"<List><TemplateId>T1</TemplateId>{status}</List>"


def rendered(given: Fields) -> bytes:
    return f"<xml>{''.join(f'<{name}>{value}</{name}>' for name, value in given)}</xml>".encode()


def drop(_random: Random, given: Fields, at: int) -> None:
    del given[at]


def double(random: Random, given: Fields, at: int) -> None:
    given.insert(random.randrange(len(given) + 1), given[at])


def nest(random: Random, given: Fields, at: int) -> None:
    name, value = given[at]
    deep = random.choice([1, 2, 20] * 30 + [400] * 4 + [3000])
    given[at] = name, "<a>" * deep + value + "</a>" * deep


def replace(random: Random, given: Fields, at: int) -> None:
    value = random.choice(HUGE if random.random() < 0.05 else ODD)
    given[at] = given[at][0], cdata(value) if random.random() < 0.5 else escape(value)


def swap(random: Random, given: Fields, at: int) -> None:
    other = random.randrange(len(given))
    given[at], given[other] = (given[at][0], given[other][1]), (given[other][0], given[at][1])


def rename(random: Random, given: Fields, at: int) -> None:
    name, value = given[at]
    given[at] = random.choice([name.lower(), name.upper(), f"x{name}", "a", "_", "Event", "MsgType", "MsgID"]), value


CHANGES: tuple[Callable[[Random, Fields, int], None], ...] = (drop, double, nest, replace, replace, swap, rename)


def spoilt(random: Random) -> bytes:
    """A letter with some fields changed, and at times some bytes."""
    given = fields(random)
    for _ in range(random.choice([0, 1, 1, 1, 2, 2, 5])):
        if given:
            random.choice(CHANGES)(random, given, random.randrange(len(given)))
    content = rendered(given)
    return scrambled(random, content) if random.random() < 0.4 else content


def scrambled(random: Random, content: bytes) -> bytes:
    """The content with some of its bytes turned, cut, moved, or strange ones among them."""
    changed = bytearray(content)
    for _ in range(random.choice([1, 1, 1, 2, 3, 8])):
        start = random.randrange(len(changed) + 1)
        end = min(len(changed), start + random.choice([1, 1, 4, 16, 200]))
        match random.randrange(6):
            case 0 if start < end:
                changed[start] ^= 1 << random.randrange(8)
            case 1:
                del changed[start:end]
            case 2:
                del changed[start:]
            case 3:
                changed[start:start] = changed[start:end] * random.choice([1, 2, 20])
            case 4:
                changed[start:start] = random.choice(RAW)
            case 5:
                changed[start:end] = random.randbytes(end - start)
    return bytes(changed)


def strange(random: Random) -> str:
    """A word for a URL."""
    return random.choice([*ODD, "%", "%ff", "%00", "+", "&", "=", "😀", str(random.randrange(2**70))])[:6000]
