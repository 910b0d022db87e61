"""How long a newcomer waits for the first answer, and how much memory the service holds when idle."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
QUESTION = "老板跑路了三个月工资没给咋办"
RUNS = 3
IDLE = 5.0
"""Seconds to wait before the memory of an idle service is read."""


def main() -> None:
    """Print seconds from start to the first answer (the best of some runs) and the resident memory when idle."""
    measured = [_once() for _ in range(RUNS)]
    seconds, memory = min(one[0] for one in measured), min(one[1] for one in measured)
    print(f"from start to the first answer  {seconds:.1f} s   (aim: under 2)")
    print(f"resident memory when idle       {memory:.0f} MB  (aim: under 150)")


def _once() -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "bot", "serve", "--demo", "--port", str(port)]
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
        )
        try:
            _first_answer(f"http://127.0.0.1:{port}/api/chat")
            seconds = time.perf_counter() - begun
            time.sleep(IDLE)
            return seconds, _resident(process.pid)
        finally:
            process.terminate()
            process.wait(10)


def _first_answer(url: str) -> None:
    while True:
        try:
            httpx.post(url, json={"visitor": None, "id": "first", "text": QUESTION}).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return


def _resident(process: int) -> float:
    """Megabytes, as Linux tells them."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
