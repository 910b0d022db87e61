"""The address that counts how often a notice's link is opened, and leads on.

| request | answer |
| --- | --- |
| `GET /go/CODE` | 302 to the link, counted once; a page with words (404) where there is no such link |
| `HEAD /go/CODE` | the same, not counted |

No cookie is set or read; no address, no browser and no time is kept. What a messenger fetches by itself, to show what a
link is about, is not counted where it says so.
"""

import logging
import re
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import frames
from bot.config import Config
from bot.domain import leads
from bot.errors import Unavailable, report
from bot.store.database import Database

log = logging.getLogger(__name__)

HERE: Final = Path(__file__).parent
ABSENT: Final = ("没有找到这个链接", "可能没有复制完整，或者已经过期了。请回到聊天里，再点一次通知里的链接。")
BUSY: Final = ("请稍后再点", "系统暂时忙不过来，请过一分钟再点一次。")
OUR_FAULT: Final = ("系统出错了", "这是我们的问题，请过一会儿再点。联系工会时请报编号 {number}。")

_BY_ITSELF: Final = re.compile(
    r"(?<!cu)bot\b|crawler|spider|preview|externalhit|url-manager|wechatshare|headless", re.IGNORECASE
)
"""Programs that open a link without anybody's having tapped it. CUBOT makes telephones."""

_ONWARD: Final = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class Go:
    """The counted links of a database. It is given no clock: no time is kept."""

    def __init__(self, database: Database, config: Config) -> None:
        self.database = database
        style, source = frames.inside(HERE / "go.css")
        self._template = frames.templates(HERE / "templates").get_template("words.html")
        self._shown = {"union": config.union, "style": style}
        policy = f"default-src 'none'; style-src {source}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        self.headers = frames.ALONE | _ONWARD | {"Content-Security-Policy": policy}

    def routes(self) -> list[BaseRoute]:
        """What the web server serves for us."""
        return [Route("/go/{code}", self._kindly)]

    def _kindly(self, request: Request) -> Response:
        """Lead on; whatever goes wrong is told in kind words."""
        try:
            return self._lead(request, request.path_params["code"])
        except Unavailable:
            log.warning("go: store unavailable")
            return self._words(BUSY, 503)
        except Exception as error:  # noqa: BLE001 - the visitor reads kind words, whatever it was
            title, text = OUR_FAULT
            return self._words((title, text.format(number=report(error).number)), 500)

    def _lead(self, request: Request, code: str) -> Response:
        if len(code) != leads.LENGTH or not set(code) <= set(leads.SIGNS):
            return self._words(ABSENT, 404)
        with self.database.read() as session:
            url = leads.leads_to(session, code)
        if url is None:
            return self._words(ABSENT, 404)
        if request.method == "GET" and not _by_itself(request):
            self._count(code)
        return RedirectResponse(url, 302, headers=_ONWARD)

    def _count(self, code: str) -> None:
        """Once more; who tapped is led on also where the store is too busy to count."""
        try:
            with self.database.write() as session:
                leads.opened(session, code)
        except Unavailable:
            log.warning("go: an opening was not counted, store unavailable")

    def _words(self, said: tuple[str, str], status: int) -> Response:
        page = self._template.render(title=said[0], text=said[1], **self._shown)
        return HTMLResponse(page, status, headers=self.headers)


def _by_itself(request: Request) -> bool:
    """Whether a program fetched it to show or to have what it leads to, and nobody tapped it."""
    headers = request.headers
    purpose = headers.get("sec-purpose", "") + headers.get("purpose", "") + headers.get("x-purpose", "")
    return bool(_BY_ITSELF.search(headers.get("user-agent", ""))) or "pre" in purpose.lower()
