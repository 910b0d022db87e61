"""Notices brought without a server: what the broadcast of a running process does for channels that are no Tellers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime

from bot.config import Config, Store
from bot.config import Union as UnionSection
from bot.domain import sendings
from bot.domain.acts import CLOCK, Act
from bot.store.database import Database
from scheduler.notices import send_notices
from scheduler.work import Transact
from tests.conftest import UNION

MOST = 500
CHANNELS = ("test", "web", "wechat", "telegram")


def hand_over(transact: Transact, channels: Iterable[str] = CHANNELS) -> None:
    """Queue in the outbox all that can go now on these channels."""
    names = list(channels)
    with transact() as act:
        found = [one for one in sendings.work(act, names) if one.what == "send"]
    for one in found:
        more = True
        while more:
            with transact() as act:
                more = sendings.hand_over(act, one.notice_id, one.channel, MOST) > 0


def transactions(database: Database, now: datetime) -> Transact:
    """Transactions in which the clock acts at a moment."""

    @contextmanager
    def transact() -> Iterator[Act]:
        config = Config(store=Store(url=database.url), union=UnionSection(name=UNION))
        with database.write() as session:
            yield Act(session, now, CLOCK, config)

    return transact


def within(act: Act) -> Transact:
    """All in one transaction."""
    return lambda: nullcontext(act)


def tick(act: Act) -> None:
    """What the clock does at this moment, and what is brought after it."""
    send_notices(within(act))
    hand_over(within(act))
