"""Coming in by a link that works once, and going out."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.desk import Desk
from bot.console.door import COOKIE, Typed
from bot.console.visit import Visit, done, notice
from bot.domain import staff
from bot.errors import Refusal


def of(desk: Desk) -> Callable[[Request, Typed], Response]:
    """The entrance of a desk: a link's token becomes a session."""

    def enter(request: Request, _typed: Typed) -> Response:
        if _only_peeking(request):
            return Response()
        try:
            with desk.act() as act:
                _, token = staff.enter(act, request.query_params.get("token", ""))
        except Refusal as refusal:
            return notice(403, "这个链接不能用了", str(refusal))
        return _with_cookie(RedirectResponse("/console", 303), token, desk)

    return enter


def leave(visit: Visit) -> Response:
    """End the officer's sessions on all their devices."""
    staff.leave(visit.act, visit.officer)
    response = done("/console", "left")
    response.delete_cookie(COOKIE, path="/console", httponly=True, samesite="lax")
    return response


def _only_peeking(request: Request) -> bool:
    """Whether a messenger or a browser looks at the link before anyone has tapped it: that must not use it up."""
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return request.method == "HEAD" or "prefetch" in purpose or "preview" in purpose


def _with_cookie(response: Response, token: str, desk: Desk) -> Response:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(staff.SESSION_LASTS.total_seconds()),
        path="/console",
        secure=desk.config.web.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response
