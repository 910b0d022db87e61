"""The whole service in a thread: the real server on a real store, with a clock that the test moves."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot import sample
from bot.app import App
from bot.config import Config, Store, Telegram, Union, Web
from bot.domain import staff
from bot.domain.acts import OPERATOR
from bot.server import Server
from knowledge import KnowledgeBase


class Account:
    """The sample union, open for business."""

    def __init__(
        self, folder: Path, clock: Callable[[], datetime], knowledge: KnowledgeBase, bot: Telegram | None = None
    ) -> None:
        config = Config(
            store=Store(url=f"sqlite:///{folder}/gongyou.db"),
            union=Union(name=sample.NAME),
            web=Web(port=0),
            telegram=bot or Telegram(),
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
    folder: Path, clock: Callable[[], datetime], knowledge: KnowledgeBase, bot: Telegram | None = None
) -> Iterator[Account]:
    """The account, ended afterwards; with a bot that nobody hurries, where one is given."""
    account = Account(folder, clock, knowledge, bot)
    try:
        yield account
    finally:
        account.end()
