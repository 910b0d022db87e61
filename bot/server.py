"""The web server of one process: pages, deliveries, notices and the clock, started and stopped together."""

import asyncio
import logging
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from jinja2 import Environment, FileSystemLoader
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, ProcessCollector, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

import scheduler.run
from bot.app import App
from bot.board import Board
from bot.broadcast import Broadcast
from bot.calendars import Calendars
from bot.channels.base import Channel, Teller
from bot.channels.web import Links, WebChat
from bot.console.app import Desk
from bot.console.app import routes as console_routes
from bot.delivery import Delivery
from bot.entrance import Entrance
from bot.errors import Unavailable
from bot.go import Go
from bot.ledger.files import Files
from bot.store import outbox
from bot.store.tokens import SharedToken

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram
    from bot.channels.wechat import WeChat

DRAIN = 8
"""Seconds that a turn in hand may still take after SIGTERM."""

LOOPBACK = re.compile(r"//(localhost|127\.)")

log = logging.getLogger(__name__)

WELCOME = Path(__file__).parent / "welcome"

Page = Callable[[Request], Response]


class Server(uvicorn.Server):
    """uvicorn, and our loops beside it. On SIGTERM the open streams end first, then the turns in hand."""

    def __init__(self, app: App) -> None:
        self.app = app
        secret = app.config.web.secret or app.secret("visitors")
        self.chat = WebChat(app.turn, secret, union=app.config.union.name, links=links(app))
        self.desk = Desk(app.database, app.config, app.clock, app.library, app.box)
        self.wechat = wechat(app) if app.config.wechat.on else None
        self.telegram = telegram(app) if app.config.telegram.on else None
        channels: list[Channel] = [self.chat, *filter(None, [self.wechat])]
        channels += [self.telegram, self.telegram.group] if self.telegram else []
        self.delivery = Delivery(app.database, app.clock, channels)
        tellers: list[Teller] = [one for one in (self.wechat, self.telegram) if one]
        by_name = {one.name: one for one in tellers}
        self.broadcast = Broadcast(app.database, app.config, app.clock, by_name, [self.chat.name])
        if self.telegram:
            self.telegram.wake = self.delivery.wake
        web = app.config.web
        super().__init__(
            uvicorn.Config(
                self.application(),
                host=web.host,
                port=web.port,
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=DRAIN,
            )
        )

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until SIGTERM or SIGINT; a clean end is exit code 0 (uvicorn raises the signal anew at the end)."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda _sign, _frame: sys.exit(0))
        super().run(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Let the streams go first, so that the server need not wait for them."""
        self.chat.close()
        self.desk.close()
        self.broadcast.stop()
        super().handle_exit(sig, frame)

    def application(self) -> Starlette:
        """All that the server answers to."""
        app = self.app
        routes = [
            Route("/", welcome(app)),
            Route("/healthz", lambda _request: PlainTextResponse("ok\n")),
            Route("/readyz", ready(app)),
            Route("/metrics", metrics(app)),
            *Board(app.database, app.config, app.clock).routes(),
            *Calendars(app.database, app.config, app.clock).routes(),
            *Entrance(app.database, app.config, app.clock).routes(),
            *Go(app.database, app.config).routes(),
            *self.chat.routes(),
            *(self.wechat.routes() if self.wechat else ()),
            *(self.telegram.routes() if self.telegram else ()),
            *console_routes(self.desk),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _application: Starlette) -> AsyncIterator[None]:
        ticker = scheduler.run.start(self.app.act)
        delivering = asyncio.create_task(self.delivery.run())
        broadcasting = asyncio.create_task(self.broadcast.run())
        warming = asyncio.create_task(asyncio.to_thread(self.app.warm))
        platforms = [one for one in (self.wechat, self.telegram) if one]
        running = [asyncio.create_task(one.run()) for one in platforms]
        yield
        self.broadcast.stop()
        await asyncio.gather(*(one.stop() for one in platforms))
        await asyncio.gather(*running)
        await broadcasting
        self.delivery.stop()
        await delivering
        await asyncio.gather(*(one.close() for one in platforms))
        await asyncio.to_thread(ticker.shutdown)
        self.app.cool()
        await warming
        self.app.close()


def links(app: App) -> Links:
    """Links to files that staff send, for those to whom the files themselves cannot be sent."""
    secret, files = app.config.web.secret or app.secret("files"), Files(app.database)
    public_url = app.config.web.public_url
    return Links(secret, public_url, lambda: app.clock().timestamp(), files.content, files.of_message)


def wechat(app: App) -> "WeChat":
    """The Official Account on the app's store; its libraries are only loaded where there is one."""
    from bot.channels.wechat import WeChat  # noqa: PLC0415
    from bot.channels.wechat.client import Client  # noqa: PLC0415
    from bot.ledger.wechat import Ledger  # noqa: PLC0415

    settings, public_url = app.config.wechat, app.config.web.public_url
    if LOOPBACK.search(public_url) and not LOOPBACK.search(settings.api_base):
        log.warning("[web] public_url is %s: members cannot open links to files from there", public_url)
    tokens = SharedToken(app.database, app.clock, f"wechat:{settings.app_id}")
    client = Client(settings.app_id, settings.app_secret, settings.api_base, tokens)
    ledger = Ledger(app.database, app.clock, "wechat")
    files, link = Files(app.database).content, links(app).to
    return WeChat(settings, app.turn, client, ledger, files, link, clock=lambda: app.clock().timestamp())


def telegram(app: App) -> "Telegram":
    """The bot on the app's store, with the desk of the staff; its libraries are only loaded where there is one."""
    from bot.channels.telegram import Telegram  # noqa: PLC0415
    from bot.desk import StaffDesk  # noqa: PLC0415
    from bot.ledger.telegram import Ledger  # noqa: PLC0415

    return Telegram(
        app.config.telegram,
        app.turn,
        Ledger(app.database, app.clock, "telegram"),
        StaffDesk(app.database, app.config, app.clock),
        public_url=app.config.web.public_url,
        files=Files(app.database).content,
        commands=[(one.word, one.chinese, one.english) for one in app.engine.menu.slash()],
    )


def welcome(app: App) -> Page:
    """The first page: what this is, and where to go."""
    pages = Environment(loader=FileSystemLoader(WELCOME), autoescape=True)
    page = pages.get_template("welcome.html").render(union=app.config.union, board=app.config.suggestions.board)
    policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}
    return lambda _request: HTMLResponse(page, headers=policy)


def ready(app: App) -> Page:
    """Whether this process can take messages in: 503 where the store does not answer."""

    def answer(_request: Request) -> Response:
        try:
            app.database.ping()
        except Unavailable:
            return PlainTextResponse("store unavailable\n", 503)
        return PlainTextResponse("ready\n")

    return answer


def metrics(app: App) -> Page:
    """Figures for Prometheus: the outbox by state, and the process itself."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    messages = Gauge("gongyou_outbox_messages", "Unasked messages by state", ["state"], registry=registry)

    def answer(_request: Request) -> Response:
        with app.database.read() as session:
            for state, count in outbox.counts(session).items():
                messages.labels(state.value).set(count)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return answer
