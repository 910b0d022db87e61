"""Links to files for those to whom the file itself cannot be sent: each for one file and one member, for a while.

| request | answer |
| --- | --- |
| `GET /files/TOKEN` | the file, to be saved; 404, 410 or 503 with words where there is none |

A token is the file's key, whom it is for, and until when it is good, signed. Who has it gets the file: it is told to
nobody but its member, and no other page learns of it.
"""

import hashlib
import html
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from itsdangerous import BadSignature, Signer
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.base import Files
from bot.channels.web.answers import SAFE
from bot.errors import Unavailable
from bot.media import IMAGES, LINK_DAYS, UNKNOWN
from bot.messages import Address, Attachment, Upload

A_DAY: Final = 86_400
LONGEST_TOKEN: Final = 200

WRONG: Final = "没有找到这个文件，链接可能没有复制完整。请回到聊天里再点一次。"
EXPIRED: Final = "这个链接已经过期。要再看这个文件，请在聊天里说一声，工作人员会重新发给您。"
NOT_KEPT: Final = "这个文件已经不再保存。需要的话，请在聊天里说一声，工作人员会重新发给您。"
BUSY: Final = "系统现在忙，请过一分钟再点一次这个链接。"

_PAGE: Final = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>文件</title><p>{words}</p></html>
"""
_HEADERS: Final = SAFE | {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Robots-Tag": "noindex"}

OfMessage = Callable[[Address, str], Attachment | None]
"""The file that the message of a key is, where it went to that address. Raises Unavailable."""


class Links:
    """Makes links and opens them. `clock` tells the seconds since 1970."""

    def __init__(
        self, secret: str, public_url: str, clock: Callable[[], float], files: Files, of_message: OfMessage
    ) -> None:
        self._signer = Signer(secret, salt="gongyou.files", digest_method=hashlib.sha256)
        self._public_url, self._clock, self._files, self._of_message = public_url, clock, files, of_message

    def to(self, file: Attachment, reader: Address) -> str:
        """The link by which a member gets a file, good for `LINK_DAYS`."""
        return f"{self._public_url}/files/{self._token(file, reader, int(self._clock()) + LINK_DAYS * A_DAY)}"

    def of_message(self, reader: Address, key: str) -> str | None:
        """Where on this server the reader's own page finds the file of a message; None where there is none.

        Good until tomorrow ends; the same all day, so that the browser need not load it twice. Raises Unavailable.
        """
        file = self._of_message(reader, key)
        ends = (int(self._clock()) // A_DAY + 2) * A_DAY
        return f"files/{self._token(file, reader, ends)}" if file else None

    def routes(self) -> list[BaseRoute]:
        """What the web server serves for us."""
        return [Route("/files/{token}", self._open)]

    def _token(self, file: Attachment, reader: Address, ends: int) -> str:
        whom = hashlib.sha256(f"{reader.channel}:{reader.id}".encode()).hexdigest()[:8]
        return self._signer.sign(f"{file.key}-{whom}-{ends}").decode()

    async def _open(self, request: Request) -> Response:
        """The file of a token."""
        token = request.path_params["token"]
        try:
            key, _, ends = self._signer.unsign(token[:LONGEST_TOKEN]).decode().split("-")
        except BadSignature:
            return _sorry(404, WRONG)
        if int(ends) < self._clock():
            return _sorry(410, EXPIRED)
        try:
            found = await run_in_threadpool(self._files, key)
        except Unavailable:
            return _sorry(503, BUSY)
        return _saved(found) if found else _sorry(410, NOT_KEPT)


def _saved(file: Upload) -> Response:
    """The file as one that is saved; a page of ours may show it where it is a picture."""
    headers = _HEADERS | {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Cache-Control": f"private, max-age={A_DAY}",
    }
    kind = file.media_type if file.media_type in IMAGES else UNKNOWN
    return Response(file.content, headers=headers, media_type=kind)


def _sorry(status: int, words: str) -> Response:
    page = _PAGE.format(words=html.escape(words))
    return HTMLResponse(page, status, headers=_HEADERS | {"Cache-Control": "no-store"})
