"""A union with very many members and a notice to all of them, for bench.notices."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from itertools import count, islice
from pathlib import Path
from typing import Final

import httpx
from sqlalchemy import insert

from bench.console import wait
from bot.app import App
from bot.cli import notice_sending
from bot.cli.notice_sending import Words
from bot.config import Config, Notices, Store, Union
from bot.domain import dispatch, staff, units
from bot.domain.acts import OPERATOR
from bot.domain.members import Contact, Member
from bot.domain.noticebook import Notice
from tests.servers import database as new_database
from tests.servers import postgres

ROOT: Final = Path(__file__).parents[1]
STORES: Final = ("sqlite", "postgresql")
NAME: Final = "清河区总工会"
TITLE: Final = "十二月活动"
TEXT: Final = "职工联欢会，12 月 18 日 14:00，礼堂。"
BATCH: Final = 5000


def config(url: str) -> Config:
    """The configuration under which notices are written: whoever writes one may send it to everybody."""
    free = Notices(quiet_from="00:00", quiet_until="00:00", approve_above=10**9)
    return Config(store=Store(url=url), union=Union(name=NAME), notices=free)


@contextmanager
def store(kind: str, folder: Path) -> Iterator[str]:
    """The address of a new store."""
    if kind == "sqlite":
        with nullcontext(f"sqlite:///{folder}/gongyou.db") as url:
            yield url
        return
    with postgres() as server, new_database(server) as url:
        yield url


def fill(app: App, channel: str, addresses: Iterable[str]) -> None:
    """An officer, and a member for each address."""
    with app.act(OPERATOR) as act:
        top = units.top(act)
        staff.add(act, "李主任", top)
        unit, met = top.id, act.now
        month = act.today.replace(day=1)
    rest, numbered = iter(addresses), count(1)
    while batch := [(next(numbered), address) for address in islice(rest, BATCH)]:
        with app.database.write() as session:
            rows = [{"id": number, "unit_id": unit, "subscribed": True, "met_at": met} for number, _ in batch]
            session.execute(insert(Member), rows)
            reached = {"channel": channel, "heard_in": month}
            there = [reached | {"address": address, "member_id": number} for number, address in batch]
            session.execute(insert(Contact), there)


def notice(app: App, *, mass: bool = False) -> int:
    """A notice to everybody, written, approved and due now: its number."""
    with app.act(OPERATOR) as act:
        officer = staff.named(act.session, "李主任")
        assert officer  # noqa: S101 - we made them
        one = notice_sending.written(act.by(officer.actor), officer, Words(TITLE, TEXT))
        one.mass = mass
        notice_sending.go(act.by(officer.actor), one, officer, None)
        return one.id


def list_all(app: App, number: int) -> None:
    """List the audience of a notice, as the service does: a part in each transaction."""
    more = True
    with app.act() as act:
        dispatch.begin(act, act.session.get_one(Notice, number))
    while more:
        with app.act() as act:
            more = dispatch.list_on(act, act.session.get_one(Notice, number))


@contextmanager
def served(url: str, settings: Mapping[str, str], folder: Path, port: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m bot serve` on a store, once it is ready, until the end."""
    port, quiet = port or free_port(), subprocess.DEVNULL
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    surroundings = environment(url, settings)
    with subprocess.Popen(command, cwd=folder, env=surroundings, stdout=quiet, stderr=quiet) as process:
        try:
            wait(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx.codes.OK)
            yield process
        finally:
            process.terminate()


def environment(url: str, settings: Mapping[str, str]) -> dict[str, str]:
    """Of a process on a store; at night too something is measured."""
    free = {"QUIET_FROM": "00:00", "QUIET_UNTIL": "00:00", "APPROVE_ABOVE": str(10**9)}
    return (
        dict(os.environ)
        | {f"GONGYOU_NOTICES_{key}": value for key, value in free.items()}
        | dict(settings)
        | {"PYTHONPATH": str(ROOT), "GONGYOU_STORE_URL": url}
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
