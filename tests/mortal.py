"""A process that may be killed at any moment: takes messages in, announces the month and empties the outbox.

`python -m tests.mortal URL FOLDER` loads the program once. For each line on standard input, a moment (ISO), it forks a
child that works until there is nothing left to do. The child writes "pid N" and "ready"; when it has ended, its parent
writes "exit CODE".
The child goes on where FOLDER says that the one before it was: `acks` holds the messages whose replies it saw, `sent`
the keys that reached the far end.
"""

import asyncio
import json
import os
import sys
import traceback
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import App
from bot.config import Config, Notices, Store, Union
from bot.delivery import Delivery
from bot.limits import Pace
from bot.messages import Address, Incoming, Reply
from knowledge import KnowledgeBase
from scheduler.notices import send_notices
from tests.scheduler.brought import hand_over

MEMBERS = 25
THREADS = 3
QUESTION = "老板拖欠三个月工资怎么办"
SUGGESTION = ("提建议", "1", "第{who}条建议，护栏松了", "跳过", "换成防松螺母，一个月检查一次", "跳过", "匿名", "提交")
CASE = ("法律援助", "第{who}件事，公司拖欠三个月工资", "跳过", "跳过", "跳过", "匿名", "提交")


def messages(who: int) -> Iterator[Incoming]:
    """What one member says, eight or nine messages: a suggestion or a case, and a question in the end."""
    for number, words in enumerate((*(SUGGESTION if who % 2 else CASE), QUESTION)):
        yield Incoming(Address("test", f"m{who}"), f"m{who}-{number}", words.format(who=who))


def append(file: Path, line: str) -> None:
    """One more line, safe on the disk when it returns; one that a kill cut off before it stays a line of its own."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(handle, f"\n{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def acknowledged(folder: Path) -> dict[str, list[Any]]:
    """The replies that were seen, by message; a line cut off by a kill was not seen."""
    file = folder / "acks"
    seen = {}
    for line in file.read_bytes().split(b"\n") if file.exists() else []:
        with suppress(ValueError):  # cut off, or empty
            whole = json.loads(line)
            seen[whole["id"]] = whole["replies"]
    return seen


class File:
    """The far end of the channel: a line for every message that reached it whole, with a ; at its end."""

    name = "test"
    idempotent = False
    room = 0
    alone: Collection[str] = ()
    pace: Pace | None = None

    def __init__(self, folder: Path) -> None:
        self.file = folder / "sent"

    def present(self) -> None:
        """Anyone, at any time."""

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """It arrived."""
        await asyncio.to_thread(append, self.file, f"{key};")


def said(reply: Reply) -> list[Any]:
    """A reply as plain data."""
    return [reply.text, list(reply.buttons), list(reply.controls)]


def talk(app: App, folder: Path, people: Iterable[int]) -> None:
    """These members' messages, one after another, but for those whose replies were seen."""
    seen = acknowledged(folder)
    for incoming in (one for who in people for one in messages(who) if one.message_id not in seen):
        replies = app.turn(incoming)
        line = {"id": incoming.message_id, "replies": [said(reply) for reply in replies]}
        append(folder / "acks", json.dumps(line, ensure_ascii=False))


def announce(app: App) -> None:
    """The month's announcement, made and handed over."""
    send_notices(app.act)
    hand_over(app.act)


def live(url: str, folder: Path, now: datetime, knowledge: KnowledgeBase) -> None:
    """One life: everything that is left to do."""
    by_itself = Notices(announce_unapproved=True)
    config = Config(store=Store(url=url), union=Union(name="清河区总工会"), notices=by_itself)
    with App(config, clock=lambda: now, knowledge=knowledge) as app:
        tell("ready")
        with ThreadPoolExecutor(THREADS + 1) as threads:
            work = [threads.submit(talk, app, folder, range(which, MEMBERS, THREADS)) for which in range(THREADS)]
            work.append(threads.submit(announce, app))
            delivery = Delivery(app.database, app.clock, [File(folder)])
            busy = set(work)
            while asyncio.run(delivery.once()) or busy:
                _, busy = wait(busy, timeout=0.01)
            for one in work:
                one.result()
        while asyncio.run(delivery.once()):
            pass


def tell(words: str) -> None:
    """A line for the parent."""
    os.write(1, f"{words}\n".encode())


def main(url: str, folder: Path) -> None:
    """Fork a life for each line, and tell how it ended."""
    knowledge = KnowledgeBase.load()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            code = 1
            tell(f"pid {os.getpid()}")
            try:
                live(url, folder, datetime.fromisoformat(line.strip()), knowledge)
                code = 0
            except BaseException:  # noqa: BLE001 - a child must never come back into its parent's loop
                traceback.print_exc()
            os._exit(code)
        tell(f"exit {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
