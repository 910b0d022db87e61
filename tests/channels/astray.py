"""Letters that are not from WeChat, and letters of WeChat's that mean nothing to us."""

import base64

from tests.channels.callback import (
    ACCOUNT,
    NOW,
    OPENID,
    SALT,
    Envelope,
    ciphered,
    event,
    message,
    plain,
    safe,
    sealed,
    signed,
)
from tests.emulators.wechat.letters import letter

WHO = f"<ToUserName>{ACCOUNT}</ToUserName><FromUserName>{OPENID}</FromUserName><CreateTime>{NOW}</CreateTime>"
TEXT = "<MsgType>text</MsgType><Content>您好</Content>"
LAUGHS = (
    "<!DOCTYPE xml ["
    '<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + f"]><xml>{WHO}<MsgType>text</MsgType><MsgId>1</MsgId><Content>&i;</Content></xml>"
)
XXE = (
    '<!DOCTYPE xml [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    f"<xml>{WHO}<MsgType>text</MsgType><MsgId>1</MsgId><Content>&file;</Content></xml>"
)
TALK = sealed(message())


def broken(size: int) -> str:
    """The sealed letter cut to so many bytes."""
    return base64.b64encode(base64.b64decode(TALK)[:size]).decode()


def flipped(at: int) -> str:
    """The sealed letter with one bit turned."""
    content = bytearray(base64.b64decode(TALK))
    content[at] ^= 1
    return base64.b64encode(bytes(content)).decode()


def enveloped(inner: str) -> str:
    return f"<xml><ToUserName>{ACCOUNT}</ToUserName>{inner}</xml>"


def padded_with(last: int) -> str:
    """Three blocks whose last byte says that so many bytes are padding."""
    return base64.b64encode(ciphered(SALT * 5 + SALT[1:] + bytes([last]))).decode()


FORGED: dict[str, Envelope] = {
    "a wrong signature": safe(TALK).but(msg_signature="0" * 40),
    "a signature in capitals": safe(TALK).but(msg_signature=safe(TALK).query["msg_signature"].upper()),
    "a signature of other letters": safe(TALK).but(msg_signature="签名"),
    "no signature": safe(TALK).but(without="msg_signature"),
    "the plain mode's signature": safe(TALK).but(msg_signature=signed()["signature"]),
    "another account's token": safe(TALK, token="gongyouToken2"),
    "no timestamp": safe(TALK).but(without="timestamp"),
    "no nonce": safe(TALK).but(without="nonce"),
    "a timestamp that is too old": safe(TALK, at=NOW - 301),
    "a timestamp of the future": safe(TALK, at=NOW + 301),
    "an empty timestamp": safe(TALK, at=""),
    "a timestamp with a sign": safe(TALK, at=f"+{NOW}"),
    "a timestamp with a fraction": safe(TALK, at=f"{NOW}.0"),
    "a timestamp in other digits": safe(TALK, at="".join(chr(ord(digit) + 0xFEE0) for digit in str(NOW))),
    "a timestamp beyond measure": safe(TALK, at="9" * 128),
    "a timestamp beyond Python's own limit": safe(TALK, at="9" * 5000),
    "a nonce beyond measure": safe(TALK, nonce="1" * 129),
    "another account's AppID": safe(sealed(message(), app_id="wx9999999999999999")),
    "no AppID": safe(sealed(message(), app_id="")),
    "an unknown key": safe(sealed(message(), key="Z" * 43)),
    "a text without its last block": safe(broken(-16)),
    "a text cut within a block": safe(broken(-5)),
    "one block": safe(broken(16)),
    "no block": safe(broken(0)),
    "a text cut within base64": safe(TALK[:-3]),
    "no base64": safe("一二三四"),
    "a bit turned in the length": safe(flipped(1)),
    "a bit turned in the last block": safe(flipped(-1)),
    "a text changed after it was signed": Envelope(safe(TALK).query, safe(flipped(40)).body),
    "a length beyond the text": safe(sealed(message(), size=10_000)),
    "a length beyond measure": safe(sealed(message(), size=2**32 - 1)),
    "a length of nothing": safe(sealed(message(), size=0)),
    "no padding": safe(padded_with(0)),
    "more padding than text": safe(padded_with(255)),
    "a text that is no UTF-8": safe(sealed(b"<xml>\xff\xfe</xml>")),
    "an open letter": plain(message()),
    "an open letter said to be sealed": plain(message()).but(**safe(TALK).query),
    "a sealed letter said to be open": safe(TALK).but(without="encrypt_type"),
    "another kind of seal": safe(TALK).but(encrypt_type="raw"),
    "two sealed texts": safe(TALK, enveloped(f"<Encrypt>{TALK}</Encrypt><Encrypt>{TALK}</Encrypt>")),
    "a sealed text within another field": safe(TALK, enveloped(f"<Encrypt><a>{TALK}</a></Encrypt>")),
    "a field too many": safe(TALK, enveloped(f"<Encrypt>{TALK}</Encrypt>" + "<a/>" * 1000)),
    "an empty sealed text": safe("", enveloped("<Encrypt></Encrypt>")),
    "a body of nothing": Envelope(safe(TALK).query, b""),
    "a body of blanks": Envelope(safe(TALK).query, b"  \n"),
    "a body that is no UTF-8": Envelope(safe(TALK).query, b"<xml><Encrypt>\xff</Encrypt></xml>"),
    "a body of JSON": Envelope(safe(TALK).query, b'{"Encrypt": "x"}'),
    "entities in the envelope": safe("哈" * 10, LAUGHS),
    "a file in the envelope": safe("x", XXE.replace("Content>", "Encrypt>")),
}
"""None of these is WeChat's word to this account in the safe mode."""

