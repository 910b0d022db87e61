"""`python -m bench.telegram [--members N]`: a notice to all members by Telegram, while others ask.

The platform is our emulator: it enforces 30 messages a second, one a second in a chat, and says 429 to some who would
be served. Ours is `python -m bot serve` on SQLite, in a process of its own, with a notice that an officer sent. Beside
it, where it is installed (`pip install "python-telegram-bot[rate-limiter]"`), python-telegram-bot's own AIORateLimiter
sends the same, in the order in which it comes: what a bot does that has no ledger.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from telegram import Update
from telegram.ext import AIORateLimiter, Application, CallbackContext, MessageHandler, Updater, filters

from bench import notices_union as union
from bot.app import App
from bot.store.sealing import fresh_key
from tests.emulators.telegram import Person, TelegramPlatform

NOTICE = f"【{union.TITLE}】{union.TEXT}"
QUESTION = "辞职要提前多久说"
SECRET = "bench_0123456789"  # noqa: S105 - of a platform on loopback
RATE = 30
REFUSED = 20
"""So many members' chats answer 429 the first time, and ask for two seconds."""

ASKERS = 30
"""So many others ask one question each, a second apart."""


class Platform(Protocol):
    """What the service must know of one."""

    token: str
    callback: str

    @property
    def api_base(self) -> str:
        """Its address."""


@dataclass(frozen=True)
class Outcome:
    """What came of it: seconds from the first notice to the last, answers' seconds, and who got how many notices."""

    seconds: float
    latencies: list[float]
    counts: list[int]
    refusals: int

    def line(self, total: int) -> str:
        """The figures, and the ratio to the least time that the platform allows."""
        ideal = total / RATE
        p95 = sorted(self.latencies)[int(len(self.latencies) * 0.95)] if self.latencies else float("nan")
        once = sum(count == 1 for count in self.counts)
        twice, none = sum(count > 1 for count in self.counts), self.counts.count(0)
        return (
            f"{self.seconds:8.1f} s   {self.seconds / ideal:5.2f} ×   p95 {p95:6.2f} s of {len(self.latencies)}   "
            f"once {once}, twice {twice}, none {none}   429: {self.refusals}"
        )


def main(count: int = 1000) -> None:
    """Measure, and print a line each."""
    os.environ.setdefault("GONGYOU_PROTECTION_KEYS", json.dumps([fresh_key()]))
    total = count + ASKERS
    print(f"\n{count} notices and {ASKERS} answers by Telegram; at 30 a second that takes {total / RATE:.1f} s")
    for name, start in (("Gongyou", ours), ("PTB AIORateLimiter", theirs)):
        outcome = measured(count, start)
        print(f"{name:20} {outcome.line(total) if outcome else 'not installed'}")


Start = Callable[[TelegramPlatform, list[Person]], AbstractContextManager[bool]]


def measured(count: int, start: Start) -> Outcome | None:
    """Send the notices with one of the contestants, and ask meanwhile."""
    platform = TelegramPlatform()
    with platform.running():
        people = [platform.person(f"会员{number}") for number in range(count)]
        askers = [platform.person(f"来问的{number}") for number in range(ASKERS)]
        for person in (*people, *askers):
            person.wrote = True
        for person in random.Random(1).sample(people, REFUSED):
            platform.faults.order("sendMessage", 429, chat=person.id, retry_after=2)
        with start(platform, people) as there:
            return _watched(platform, people, askers) if there else None


def _watched(platform: TelegramPlatform, people: list[Person], askers: list[Person]) -> Outcome:
    asked: dict[int, float] = {}

    def ask() -> None:
        for asker in askers:
            asked[asker.id] = time.monotonic()
            asker.says(QUESTION)
            time.sleep(1)

    platform.waits_for(lambda: any(person.received for person in people), 120)
    asking = threading.Thread(target=ask)
    asking.start()
    platform.waits_for(lambda: all(person.received for person in people), 300)
    asking.join()
    platform.waits_for(lambda: all(asker.received for asker in askers), 120)
    notices = [one.at for person in people for one in person.received]
    latencies = [asker.received[0].at - asked[asker.id] for asker in askers]
    refusals = sum(1 for call in platform.calls("sendMessage") if call.answer and call.answer.get("error_code") == 429)
    return Outcome(max(notices) - min(notices), latencies, [len(person.received) for person in people], refusals)


@contextmanager
def ours(platform: TelegramPlatform, people: list[Person]) -> Iterator[bool]:
    """The service as anyone runs it, with a notice to all of them that is due."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/gongyou.db"
        with App(union.config(url)) as app:
            union.fill(app, "telegram", [str(person.id) for person in people])
            union.notice(app)
        with serving(platform, url, Path(folder)):
            yield True


@contextmanager
def serving(
    platform: Platform, url: str, folder: Path, per_second: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The service on this platform; `per_second` where it allows more than everybody has."""
    port = union.free_port()
    settings = {
        "GONGYOU_UNION_NAME": union.NAME,
        "GONGYOU_WEB_PUBLIC_URL": "https://union.example",
        "GONGYOU_TELEGRAM_TOKEN": platform.token,
        "GONGYOU_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "GONGYOU_TELEGRAM_API_BASE": platform.api_base,
    }
    settings |= {"GONGYOU_TELEGRAM_PER_SECOND": str(per_second)} if per_second else {}
    platform.callback = f"http://127.0.0.1:{port}/telegram"
    with union.served(url, settings, folder, port) as process:
        yield process


@contextmanager
def theirs(platform: TelegramPlatform, people: list[Person]) -> Iterator[bool]:
    """python-telegram-bot as its documentation advises: its rate limiter, a handler, and a loop over all members."""
    try:
        limiter = AIORateLimiter(max_retries=5)
    except RuntimeError:
        yield False
        return
    built = Application.builder().token(platform.token).base_url(f"{platform.api_base}/bot").rate_limiter(limiter)
    application = built.connection_pool_size(100).pool_timeout(600).build()

    async def answer(update: Update, _context: CallbackContext) -> None:  # type: ignore[type-arg]
        if update.message:
            await update.message.reply_text(NOTICE)

    application.add_handler(MessageHandler(filters.TEXT, answer, block=False))
    over = threading.Event()

    async def run() -> None:
        async with application:
            await application.start()
            updater: Updater = application.updater  # type: ignore[assignment] # there is one unless it is refused
            await updater.start_polling()
            await asyncio.gather(
                *(application.bot.send_message(person.id, NOTICE) for person in people), return_exceptions=True
            )
            await asyncio.to_thread(over.wait)
            await updater.stop()
            await application.stop()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        yield True
    finally:
        over.set()
        thread.join()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--members", type=int, default=1000, dest="count")
    main(**vars(options.parse_args()))
