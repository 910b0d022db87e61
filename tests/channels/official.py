"""An Official Account for tests: the real server on a real store, and the WeChat platform on loopback before it."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, select

from bot import sample
from bot.accounts import Account
from bot.app import App
from bot.config import Config, Store, Union, Web, WeChat
from bot.domain.acts import OPERATOR
from bot.messages import Address, Incoming, Reply
from bot.server import Server
from bot.store import outbox
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from tests.conftest import Clock
from tests.emulators.wechat import WeChatPlatform

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 2000
AMR = b"#!AMR\n" + b"x" * 500

APP_ID, SECRET, TOKEN = "wx0123456789abcdef", "a1b2c3d4e5f60718293a4b5c6d7e8f90", "gongyouToken1"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TEMPLATE = "TEMPLATE_reply_0001"


@dataclass
class Process:
    """One server process, in a thread, with an app of its own on the shared store."""

    app: App
    server: Server
    thread: threading.Thread

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def start(self) -> None:
        """Wait until it serves."""
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.01)
            assert self.thread.is_alive()

    def stop(self) -> None:
        """End it as SIGTERM does."""
        self.server.should_exit = True
        self.thread.join(20)
        assert not self.thread.is_alive()


@dataclass
class Official:
    """The platform and the processes behind its callback."""

    platform: WeChatPlatform
    clock: Clock
    processes: list[Process] = field(default_factory=list)

    @property
    def app(self) -> App:
        """The first process's."""
        return self.processes[0].app


Turn = Callable[[Incoming], tuple[Reply, ...]]


@contextmanager
def official(
    store_url: str,
    clock: Clock,
    knowledge: KnowledgeBase,
    *,
    account: Account = Account.SERVICE_VERIFIED,
    aes_key: str = AES_KEY,
    template: str = "",
    processes: int = 1,
    patience: float = 5.0,
    turn: Callable[[Turn], Turn] | None = None,
    answers_within: float = 3.5,
    recovery: float = 30.0,
) -> Iterator[Official]:
    """Open an account; everything is stopped at the end. `turn` wraps what answers one message."""
    platform = WeChatPlatform(
        app_id=APP_ID,
        app_secret=SECRET,
        token=TOKEN,
        aes_key=aes_key,
        account=account.value,  # type: ignore[arg-type] # the same words
        clock=lambda: clock().timestamp(),
        patience=patience,
        templates={TEMPLATE: ("thing1", "thing2")},
    )
    with platform.running(), ExitStack() as stack:
        settings = WeChat(
            app_id=APP_ID,
            app_secret=SECRET,
            token=TOKEN,
            aes_key=aes_key,
            account=account,
            reply_template=template,
            api_base=platform.api_base,
        )
        config = Config(store=Store(url=store_url), union=Union(name=sample.NAME), web=Web(port=0), wechat=settings)
        house = Official(platform, clock)
        for number in range(processes):
            process = _process(config, clock, knowledge, load=not number)
            assert process.server.wechat
            talks = process.server.wechat
            talks.turning.turn = turn(process.app.turn) if turn else process.app.turn
            talks.patience, talks.recovery = answers_within, recovery
            process.start()
            stack.callback(process.stop)
            house.processes.append(process)
        platform.callback = f"{house.processes[0].url}/wechat"
        yield house


def _process(config: Config, clock: Clock, knowledge: KnowledgeBase, *, load: bool) -> Process:
    app = App(config, clock=clock, knowledge=knowledge)
    if load:
        with app.act(OPERATOR) as act:
            sample.load(act)
    server = Server(app)
    return Process(app, server, threading.Thread(target=lambda: asyncio.run(server.serve())))


def count(house: Official, table: type) -> int:
    with house.app.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def put(house: Official, openid: str, text: str, key: str) -> None:
    """Staff say something."""
    with house.app.act() as act:
        outbox.put(act.session, Address("wechat", openid), Reply(text), key=key, kind="remark", now=act.now)


def states(house: Official) -> dict[str, str]:
    with house.app.database.read() as session:
        return {row.key: row.state for row in session.scalars(select(Outgoing))}


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for what happens in another thread."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