MEANINGLESS: dict[str, str | bytes] = {
    "billion laughs": LAUGHS,
    "a file": XXE,
    "a document type": f"<!DOCTYPE xml><xml>{WHO}<MsgType>text</MsgType></xml>",
    "no letter": b"\0",
    "words": "您好",
    "blanks": "  \n ",
    "JSON": '{"MsgType": "text"}',
    "half a letter": message()[:-20],
    "two letters": message() * 2,
    "another root": message().replace("xml>", "html>"),
    "an empty root": "<xml/>",
    "a root of words": "<xml>您好</xml>",
    "a control character": message(Content="a\x0bb"),
    "half a character": message(Content="A").encode().replace(b"A", b"&#xD83D;"),
    "no sender": f"<xml><ToUserName>{ACCOUNT}</ToUserName>{TEXT}<MsgId>1</MsgId></xml>",
    "no account": f"<xml><FromUserName>{OPENID}</FromUserName>{TEXT}<MsgId>1</MsgId></xml>",
    "no type": f"<xml>{WHO}<Content>您好</Content><MsgId>1</MsgId></xml>",
    "no number": message(MsgId=None),
    "two senders": f"<xml>{WHO}<FromUserName>o2</FromUserName>{TEXT}<MsgId>1</MsgId></xml>",
    "two accounts": f"<xml>{WHO}<ToUserName>gh_2</ToUserName>{TEXT}<MsgId>1</MsgId></xml>",
    "two types": f"<xml>{WHO}<MsgType>event</MsgType>{TEXT}<MsgId>1</MsgId></xml>",
    "two numbers": f"<xml>{WHO}{TEXT}<MsgId>1</MsgId><MsgId>2</MsgId></xml>",
    "an empty sender": letter(ACCOUNT, "", NOW, "text", {"Content": "您好", "MsgId": 1}),
    "a long sender": letter(ACCOUNT, "o" * 65, NOW, "text", {"Content": "您好", "MsgId": 1}),
    "a sender of control characters": letter(ACCOUNT, "o\x85o", NOW, "text", {"Content": "您好", "MsgId": 1}),
    "a sender that ends a CDATA section": letter(ACCOUNT, "o]]>o", NOW, "text", {"Content": "您好", "MsgId": 1}),
    "a sender with parts": f"<xml>{WHO}{TEXT}<MsgId>1</MsgId></xml>".replace(OPENID, "<a>o</a>"),
    "a number of letters": message(MsgId="abc"),
    "a negative number": message(MsgId=-1),
    "a number beyond measure": message(MsgId="9" * 33),
    "an empty number": message(MsgId=""),
    "a number with parts": message(MsgId={"a": 1}),
    "a type with parts": letter(ACCOUNT, OPENID, NOW, "text", {}).replace("text", "]]><a>text</a><![CDATA["),
    "an event without a name": letter(ACCOUNT, OPENID, NOW, "event", {"EventKey": "x"}),
    "an event of no time": event("subscribe").replace(f"<CreateTime>{NOW}</CreateTime>", ""),
    "an event with two names": event("subscribe", more="x").replace("more", "Event"),
    "an event whose key has parts": event("subscribe", EventKey={"a": "qrscene_1"}),
    "an event that nobody knows": event("moon_landing", EventKey="x"),
    "a tap without a word": event("CLICK", EventKey=""),
    "a tap that opens a page": event("VIEW", EventKey="https://example.com"),
    "a place by itself": event("LOCATION", Latitude=39.9, Longitude=116.4, Precision=1),
    "an event of a device": letter(ACCOUNT, OPENID, NOW, "device_event", {"Event": "bind", "DeviceID": "x"}),
    "a card": event("user_get_card", CardId="x"),
}
"""WeChat may say these, or somebody who has its keys: they are acknowledged, and nothing comes of them."""
