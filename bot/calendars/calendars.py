"""The addresses from which a phone's calendar fetches events.

| request | answer |
| --- | --- |
| `GET /events/CODE.ics` | one event of the plan; 404 with words where there is none, or its day is not fixed |
| `GET /calendars/TOKEN.ics` | what one member signed up for; 404 with words where the link is not good (any more) |

What a member's calendar holds is told to nobody but to whom the link was given: it is not kept on the way, and no
search engine may list it.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.config import Config
from bot.domain import agendas, events, ics
from bot.errors import Unavailable, report
from bot.messages import clean
from bot.store.database import Database

log = logging.getLogger(__name__)

LONGEST: Final = 40
ABSENT: Final = "没有找到这个活动，或者它的日期还没定。请在聊天里回复“活动”看近期安排。"
WRONG: Final = "这个日历链接不能用了：可能没有复制完整，或者已经换了新的。请在聊天里回复“加到日历”，再拿一个。"
BUSY: Final = "系统暂时忙不过来，请过一会儿再试。"
OUR_FAULT: Final = "系统出错了，这是我们的问题，请过一会儿再试。联系工会时请报编号 {number}。"

_HEADERS: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PUBLIC: Final = _HEADERS | {"Cache-Control": "public, max-age=300"}
OWN: Final = _HEADERS | {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}

Page = Callable[[Session, Request], Response]


class Calendars:
    """The calendar files of a database. `clock` tells the moment in UTC."""

    def __init__(self, database: Database, config: Config, clock: Callable[[], datetime]) -> None:
        self.database, self.config, self.clock = database, config, clock

    def routes(self) -> list[BaseRoute]:
        """What the web server serves for us."""
        return [
            Route("/events/{code}.ics", self._kindly(self._event)),
            Route("/calendars/{token}.ics", self._kindly(self._own)),
        ]

    def _event(self, session: Session, request: Request) -> Response:
        event = events.seen(session, clean(request.path_params["code"])[:LONGEST])
        if event is None or event.starts_at is None:
            return _words(ABSENT, 404)
        return _file(event.code, ics.write(session, self.config, event.title, [event]), PUBLIC)

    def _own(self, session: Session, request: Request) -> Response:
        member = agendas.opened(session, request.path_params["token"])
        if member is None:
            return _words(WRONG, 404)
        return _file(agendas.NAME, agendas.calendar(session, self.config, member, self.clock()), OWN)

    def _kindly(self, page: Page) -> Callable[[Request], Response]:
        """The file, in a transaction that only looks; whatever goes wrong is told in kind words."""

        def answer(request: Request) -> Response:
            try:
                with self.database.read() as session:
                    return page(session, request)
            except Unavailable:
                log.warning("calendars: store unavailable")
                return _words(BUSY, 503)
            except Exception as error:  # noqa: BLE001 - the visitor reads kind words, whatever it was
                return _words(OUR_FAULT.format(number=report(error).number), 500)

        return answer


def _file(name: str, content: bytes, headers: dict[str, str]) -> Response:
    saved = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}.ics"}
    return Response(content, headers=headers | saved, media_type=ics.MEDIA_TYPE)


def _words(text: str, status: int) -> Response:
    return PlainTextResponse(f"{text}\n", status, headers=_HEADERS | {"Cache-Control": "no-store"})
