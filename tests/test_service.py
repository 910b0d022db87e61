"""The program itself, as a newcomer starts it: its own process, its own folder, real signals."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GONGYOU_")}
ENVIRONMENT |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


class Service:
    """`python -m bot serve` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "bot", "serve", "--demo", "--port", str(self.port)]
        self.log = folder / "serve.log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=out, stderr=out)

    def ready(self) -> None:
        """Wait until it takes messages in."""
        for _ in range(400):
            try:
                if httpx.get(f"{self.url}/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code; it has ten seconds."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(10)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    started = Service(tmp_path)
    try:
        started.ready()
        yield started
    finally:
        started.process.kill()
        started.process.wait(10)


def say(service: Service, text: str, visitor: str | None, number: str) -> dict[str, object]:
    answer = httpx.post(f"{service.url}/api/chat", json={"visitor": visitor, "id": number, "text": text})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_a_newcomer_finds_the_pages_and_the_sign_in_link_works_once(service: Service) -> None:
    page = httpx.get(service.url).text
    assert 'href="/chat"' in page
    assert 'href="/console"' in page
    assert httpx.get(f"{service.url}/chat").status_code == 200
    found = re.search(r"http://\S+/console/enter\?token=\S+", service.log.read_text())
    assert found
    with httpx.Client(follow_redirects=True) as browser:
        entered = browser.get(found[0])
        assert entered.status_code == 200
        assert "李主任" in entered.text
    assert httpx.get(found[0], follow_redirects=True).status_code == 403


def test_sigterm_ends_it_cleanly_and_the_talk_goes_on_after_a_restart(service: Service, tmp_path: Path) -> None:
    first = say(service, "提建议", None, "one")
    visitor = str(first["visitor"])
    with httpx.stream("GET", f"{service.url}/api/chat/notices", headers={"X-Visitor": visitor}) as stream:
        assert stream.status_code == 200
        assert service.end() == 0
    again = Service(tmp_path)
    try:
        again.ready()
        assert say(again, "提建议", visitor, "one")["replies"] == first["replies"]
        assert "一句话" in json.dumps(say(again, "1", visitor, "two"), ensure_ascii=False)
    finally:
        assert again.end() == 0


def test_ctrl_c_ends_it_cleanly_too(service: Service) -> None:
    assert service.end(signal.SIGINT) == 0


def run(*arguments: str, folder: Path, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=ENVIRONMENT | environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def test_a_script_pipes_a_talk_through_the_terminal_chat(tmp_path: Path) -> None:
    talk = (ROOT / "tests" / "newcomer.txt").read_text("utf-8")
    told = run("chat", "--demo", "--as", "老王", folder=tmp_path, said=talk)
    assert told.returncode == 0, told.stderr
    assert "依据：" in told.stdout
    assert re.search(r"编号 JY-\d{4}-0001-\d", told.stdout)
    later = run("chat", "--demo", "--as", "老王", folder=tmp_path, said="进度\n")
    assert "已登记，等待答复" in later.stdout


def test_the_plan_goes_in_and_a_month_comes_out(tmp_path: Path) -> None:
    plan = ROOT / "bot" / "sample" / "plan.toml"
    assert "38 new" in run("plan", "import", str(plan), folder=tmp_path).stdout
    assert "38 unchanged" in run("plan", "import", str(plan), folder=tmp_path).stdout
    june = run("plan", "show", "2027-06", folder=tmp_path).stdout
    assert "6月23日 09:00" in june
    assert "6月8日起，6月21日" in june


def test_ask_answers_in_json(tmp_path: Path) -> None:
    found = json.loads(run("ask", "老板跑路了三个月工资没给咋办", "--json", folder=tmp_path).stdout)
    assert found["band"] == "answer"
    assert found["entries"][0]["id"] == "wages-boss-vanished"
    assert "依据" in found["answer"]


def test_the_operator_gets_a_line_for_each_wrong_key_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[web]\nprot = 1\nsecret = "change-me"\n', "utf-8")
    wrong = run("serve", folder=tmp_path)
    assert wrong.returncode == 2
    assert "[web] prot is unknown; did you mean port?" in wrong.stderr
    assert "[web] secret" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_a_store_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    gone = run(
        "plan", "show", "2027-06", folder=tmp_path, GONGYOU_STORE_URL="postgresql+psycopg://u:hush@127.0.0.1:1/x"
    )
    assert gone.returncode == 1
    assert gone.stderr.startswith("store: ")
    assert "hush" not in gone.stderr
    assert "Traceback" not in gone.stderr


def test_a_port_that_is_taken_is_one_clear_line(service: Service, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    taken = run("serve", "--demo", "--port", str(service.port), folder=other)
    assert taken.returncode != 0
    assert "address already in use" in (taken.stderr + taken.stdout).lower()
    assert "Traceback" not in taken.stderr
