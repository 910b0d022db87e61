"""`python -m bench.wechat_load`: followers who write to one server; a Job as JSON in, its Figures as JSON out.

Every request is made before the first is sent. Without a rate each connection asks again as soon as it is answered;
with one, messages are due at even distances whatever the server does, and a latency counts from when its message was
due, so that waiting in line counts too.
"""

import asyncio
import json
import random
import selectors
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from bench import letters

FOLLOWERS = 200
SAMPLES = 200
"""So many answers, about, are opened and read."""


@dataclass(frozen=True)
class Job:
    """What to ask, how often, and how fast; `first` is the first message's id."""

    port: int
    connections: int
    seconds: float
    messages: int
    first: int
    questions: list[str]
    rate: float = 0


@dataclass
class Figures:
    """What came of it: seconds, milliseconds of every answer, how many were none, and samples of what they said."""

    seconds: float = 0
    latencies: list[float] = field(default_factory=list)
    failed: int = 0
    samples: list[tuple[str, str]] = field(default_factory=list)


class Line:
    """One connection, kept alive where the server lets it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> bytes:
        """The body of the answer; empty where it is none of a status 200."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            body = await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n")[0]))
        except (OSError, EOFError):
            self.close()
            return b""
        if head.startswith(b"http/1.0") or b"connection: close" in head:
            self.close()
        return body if head[9:12] == b"200" else b""

    def close(self) -> None:
        """Hang up."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


def main() -> None:
    """Read the job, do it, tell."""
    job = Job(**json.load(sys.stdin))
    chance = random.Random(job.first)
    questions = [chance.choice(job.questions) for _ in range(job.messages)]
    requests = [letters.request(job.first + n, n % FOLLOWERS, text) for n, text in enumerate(questions)]
    # select() waits for less than a millisecond where epoll would round up
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
        figures, bodies = runner.run(_done(job, requests))
    for number in sorted(bodies)[:: max(1, len(bodies) // SAMPLES)]:
        try:
            figures.samples.append((questions[number], letters.answer(bodies[number])))
        except Exception:  # noqa: BLE001 - whatever it is, it is no answer
            figures.failed += 1
    print(json.dumps(asdict(figures)))


async def _done(job: Job, requests: list[bytes]) -> tuple[Figures, dict[int, bytes]]:
    clock, figures = asyncio.get_running_loop().time, Figures()
    bodies: dict[int, bytes] = {}
    lines = [Line(job.port) for _ in range(job.connections)]
    begun = clock()
    turns = enumerate(requests)

    async def write(line: Line, shared: Iterator[tuple[int, bytes]]) -> None:
        for number, request in shared:
            due = begun + number / job.rate if job.rate else clock()
            if clock() > begun + job.seconds * (2 if job.rate else 1):
                return
            await asyncio.sleep(max(0, due - clock()))
            body = await line.ask(request)
            if body.lstrip().startswith(b"<xml>"):
                figures.latencies.append(1000 * (clock() - due))
                bodies[number] = body
            else:
                figures.failed += 1

    await asyncio.gather(*(write(line, turns) for line in lines))
    figures.seconds = clock() - begun
    for line in lines:
        line.close()
    return figures, bodies


if __name__ == "__main__":
    main()
