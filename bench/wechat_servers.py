"""The servers that bench.wechat loads, one process each, and a stand-in for WeChat's own."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.letters import AES_KEY, APP_ID, APP_SECRET, TOKEN
from knowledge import ENTRIES, load

ROOT = Path(__file__).parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gongyou" / "bench-werobot"
ROBOT = ("werobot==1.13.1", "rapidfuzz", "cryptography")
PATIENCE = 60
"""Seconds until a server must listen."""

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


@contextmanager
def served(start: Start, folder: Path) -> Iterator[int]:
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


def ours(folder: Path, port: int, api: str) -> subprocess.Popen[bytes]:
    """Ours, as a host starts it."""
    account = {"app_id": APP_ID, "secret": APP_SECRET, "token": TOKEN, "aes_key": AES_KEY}
    (folder / "config.toml").write_text(CONFIG.format(folder=folder, port=port, api=api, **account), "utf-8")
    return _run([sys.executable, "-m", "bot", "serve", "--config", str(folder / "config.toml")], folder)


def echo(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The least that can be done."""
    return _run([sys.executable, "-m", "bench.wechat_echo", str(port)], folder)


def werobot(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """WeRoBot with all our asks, in its own environment."""
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


def has_werobot() -> bool:
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
def platform() -> Iterator[str]:
    """The address of a stand-in for WeChat, so that nothing leaves the machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Accepts) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
