"""`python -m bench.wechat [--seconds S] [--connections N]`: sealed WeChat questions a second, beside two others.

All three get the same messages from the same followers over HTTP, one server process each on its own SQLite: ours as
`python -m bot serve` runs it; a bare echo with wechatpy on the same web server; and WeRoBot with its SQLite sessions
and RapidFuzz over all our asks on its own server. First as fast as they answer, then at half that rate, evenly.
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
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.letters import AES_KEY, APP_ID, APP_SECRET, TOKEN
from bench.wechat_load import Figures, Job
from bot.app import App
from bot.channels.wechat import writing
from bot.config import Config, Store
from bot.messages import Address, Incoming
from handlers.ask import GENERAL
from knowledge import ENTRIES, load

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "knowledge" / "second-set.jsonl"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gongyou" / "bench-werobot"
ROBOT = ("werobot==1.13.1", "rapidfuzz", "cryptography")
WARM_UP = 2.0
PATIENCE = 60
"""Seconds until a server must listen."""

OURS, ECHO, WEROBOT = "Gongyou", "wechatpy, bare echo", "WeRoBot, RapidFuzz"
CONFIG = """[store]
url = "sqlite:///{folder}/gongyou.db"
[web]
port = {port}
[wechat]
app_id = "{app_id}"
app_secret = "{secret}"
token = "{token}"
aes_key = "{aes_key}"
api_base = "{api}"
"""

Start = Callable[[Path, int], subprocess.Popen[bytes]]


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
    with tempfile.TemporaryDirectory() as folder, _platform() as api:
        answers = _newcomers(Path(folder))
        job = Job(0, connections, seconds, 0, 0, list(answers))
        print(f"\n{len(answers)} different questions of second-set.jsonl, 200 followers, {connections} connections")
        measured = {
            ECHO: _measured(_echo, job, {text: text for text in answers}),
            WEROBOT: _measured(_werobot, job, {}) if _robot() else None,
            OURS: _measured(lambda place, port: _ours(place, port, api), job, answers),
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


def _measured(start: Start, job: Job, answers: dict[str, str]) -> Measured:
    """Start a server, warm it, load it fully, then with half of what it managed."""
    with tempfile.TemporaryDirectory() as folder, _served(start, Path(folder)) as port:
        warm = _loaded(replace(job, port=port, seconds=WARM_UP, messages=int(WARM_UP * 3000), first=10**9))
        most = int(len(warm.latencies) / warm.seconds * job.seconds * 1.5) + job.connections
        full = _loaded(replace(job, port=port, messages=most, first=2 * 10**9))
        rate = len(full.latencies) / full.seconds
        half = _loaded(
            replace(job, port=port, messages=int(rate / 2 * job.seconds) + 1, first=3 * 10**9, rate=rate / 2)
        )
    times = sorted(half.latencies)
    samples = full.samples + half.samples
    right = sum(bool(text) and _same(text, answers.get(question)) for question, text in samples)
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    return Measured(rate, p50, p99, warm.failed + full.failed + half.failed, right, len(samples))


def _same(text: str, expected: str | None) -> bool:
    """Whether an answer begins as expected; the sentence that only the first answer has counts for nothing."""
    begins = [one.replace(GENERAL, "").replace("\n", "")[:80] for one in (text, expected or text)]
    return begins[0] == begins[1]


def _newcomers(folder: Path) -> dict[str, str]:
    """Each question with the answer that a newcomer gets, but for those that open a form (words of danger)."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    found: dict[str, str] = {}
    with App(Config(store=Store(url=f"sqlite:///{folder}/newcomers.db"))) as app:
        for number, question in enumerate(dict.fromkeys(json.loads(line)["text"] for line in lines)):
            replies = app.turn(Incoming(Address("wechat", f"newcomer-{number}"), "1", question))
            if not any("取消" in reply.controls for reply in replies):
                found[question] = writing.texts(replies)[0]
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


@contextmanager
def _served(start: Start, folder: Path) -> Iterator[int]:
    """A server on a free port, once it listens, until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = start(folder, port)
    try:
        _listens(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _listens(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(PATIENCE * 20):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not serve")


def _ours(folder: Path, port: int, api: str) -> subprocess.Popen[bytes]:
    account = {"app_id": APP_ID, "secret": APP_SECRET, "token": TOKEN, "aes_key": AES_KEY}
    (folder / "config.toml").write_text(CONFIG.format(folder=folder, port=port, api=api, **account), "utf-8")
    return _run([sys.executable, "-m", "bot", "serve", "--config", str(folder / "config.toml")], folder)


def _echo(folder: Path, port: int) -> subprocess.Popen[bytes]:
    return _run([sys.executable, "-m", "bench.wechat_echo", str(port)], folder)


def _werobot(folder: Path, port: int) -> subprocess.Popen[bytes]:
    asks = [(ask, entry.answer) for entry in load(ENTRIES) for ask in (entry.title, *entry.asks)]
    settings = {
        "token": TOKEN,
        "app_id": APP_ID,
        "aes_key": AES_KEY,
        "port": port,
        "sessions": str(folder / "sessions.db"),
        "asks": [ask for ask, _ in asks],
        "answers": [answer for _, answer in asks],
    }
    (folder / "settings.json").write_text(json.dumps(settings), "utf-8")
    return _run([str(CACHE / "bin" / "python"), str(ROOT / "bench" / "wechat_robot.py"), "settings.json"], folder)


def _run(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GONGYOU_")}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env={**ours, "PYTHONPATH": str(ROOT)}, stdout=quiet, stderr=quiet)


def _robot() -> bool:
    """Whether WeRoBot's own environment is there; it is made where it can be."""
    python = CACHE / "bin" / "python"
    there = [str(python), "-c", "import werobot, rapidfuzz, cryptography"]
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *ROBOT]
    try:
        if not python.exists():
            venv.create(CACHE, with_pip=True)
            subprocess.run(install, check=True, capture_output=True, timeout=300)
        return subprocess.run(there, check=False, capture_output=True).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


class _Accepts(BaseHTTPRequestHandler):
    """WeChat's own server for what is sent unasked: it takes everything, and gives a token."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """The same answer to every call."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = json.dumps({"errcode": 0, "errmsg": "ok", "access_token": "token", "expires_in": 7200}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@contextmanager
def _platform() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Accepts) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=10.0, help="of each of the two loads")
    options.add_argument("--connections", type=int, default=8)
    main(**vars(options.parse_args()))
