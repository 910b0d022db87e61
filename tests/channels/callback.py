"""The account's callback without a socket: letters as WeChat sends them or as nobody should, and what became of them.

Signatures and seals are the emulator's own; `Inside` calls the application itself, so that thousands take seconds.
"""

import asyncio
import base64
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from starlette.applications import Starlette

from bot.channels.wechat import WeChat
from bot.channels.wechat.client import Client
from bot.channels.wechat.ports import Job, Lease, Ledger, Report, Waiting
from bot.config import WeChat as Settings
from bot.messages import Address, Incoming, Reply
from tests.channels.official import AES_KEY, APP_ID, SECRET, TOKEN
from tests.conftest import START
from tests.emulators.wechat import replies
from tests.emulators.wechat.callback import Answer
from tests.emulators.wechat.letters import cdata, letter
from tests.emulators.wechat.sealing import Seal, signature

NOW = int(START.timestamp())
OLD_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
ACCOUNT, OPENID = "gh_0123456789ab", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
NONCE = "1372623149"
STORY = "车间主任扣了我三个月工资"
BLOCK = 32
SALT = b"0123456789abcdef"
"""Random in life; the same here, so that every run is like every other."""


def message(msgtype: str = "text", /, **fields: Any) -> str:
    """A member's message; a field that is None is left out."""
    given = {"Content": "您好", "MsgId": 24567890123456789, **fields}
    return letter(ACCOUNT, OPENID, NOW, msgtype, {name: value for name, value in given.items() if value is not None})


def event(name: str, /, **fields: Any) -> str:
    """An event."""
    return letter(ACCOUNT, OPENID, NOW, "event", {"Event": name, **fields})


def sealed(content: str | bytes, key: str = AES_KEY, app_id: str = APP_ID, size: int | None = None) -> str:
    """The content in WeChat's envelope; `size` is what it says of the content's length, right or wrong."""
    plain = content.encode() if isinstance(content, str) else content
    size = len(plain) if size is None else size
    whole = SALT + struct.pack(">I", size) + plain + app_id.encode()
    padding = BLOCK - len(whole) % BLOCK
    return base64.b64encode(ciphered(whole + bytes([padding]) * padding, key)).decode()


def ciphered(plain: bytes, key: str = AES_KEY) -> bytes:
    """AES-256-CBC; the length must be a multiple of 16."""
    secret = base64.b64decode(key + "=")
    encryptor = Cipher(AES256(secret), CBC(secret[:16])).encryptor()
    return encryptor.update(plain) + encryptor.finalize()


@dataclass(frozen=True)
class Envelope:
    """One request: what its URL says, and its body."""

    query: dict[str, str]
    body: bytes

    def but(self, *, without: str = "", **query: str) -> "Envelope":
        """The same with another word in its URL, or without one."""
        changed = {**self.query, **query}
        return Envelope({name: value for name, value in changed.items() if name != without}, self.body)


def signed(at: object = NOW, nonce: str = NONCE, token: str = TOKEN) -> dict[str, str]:
    """What stands in every URL."""
    return {"signature": signature(token, str(at), nonce), "timestamp": str(at), "nonce": nonce}


def plain(xml: str | bytes, **query: Any) -> Envelope:
    """A letter of the plain mode."""
    return Envelope(signed(**query), xml.encode() if isinstance(xml, str) else xml)


def safe(encrypted: str, body: str = "", **query: Any) -> Envelope:
    """A letter of the safe mode with that sealed text, rightly signed, in a body of its own where one is given."""
    url = signed(**query)
    token = query.get("token", TOKEN)
    url |= {"encrypt_type": "aes", "msg_signature": signature(token, url["timestamp"], url["nonce"], encrypted)}
    body = body or f"<xml><ToUserName>{cdata(ACCOUNT)}</ToUserName><Encrypt>{cdata(encrypted)}</Encrypt></xml>"
    return Envelope(url, body.encode())


