"""Temporary media: what followers sent and what the account uploaded, kept for three days (获取/新增临时素材)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.emulators.wechat.calls import MISSING, VERIFIED, Binary, Call, Endpoint, Json
from tests.emulators.wechat.codes import Refused

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

KEPT = 3 * 24 * 3600
LARGEST = {"image": 10 * 2**20, "voice": 2 * 2**20, "video": 10 * 2**20, "thumb": 64 * 2**10}
SIGNATURES = {
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG": ("image/png", "png"),
    b"GIF8": ("image/gif", "gif"),
    b"#!AMR": ("audio/amr", "amr"),
}
ASSUMED = {
    "image": ("image/jpeg", "jpg"),
    "voice": ("audio/amr", "amr"),
    "video": ("video/mp4", "mp4"),
    "thumb": ("image/jpeg", "jpg"),
}


@dataclass(frozen=True)
class Medium:
    """One file."""

    kind: str
    content: bytes
    at: float

    def binary(self, media_id: str) -> Binary:
        """The file as it is sent, of the type that its first bytes say."""
        guesses = (kind for start, kind in SIGNATURES.items() if self.content.startswith(start))
        mime, ending = next(guesses, ASSUMED[self.kind])
        return Binary(self.content, mime, f"{media_id}.{ending}")


@dataclass
class Shelf:
    """All media of an account."""

    items: dict[str, Medium] = field(default_factory=dict)

    def __contains__(self, media_id: object) -> bool:
        return media_id in self.items

    def add(self, kind: str, content: bytes, at: float) -> str:
        """Keeps a file; its media_id."""
        media_id = secrets.token_urlsafe(48)
        self.items[media_id] = Medium(kind, content, at)
        return media_id

    def get(self, media_id: str, now: float) -> Medium:
        """The file; raises Refused 40007 when it is unknown or older than three days."""
        medium = self.items.get(media_id)
        if medium is None or now - medium.at > KEPT:
            raise Refused(40007)
        return medium


def _get(account: "Account", call: Call) -> Json | Binary:
    media_id = call.query.get("media_id", "")
    if not media_id:
        raise Refused(41006)
    medium = account.media.get(media_id, account.clock())
    if medium.kind == "video" and not account.videos_inline:
        return {"video_url": f"{account.api_base}/video/{media_id}"}
    return medium.binary(media_id)


def _upload(account: "Account", call: Call) -> Json:
    kind = call.query.get("type", "")
    if kind not in LARGEST:
        raise Refused(40004)
    if call.upload is None:
        raise Refused(41005)
    if not 0 < len(call.upload) <= LARGEST[kind]:
        raise Refused(40006)
    now = account.clock()
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: account.media.add(kind, call.upload, now), "created_at": int(now)}


def _public(prefix: str) -> Callable[["Account", Call], Binary]:
    def file(account: "Account", call: Call) -> Binary:
        media_id = call.path.removeprefix(prefix)
        found = account.media.items.get(media_id)
        return found.binary(media_id) if found else MISSING

    return file


ENDPOINTS = (
    Endpoint("GET", "/cgi-bin/media/get", _get, VERIFIED),
    Endpoint("POST", "/cgi-bin/media/upload", _upload, VERIFIED),
    Endpoint("GET", "/pic/", _public("/pic/"), open=True),
    Endpoint("GET", "/video/", _public("/video/"), open=True),
)
