"""An account that writes to many: its calls on the platform, and behind the callback a ledger on a real store."""

import shutil
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from starlette.applications import Starlette

from bot.accounts import Account
from bot.channels.wechat.client import Client
from bot.channels.wechat.sending import Sending
from bot.ledger.wechat import Ledger
from bot.messages import Incoming, Reply
from bot.store import bulk
from bot.store.bulk import MassJob
from bot.store.database import Database
from tests.channels.api import OneToken, api, calling
from tests.channels.callback import channel, settings
from tests.channels.official import AES_KEY
from tests.conftest import Clock
from tests.emulators.loopback import serving
from tests.emulators.wechat import Follower, WeChatPlatform


@dataclass
class House:
    """The platform, and what the account keeps."""

    platform: WeChatPlatform
    database: Database
    ledger: Ledger
    tokens: OneToken

    def asks(self, call: str, *given: Any, account: Account = Account.SERVICE_VERIFIED, **more: Any) -> Any:
        """One of Sending's calls, by name; everything that comes of it has come when it is back."""

        def act(client: Client) -> Coroutine[Any, Any, Any]:
            return getattr(Sending(account, client, self.ledger), call)(*given, **more)

        try:
            return calling(self.platform, self.tokens, act)
        finally:
            self.platform.settle()

    def followers(self, count: int) -> list[Follower]:
        """So many."""
        return [self.platform.follower() for _ in range(count)]

    def jobs(self) -> dict[str, tuple[str, int, int, int, int]]:
        """What is kept of each mass message: its status, and how many followers."""
        with self.database.read() as session:
            keys = session.scalars(select(MassJob.key).where(~MassJob.key.startswith(bulk.EARLY)))
            rows = {key: bulk.job(session, key) for key in keys.all()}
        return {key: (row.status, row.total, row.filtered, row.sent, row.failed) for key, row in rows.items() if row}


def listening(_incoming: Incoming) -> tuple[Reply, ...]:
    """Says nothing."""
    return ()


@contextmanager
def opened(database: Database, clock: Clock) -> Iterator[House]:
    """Everything is stopped at the end."""
    with api(clock, aes_key=AES_KEY) as platform:
        ledger = Ledger(database, clock, "wechat")
        app = Starlette(routes=channel(listening, ledger, settings()).routes())
        with serving(app) as server:
            platform.callback = f"{server.url}/wechat"
            yield House(platform, database, ledger, OneToken())


@contextmanager
def on_sqlite(migrated: Path, folder: Path, clock: Clock) -> Iterator[House]:
    """The same on a copy of that empty SQLite file, where the database is not what a test is about."""
    database = Database(f"sqlite:///{shutil.copy(migrated, folder / 'one.db')}")
    with opened(database, clock) as house:
        yield house
    database.close()


def told(followers: list[Follower], kind: str = "mass") -> list[list[str]]:
    """What each of them got of that kind."""
    return [[one.text for one in follower.received if one.kind == kind] for follower in followers]
