"""QR codes with a scene (生成带参数的二维码)."""

import secrets
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.emulators.wechat.calls import MISSING, SERVICE, Binary, Call, Endpoint, Json
from tests.emulators.wechat.codes import Refused

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

LONGEST_LIFE = 2_592_000
SHORTEST_LIFE = 60
MOST_FOREVER = 100_000
NUMBERED = ("QR_SCENE", "QR_LIMIT_SCENE")
NAMED = ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE")


@dataclass
class Codes:
    """All codes of an account: the scene of each ticket, and when it ends (never: None)."""

    scenes: dict[str, tuple[str, float | None]] = field(default_factory=dict)

    def ticket(self, scene: str) -> str:
        """The newest code of that scene; a scene without one gets a ticket that no call made."""
        made = [ticket for ticket, (other, _) in self.scenes.items() if other == scene]
        return made[-1] if made else f"gQ{secrets.token_urlsafe(60)}"

    def scene(self, ticket: str, now: float) -> str | None:
        """What a ticket stands for; None when it is unknown or over."""
        scene, until = self.scenes.get(ticket, (None, None))
        return scene if until is None or now < until else None


def _create(account: "Account", call: Call) -> Json:
    body = call.json()
    action = body.get("action_name")
    if action not in (*NUMBERED, *NAMED):
        raise Refused(40052)
    scene = _scene(body, action)
    ticket = f"gQ{secrets.token_urlsafe(60)}"
    url = f"http://weixin.qq.com/q/{secrets.token_urlsafe(16)}"
    if "LIMIT" in action:
        if sum(until is None for _, until in account.qrcodes.scenes.values()) >= MOST_FOREVER:
            raise Refused(40053)
        account.qrcodes.scenes[ticket] = (scene, None)
        return {"ticket": ticket, "url": url}
    life = _life(body)
    account.qrcodes.scenes[ticket] = (scene, account.clock() + life)
    return {"ticket": ticket, "expire_seconds": life, "url": url}


def _scene(body: Json, action: str) -> str:
    info = body.get("action_info")
    scene = info.get("scene") if isinstance(info, dict) else None
    found = scene.get("scene_id" if action in NUMBERED else "scene_str") if isinstance(scene, dict) else None
    most = 2**32 - 1 if action == "QR_SCENE" else MOST_FOREVER
    match found:
        case int() if action in NUMBERED and 1 <= found <= most:
            return str(found)
        case str() if action in NAMED and 1 <= len(found.encode()) <= 64:
            return found
    raise Refused(40053)


def _life(body: Json) -> int:
    seconds = body.get("expire_seconds", SHORTEST_LIFE)
    if not isinstance(seconds, int) or seconds < 1:
        raise Refused(40053)
    return min(max(seconds, SHORTEST_LIFE), LONGEST_LIFE)


def _show(account: "Account", call: Call) -> Binary:
    if account.qrcodes.scene(call.query.get("ticket", ""), account.clock()) is None:
        return MISSING
    return Binary(PICTURE, "image/png")


def _png(width: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = b"".join(b"\x00" + bytes((x ^ y) % 2 * 255 for x in range(width)) for y in range(width))
    header = struct.pack(">IIBBBBB", width, width, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PICTURE = _png(21)
"""A chequered square in place of the code."""

ENDPOINTS = (
    Endpoint("POST", "/cgi-bin/qrcode/create", _create, SERVICE),
    Endpoint("GET", "/cgi-bin/showqrcode", _show, open=True),
)
