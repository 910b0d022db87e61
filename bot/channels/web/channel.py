"""The web as a way of speaking: what the server answers to a member's page.

| request | answer |
| --- | --- |
| `GET /chat` | the page; `GET /chat/static/NAME` its files |
| `POST /api/chat` | `{"visitor", "id", "text"}` -> `{"visitor", "replies": [{"text", "buttons", "controls"}]}` |
| `POST /api/chat/files` | the same as a form, with `file` in place of `text` |
| `GET /api/chat/files?of=KEY` | `{"address"}`: where the visitor in the header `X-Visitor` finds the notice's file |
| `GET /api/chat/notices` | server-sent events for the visitor in the header `X-Visitor`: `{"key", ...reply}` |
| `POST /api/chat/seen` | `{"visitor", "keys"}` -> `{"seen": COUNT}`: these notices are on the member's screen |

What cannot be taken is answered `{"error": CODE, "replies": [...]}` with words that the page shows as they are.
Nothing that members write and no token is ever logged.
"""

import gzip
import hashlib
import html
import json
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

import anyio
from sse_starlette.sse import EventSourceResponse, SendTimeoutError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive, Scope, Send

from bot.channels.files import received
from bot.channels.web.answers import SAFE, Declined, asked, bounded, kindly, respond, shape
from bot.channels.web.links import NOT_KEPT, Links
from bot.channels.web.notices import Notices
from bot.channels.web.visitors import Visitors, address_id, stored_message_id
from bot.errors import Unavailable
from bot.limits import Pace
from bot.messages import LARGEST_FILE, LONGEST_TEXT, Address, Incoming, Reply, Upload, clean

LONGEST_ID = 128

_FORM_EXTRA = 16 * 1024
_MOST_KEYS = 200
_PAGE = Path(__file__).parents[1] / "chat"
_SCRIPT = "text/javascript"
_FILES = {
    "chat.css": "text/css",
    "memory.js": _SCRIPT,
    "talk.js": _SCRIPT,
    "chat.js": _SCRIPT,
    "icon.svg": "image/svg+xml",
}
_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

_LONG = f"这段话太长了，一次最多 {LONGEST_TEXT} 字。请分几段发，或者用文件发给我们。"
_LARGE = f"这个文件太大了，上限 {LARGEST_FILE // 1024**2}MB。拍照时选小一点的图，或者分开发给我们。"

# At level DEBUG this library logs what it sends, and that is what members read.
logging.getLogger("sse_starlette.sse").setLevel(logging.INFO)


