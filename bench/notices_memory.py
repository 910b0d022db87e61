"""`python -m bench.notices_memory STORE`: a process of its own that lists and sends the store's one notice.

The platform takes everything at once, so that nothing but our own path is measured. Prints what it took, as JSON.
"""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import App
from bot.broadcast import Broadcast
from bot.channels.base import Card, Going, Many, unminded
from bot.config import Config
from bot.domain.noticebook import Notice, Recipient, State
from bot.limits import Pace
from bot.messages import Reply
from scheduler import notices

CHANNEL: Final = "null"
STATUS: Final = Path("/proc/self/status")
LOOK: Final = 1.0
"""Seconds between two looks of the clock."""


class Nowhere:
    """A platform that takes everything at once."""

    name = CHANNEL
    pace: Pace | None = None
    many: Many | None = None
    amends = False

    async def tell(
        self, address: str, reply: Reply, key: str, card: Card | None = None, going: Going = unminded
    ) -> str:
        """Take it."""
        going()
        return ""

    async def amend(self, address: str, message: str, reply: Reply) -> None:
        """Take it."""


def main(url: str) -> None:
    """Send it, and tell seconds, MB before and MB at most."""
    with App(Config.load().model_copy(update={"store": Config().store.model_copy(update={"url": url})})) as app:
        before = resident("VmRSS")
        asyncio.run(_sent(app))
        with app.database.read() as session:
            told = {"seconds": seconds(session), "before": before, "most": resident("VmHWM")}
    print(json.dumps(told))


def resident(which: str) -> float:
    """MB that this process has (VmRSS), or had at most (VmHWM)."""
    found = re.search(rf"{which}:\s+(\d+) kB", STATUS.read_text())
    return int(found[1]) / 1024 if found else float("nan")


def seconds(session: Session) -> float:
    """Of the store's one notice: from the moment when all were listed to the last one's end."""
    notice = session.scalars(select(Notice)).one()
    last = session.scalar(select(func.max(Recipient.ended_at)))
    assert notice.resolved_at  # noqa: S101 - it is done
    assert last  # noqa: S101 - and had recipients
    took: float = (last - notice.resolved_at).total_seconds()
    return took


async def _sent(app: App) -> None:
    """The loop of a service, and its clock, until the notice is done."""
    broadcast = Broadcast(app.database, app.config, app.clock, {CHANNEL: Nowhere()}, [])
    sending = asyncio.create_task(broadcast.run())
    while not _done(app):
        await asyncio.to_thread(notices.send_notices, app.act)
        await asyncio.sleep(LOOK)
    broadcast.stop()
    await sending


def _done(app: App) -> bool:
    with app.database.read() as session:
        return session.scalars(select(Notice.state)).one() == State.DONE.value


if __name__ == "__main__":
    main(sys.argv[1])
