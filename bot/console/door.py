"""The console's door: who may come in, from where, in which transaction; and what every answer carries out.

Nothing that members or officers write is ever logged.
"""

import logging
import re
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console import posted
from bot.console.desk import Desk
from bot.console.posted import Typed
from bot.console.visit import DONE, UNKNOWN, Forbidden, Page, Visit, kept, notice, templates
from bot.domain import authenticators, roles, staff
from bot.domain.acts import Act
from bot.domain.roles import Right
from bot.errors import Refusal, Unavailable, report
from bot.frames import ALONE
from bot.messages import clean

log = logging.getLogger(__name__)

COOKIE = "gongyou_console"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = ALONE | {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
}
NOT_YOURS = "您的角色打不开这一页，或者不能在这个单位做这一步。需要的话，请管理员在“人员”页给您加上相应的角色。"
STRANGE = "这一步不是从工作台的页面上点的，所以没有执行。请回到工作台再点一次。"
ABSENT = "可能编号写错了，或者不归您的单位管。请回到工作台，从列表里找。"
BUSY = "系统暂时忙不过来，您刚才的操作没有保存。请过一分钟再试；一直这样，请告诉管理员。"
OUR_FAULT = "这是系统的问题，不是您的操作有误，刚才的操作没有保存。请过一会儿再试；还不行，请把编号告诉管理员。"
UNPROVED = "按工会的规定，您的角色登录还要手机上的动态码。请先到“我的账号”开通，两三分钟就好，开通以后接着办。"
UNREADABLE = "提交的内容读不出来，没有保存。请回到工作台再试一次。"

ACCOUNT: Final = "/console/account"
UNGUARDED: Final = re.compile(r"/console/(account(/[\w-]+)?|leave)", re.ASCII)
"""What one may do who has yet to set up the second proof that their role demands: that, and going out."""

Needs = tuple[Right, ...]
"""One of these an officer must be allowed, in one unit at least; none is asked for where it is empty."""

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


class Unproved(Exception):
    """The officer is known, but has yet to set up the second proof that their role demands."""


class Door:
    """Lets officers in to the pages of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def page(self, show: Page, needs: Needs) -> Endpoint:
        """An address that shows something to an officer who has one of these rights."""
        return self.open(lambda request, typed: self._show(request, show, needs, typed))

    def action(self, do: Page, show: Page, needs: Needs, *, files: bool = False) -> Endpoint:
        """An address at which an officer does something; a refusal is shown on `show` with what was typed."""
        return self.open(lambda request, typed: self._do(request, do, show, needs, typed), files=files)

    def proved(self, endpoint: Endpoint) -> Endpoint:
        """An address that is no page: 403 for an officer who has yet to set up the second proof."""

        async def proving(request: Request) -> Response:
            try:
                lacking = await run_in_threadpool(self._lacks_proof, request)
            except Unavailable:
                return Response(status_code=503, headers=HEADERS)
            return Response(status_code=403, headers=HEADERS) if lacking else await endpoint(request)

        return proving if self.desk.config.console.second_factor else endpoint

    def open(self, answer: Callable[[Request, Typed], Response], *, files: bool = False) -> Endpoint:
        """An address that answers: a post only from our own pages, in a thread, whatever goes wrong in kind words.

        With `files` it takes them too.
        """

        async def endpoint(request: Request) -> Response:
            typed: Typed = {}
            try:
                if request.method == "POST":
                    self._check_origin(request)
                    given = await posted.read(request, files=files)
                    typed, request.state.files = given.typed, given.files
                response = await run_in_threadpool(answer, request, typed)
            except Exception as error:  # noqa: BLE001 - the officer reads kind words, whatever it was
                response = _explained(error, typed, request)
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

    def _show(self, request: Request, show: Page, needs: Needs, typed: Typed, refused: str = "") -> Response:
        with self.desk.look() as act:
            visit = self._visit(request, act, needs, typed, refused)
            response = show(visit) if visit else sign_in(request, typed)
        if visit and _is_used(visit):
            with suppress(Unavailable), self.desk.act() as act:
                staff.touch(act.session, visit.own.digest, act.now)
        return response

    def _do(self, request: Request, do: Page, show: Page, needs: Needs, typed: Typed) -> Response:
        if request.method != "POST":
            return RedirectResponse(request.url.path.rpartition("/")[0], 303)
        try:
            with self.desk.act() as act:
                visit = self._visit(request, act, needs, typed)
                if visit and _is_used(visit):
                    staff.touch(act.session, visit.own.digest, act.now)
                return do(visit) if visit else sign_in(request, typed)
        except Refusal as refusal:
            return self._show(request, show, needs, typed, str(refusal))

    def _lacks_proof(self, request: Request) -> bool:
        with self.desk.look() as act:
            officer = staff.of_session(act.session, request.cookies.get(COOKIE, ""), act.now)
            return officer is not None and authenticators.lacking(act.session, officer, act.config)

    def _visit(self, request: Request, act: Act, needs: Needs, typed: Typed, refused: str = "") -> Visit | None:
        """The officer's visit; None for one who is not signed in, Forbidden where their roles do not lead here."""
        found = staff.present(act.session, request.cookies.get(COOKIE, ""), act.now)
        if found is None:
            return None
        officer, own = found
        if not UNGUARDED.fullmatch(request.url.path) and authenticators.lacking(act.session, officer, act.config):
            raise Unproved
        mine, rights = act.by(officer.actor), roles.rights(act.session, officer)
        if needs and not rights.intersection(needs):
            raise Forbidden
        query, path, library = _taken(request.query_params), _taken(request.path_params), self.desk.library
        files = getattr(request.state, "files", ())
        return Visit(mine, officer, own, rights, needs, path, query, typed, library, refused, files, self.desk.box)


