"""A Telegram bot for tests: the real server on a real store, and the platform on loopback before it."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from bot import sample
from bot.app import App
from bot.config import Config, Store, Telegram, Union, Web
from bot.domain import groups, links, staff, units
from bot.domain.acts import OPERATOR, Act
from bot.messages import Address, Reply
from bot.server import Server
from bot.store import outbox
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from tests.channels.official import Process, until
from tests.emulators.telegram import Group, Person, Received, TelegramPlatform

__all__ = [
    "PUBLIC", "SECRET", "TELEGRAM", "House", "named", "opened", "telegram", "texts", "until",
]  # fmt: skip

SECRET = "webhook_0123456789"
PUBLIC = "https://union.example"
TELEGRAM = "telegram"


@dataclass
class House:
    """The platform, and the processes behind its webhook (or those that ask)."""

    platform: TelegramPlatform
    clock: Callable[[], datetime]
    processes: list[Process] = field(default_factory=list)

    @property
    def app(self) -> App:
        """The first process's."""
        return self.processes[0].app

    def says(self, person: Person, text: str, count: int = 1) -> str:
        """What a person says, and what comes back: the last of so many messages."""
        before = len(person.received)
        person.says(text)
        return person.waits(before + count)[-1].text

    def taps(self, person: Person, label: str) -> Received:
        """A tap below the last message, and the next message."""
        before = len(person.received)
        person.taps(person.received[-1], label)
        return person.waits(before + 1)[-1]

    def code(self, deed: Callable[[Act, staff.Officer], str], officer: str) -> str:
        """A code that an officer makes in the console."""
        with self.app.act(OPERATOR) as act:
            found = staff.named(act.session, officer)
            assert found
            return deed(act, found)

    def colleague(self, officer: str, name: str = "") -> Person:
        """An officer with a linked account."""
        person = self.platform.person(name or officer)
        person.opens()
        person.waits(1)
        assert officer in self.says(person, f"/link {self.code(links.offer_account, officer)}")
        return person

    def group(self, officer: str, by: Person, unit: str = sample.NAME, *, forum: bool = False) -> Group:
        """A linked group of a unit's staff."""
        group = self.platform.group(f"{unit}工作群", forum=forum)
        group.adds_bot(by)
        by.says(
            f"/link {self.code(lambda act, who: links.offer_group(act, who, named(act, unit)), officer)}", in_=group
        )
        until(lambda: self._linked(group))
        self.platform.settle()
        return group

    def _linked(self, group: Group) -> bool:
        with self.app.database.read() as session:
            return groups.of_chat(session, TELEGRAM, str(group.id)) is not None

    def put(self, person: Person, key: str, text: str, *, bulk: bool = False) -> None:
        """Something is to be sent unasked."""
        with self.app.act() as act:
            to = Address(TELEGRAM, str(person.id))
            outbox.put(act.session, to, Reply(text), key=key, kind="case", now=act.now, bulk=bulk)

    def states(self) -> dict[str, str]:
        """What became of every message."""
        with self.app.database.read() as session:
            return {row.key: row.state for row in session.scalars(select(Outgoing))}


def named(act: Act, unit: str) -> units.Unit:
    found = units.named(act.session, unit)
    assert found
    return found


@contextmanager
def telegram(
    store_url: str,
    clock: Callable[[], datetime],
    knowledge: KnowledgeBase,
    *,
    webhook: bool = True,
    processes: int = 1,
    limits: bool = False,
    quick: bool = True,
) -> Iterator[House]:
    """Open an account; everything is stopped at the end. `quick`: nothing is paced, albums are whole at once."""
    platform = TelegramPlatform(limits=limits, clock=lambda: clock().timestamp())
    with platform.running(), ExitStack() as stack:
        settings = Telegram(token=platform.token, webhook_secret=SECRET if webhook else "", api_base=platform.api_base)
        web = Web(port=0, public_url=PUBLIC) if webhook else Web(port=0)
        config = Config(store=Store(url=store_url), union=Union(name=sample.NAME), web=web, telegram=settings)
        house = House(platform, clock)
        for number in range(processes):
            process = opened(config, clock, knowledge, load=not number, quick=quick)
            process.start()
            stack.callback(process.stop)
            house.processes.append(process)
        if webhook:
            platform.callbacks = [f"{process.url}/telegram" for process in house.processes]
            platform.waits_for(lambda: bool(platform.webhook.url))
        yield house


def opened(
    config: Config, clock: Callable[[], datetime], knowledge: KnowledgeBase, *, load: bool, quick: bool
) -> Process:
    """One process, which is not started yet."""
    app = App(config, clock=clock, knowledge=knowledge)
    if load:
        with app.act(OPERATOR) as act:
            sample.load(act)
    server = Server(app)
    assert server.telegram
    if quick:
        server.telegram.pace = server.telegram.group.pace = None
        server.telegram.queues.album = server.telegram.queues.gap = 0.1
        server.delivery.pause = 0.2
    return Process(app, server, threading.Thread(target=lambda: asyncio.run(server.serve())))


def texts(received: Sequence[Received]) -> list[str]:
    return [one.text for one in received]
