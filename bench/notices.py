"""`python -m bench.notices [--recipients N] [--million] [--only PART]…`: a notice to very many, all the way.

Parts: `speed`, recipients a second through the whole path against platforms that allow everything here, beside a loop
over python-telegram-bot without any ledger; `memory`, what a sending process holds at ever more recipients;
`audience`, how long it takes to list a million (only with --million); `limits`, against Telegram's own limits, while
others ask (bench.telegram). Ours is `python -m bot serve`, one process.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from telegram import Bot
from telegram.request import HTTPXRequest

from bench import notices_union as union
from bench import telegram, telegram_open
from bench.letters import AES_KEY, APP_ID, APP_SECRET, TOKEN
from bench.notices_memory import seconds
from bot.app import App
from bot.domain.noticebook import Fate, Notice, State
from bot.domain.reckonings import counts
from bot.store.sealing import fresh_key
from tests.emulators.wechat import WeChatPlatform

PARTS: Final = ("speed", "memory", "audience", "limits")
MILLION: Final = 1_000_000
PATIENCE: Final = 3600
"""Seconds in which a notice must be done."""

AT_ONCE: Final = 30
"""Messages that the loop beside us has under way."""

ALLOWED: Final = 10_000
"""A second, of the service in `speed`: far more than it can send."""


def main(recipients: int = 10_000, *, million: bool = False, only: Collection[str] = PARTS) -> None:
    """Measure, and print a line each."""
    os.environ.setdefault("GONGYOU_PROTECTION_KEYS", json.dumps([fresh_key()]))
    print(f"\nA notice to {recipients} members; the machine's load: {os.getloadavg()[0]:.1f}")
    if "speed" in only:
        speed(recipients)
    if "memory" in only:
        memory([recipients, 10 * recipients, *([MILLION] if million else [])])
    if "audience" in only and million:
        audience(MILLION)
    if "limits" in only:
        telegram.main()


def speed(recipients: int) -> None:
    """Recipients a second on both stores, by Telegram one by one and by WeChat in lists."""
    bare = recipients / _bare(recipients)
    print(f"{'a loop over python-telegram-bot, no ledger':44} {bare:8.0f} a second")
    for kind in union.STORES:
        with _filled(kind, "telegram", recipients) as (app, _, folder):
            ours = recipients / _by_telegram(app, folder)
        print(f"{f'Gongyou, Telegram, {kind}':44} {ours:8.0f} a second   {ours / bare:.2f} × the loop")
    for kind in union.STORES:
        with _filled(kind, "wechat", recipients) as (app, addresses, folder):
            ours = recipients / _by_wechat(app, addresses, folder)
        print(f"{f'Gongyou, WeChat lists, {kind}':44} {ours:8.0f} a second")


def memory(sizes: list[int]) -> None:
    """MB that a process holds at most while it lists and sends to so many, to a platform that takes all at once."""
    held = [_sent_alone(size) for size in sizes]
    for size, (took, before, most) in zip(sizes, held, strict=True):
        rate = f"{size / took:7.0f} a second"
        print(f"{f'memory, {size} recipients':44} {before:6.0f} MB before, at most {most:6.0f} MB   {rate}")
    print(f"{'':44} {held[-1][2] / held[0][2]:.2f} × with {sizes[-1] / sizes[0]:.0f} × the recipients")


def audience(recipients: int) -> None:
    """Seconds until each of so many has a row in the ledger."""
    for kind in union.STORES:
        with _filled(kind, "null", recipients) as (app, _, _):
            number, begun = union.notice(app), time.perf_counter()
            union.list_all(app, number)
            took = time.perf_counter() - begun
        print(f"{f'{recipients} listed, {kind}':44} {took:8.1f} s")


def _sent_alone(size: int) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/gongyou.db"
        with App(union.config(url)) as app:
            union.fill(app, "null", map(str, range(size)))
            union.notice(app)
        command = [sys.executable, "-m", "bench.notices_memory", url]
        done = subprocess.run(command, cwd=folder, env=union.environment(url, {}), check=True, stdout=subprocess.PIPE)
    told = json.loads(done.stdout)
    return told["seconds"], told["before"], told["most"]


Filled = tuple[App, list[str], Path]


@contextmanager
def _filled(kind: str, channel: str, recipients: int) -> Iterator[Filled]:
    """An account with so many members, their addresses, and a folder of its own."""
    addresses = [str(10**9 + number) for number in range(recipients)]
    with (
        tempfile.TemporaryDirectory() as folder,
        union.store(kind, Path(folder)) as url,
        App(union.config(url)) as app,
    ):
        union.fill(app, channel, addresses)
        yield app, addresses, Path(folder)


def _by_telegram(app: App, folder: Path) -> float:
    url = app.config.store.url
    with telegram_open.running() as there, telegram.serving(there, url, folder, ALLOWED) as service:
        took = _until_done(app, service, union.notice(app))
    _once_each(there)
    return took


def _once_each(there: telegram_open.Open) -> None:
    if there.got.keys() != {1}:
        raise SystemExit(f"not all have it once: {there.got}")


def _by_wechat(app: App, addresses: list[str], folder: Path) -> float:
    platform = WeChatPlatform(app_id=APP_ID, app_secret=APP_SECRET, token=TOKEN, aes_key=AES_KEY)
    for address in addresses:
        platform.follower(address)
    with platform.running():
        settings = {
            "GONGYOU_WECHAT_APP_ID": APP_ID,
            "GONGYOU_WECHAT_APP_SECRET": APP_SECRET,
            "GONGYOU_WECHAT_TOKEN": TOKEN,
            "GONGYOU_WECHAT_AES_KEY": AES_KEY,
            "GONGYOU_WECHAT_API_BASE": platform.api_base,
        }
        with union.served(app.config.store.url, settings, folder) as service:
            return _until_done(app, service, union.notice(app, mass=True))


def _until_done(app: App, service: subprocess.Popen[bytes], number: int) -> float:
    """Seconds from the whole list to the last copy, by the ledger; all of them must have arrived."""
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE and service.poll() is None:
        with app.database.read() as session:
            one = session.get_one(Notice, number)
            if one.status is State.DONE:
                if (found := counts(session, one))[Fate.SENT] != one.size:
                    raise SystemExit(f"not all arrived: {found}")
                return seconds(session)
        time.sleep(1)
    raise SystemExit("the notice does not end")


def _bare(recipients: int) -> float:
    """Seconds that a bot needs who only sends, a few at once, and keeps nothing."""
    addresses = [str(10**9 + number) for number in range(recipients)]

    async def run(bot: Bot) -> float:
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(address: str) -> None:
            async with turns:
                await bot.send_message(int(address), telegram.NOTICE)

        async with bot:
            begun = time.perf_counter()
            await asyncio.gather(*map(one, addresses))
            return time.perf_counter() - begun

    with telegram_open.running() as there:
        request = HTTPXRequest(connection_pool_size=AT_ONCE)
        took = asyncio.run(run(Bot(there.token, f"{there.api_base}/bot", request=request)))
    _once_each(there)
    return took


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--million", action="store_true", help="Also with a million.")
    parser.add_argument("--only", choices=PARTS, action="append", default=None)
    given = parser.parse_args()
    main(given.recipients, million=given.million, only=given.only or PARTS)
