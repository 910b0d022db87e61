"""Who may come in: signatures, their age, and the sealed envelope of the safe mode.

Nothing in here is logged, and what is not genuine is answered without a word about why.
"""

import binascii
import hmac
import secrets
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers.expat import ExpatError

import xmltodict
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException
from wechatpy.utils import WeChatSigner

FRESH: Final = 300
"""Seconds that a request's timestamp may be off, either way."""

LONGEST_PART: Final = 128
"""Characters of a nonce or timestamp."""

LARGEST_BODY: Final = 256 * 1024
"""Bytes of one request: many times WeChat's longest message."""

MOST_TAGS: Final = 1000
"""Angle brackets of an envelope, which has dozens: tens of thousands take long to read, and anyone may send it."""


class Shut(Exception):
    """This did not come from WeChat, or not just now, or not for this account."""


@dataclass(frozen=True)
class Letter:
    """A genuine message, as XML, and the way to seal the answer: with the key that opened it."""

    xml: str
    crypto: WeChatCrypto | None

    def seal(self, answer: str) -> str:
        """The answer as WeChat wants it."""
        if self.crypto is None or not answer:
            return answer
        sealed: str = self.crypto.encrypt_message(answer, secrets.token_hex(8), str(int(time.time())))
        return sealed


class Gate:
    """Opens what WeChat sends to one account. `keys`: the AES keys in use, the current one first; none: plain mode."""

    def __init__(
        self, app_id: str, token: str, keys: Sequence[str] = (), clock: Callable[[], float] = time.time
    ) -> None:
        self.app_id, self.token, self.clock = app_id, token, clock
        self.cryptos = tuple(WeChatCrypto(token, key, app_id) for key in keys)

    def greet(self, query: Mapping[str, str]) -> str:
        """Answer the check of our address; raises Shut."""
        self._check(query, "signature")
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes) -> Letter:
        """The message in a request; raises Shut where any of it is not genuine."""
        if not self.cryptos:
            self._check(query, "signature")
            return Letter(_text(body), None)
        if query.get("encrypt_type") != "aes" or body.count(b"<") > MOST_TAGS:
            raise Shut
        if not (encrypted := text_of(_parsed(_text(body)), "Encrypt")):
            raise Shut
        self._check(query, "msg_signature", encrypted)
        for crypto in self.cryptos:
            try:
                return Letter(PrpCrypto(crypto.key).decrypt(encrypted, self.app_id), crypto)
            except (ValueError, struct.error, binascii.Error, IndexError, OverflowError, InvalidAppIdException):
                continue  # not this key, not this account, or broken: UnicodeDecodeError is a ValueError
        raise Shut

    def _check(self, query: Mapping[str, str], name: str, *more: str) -> None:
        """A signature over token, timestamp, nonce (and the sealed text), and a timestamp of just now."""
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not timestamp.isdecimal() or not timestamp.isascii() or max(len(timestamp), len(nonce)) > LONGEST_PART:
            raise Shut
        signer = WeChatSigner()
        signer.add_data(self.token, timestamp, nonce, *more)
        if not hmac.compare_digest(signer.signature.encode(), query.get(name, "").encode(errors="replace")):
            raise Shut
        if abs(self.clock() - int(timestamp)) > FRESH:
            raise Shut


def _parsed(xml: str) -> dict[str, Any]:
    """The fields of an envelope; empty where it is no XML of WeChat's kind. Entities are refused by the library."""
    try:
        fields = xmltodict.parse(xml, disable_entities=True)
    except (ExpatError, ValueError, RecursionError, TypeError, AttributeError):
        return {}
    inner = fields.get("xml") if isinstance(fields, dict) else None
    return inner if isinstance(inner, dict) else {}


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """A field's words; none where it is missing, or has parts (how deep they go, nobody knows)."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Shut from None
