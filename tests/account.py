"""The whole service in a thread: the real server on a real store, with a clock that the test moves."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot import sample
from bot.app import App
from bot.config import Config, Notices, Store, Telegram, Union, Web
from bot.domain import staff
from bot.domain.acts import OPERATOR
from bot.server import Server
from knowledge import KnowledgeBase


def load_sample(url: str, clock: Callable[[], datetime], knowledge: KnowledgeBase) -> None:
    """Put the sample union into an empty store; whoever serves it afterwards finds it there."""
    config = Config(store=Store(url=url), union=Union(name=sample.NAME))
    with App(config, clock=clock, knowledge=knowledge) as app, app.act(OPERATOR) as act:
        sample.load(act)


class Account:
    """The sample union, open for business."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        knowledge: KnowledgeBase,
        bot: Telegram | None = None,
        url: str = "",
    ) -> None:
        config = Config(
            store=Store(url=url or f"sqlite:///{folder}/gongyou.db"),
            union=Union(name=sample.NAME),
            web=Web(port=0),
            telegram=bot or Telegram(),
            notices=Notices(announce_unapproved=True),
        )
        self.app = App(config, clock=clock, knowledge=knowledge)
        with self.app.act(OPERATOR) as act:
            sample.load(act)
        self.server = Server(self.app)
        if self.server.telegram:
            self.server.telegram.pace = None
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve()))
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.01)
            assert self.thread.is_alive()
        self.url = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def link(self, name: str) -> str:
        """A sign-in link."""
        with self.app.act(OPERATOR) as act:
            officer = staff.named(act.session, name)
            assert officer
            return f"{self.url}/console/enter?token={staff.sign_in_link(act, officer)}"

    def end(self) -> None:
        """Stop as the program does."""
        self.server.chat.close()
        self.server.should_exit = True
        self.thread.join(15)
        assert not self.thread.is_alive()


@contextmanager
def serving(
    folder: Path,
    clock: Callable[[], datetime],
    knowledge: KnowledgeBase,
    bot: Telegram | None = None,
    url: str = "",
) -> Iterator[Account]:
    """The account, ended afterwards; with a bot that nobody hurries, where one is given. `url`: of its store."""
    account = Account(folder, clock, knowledge, bot, url)
    try:
        yield account
    finally:
        account.end()
