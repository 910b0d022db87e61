"""`python -m bench.wechat [--seconds S] [--connections N]`: sealed WeChat questions a second, beside two others.

All three get the same messages from the same followers over HTTP, one server process each on its own SQLite: ours as
`python -m bot serve` runs it; a bare echo with wechatpy on the same web server; and WeRoBot with its SQLite sessions
and RapidFuzz over all our asks on its own server. First as fast as they answer, then at half that rate, evenly.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bench import wechat_servers as servers
from bench.wechat_load import Figures, Job
from bot.app import App
from bot.channels.wechat import writing
from bot.config import Config, Store
from bot.messages import Address, Incoming
from handlers.ask import GENERAL
from knowledge import ENTRIES, load

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "knowledge" / "second-set.jsonl"
WARM_UP = 2.0
"""Seconds; also tells how many messages must be made for the rest."""

OURS, ECHO, WEROBOT = "Gongyou", "wechatpy, bare echo", "WeRoBot, RapidFuzz"


@dataclass(frozen=True)
class Measured:
    """One contestant: answers a second, milliseconds at half that rate, failures, and how many samples were right."""

    rate: float
    p50: float
    p99: float
    failed: int
    right: int
    samples: int


def main(seconds: float = 10.0, connections: int = 8) -> None:
    """Measure all three and print a line each, then our aims."""
    with tempfile.TemporaryDirectory() as folder, servers.platform() as api:
        answers, known = _newcomers(Path(folder)), {entry.answer for entry in load(ENTRIES)}
        job = Job(0, connections, seconds, 0, 0, list(answers))
        print(f"\n{len(answers)} different questions of second-set.jsonl, 200 followers, {connections} connections")
        measured = {
            ECHO: _measured(servers.echo, job, lambda asked, told: told == asked.strip()),
            WEROBOT: _measured(servers.werobot, job, lambda _, told: told in known) if servers.has_werobot() else None,
            OURS: _measured(
                lambda place, port: servers.ours(place, port, api), job, lambda asked, told: _same(told, answers[asked])
            ),
        }
    print(f"{'':22}   answers/s   p50 ms   p99 ms at half load   × echo   × WeRoBot   failed   as expected")
    for name, figures in measured.items():
        print(f"{name:22}   {_line(figures, measured) if figures else 'not installed'}")
    _aims(measured)


def _line(one: Measured, measured: dict[str, Measured | None]) -> str:
    echo, robot = (measured[name] for name in (ECHO, WEROBOT))
    ratios = [f"{one.rate / other.rate:.2f}" if other else "–" for other in (echo, robot)]
    right = f"{one.right} of {one.samples}"
    times = f"{one.rate:9.1f}   {one.p50:6.1f}   {one.p99:6.1f}"
    return f"{times}                {ratios[0]:>6}   {ratios[1]:>9}   {one.failed:6}   {right}"


def _aims(measured: dict[str, Measured | None]) -> None:
    ours, echo, robot = (measured[name] for name in (OURS, ECHO, WEROBOT))
    if not ours or not echo:
        return
    aims = [("≥ 0.4 × the echo", ours.rate >= 0.4 * echo.rate), ("p99 < 50 ms at half load", ours.p99 < 50)]
    if robot:
        aims.insert(0, ("≥ 5 × WeRoBot", ours.rate >= 5 * robot.rate))
    print("aims: " + "; ".join(f"{aim} {'met' if met else 'NOT met'}" for aim, met in aims))


def _measured(start: servers.Start, job: Job, right: Callable[[str, str], bool]) -> Measured:
    """Start a server, warm it, load it fully, then with half of what it managed."""
    with tempfile.TemporaryDirectory() as folder, servers.served(start, Path(folder)) as port:
        warm = _loaded(replace(job, port=port, seconds=WARM_UP, messages=int(WARM_UP * 3000), first=10**9))
        most = int(len(warm.latencies) / warm.seconds * job.seconds * 1.5) + job.connections
        full = _loaded(replace(job, port=port, messages=most, first=2 * 10**9))
        rate = len(full.latencies) / full.seconds
        half = _loaded(
            replace(job, port=port, messages=int(rate / 2 * job.seconds) + 1, first=3 * 10**9, rate=rate / 2)
        )
    times = sorted(half.latencies)
    samples = full.samples + half.samples
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    return Measured(
        rate, p50, p99, warm.failed + full.failed + half.failed, sum(right(*one) for one in samples), len(samples)
    )


def _same(told: str, expected: str) -> bool:
    """Whether an answer begins as expected; the sentence that only the first answer has counts for nothing."""
    begins = {one.replace(GENERAL, "").replace("\n", "")[:80] for one in (told, expected)}
    return bool(told) and len(begins) == 1


def _newcomers(folder: Path) -> dict[str, str]:
    """Each question with the answer that a newcomer gets, but for those that open a form (words of danger)."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    found: dict[str, str] = {}
    with App(Config(store=Store(url=f"sqlite:///{folder}/newcomers.db"))) as app:
        for number, question in enumerate(dict.fromkeys(json.loads(line)["text"] for line in lines)):
            replies = app.turn(Incoming(Address("wechat", f"newcomer-{number}"), "1", question))
            if not any("取消" in reply.controls for reply in replies):
                found[question] = writing.texts(replies, lambda file: file.name)[0]
    return found


def _loaded(job: Job) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "bench.wechat_load"],
        input=json.dumps(vars(job)),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Figures(**json.loads(done.stdout))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=10.0, help="of each of the two loads")
    options.add_argument("--connections", type=int, default=8)
    main(**vars(options.parse_args()))
