"""The console's door: who may come in, from where, in which transaction; and what every answer carries out.

Nothing that members or officers write is ever logged.
"""

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.desk import Desk
from bot.console.visit import DONE, UNKNOWN, Page, Visit, notice
from bot.domain import staff
from bot.errors import Refusal, Unavailable, report
from bot.messages import clean

log = logging.getLogger(__name__)

COOKIE = "gongyou_console"
MOST_FIELDS = 20
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SIGN_IN = "请先登录"
HOW_TO_SIGN_IN = (
    "工作台用一次性链接登录，不用记密码。"
    "请让管理员在服务器上运行下面这一行（换成您的姓名），把得到的链接发给您，24 小时内点开就行。"
)
LINK_COMMAND = "python -m bot staff link 姓名"
STRANGE = "这一步不是从工作台的页面上点的，所以没有执行。请回到工作台再点一次。"
ABSENT = "可能编号写错了，或者不归您的单位管。请回到工作台，从列表里找。"
BUSY = "系统暂时忙不过来，您刚才的操作没有保存。请过一分钟再试；一直这样，请告诉管理员。"
OUR_FAULT = "这是系统的问题，不是您的操作有误，刚才的操作没有保存。请过一会儿再试；还不行，请把编号告诉管理员。"
UNREADABLE = "提交的内容读不出来，没有保存。请回到工作台再试一次。"

Typed = Mapping[str, str]
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


class Door:
    """Lets officers in to the pages of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def page(self, show: Page) -> Endpoint:
        """An address that shows something to an officer."""
        return self.open(lambda request, typed: self._show(request, show, typed))

    def action(self, do: Page, show: Page) -> Endpoint:
        """An address at which an officer does something; a refusal is shown on `show` with what was typed."""
        return self.open(lambda request, typed: self._do(request, do, show, typed))

    def open(self, answer: Callable[[Request, Typed], Response]) -> Endpoint:
        """An address that answers: a post only from our own pages, in a thread, whatever goes wrong in kind words."""

        async def endpoint(request: Request) -> Response:
            typed: Typed = {}
            try:
                if request.method == "POST":
                    self._check_origin(request)
                    typed = await _typed(request)
                response = await run_in_threadpool(answer, request, typed)
            except Exception as error:  # noqa: BLE001 - the officer reads kind words, whatever it was
                response = _explained(error, typed)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return endpoint

    def _check_origin(self, request: Request) -> None:
        """Only our own pages may post: the browser says so itself, or names where it comes from."""
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        ours = {request.headers.get("host"), urlsplit(self.desk.config.web.public_url).netloc}
        if site != "same-origin" if site else not origin or urlsplit(origin).netloc not in ours:
            raise HTTPException(403)

    def _show(self, request: Request, show: Page, typed: Typed, refused: str = "") -> Response:
        with self.desk.look() as act:
            officer = staff.of_session(act.session, request.cookies.get(COOKIE, ""), act.now)
            if officer is None:
                return sign_in(request, typed)
            mine, path = act.by(officer.actor), _path(request)
            return show(Visit(mine, officer, path, request.query_params, typed, self.desk.library, refused))

    def _do(self, request: Request, do: Page, show: Page, typed: Typed) -> Response:
        if request.method != "POST":
            return RedirectResponse(request.url.path.rpartition("/")[0], 303)
        try:
            with self.desk.act() as act:
                officer = staff.of_session(act.session, request.cookies.get(COOKIE, ""), act.now)
                if officer is None:
                    return sign_in(request, typed)
                mine, path = act.by(officer.actor), _path(request)
                return do(Visit(mine, officer, path, request.query_params, typed, self.desk.library))
        except Refusal as refusal:
            return self._show(request, show, typed, str(refusal))


def sign_in(request: Request, typed: Typed) -> Response:
    """The page for one who is not signed in: how to get a link."""
    flash = DONE.get(request.query_params.get("done", ""), "")
    return notice(UNKNOWN, SIGN_IN, f"{flash}\n{HOW_TO_SIGN_IN}".strip(), typed=typed, code=LINK_COMMAND)


def _path(request: Request) -> Mapping[str, str]:
    """The parts of the address, without marks that a store would not take."""
    return {name: clean(part) for name, part in request.path_params.items()}


async def _typed(request: Request) -> Typed:
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _explained(error: Exception, typed: Typed) -> Response:
    """The page for what went wrong."""
    if isinstance(error, Unavailable):
        log.warning("console: store unavailable")
        return notice(503, "请稍后再试", BUSY, typed=typed)
    if isinstance(error, HTTPException | MultiPartException):
        pages = {403: ("没有执行", STRANGE), 404: ("没有找到这一页", ABSENT)}
        status = getattr(error, "status_code", 400)
        return notice(status, *pages.get(status, ("没有保存", UNREADABLE)), typed=typed)
    return notice(500, "系统出错了", OUR_FAULT, typed=typed, code=report(error).number)
