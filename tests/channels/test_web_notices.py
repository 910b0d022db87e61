"""Unasked notices on an open page: shown, acknowledged, repeated, and given back when nobody takes them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot.channels.web import WebChat
from bot.channels.web.visitors import address_id
from bot.errors import Away, Retry
from bot.messages import Reply
from tests.channels.web_desk import SECRET, Desk, Server, serving

NOTICE = Reply("您反映的事有答复了。\n请回复编号查看。", ("查看",), ("不再提醒",))


class Place:
    """A served chat with one visitor, a client and a thread to send from."""

    def __init__(self, chat: WebChat, server: Server, client: httpx.Client, threads: ThreadPoolExecutor) -> None:
        self.chat, self.server, self.client, self.threads = chat, server, client, threads
        self.token = self.newcomer()
        self.address = address_id(self.token)

    def newcomer(self) -> str:
        answer = self.client.post("/api/chat", json={"visitor": None, "id": str(uuid4()), "text": "菜单"})
        return str(answer.json()["visitor"])

    def send(self, key: str = "n1") -> None:
        self.server.send(self.chat, self.address, NOTICE, key)

    def sending(self, key: str = "n1") -> "Future[None]":
        return self.threads.submit(self.send, key)

    def seen(self, *keys: str) -> httpx.Response:
        return self.client.post("/api/chat/seen", json={"visitor": self.token, "keys": keys})

    @contextmanager
    def page(self) -> Iterator[Iterator[str]]:
        """An open stream, already standing: the lines that come."""
        with self.client.stream("GET", "/api/chat/notices", headers={"X-Visitor": self.token}, timeout=10) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.iter_lines()
            assert next(lines) == ": open"
            yield lines


def notice(lines: Iterator[str]) -> dict[str, Any]:
    line = next(line for line in lines if line.startswith("data: "))
    return dict(json.loads(line.removeprefix("data: ")))


@contextmanager
def place(wait: float = 10, ping: float = 15) -> Iterator[Place]:
    chat = WebChat(Desk().turn, SECRET, union="工会", wait=wait, ping=ping)
    with serving(chat) as server, httpx.Client(base_url=server.url) as client, ThreadPoolExecutor() as threads:
        yield Place(chat, server, client, threads)


def test_a_notice_reaches_the_open_page_and_is_acknowledged() -> None:
    with place() as here, here.page() as lines:
        assert set(here.chat.present()) == {here.address}
        sending = here.sending()
        assert notice(lines) == {"key": "n1", "text": NOTICE.text, "buttons": ["查看"], "controls": ["不再提醒"]}
        assert not sending.done()
        assert here.seen("n1").json() == {"seen": 1}
        assert sending.result(5) is None


def test_of_several_tabs_one_answer_is_enough() -> None:
    with place() as here, here.page() as one, here.page() as other:
        sending = here.sending()
        assert notice(one) == notice(other)
        here.seen("n1")
        assert sending.result(5) is None


def test_without_a_page_the_member_is_away() -> None:
    with place() as here:
        with pytest.raises(Away):
            here.send()
        with here.page():
            pass


def test_a_page_that_closes_is_no_longer_there() -> None:
    with place() as here:
        with here.page() as lines:
            sending = here.sending()
            notice(lines)
        with pytest.raises(Retry):
            sending.result(5)
        assert not here.chat.present()
        with pytest.raises(Away):
            here.send()


def test_a_notice_that_nobody_acknowledges_comes_again_under_its_key() -> None:
    with place(wait=0.2) as here, here.page() as lines:
        with pytest.raises(Retry):
            here.send()
        first = notice(lines)
        here.seen("n1")  # too late, and no harm
        with pytest.raises(Retry):
            here.send()
        assert notice(lines) == first


def test_only_the_visitor_can_acknowledge() -> None:
    with place(wait=0.5) as here, here.page():
        sending = here.sending()
        stranger = here.newcomer()
        here.client.post("/api/chat/seen", json={"visitor": stranger, "keys": ["n1"]})
        with pytest.raises(Retry):
            sending.result(5)


def test_a_page_that_takes_nothing_does_not_pile_up_notices() -> None:
    with place(wait=0.05) as here, here.page():
        for number in range(40):
            with pytest.raises(Retry):
                here.send(f"n{number}")


def test_signs_of_life_come_while_nothing_happens() -> None:
    with place(ping=0.1) as here, here.page() as lines:
        assert next(line for line in lines if line.startswith(": ping"))


def test_closing_ends_every_stream_at_once() -> None:
    with place() as here, here.page() as lines:
        sending = here.sending()
        notice(lines)
        here.chat.close()
        assert not [line for line in lines if line.startswith("data")]
        with pytest.raises(Retry):
            sending.result(5)
        again = here.client.get("/api/chat/notices", headers={"X-Visitor": here.token})
        assert again.status_code == 503


def test_a_terminated_server_ends_its_streams_cleanly() -> None:
    """As a process of its own: nothing but the signal tells it to stop."""
    program = [sys.executable, "-m", "tests.channels.web_desk"]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stderr
        url = next(line for line in process.stderr if "running on" in line).split()[4]
        with httpx.Client(base_url=url) as client:
            token = client.post("/api/chat", json={"id": "1", "text": "菜单"}).json()["visitor"]
            with client.stream("GET", "/api/chat/notices", headers={"X-Visitor": token}, timeout=10) as answer:
                lines = answer.iter_lines()
                assert next(lines) == ": open"
                process.terminate()
                assert not [line for line in lines if line.startswith("data")]
        said = process.communicate(timeout=10)[1]
    assert "Finished server process" in said
    assert "ERROR" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("visitor", ["", "forged", "a.b"])
def test_a_stranger_gets_no_stream_and_cannot_acknowledge(visitor: str) -> None:
    with place() as here:
        assert here.client.get("/api/chat/notices", headers={"X-Visitor": visitor}).status_code == 401
        assert here.client.post("/api/chat/seen", json={"visitor": visitor, "keys": []}).status_code == 401


@pytest.mark.parametrize("keys", [None, "n1", [1], ["x"] * 201])
def test_acknowledgements_have_a_shape(keys: object) -> None:
    with place() as here:
        answer = here.client.post("/api/chat/seen", json={"visitor": here.token, "keys": keys})
        assert answer.status_code == 400
