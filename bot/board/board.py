"""The pages of the open board: a list by how far suggestions are, one suggestion, and what they brought.

Only what `bot.domain.bulletin` gives out is ever shown: what an officer has put there, in the words for it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot import frames
from bot.board import wording
from bot.config import Config
from bot.domain import box, bulletin, milestones, numbers, units
from bot.domain.acts import CLOCK, Act
from bot.domain.bulletin import Group, Shown
from bot.errors import Refusal, Unavailable, report
from bot.messages import clean
from bot.store.database import Database

log = logging.getLogger(__name__)

HERE: Final = Path(__file__).parent
KEPT: Final = "public, max-age=60"
"""How long a browser or a proxy may show a page again: what is taken off the board is gone a minute later."""

STORIES: Final = "stories"
DOORS: Final = (("", "最新"), *((group.value, group.label) for group in Group), (STORIES, "因为有你"))
LONGEST: Final = 40
MOST_PAGES: Final = 10_000

OFF: Final = ("公开栏没有开", "这里没有建议公开栏。您自己的建议，在聊天里回复“进度”就能看到走到哪一步。")
ABSENT: Final = ("没有找到这条建议", "可能编号写错了，或者它不在公开栏上。您自己提的建议，请在聊天里回复“进度”。")
BUSY: Final = ("请稍后再看", "系统暂时忙不过来，请过一分钟再打开这一页。")
OUR_FAULT: Final = ("系统出错了", "这是我们的问题，请过一会儿再看。联系工会时请报编号 {number}。")
EMPTY: Final = "还没有。有好主意，点下面“我也提一条建议”。"

Page = Callable[[Act, Request], Response]


@dataclass(frozen=True)
class Door:
    """A way of looking at the board."""

    path: str
    word: str
    here: bool


class Board:
    """The open board on a database. `clock` tells the moment in UTC."""

    def __init__(self, database: Database, config: Config, clock: Callable[[], datetime]) -> None:
        self.database, self.config, self.clock = database, config, clock
        self._style, source = frames.inside(HERE / "board.css")
        self.headers = frames.ALONE | {
            "Content-Security-Policy": f"default-src 'none'; style-src {source}; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
        }

    @cached_property
    def templates(self) -> Environment:
        """The pages, with what they all show."""
        found = frames.templates(HERE / "templates")
        found.globals.update(union=self.config.union, style=self._style)
        return found

    def routes(self) -> list[BaseRoute]:
        """What the web server serves for us."""
        return [
            Route("/board", self._kindly(self._list)),
            Route("/board/{number:path}", self._kindly(self._one)),
        ]

    def _list(self, act: Act, request: Request) -> Response:
        """A page of the board."""
        asked, top = request.query_params, units.root(act.session)
        show = asked.get("show", "") if asked.get("show", "") in {key for key, _ in DOORS} else ""
        number = min(_number(asked.get("page", "")), MOST_PAGES)
        found, pages = self._found(act, top.id, show, number) if top else ([], 1)
        return self._page(
            "list.html",
            doors=[Door(_path(key), word, key == show) for key, word in DOORS],
            found=[wording.card(one, self.config.zone) for one in found],
            number=number,
            before=_path(show, min(number - 1, pages)) if number > 1 else "",
            after=_path(show, number + 1) if number < pages else "",
            empty=EMPTY,
        )

    def _found(self, act: Act, unit: int, show: str, number: int) -> tuple[list[Shown], int]:
        """What stands on a page, and how many pages there are."""
        if show == STORIES:
            return (bulletin.stories(act, unit) if number == 1 else []), 1
        group = Group(show) if show else None
        count = bulletin.count(act, unit, group)
        return bulletin.newest(act, unit, group, number), max(-(-count // bulletin.PAGE), 1)

    def _one(self, act: Act, request: Request) -> Response:
        """One suggestion, with the way that it went; mistyped, unknown and not shown look the same."""
        top = units.root(act.session)
        try:
            number = numbers.read(clean(request.path_params["number"])[:LONGEST])
        except Refusal:
            number = ""
        shown = bulletin.of_number(act, top.id, number) if top and number else None
        kept = box.numbered(act.session, number) if shown else None
        if shown is None or kept is None:
            return self._words(ABSENT, 404)
        steps = [wording.step(one, self.config.zone) for one in milestones.public(act.session, kept)]
        return self._page("one.html", one=wording.card(shown, self.config.zone), steps=steps)

    def _kindly(self, page: Page) -> Callable[[Request], Response]:
        """The page, in a transaction that only looks; whatever goes wrong is told in kind words."""

        def answer(request: Request) -> Response:
            if not self.config.suggestions.board:
                return self._words(OFF, 404, back=False)
            try:
                with self._look() as act:
                    return page(act, request)
            except Unavailable:
                log.warning("board: store unavailable")
                return self._words(BUSY, 503)
            except Exception as error:  # noqa: BLE001 - the visitor reads kind words, whatever it was
                title, text = OUR_FAULT
                return self._words((title, text.format(number=report(error).number)), 500)

        return answer

    @contextmanager
    def _look(self) -> Iterator[Act]:
        with self.database.read() as session:
            yield Act(session, self.clock(), CLOCK, self.config)

    def _page(self, template: str, **context: object) -> Response:
        page = self.templates.get_template(template).render(**context)
        return HTMLResponse(page, headers=self.headers | {"Cache-Control": KEPT})

    def _words(self, said: tuple[str, str], status: int, *, back: bool = True) -> Response:
        page = self.templates.get_template("words.html").render(title=said[0], text=said[1], back=back)
        return HTMLResponse(page, status, headers=self.headers | {"Cache-Control": "no-store"})


def _path(show: str, number: int = 1) -> str:
    said = urlencode(({"show": show} if show else {}) | ({"page": str(number)} if number > 1 else {}))
    return f"/board?{said}" if said else "/board"


def _number(written: str) -> int:
    return max(int(written[:6]), 1) if written.isascii() and written.isdecimal() else 1
