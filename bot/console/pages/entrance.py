"""Coming in, by a link that works once or by name and password, and going out."""

import re
from collections.abc import Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import browsers, devices
from bot.console.desk import Desk
from bot.console.devices import Device
from bot.console.door import COOKIE, sign_in
from bot.console.posted import Typed
from bot.console.visit import Visit, done, notice
from bot.domain import passwords, sign_ins, staff
from bot.domain.sign_ins import Origin
from bot.errors import Refusal
from bot.messages import clean
from bot.store import settings

LONGEST_NAME = 80
FIRST = "/console"
OURS = re.compile(r"/console(/[\w-]+)*", re.ASCII)
ENTRANCES = ("/console/sign-in", "/console/enter")
WRONG = "姓名、密码或动态码不对，没有登录。请再核对一遍：密码分大小写；开通了动态码的，要一并填上现在的 6 位数。"
SLOWLY = "试的次数多了，请等 {wait}再试。等不及、或者忘了密码，请让管理员给您一个登录链接。"

Answer = Callable[[Request, Typed], Response]


def of(desk: Desk) -> Answer:
    """The entrance of a desk by a link: its token becomes a session."""

    def enter(request: Request, _typed: Typed) -> Response:
        if _only_peeking(request):
            return Response()
        try:
            with desk.act() as act:
                officer, token = staff.enter(act, request.query_params.get("token", ""), browsers.rough(request))
                secret = settings.secret(act.session, "devices")
        except Refusal as refusal:
            return notice(403, "这个链接不能用了", str(refusal))
        device = devices.read(request, secret).knowing(officer.id)
        return _let_in(RedirectResponse(FIRST, 303), desk, token, device, secret)

    return enter


def by_password(desk: Desk) -> Answer:
    """The entrance of a desk by name and password: the form, and what comes of it."""

    def enter(request: Request, typed: Typed) -> Response:
        if request.method != "POST":
            return sign_in(request, typed, status=200)
        with desk.act() as act:
            secret = settings.secret(act.session, "devices")
            device = devices.read(request, secret)
            name = clean(typed.get("name", ""))[:LONGEST_NAME]
            knocked = sign_ins.knock(act.session, name, _origin(request, device), act.now)
        if isinstance(knocked, timedelta):
            return sign_in(request, typed, refused=SLOWLY.format(wait=_span(knocked)), status=429)
        checked = passwords.check(knocked.kept, typed.get("password", ""))
        with desk.act() as act:
            admitted = sign_ins.settle(act, knocked, checked, typed.get("code", ""), browsers.rough(request))
        if admitted is None:
            return sign_in(request, typed, refused=WRONG)
        officer, token = admitted
        there = RedirectResponse(_wanted(typed), 303)
        return _let_in(there, desk, token, device.knowing(officer.id), secret)

    return enter


def leave(visit: Visit) -> Response:
    """End the officer's sessions on all their devices."""
    staff.leave(visit.act, visit.officer)
    response = done("/console", "left")
    response.delete_cookie(COOKIE, path="/console", httponly=True, samesite="lax")
    return response


def _origin(request: Request, device: Device) -> Origin:
    address = request.client.host if request.client else ""
    return Origin(address, device.id, frozenset(device.officers))


def _wanted(typed: Typed) -> str:
    """The page that was asked for before signing in; of ours only."""
    wanted = typed.get("page", "")
    return wanted if OURS.fullmatch(wanted) and wanted not in ENTRANCES else FIRST


def _span(wait: timedelta) -> str:
    seconds = max(int(wait.total_seconds()) + 1, 1)
    return f"{seconds} 秒" if seconds <= 60 else f"{-(-seconds // 60)} 分钟"  # noqa: PLR2004 - a minute


def _only_peeking(request: Request) -> bool:
    """Whether a messenger or a browser looks at the link before anyone has tapped it: that must not use it up."""
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return request.method == "HEAD" or "prefetch" in purpose or "preview" in purpose


def _let_in(response: Response, desk: Desk, token: str, device: Device, secret: str) -> Response:
    secure = desk.config.web.public_url.startswith("https:")
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(staff.SESSION_LASTS.total_seconds()),
        path="/console",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    devices.write(response, device, secret, secure=secure)
    return response
