"""The pages of a helper at the door, each under their own link, which is good for one event.

| request | answer |
| --- | --- |
| `GET /checkin/TOKEN` | the page: the list, by name or code, walk-ins; it works without script too |
| `POST /checkin/TOKEN` | one who came, as a form of that page |
| `GET /checkin/TOKEN/list` | the list as JSON: who is expected, who is here, how many |
| `POST /checkin/TOKEN/take` | a batch of who came as JSON (`entries.py`), each answered; sent again it is nothing new |
| `GET /checkin/TOKEN/door.js` `…/worker.js` | the page's script, and the one that opens it without a network |

A link that is closed or over is 410 with words, one that never was 404; the phone then drops what it kept.
"""

import hashlib
import json
import logging
import re
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import frames
from bot.config import Config
from bot.domain import stewards
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.events import Event
from bot.domain.stewards import Steward
from bot.entrance import entries, sheet
from bot.errors import Unavailable, report
from bot.store import settings, throttles
from bot.store.database import Database
from bot.store.throttles import Rule

log = logging.getLogger(__name__)

HERE: Final = Path(__file__).parent
SCRIPTS: Final = ("door.js", "worker.js")
LARGEST: Final = 64 * 1024
TOKEN: Final = re.compile(r"[0-9A-Za-z_-]{1,60}", re.ASCII)
"""What a token looks like; of anything else nothing gets into an answer's headers."""

GUESSES: Final = Rule(free=20, longest=timedelta(minutes=10))
"""Links that never were, tried from one network address."""

GONE: Final = ("签到链接已经停用", "活动结束或者取消了，或者办活动的同事停用了它。还要用的话，请找他要一个新的。")
ABSENT: Final = ("没有这个签到链接", "可能没有复制完整。请让办活动的同事再发一次，或者扫他屏幕上的二维码。")
BUSY: Final = ("请稍后再试", "系统暂时忙不过来，没有记下的会自动再发。过一分钟再打开这一页。")
SLOWER: Final = ("请等一会儿", "不对的链接试得太多了，请过几分钟，用办活动的同事给的链接再打开。")
STRANGE: Final = ("没有记下", "这不是从签到页上发出来的。请打开签到链接，在页面上点。")
UNREADABLE: Final = ("没有记下", "发来的内容读不出来。请刷新页面再试。")
OUR_FAULT: Final = ("系统出错了", "这是我们的问题，请过一会儿再试。告诉办活动的同事时请报编号 {number}。")
TOLD: Final = {403: STRANGE, 404: ABSENT, 410: GONE, 429: SLOWER, 503: BUSY}
"""Words by status; for all others what was sent could not be read."""

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Visit:
    """One request of one helper: the transaction, whose link it is, of which event, and what was sent."""

    act: Act
    steward: Steward
    event: Event
    token: str
    sent: Any


Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


