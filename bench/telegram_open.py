"""`python -m bench.telegram_open`: a Telegram that takes everything at once, in a process of its own.

Our emulator keeps what a person has on the phone, and takes longer for a message than we do: beside it only this one
shows how fast we are. It prints its address; at the end of its input, how many chats had how many messages.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Final
from urllib.parse import parse_qsl

from bench.notices_union import ROOT

TOKEN: Final = "123456:bench-open"  # noqa: S105 - of a platform on loopback
END: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length:"
ME: Final = {"id": 123456, "is_bot": True, "first_name": "工友", "username": "gongyou_bot"}


@dataclass
class Taking:
    """What came so far: messages by chat."""

    chats: Counter[int] = field(default_factory=Counter)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def answered(self, method: str, body: bytes) -> object:
        """What a call gives."""
        if method == "sendmessage":
            asked = json.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode()))
            number = int(asked["chat_id"])
            self.chats[number] += 1
            chat = {"id": number, "type": "private"}
            return {"message_id": next(self.numbers), "date": 0, "chat": chat, "text": asked["text"]}
        if method == "getme":
            return ME
        return {"url": "", "has_custom_certificate": False, "pending_update_count": 0} if "info" in method else True


class Line(asyncio.Protocol):
    """One connection: requests with a length, one after another."""

    def __init__(self, taking: Taking) -> None:
        self.taking, self.heard = taking, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody comes."""
        self.out: asyncio.WriteTransport = transport  # type: ignore[assignment] # a stream's

    def data_received(self, data: bytes) -> None:
        """Answer what is whole."""
        self.heard += data
        while (end := self.heard.find(END)) >= 0:
            head = self.heard[:end]
            size = next((int(one[len(LENGTH) :]) for one in head.lower().split(b"\r\n") if one.startswith(LENGTH)), 0)
            begin = end + len(END)
            if len(self.heard) < begin + size:
                return
            body, self.heard = self.heard[begin : begin + size], self.heard[begin + size :]
            method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode().lower().replace("_", "")
            self._say(self.taking.answered(method, body))

    def _say(self, result: object) -> None:
        told = json.dumps({"ok": True, "result": result}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(told)}\r\n\r\n"
        self.out.write(head.encode() + told)


async def main() -> None:
    """Take messages until the input ends."""
    taking, loop = Taking(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(taking), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    print(json.dumps(Counter(taking.chats.values())))


@dataclass
class Open:
    """It runs. Afterwards `got` says how many chats had how many messages."""

    api_base: str
    token: str = TOKEN
    callback: str = ""
    got: dict[int, int] = field(default_factory=dict)


@contextmanager
def running() -> Iterator[Open]:
    """Such a Telegram, until the end."""
    command = [sys.executable, "-m", "bench.telegram_open"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout  # noqa: S101 - a pipe, as asked for
        one = Open(process.stdout.readline().strip())
        yield one
        told, _ = process.communicate()
        one.got = {int(messages): chats for messages, chats in json.loads(told).items()}


if __name__ == "__main__":
    asyncio.run(main())
