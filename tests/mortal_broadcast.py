"""A process that sends notices and may be killed at any moment: `… tests.mortal_broadcast CONFIG LIST [careless]`.

It loads the program once. For each line `start` it forks a child that sends until it is killed or told to end by
SIGTERM, and writes the child's number; for each line `wait` it writes how the child ended. `LIST`: recipients of one
mass message. `careless` is the negative control: what a dead process had in hand is sent once more, as though the
ledger did not know of it.
"""

import asyncio
import logging
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

import bot.broadcast.engine  # noqa: F401 - loaded before the fork, which then takes no time
from bot.app import App
from bot.broadcast import Broadcast
from bot.channels.base import Card, Going, Many, Teller, unminded
from bot.config import Config
from bot.domain import sendings
from bot.domain.acts import Act
from bot.domain.claimings import sending
from bot.domain.noticebook import Recipient
from bot.domain.sendings import Seen
from bot.errors import Retry, Unknown
from bot.messages import Reply
from bot.server import telegram, wechat

LEASE = timedelta(seconds=4)
LOOK = 0.4
A_WHILE = 1.0
"""Seconds that a platform may want to be left alone: the test does not have hours."""

ANSWER = 5.0
"""Seconds that we wait for an answer."""

NOTHING = 4.0
"""Seconds after which there seems to be nothing to send."""


@dataclass
class Impatient:
    """A real channel, whose platform is never left alone for long, nor waited for."""

    real: Teller
    a_list: int

    def __post_init__(self) -> None:
        self.name, self.pace, self.amends = self.real.name, self.real.pace, self.real.amends
        self.many: Many | None = Few(self.real.many, self.a_list) if self.real.many else None

    async def tell(
        self, address: str, reply: Reply, key: str, card: Card | None = None, going: Going = unminded
    ) -> str:
        """As the real one does."""
        try:
            async with asyncio.timeout(ANSWER):
                return await self.real.tell(address, reply, key, card, going)
        except Retry as later:
            raise shorter(later) from None
        except TimeoutError:
            raise Unknown("timeout") from None

    async def amend(self, address: str, message: str, reply: Reply) -> None:
        """As the real one does."""
        await self.real.amend(address, message, reply)


@dataclass
class Few:
    """Real mass messages, to fewer at a time."""

    real: Many
    most: int

    def __post_init__(self) -> None:
        self.fewest = self.real.fewest

    def takes(self, reply: Reply) -> bool:
        """As the real one does."""
        return self.real.takes(reply)

    async def send(self, addresses: Sequence[str], reply: Reply, key: str) -> str:
        """As the real one does."""
        try:
            return await self.real.send(addresses, reply, key)
        except Retry as later:
            raise shorter(later) from None

    async def recall(self, number: str) -> None:
        """As the real one does."""
        await self.real.recall(number)


def shorter(later: Retry) -> Retry:
    """The same, sooner."""
    return Retry(later.code, later.words, None if later.after is None else min(later.after, A_WHILE))


def send_again(act: Act, notice_id: int, channel: str, claim: str, seen: Seen | None) -> int:  # noqa: ARG001 - the ledger's own would look at it
    """The negative control: what was in hand waits again, whether it arrived or not."""
    mine = (*sending(notice_id, channel), Recipient.claim == claim)
    act.session.execute(update(Recipient).where(*mine).values(state="queued", claim=""))
    return 0


async def say_when_up(one: Broadcast) -> None:
    """A line for the parent once it sends, or has nothing to."""
    with suppress(TimeoutError):
        async with asyncio.timeout(NOTHING):
            while one.engine is None:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.02)
    tell("up")


def tell(words: str) -> None:
    """A line for the parent."""
    os.write(1, f"{words}\n".encode())


async def live(app: App, a_list: int) -> None:
    """Send, until SIGTERM."""
    real: list[Teller] = [telegram(app), wechat(app)]
    tellers = {one.name: Impatient(one, a_list) for one in real}
    one = Broadcast(app.database, app.config, app.clock, tellers, ["web"], look=LOOK, lease=LEASE)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, one.stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    saying = asyncio.create_task(say_when_up(one))
    await one.run()
    saying.cancel()


def child(file: str, a_list: int) -> None:
    """One life; it never comes back."""
    code = 1
    try:
        with App(Config.load(Path(file))) as app:
            asyncio.run(live(app, a_list))
        code = 0
    except BaseException:  # noqa: BLE001 - a child must never come back into its parent's loop
        traceback.print_exc()
    os._exit(code)


def main(file: str, a_list: str, careless: str = "") -> None:
    """Fork a life for each `start`, and tell how each ended."""
    logging.basicConfig(format="%(asctime)s %(process)d %(name)s %(message)s")
    if careless:
        sendings.account = send_again
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # until a child can hear it
    number = 0
    for line in sys.stdin:
        if line == "start\n":
            number = os.fork()
            if not number:
                child(file, int(a_list))
            tell(f"pid {number}")
        else:
            tell(f"exit {os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])}")


if __name__ == "__main__":
    main(*sys.argv[1:])