@dataclass
class Noted:
    """A ledger that keeps nothing but the names of what it was asked to do."""

    acts: list[str] = field(default_factory=list)

    def allowed(self, address: Address, messages: int) -> bool:
        return self._note("allowed")

    def closed(self, address: Address) -> None:
        self._note("closed")

    def nudge(self, address: Address) -> bool:
        return self._note("nudge")

    def follow_up(self, address: Address, message_id: str, texts: Sequence[str], *, parked: bool) -> None:
        self._note("follow_up")

    def set_aside(self, key: str, xml: str) -> None:
        self._note("set_aside")

    def overdue(self) -> Sequence[Waiting]:
        return ()

    def answered(self, key: str) -> None:
        self._note("answered")

    def left(self, address: Address) -> None:
        self._note("left")

    def begun(self, key: str, number: str) -> None:
        self._note("begun")

    def finished(self, report: Report) -> None:
        self._note("finished")

    def job(self, key: str) -> Job | None:
        return None

    def permit(self, address: Address, template: str, change: int) -> None:
        self._note("permit")

    def permitted(self, address: Address, template: str) -> int:
        return 0

    def _note(self, what: str) -> bool:
        self.acts.append(what)
        return True


class Known:
    """A token that is always good."""

    def current(self) -> str:
        return "token"

    def lease(self, stale: str) -> Lease | None:
        return None


def settings(*, aes_key: str = AES_KEY, previous: str = "", **fields: Any) -> Settings:
    """The account's, as the operator writes them down."""
    return Settings(app_id=APP_ID, app_secret=SECRET, token=TOKEN, aes_key=aes_key, previous_aes_key=previous, **fields)


def channel(turn: Callable[[Incoming], tuple[Reply, ...]], ledger: Ledger, given: Settings) -> WeChat:
    """The channel itself; WeChat gives a picture whatever it is asked for."""
    picture = httpx.Response(200, headers={"content-type": "image/jpeg"}, content=b"\xff\xd8\xff\xe0" + bytes(64))
    web = httpx.AsyncClient(transport=httpx.MockTransport(lambda _request: picture))
    client = Client(APP_ID, SECRET, "http://127.0.0.1:9", Known(), web)

    def nothing(_key: str) -> None:
        """No file is kept here."""

    return WeChat(given, turn, client, ledger, nothing, lambda file, _to: file.name, clock=lambda: float(NOW))


class Inside:
    """The callback of a channel, called as a web server would. An exception of the application goes through."""

    def __init__(self, served: WeChat) -> None:
        self.app = Starlette(routes=served.routes())

    def get(self, query: dict[str, str]) -> Answer:
        """One GET."""
        return asyncio.run(self.asked("GET", urlencode(query), []))

    def post(self, *letters: Envelope, chunk: int = 2**16) -> list[Answer]:
        """Letters, one after the other; each body arrives in pieces of so many bytes."""

        async def all_of_them() -> list[Answer]:
            return [await self.posted(one, chunk) for one in letters]

        return asyncio.run(all_of_them())

    async def posted(self, one: Envelope, chunk: int = 2**16) -> Answer:
        """One letter, from a loop that runs already."""
        pieces = [one.body[at : at + chunk] for at in range(0, len(one.body), chunk)]
        return await self.asked("POST", urlencode(one.query), pieces)

    async def asked(self, method: str, query: str, pieces: list[bytes], *, broken: bool = False) -> Answer:
        """One request; `pieces` is emptied as far as the body was read. `broken`: it ends in the middle."""
        status, body = 0, b""

        async def receive() -> dict[str, Any]:
            if broken and not pieces:
                return {"type": "http.disconnect"}
            piece = pieces.pop(0) if pieces else b""
            return {"type": "http.request", "body": piece, "more_body": broken or bool(pieces)}

        async def send(sent: Any) -> None:
            nonlocal status, body
            status, body = sent.get("status", status), body + sent.get("body", b"")

        head = {"type": "http", "method": method, "path": "/wechat", "query_string": query.encode(), "headers": []}
        await self.app(head, receive, send)
        return Answer(status, body)


def said(body: bytes, key: str) -> str | None:
    """What a member reads of an answer, opened with that key."""
    expected = replies.Expected(TOKEN, Seal(key, APP_ID) if key else None, OPENID, ACCOUNT, ())
    reply = replies.read(body, expected)
    return reply.text if reply else None


def is_silent(caplog: pytest.LogCaptureFixture) -> bool:
    """Whether nothing was logged by us, and nothing secret by anybody."""
    secrets = (TOKEN, SECRET, AES_KEY, OLD_KEY, OPENID, STORY)
    ours = [record for record in caplog.records if record.name.startswith(("bot", "wechatpy", "handlers"))]
    return not ours and not any(secret in caplog.text for secret in secrets)
