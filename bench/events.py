"""`python -m bench.events [--people N]`: signing up for an event that everybody wants, over HTTP, with PostgreSQL.

Ours is `python -m bot serve` in a process of its own, and people write in the web chat: 报名, their name, 提交. First
so many, as fast as it goes, for an event with room for all; then a hundred have filled in everything for an event with
twenty places, and all send it off at once. Beside it stands the way most event systems go: count, then insert, without
a lock; it must oversell, or this would measure nothing.
"""

import argparse
import asyncio
import json
import os
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.console import served
from bot.config import Config
from bot.domain import events, members, registrations, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.events import Event
from bot.domain.registrations import Registration
from bot.messages import Address
from bot.store.database import Database
from bot.store.sealing import fresh_key
from tests.servers import database as new_database
from tests.servers import postgres

HOT, WIDE, PLAIN = "电影专场", "春季健步走", "没有上锁的活动"
SEATS, RACE, CLIENTS = 20, 100, 16
THREADS = 30
"""As many as a Database has connections."""

Answers = list[tuple[float, str]]
"""Of each request: milliseconds, and what came back."""


def main(people: int = 200) -> None:
    """Measure, and print a line each."""
    os.environ["GONGYOU_PROTECTION_KEYS"] = json.dumps([fresh_key()])
    with tempfile.TemporaryDirectory() as folder, postgres() as server, new_database(server) as url:
        database = Database(url, protection=Config().protection)
        database.migrate()
        _prepare(database)
        print(f"\nSigning up for one event over HTTP, PostgreSQL, {SEATS} places under a race of {RACE}")
        with served(url, Path(folder)) as address:
            asyncio.run(_crowd(address, database, people))
            _told("ours", asyncio.run(_race(address)), database, HOT)
        with _naive(database) as address:
            _told("count, then insert", asyncio.run(_naive_race(address)), database, PLAIN)
        database.close()


def _prepare(database: Database) -> None:
    with database.write() as session:
        act = Act(session, datetime.now(UTC), OPERATOR, Config())
        units.top(act)
        month = (date.today() + timedelta(days=40)).replace(day=1)  # noqa: DTZ011 - some month that comes
        for title, seats in ((HOT, SEATS), (WIDE, None), (PLAIN, SEATS)):
            starts = act.now + timedelta(days=40)
            events.publish(act, title, "bench", title=title, month=month, starts_at=starts, signup=True, seats=seats)
        for number in range(RACE):
            members.meet(act, Address("bench", str(number)))


async def _crowd(address: str, database: Database, people: int) -> None:
    """So many, a few at once, for an event with room for all."""
    async with _client(address) as client:
        turns = asyncio.Semaphore(CLIENTS)

        async def one() -> None:
            async with turns:
                await _said(client, await _filled(client, WIDE), "提交")

        begun = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(people)))
        took = time.perf_counter() - begun
    assert _taken(database, WIDE) == people  # noqa: S101 - else there is nothing to tell
    print(f"{people} people, {CLIENTS} at once, three messages each: {60 * people / took:.0f} sign-ups a minute")


async def _race(address: str) -> Answers:
    async with _client(address) as client:
        filled = [await _filled(client, HOT) for _ in range(RACE)]
        return await _at_once([_said(client, visitor, "提交") for visitor in filled])


async def _naive_race(address: str) -> Answers:
    async with _client(address) as client:
        return await _at_once([_posted(client, "/join", {"who": number}) for number in range(RACE)])


async def _filled(client: httpx.AsyncClient, title: str) -> str:
    """The token of a visitor who has filled in everything and not sent it off."""
    found = await client.post("/api/chat", json={"visitor": None, "id": uuid4().hex, "text": f"报名：{title}"})
    visitor: str = found.raise_for_status().json()["visitor"]
    await _said(client, visitor, "李娜")
    return visitor


async def _said(client: httpx.AsyncClient, visitor: str, text: str) -> str:
    return await _posted(client, "/api/chat", {"visitor": visitor, "id": uuid4().hex, "text": text})


async def _posted(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> str:
    return (await client.post(path, json=body)).raise_for_status().text


async def _at_once(deeds: Sequence[Coroutine[Any, Any, str]]) -> Answers:
    async def timed(deed: Coroutine[Any, Any, str]) -> tuple[float, str]:
        begun = time.perf_counter()
        told = await deed
        return 1000 * (time.perf_counter() - begun), told

    return await asyncio.gather(*map(timed, deeds))


def _told(name: str, answers: Answers, database: Database, title: str) -> None:
    times = sorted(took for took, _ in answers)
    happy, taken = sum("报名成功" in text for _, text in answers), _taken(database, title)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99) - 1]
    print(f"{name:20} told {happy} that they have a place, {taken} taken of {SEATS}: {max(taken - SEATS, 0)} oversold")
    print(f"{'':20} p50 {p50:.0f} ms, p99 {p99:.0f} ms, all within {times[-1]:.0f} ms")
    if (taken > SEATS) != (title == PLAIN):
        raise SystemExit(f"{name}: {taken} taken of {SEATS}")


def _taken(database: Database, title: str) -> int:
    with database.read() as session:
        event = events.coded(session, title)
        return registrations.taken(session, event) if event else 0


def _client(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=address, timeout=60, limits=httpx.Limits(max_connections=RACE))


@contextmanager
def _naive(database: Database) -> Iterator[str]:
    """A server that counts and then inserts, without a lock, as bare as it can be."""

    def join(who: int) -> Response:
        with database.write() as session:
            event = session.scalars(select(Event).where(Event.code == PLAIN)).one()
            member = members.meet(Act(session, datetime.now(UTC), OPERATOR, Config()), Address("bench", str(who)))
            mine = select(func.count()).where(Registration.event_id == event.id, Registration.left_at.is_(None))
            if (session.scalar(mine) or 0) >= (event.seats or 0):
                return JSONResponse("满了")
            place = {"event_id": event.id, "member_id": member.id, "joined_at": datetime.now(UTC)}
            session.add(Registration(channel="bench", address=str(who), **place))
        return JSONResponse("报名成功")

    async def asked(request: Request) -> Response:
        who = (await request.json())["who"]
        return await asyncio.get_running_loop().run_in_executor(threads, join, who)

    threads = ThreadPoolExecutor(THREADS)
    app = Starlette(routes=[Route("/join", asked, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(15)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    main(parser.parse_args().people)
