"""Browsers that signed in before: a signed cookie with an id of its own and the officers who signed in there.

It lets nobody in. It gives a budget of tries of its own, so that one who tries from elsewhere does not slow it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "gongyou_device"
LASTS = timedelta(days=400)
MOST = 8
_LONGEST = 300


@dataclass(frozen=True)
class Device:
    """One browser: its id, and the ids of the officers who signed in there, the last one last."""

    id: str = ""
    officers: tuple[int, ...] = ()

    def knowing(self, officer_id: int) -> "Device":
        """The same, after this officer signed in."""
        others = tuple(one for one in self.officers if one != officer_id)
        return Device(self.id or secrets.token_urlsafe(12), (*others, officer_id)[-MOST:])


def read(request: Request, secret: str) -> Device:
    """The browser that asks; one without a cookie of ours is nobody's."""
    cookie = request.cookies.get(COOKIE, "")
    if not cookie or len(cookie) > _LONGEST or not cookie.isascii():
        return Device()
    try:
        own, _, officers = _signer(secret).unsign(cookie).decode().partition("/")
    except BadSignature:
        return Device()
    return Device(own, tuple(int(one) for one in officers.split("-")))


def write(response: Response, device: Device, secret: str, *, secure: bool) -> None:
    """Remember the browser."""
    value = _signer(secret).sign(f"{device.id}/{'-'.join(map(str, device.officers))}").decode()
    response.set_cookie(
        COOKIE,
        value,
        max_age=int(LASTS.total_seconds()),
        path="/console",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="gongyou.console.device", digest_method=hashlib.sha256)
