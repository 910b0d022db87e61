"""`python -m bench.console [--cases N] [--store sqlite|postgresql]`: the console's pages with very many cases.

The union has 241 units, 141 officers and so many cases, of which six in a hundred are at work; each has two remarks,
four acts in the trail and a message. Ours is `python -m bot serve` in a process of its own; every page is asked for
over HTTP, by the administrator of the whole union and by the handler of one district, at first alone, then while fifty
officers keep pages open.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx

from bench import docket
from bot.config import Config
from bot.domain import staff
from bot.domain.acts import OPERATOR, Act
from bot.store.database import Database
from bot.store.sealing import fresh_key
from tests.servers import database as new_database
from tests.servers import postgres

ROOT = Path(__file__).parents[1]
STORES = ("sqlite", "postgresql")
AIM = 150
"""Milliseconds for any page."""

TIMES = 40
OPEN = 50
"""Pages that officers keep open."""

PATIENCE = 120
"""Seconds in which the service must be ready."""

PAGES = {
    "today": "/console",
    "list": "/console/cases",
    "list, page 50": "/console/cases?page=50",
    "list, mine": "/console/cases?mine=1",
    "list, late of a kind": "/console/cases?late=1&kind=injury",
    "list, a unit and below": "/console/cases?unit={unit}&below=1&state=new",
    "list, done": "/console/cases?state=done",
    "list, done, page 500": "/console/cases?state=done&page=500",
    "find a part of a number": "/console/cases?q=0{part}",
    "find words": "/console/cases?q=安全帽 永盛",
    "a case": "/console/cases/{number}",
    "a case that is done": "/console/cases/{done}",
}


def main(count: int = 100_000, stores: Sequence[str] = STORES) -> None:
    """Measure, and print a line each."""
    os.environ["GONGYOU_PROTECTION_KEYS"] = json.dumps([fresh_key()])
    for store in stores:
        with tempfile.TemporaryDirectory() as folder, _address(store, Path(folder)) as url:
            begun = time.perf_counter()
            database = Database(url, protection=Config().protection)
            database.migrate()
            things = docket.fill(database, count)
            links = {name: _link(database, name) for name in things.officers}
            database.close()
            print(f"\n{count} cases on {store}, made in {time.perf_counter() - begun:.0f} s")
            with served(url, Path(folder)) as address:
                _measure(address, things, links)


def _measure(address: str, things: docket.Things, links: dict[str, str]) -> None:
    cookies = {name: _entered(address, link) for name, link in links.items()}
    print(
        f"{f'p50, p95 in ms (aim {AIM})':26}"
        + "".join(f"{name:>22}" for name in docket.MEASURED)
        + f"{f'with {OPEN} open pages':>22}"
    )
    for name, path in PAGES.items():
        there = path.format(**things.named)
        told = [_told(_asked(address, there, cookies[who])) for who in docket.MEASURED]
        with _watched(address, [cookies[one] for one in things.officers][:OPEN]):
            told.append(_told(_asked(address, there, cookies[docket.MEASURED[0]])))
        print(f"{name:26}" + "".join(f"{one:>22}" for one in told))


def _asked(address: str, path: str, cookies: httpx.Cookies) -> list[float]:
    """Milliseconds of each answer, in order; the first ones, which fill the caches, left aside."""
    times = []
    with httpx.Client(base_url=address, cookies=cookies, timeout=60) as client:
        for _ in range(TIMES + 3):
            begun = time.perf_counter()
            client.get(path).raise_for_status()
            times.append(1000 * (time.perf_counter() - begun))
    return sorted(times[3:])


def _told(times: list[float]) -> str:
    return f"{times[len(times) // 2]:.0f}, {times[int(len(times) * 0.95)]:.0f}"


def _entered(address: str, link: str) -> httpx.Cookies:
    with httpx.Client(base_url=address, timeout=60) as client:
        wait(lambda: client.get("/console/enter", params={"token": link}, follow_redirects=True).is_success)
        return client.cookies


@contextmanager
def _watched(address: str, cookies: list[httpx.Cookies]) -> Iterator[None]:
    """So many officers have a list open, until the end."""
    over, standing = threading.Event(), threading.Barrier(len(cookies) + 1)
    threads = [threading.Thread(target=_listen, args=(address, one, over, standing)) for one in cookies]
    for thread in threads:
        thread.start()
    standing.wait(60)
    yield
    over.set()
    for thread in threads:
        thread.join()


def _listen(address: str, cookies: httpx.Cookies, over: threading.Event, standing: threading.Barrier) -> None:
    with (
        httpx.Client(base_url=address, cookies=cookies, timeout=60) as client,
        client.stream("GET", "/console/live") as line,
    ):
        line.raise_for_status()
        standing.wait(60)
        over.wait()


def _link(database: Database, name: str) -> str:
    with database.write() as session:
        officer = staff.named(session, name)
        assert officer  # noqa: S101 - we made them
        return staff.sign_in_link(Act(session, docket.utc_now(), OPERATOR, Config()), officer)


@contextmanager
def served(url: str, folder: Path) -> Iterator[str]:
    """The service on this store, once it is ready, until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GONGYOU_STORE_URL": url}
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx.codes.OK)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def wait(ready: Callable[[], bool]) -> None:
    """Wait until it is so; while nobody listens it is not."""
    for _ in range(10 * PATIENCE):
        try:
            if ready():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the service does not answer")


@contextmanager
def _address(store: str, folder: Path) -> Iterator[str]:
    if store == "sqlite":
        with nullcontext(f"sqlite:///{folder}/gongyou.db") as url:
            yield url
        return
    with postgres() as server, new_database(server) as url:
        yield url


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--store", choices=STORES, action="append")
    given = parser.parse_args()
    main(given.cases, given.store or STORES)