class _Stream(EventSourceResponse):
    """A stream of notices that always ends as HTTP wants it, also when the server stops or the page reads no more."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ended = False

        async def watched(message: Message) -> None:
            nonlocal ended
            await send(message)
            ended = message["type"] == "http.response.body" and not message.get("more_body")

        with suppress(SendTimeoutError, OSError), anyio.CancelScope() as patience:
            await super().__call__(scope, receive, watched)
            patience.deadline = anyio.current_time() + 1
            if not ended:
                await send({"type": "http.response.body"})


class WebChat:
    """The web as a way of speaking: the page, its JSON, and notices to whoever has the page open (`Channel`)."""

    name = "web"
    idempotent = True
    room = 0
    alone: Collection[str] = ()
    pace: Pace | None = None

    def __init__(
        self,
        turn: Callable[[Incoming], tuple[Reply, ...]],
        secret: str,
        *,
        union: str,
        links: Links | None = None,
        wait: float = 10.0,
        ping: float = 15.0,
    ) -> None:
        """`turn` answers one message; `secret` signs visitors' tokens; `union` is the name in the page's header.

        `links` lead to the files that we send; without them there are none.
        `wait`: seconds until a notice that no page acknowledged is given back; `ping`: seconds between signs of life.
        """
        self._turn, self._links, self._wait, self._ping = turn, links, wait, ping
        self._visitors = Visitors(secret)
        self._open = Notices()
        self._files = {name: (_PAGE / name).read_bytes() for name in _FILES}
        self._version = hashlib.sha256(b"".join(self._files.values())).hexdigest()[:12]
        self._page = _filled((_PAGE / "chat.html").read_text(encoding="utf-8"), union, self._version)

    def routes(self) -> list[BaseRoute]:
        """What the web server serves for us."""
        return [
            Route("/chat", self._show_page),
            Route("/chat/static/{name}", self._show_file),
            Route("/api/chat", kindly(self._talk), methods=["POST"]),
            Route("/api/chat/files", kindly(self._take_file), methods=["POST"]),
            Route("/api/chat/files", kindly(self._lead_to_file)),
            *(self._links.routes() if self._links else ()),
            Route("/api/chat/notices", kindly(self._listen)),
            Route("/api/chat/seen", kindly(self._seen), methods=["POST"]),
        ]

    def present(self) -> Collection[str]:
        """The visitors with a page open in this process."""
        return self._open.present()

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """Show one notice on the visitor's open pages; on the loop that serves them.

        Raises Away when there is none, Retry when none said in time that it has shown it. The page shows a repeated
        key only once.
        """
        await self._open.push(address, json.dumps({"key": key, **shape(reply)}, ensure_ascii=False), key, self._wait)

    def close(self) -> None:
        """The server stops: end all streams now, so that it need not wait for pages to go away."""
        self._open.close()

    async def _show_page(self, request: Request) -> Response:
        headers = SAFE | {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return _packed(request, self._page, "text/html", headers)

    async def _show_file(self, request: Request) -> Response:
        """A file of the page; its address carries the version, so that browsers may keep it for a year."""
        name = request.path_params["name"]
        if name not in self._files:
            raise HTTPException(404)
        current = request.query_params.get("v") == self._version
        keep = "public, max-age=31536000, immutable" if current else "no-cache"
        return _packed(request, self._files[name], _FILES[name], SAFE | {"Cache-Control": keep})

    async def _talk(self, request: Request) -> Response:
        sent = await asked(request, _LONG)
        text = sent.get("text")
        if not isinstance(text, str):
            raise Declined(400, "text")
        text = clean(text)
        if len(text) > LONGEST_TEXT:
            raise Declined(413, "text-too-long", _LONG)
        return await self._answer(sent.get("visitor"), sent.get("id"), text=text)

    async def _take_file(self, request: Request) -> Response:
        whole = bounded(request, LARGEST_FILE + _FORM_EXTRA, _LARGE)
        async with whole.form(max_files=1, max_fields=8, max_part_size=4096) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Declined(400, "file")
            content = await file.read(LARGEST_FILE + 1)
            visitor, message_id = form.get("visitor") or None, form.get("id")
        if len(content) > LARGEST_FILE:
            raise Declined(413, "file-too-large", _LARGE)
        upload = await run_in_threadpool(received, file.filename or "", content)
        return await self._answer(visitor, message_id, uploads=(upload,))

    async def _answer(
        self, visitor: object, message_id: object, *, text: str = "", uploads: tuple[Upload, ...] = ()
    ) -> Response:
        """Let `turn` answer the message of this visitor, or of a new one if we do not know the token."""
        if not isinstance(message_id, str) or not 0 < len(message_id) <= LONGEST_ID or not message_id.isprintable():
            raise Declined(400, "id")
        token = self._visitors.known(_text_or_none(visitor)) or self._visitors.welcome(message_id)
        address = Address(self.name, address_id(token))
        incoming = Incoming(address, stored_message_id(message_id), text, uploads)
        replies = await run_in_threadpool(self._turn, incoming)
        return respond({"visitor": token, "replies": [shape(reply) for reply in replies]})

    async def _listen(self, request: Request) -> Response:
        token = self._visitors.known(request.headers.get("x-visitor"))
        if token is None:
            raise Declined(401, "visitor")
        if self._open.closed:
            raise Unavailable
        return _Stream(
            self._open.listen(address_id(token)), headers=SAFE, ping=self._ping, sep="\n", send_timeout=self._wait
        )

    async def _lead_to_file(self, request: Request) -> Response:
        """Where the file of a notice is, for its own visitor alone."""
        token = self._visitors.known(request.headers.get("x-visitor"))
        if token is None:
            raise Declined(401, "visitor")
        to, key = Address(self.name, address_id(token)), clean(request.query_params.get("of", ""))
        address = await run_in_threadpool(self._links.of_message, to, key) if self._links else None
        if address is None:
            raise Declined(404, "no-file", NOT_KEPT)
        return respond({"address": address})

    async def _seen(self, request: Request) -> Response:
        sent = await asked(request)
        token, keys = self._visitors.known(_text_or_none(sent.get("visitor"))), sent.get("keys")
        if token is None:
            raise Declined(401, "visitor")
        if not isinstance(keys, list) or len(keys) > _MOST_KEYS or not all(isinstance(key, str) for key in keys):
            raise Declined(400, "keys")
        self._open.seen(address_id(token), keys)
        return respond({"seen": len(keys)})


def _text_or_none(visitor: object) -> str | None:
    if visitor is None or isinstance(visitor, str):
        return visitor
    raise Declined(400, "visitor")


def _packed(request: Request, content: bytes, media_type: str, headers: dict[str, str]) -> Response:
    """The content, compressed if the browser takes that: members pay for what they load."""
    headers = headers | {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers = gzip.compress(content, mtime=0), headers | {"Content-Encoding": "gzip"}
    return Response(content, media_type=media_type, headers=headers)


def _filled(page: str, union: str, version: str) -> bytes:
    """The page with the version of its files, our limits and, last, for it may hold anything, the union's name."""
    values = {"version": version, "longest": str(LONGEST_TEXT), "largest": str(LARGEST_FILE)}
    for key, value in values.items():
        page = page.replace("{{" + key + "}}", value)
    return page.replace("{{union}}", html.escape(union)).encode()