class Entrance:
    """The helpers' pages on a database. `clock` tells the moment in UTC."""

    def __init__(self, database: Database, config: Config, clock: Callable[[], datetime]) -> None:
        self.database, self.config, self.clock = database, config, clock
        self.scripts = {name: (HERE / name).read_bytes() for name in SCRIPTS}
        self.style, source = frames.inside(HERE / "door.css")
        self.headers = frames.ALONE | {
            "Content-Security-Policy": f"default-src 'none'; style-src {source}; script-src 'self'; "
            "worker-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex, nofollow",
        }

    @cached_property
    def templates(self) -> Environment:
        """The pages, with what they all show."""
        found = frames.templates(HERE / "templates")
        found.globals.update(union=self.config.union, style=self.style)
        return found

    def routes(self) -> list[BaseRoute]:
        """What the web server serves for us."""
        here = "/checkin/{token}"
        return [
            Route(here, self._kindly(self._page)),
            Route(here, self._kindly(self._form, takes=FORM), methods=["POST"], max_body_size=LARGEST),
            Route(f"{here}/list", self._kindly(self._list, tells=JSON)),
            Route(
                f"{here}/take",
                self._kindly(self._take, takes=JSON, tells=JSON),
                methods=["POST"],
                max_body_size=LARGEST,
            ),
            *(Route(f"{here}/{name}", self._script) for name in SCRIPTS),
        ]

    def _page(self, visit: Visit) -> Response:
        """The list, as it is now; `in` names who was checked in right before, without script."""
        return self._render(visit, said=sheet.greeting(visit.act, visit.event, visit.sent.get("in", "")))

    def _form(self, visit: Visit) -> Response:
        """One who came, of a page without script."""
        answer = entries.take(visit.act, visit.event, visit.steward, sheet.entry(visit.sent))
        if answer.state == "in":
            return RedirectResponse(f"/checkin/{visit.token}?in={answer.key}", 303)
        return self._render(visit, refused=answer.words, status=422)

    def _list(self, visit: Visit) -> Response:
        return JSONResponse(sheet.of(visit.act, visit.event).plain)

    def _take(self, visit: Visit) -> Response:
        """Each of a batch is answered in its order."""
        found = [entries.take(visit.act, visit.event, visit.steward, one) for one in entries.read(visit.sent)]
        counts = sheet.counts(visit.act, visit.event)
        return JSONResponse({"answers": [answer.plain for answer in found], **counts})

    def _render(self, visit: Visit, *, said: str = "", refused: str = "", status: int = 200) -> Response:
        page = self.templates.get_template("door.html").render(
            event=visit.event,
            steward=visit.steward,
            here=f"/checkin/{visit.token}",
            until=int(stewards.ends(visit.steward, visit.event).timestamp() * 1000),
            sheet=sheet.of(visit.act, visit.event),
            units=sheet.units_of(visit.act.session, visit.event),
            seed=secrets.token_hex(8),
            when=sheet.when(visit.act, visit.event),
            said=said,
            refused=refused,
        )
        return HTMLResponse(page, status)

    def _script(self, request: Request) -> Response:
        """A script of the page's. The worker may answer for the page itself, and for nothing else."""
        path, name = request.url.path.rsplit("/", 1)
        if not TOKEN.fullmatch(request.path_params["token"]):
            return Response(status_code=404, headers=self.headers)
        allowed = {"Service-Worker-Allowed": path} if name == "worker.js" else {}
        return Response(self.scripts[name], headers=self.headers | allowed, media_type="text/javascript")

    def _kindly(self, answer: Callable[[Visit], Response], *, takes: str = "", tells: str = "") -> Endpoint:
        """The answer, in a transaction that only looks where nothing is sent; what goes wrong is told in kind words."""

        async def endpoint(request: Request) -> Response:
            try:
                sent = await self._sent(request, takes) if takes else dict(request.query_params)
                response = await run_in_threadpool(self._answered, request, sent, answer, writes=bool(takes))
            except Exception as error:  # noqa: BLE001 - the helper reads kind words, whatever it was
                response = self._explained(error, request, tells)
            for name, value in self.headers.items():
                response.headers.setdefault(name, value)
            return response

        return endpoint

    async def _sent(self, request: Request, takes: str) -> object:
        """What was posted, from a page of ours alone and in the form that is taken here."""
        self._check_origin(request, strict=takes == JSON)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != takes:
            raise HTTPException(415)
        if takes == JSON:
            return json.loads(await request.body())
        async with request.form(max_files=0, max_fields=10) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}

    def _check_origin(self, request: Request, *, strict: bool) -> None:
        """Only our own pages may post. A form of a page without referrer names no origin: its token is the proof."""
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "")
        ours = {request.headers.get("host"), urlsplit(self.config.web.public_url).netloc}
        unnamed = origin in {"", "null"}
        if site not in {None, "same-origin"} or (not unnamed and urlsplit(origin).netloc not in ours):
            raise HTTPException(403)
        if strict and unnamed and site is None:
            raise HTTPException(403)

    def _answered(
        self, request: Request, sent: object, answer: Callable[[Visit], Response], *, writes: bool
    ) -> Response:
        token = request.path_params["token"]
        with (self.database.write if writes else self.database.read)() as session:
            found = stewards.opened(session, token)
            if found and stewards.is_good(*found, self.clock()):
                act = Act(session, self.clock(), Actor(ActorKind.STAFF), self.config)
                return answer(Visit(act, *found, token, sent))
        if found is None:
            self._count_guess(request)
        raise HTTPException(410 if found else 404)

    def _count_guess(self, request: Request) -> None:
        address = request.client.host if request.client else ""
        with self.database.write() as session:
            whose = f"{settings.secret(session, 'check-in-tries')}:{address}"
            budget = hashlib.sha256(whose.encode()).hexdigest()
            wait = throttles.spend(session, {budget: GUESSES}, self.clock())
        if wait:
            raise HTTPException(429)

    def _explained(self, error: Exception, request: Request, tells: str) -> Response:
        status, (title, text) = _wording(error)
        if tells == JSON:
            return JSONResponse({"words": text}, status)
        forgets = f"/checkin/{request.path_params['token'][:60]}/door.js" if status in {404, 410} else ""
        page = self.templates.get_template("words.html").render(title=title, text=text, forgets=forgets)
        return HTMLResponse(page, status)


def _wording(error: Exception) -> tuple[int, tuple[str, str]]:
    if isinstance(error, Unavailable):
        log.warning("entrance: store unavailable")
        return 503, BUSY
    if isinstance(error, ValueError | RecursionError):
        return 400, UNREADABLE
    if isinstance(error, HTTPException):
        return error.status_code, TOLD.get(error.status_code, UNREADABLE)
    title, text = OUR_FAULT
    return 500, (title, text.format(number=report(error).number))