def sign_in(request: Request, typed: Typed, *, refused: str = "", status: int = UNKNOWN) -> Response:
    """The page for one who is not signed in: name and password, how to get a link, what was typed meanwhile."""
    flash = DONE.get(request.query_params.get("done", ""), "")
    there = request.url.path if request.method == "GET" else request.url.path.rpartition("/")[0]
    context = {"flash": flash, "refused": refused, "name": typed.get("name", ""), "kept": kept(typed)}
    page = templates.get_template("sign-in.html").render(**context, page=typed.get("page", there))
    return HTMLResponse(page, status)


def _is_used(visit: Visit) -> bool:
    """Whether to note that the session is in use: now and then, and not where a page only renews itself."""
    return "fresh" not in visit.query and visit.own.seen_at + staff.SEEN_EVERY <= visit.act.now


def _taken(parts: Mapping[str, str]) -> Mapping[str, str]:
    """The parts of an address, without marks that a store would not take."""
    return {name: clean(part) for name, part in parts.items()}


def _explained(error: Exception, typed: Typed, request: Request) -> Response:
    """The page for what went wrong."""
    if isinstance(error, Unproved):
        return _to_the_account(request, typed)
    if isinstance(error, Unavailable):
        log.warning("console: store unavailable")
        return notice(503, "请稍后再试", BUSY, typed=typed)
    if isinstance(error, Forbidden):
        return notice(403, "这一页不归您的角色管", NOT_YOURS, typed=typed)
    if isinstance(error, HTTPException | MultiPartException):
        pages = {403: ("没有执行", STRANGE), 404: ("没有找到这一页", ABSENT)}
        status = getattr(error, "status_code", 400)
        return notice(status, *pages.get(status, ("没有保存", UNREADABLE)), typed=typed)
    return notice(500, "系统出错了", OUR_FAULT, typed=typed, code=report(error).number)


def _to_the_account(request: Request, typed: Typed) -> Response:
    """A page leads to where the second proof is set up; what was typed, or renews itself, is not lost on the way."""
    if request.method == "GET" and "fresh" not in request.query_params:
        return RedirectResponse(ACCOUNT, 303)
    return notice(403, "请先开通动态码", UNPROVED, typed=typed, back=(ACCOUNT, "去开通动态码"))
