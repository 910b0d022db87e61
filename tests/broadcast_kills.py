"""Notices over Telegram and WeChat from two processes that are killed at any moment, while the platforms misbehave.

In the end the ledger is held against what people got on their phones.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self

from sqlalchemy import select

from bot.app import App
from bot.config import Config
from bot.domain.acts import OPERATOR
from bot.domain.noticebook import Recipient
from bot.messages import Address, Allowance
from bot.store import windows
from tests.broadcast import fates, going, people
from tests.emulators.telegram import Person, TelegramPlatform
from tests.emulators.wechat import Follower, WeChatPlatform

ROOT = Path(__file__).parent.parent
ALL, LISTS = "给所有人的", "群发的"
SLOTS = 2
LISTS_OF = 12
"""A mass message goes to so small a part of all, so that there are six."""

UP = 0.85
"""So often a process that was started is left alone until it sends."""

CONFIG = """
[store]
url = "{store}"
[union]
name = "清河区总工会"
[telegram]
token = "{token}"
api_base = "{telegram}"
[wechat]
app_id = "wx0123456789abcdef"
app_secret = "0123456789abcdef0123456789abcdef"
token = "kills"
api_base = "{wechat}"
[notices]
quiet_from = "00:00"
quiet_until = "00:00"
"""

Order = Callable[[], None]


@dataclass
class Tally:
    """What came of it: copies by state, and how they compare with the phones.

    `unsent`: copies that are unknown, and that no platform has taken; `lost`: answers that went astray.
    """

    kills: int
    seconds: float
    states: Counter[str]
    missed: list[int]
    twice: list[int]
    wrong: list[int]
    unknown: int
    unsent: int
    of_lists: int
    lost: int
    ended: list[int] = field(default_factory=list)

    def line(self) -> str:
        """The figures."""
        return (
            f"{self.kills} kills in {self.seconds:.0f} s: {dict(self.states)}; missed {len(self.missed)}, twice "
            f"{len(self.twice)}, told otherwise than it was {len(self.wrong)}; unknown {self.unknown} ({self.unsent} "
            f"of them never taken, {self.of_lists} of lists), answers lost by the platforms {self.lost}"
        )


class Process:
    """One of those that are killed."""

    def __init__(self, file: Path, a_list: int, log: IO[bytes], *, careless: bool) -> None:
        more = [str(a_list), *(["careless"] if careless else [])]
        command = [sys.executable, "-m", "tests.mortal_broadcast", str(file), *more]
        self._keeper = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, bufsize=1
        )
        self.number = 0

    def start(self) -> None:
        """It lives."""
        self._say("start")
        self.number = int(self._hear("pid "))

    def up(self) -> None:
        """Wait until it sends."""
        self._hear("up")

    def end(self, sign: signal.Signals) -> int:
        """It is killed, or told to end; how it ended."""
        number, self.number = self.number, 0
        os.kill(number, sign)
        self._say("wait")
        return int(self._hear("exit "))

    def close(self) -> None:
        """Let go of it, however it stands."""
        if self.number:
            os.kill(self.number, signal.SIGKILL)
        self._keeper.communicate(timeout=20)

    def _say(self, what: str) -> None:
        assert self._keeper.stdin
        self._keeper.stdin.write(f"{what}\n")

    def _hear(self, begin: str) -> str:
        """The rest of the next line that begins so."""
        assert self._keeper.stdout
        for line in self._keeper.stdout:
            if line.startswith(begin):
                return line.removeprefix(begin).strip()
        raise EOFError(begin)


class Contest:
    """The platforms with people on them, a store with notices to them, and those who send."""

    def __init__(self, store: str, folder: Path, count: int, seed: int) -> None:
        self.store, self.folder, self.count, self.dice = store, folder, count, random.Random(seed)
        self.telegram = TelegramPlatform()
        self.wechat = WeChatPlatform(
            app_id="wx0123456789abcdef", app_secret="0123456789abcdef0123456789abcdef", token="kills"
        )
        self.phones: dict[tuple[str, str], Person | Follower] = {}
        self.lost = 0
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Open for business."""
        self._open.enter_context(self.telegram.running())
        self._open.enter_context(self.wechat.running())
        self.file = self.folder / "config.toml"
        where = {"telegram": self.telegram.api_base, "wechat": self.wechat.api_base, "token": self.telegram.token}
        self.file.write_text(CONFIG.format(store=self.store, **where), "utf-8")
        self.app = self._open.enter_context(App(Config.load(self.file)))
        self._prepare()
        return self

    def __exit__(self, *_error: object) -> None:
        """All of it is gone."""
        self._open.close()

    def _prepare(self) -> None:
        """Half of them on Telegram, half on WeChat; a notice to all, and one by lists to those on WeChat."""
        now = datetime.now(UTC)
        for number in range(self.count // 2):
            person, follower = self.telegram.person(f"会员{number}"), self.wechat.follower()
            person.wrote = True
            follower.windows.wrote(now.timestamp())
            self.phones |= {("telegram", str(person.id)): person, ("wechat", follower.openid): follower}
        with self.app.act(OPERATOR) as act:
            people(act, self.phones)
            for channel, address in self.phones:
                if channel == "wechat":
                    windows.opened(act.session, Address(channel, address), Allowance(5, 48 * 3600), act.now)
            going(act, ALL)
            going(act, LISTS, "wechat", mass=True)

    def run(
        self, kills: int, sign: signal.Signals = signal.SIGKILL, *, every: float, careless: bool = False, trouble: bool
    ) -> Tally:
        """Send it all, killing one of them so often, `every` seconds as a mean; then the tally."""
        began, done, ended = time.monotonic(), 0, []
        troubles = self._troubles() * (1 + self.count // 1000) if trouble else []
        self.dice.shuffle(troubles)
        with self._processes(careless=careless) as processes:
            while not self.over():
                if troubles:
                    troubles.pop()()
                time.sleep(self.dice.uniform(0.2, 2 * every))
                if done < kills:
                    one = self.dice.choice(processes)
                    ended.append(one.end(sign))
                    done += 1
                    one.start()
                    if self.dice.random() < UP:
                        one.up()
                assert time.monotonic() - began < 180 + self.count / 2, self.states()
            ended += [one.end(signal.SIGTERM) for one in processes]
        return self._tally(done, time.monotonic() - began, ended)

    @contextmanager
    def _processes(self, *, careless: bool) -> Iterator[list[Process]]:
        with (self.folder / "log").open("ab") as log:
            processes = [Process(self.file, self.count // LISTS_OF, log, careless=careless) for _ in range(SLOTS)]
            try:
                for one in processes:
                    one.start()
                for one in processes:
                    one.up()
                yield processes
            finally:
                for one in processes:
                    one.close()

    def states(self) -> Counter[str]:
        """Copies by state."""
        with self.app.database.read() as session:
            return fates(session)

    def over(self) -> bool:
        """Whether nothing waits, and nothing is under way."""
        return not {"queued", "sending"} & self.states().keys()

    def _troubles(self) -> list[Order]:
        """What the platforms do to one of the next calls."""
        send, custom, mass = "sendMessage", "/cgi-bin/message/custom/send", "/cgi-bin/message/mass/send"

        def astray(order: Callable[[], None]) -> Order:
            def go() -> None:
                self.lost += 1
                order()

            return go

        return [
            lambda: self.telegram.faults.order(send, 429, 3, retry_after=1),
            astray(lambda: self.telegram.faults.order(send, "lost")),
            astray(lambda: self.telegram.faults.order(send, "reset")),
            astray(lambda: self.telegram.faults.order(send, "late", seconds=6)),
            lambda: self.wechat.next(custom, 45009),
            lambda: self.wechat.next(custom, 45015),
            lambda: self.wechat.next(custom, 45047),
            lambda: self.wechat.next(custom, 40001),
            astray(lambda: self.wechat.next(custom, "lost")),
            astray(lambda: self.wechat.next(custom, "reset")),
            astray(lambda: self.wechat.next(custom, "hang", seconds=6)),
            lambda: self.wechat.next(mass, "lost"),
            lambda: self.wechat.next(mass, 45028),
        ]

    def _tally(self, kills: int, seconds: float, ended: list[int]) -> Tally:
        self.wechat.settle()
        with self.app.database.read() as session:
            rows = session.scalars(select(Recipient).order_by(Recipient.id)).all()
        got = {row.id: self._received(row) for row in rows}
        sent = {row.id for row in rows if row.state == "sent"}
        open_ = {row.id for row in rows if row.state == "unknown"}
        return Tally(
            kills=kills,
            seconds=seconds,
            states=Counter(row.state for row in rows),
            missed=[number for number, count in got.items() if number in sent and not count],
            twice=[number for number, count in got.items() if count > 1],
            wrong=[number for number, count in got.items() if count and number not in sent | open_],
            unknown=len(open_),
            unsent=sum(1 for number in open_ if not got[number]),
            of_lists=sum(1 for row in rows if row.id in open_ and row.mass_key),
            lost=self.lost,
            ended=ended,
        )

    def _received(self, row: Recipient) -> int:
        """How often somebody has this notice on the phone."""
        title = ALL if row.notice_id == 1 else LISTS
        return sum(1 for one in self.phones[row.channel, row.address].received if title in one.text)
