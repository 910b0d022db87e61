"""What every way of speaking must do: one test, played on each of them with the real account behind it."""

import asyncio
import io
import json
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from bot.app import App
from bot.channels.terminal import Terminal
from bot.channels.web import WebChat
from bot.config import Telegram
from bot.delivery import Delivery
from bot.errors import Fault, Unavailable
from bot.limits import LONGEST, units
from bot.messages import Address, Incoming, Reply, joined
from bot.store import outbox
from bot.store.outbox import Outgoing, State
from knowledge import KnowledgeBase
from tests.account import Account, serving
from tests.channels.web_desk import serving as serving_chat
from tests.conftest import Clock
from tests.emulators.telegram import TelegramPlatform

TALK = ("提建议", "食堂", "安全", "四号冲床的护栏松了", "上一步", "不变", "取消", "辞职要提前多久说", "1", "😀")


class Line(Protocol):
    """One member's line to the account."""

    app: App
    address: Address
    always: bool
    """Whether anyone can be written to at any time."""

    def say(self, text: str) -> list[str]:
        """The texts of the replies."""

    def unasked(self, count: int) -> list[str]:
        """Listen until so many unasked messages came; their texts."""

    def shows(self, replies: Sequence[Reply]) -> list[str]:
        """The texts as which the member sees these replies."""

    def pieces(self, text: str) -> int:
        """As how many messages a text comes."""


class Plain:
    """What most lines have in common: a reply is a message, however long, and only who is there gets it."""

    always = False

    def shows(self, replies: Sequence[Reply]) -> list[str]:
        return [reply.text for reply in replies]

    def pieces(self, text: str) -> int:
        return 1


class TerminalLine(Plain):
    """Through the terminal."""

    def __init__(self, account: Account) -> None:
        self.app = account.app
        self.out = io.StringIO()
        self.terminal = Terminal(self.app.turn, "lina", self.out)
        self.address = Address("terminal", "lina")

    def say(self, text: str) -> list[str]:
        return self._told(lambda: self.terminal.talk([text], lambda: None))

    def unasked(self, count: int) -> list[str]:
        delivery = Delivery(self.app.database, self.app.clock, [self.terminal])
        told = self._told(lambda: asyncio.run(delivery.once()))
        assert len(told) == count
        return told

    def _told(self, act: Callable[[], object]) -> list[str]:
        replies: list[str] = []
        self.terminal.show = lambda reply: replies.append(reply.text)  # type: ignore[method-assign]
        act()
        return replies


class WebLine(Plain):
    """Through the web."""

    def __init__(self, account: Account) -> None:
        self.app, self.url = account.app, account.url
        first = httpx.post(f"{self.url}/api/chat", json={"visitor": None, "id": str(uuid.uuid4()), "text": "菜单"})
        self.visitor = first.json()["visitor"]
        with self.app.database.read() as session:
            from bot.domain.members import Contact

            contact = session.query(Contact).one()
            self.address = Address("web", contact.address)

    def say(self, text: str) -> list[str]:
        message = {"visitor": self.visitor, "id": str(uuid.uuid4()), "text": text}
        answer = httpx.post(f"{self.url}/api/chat", json=message, timeout=20)
        return [reply["text"] for reply in answer.json()["replies"]]

    def unasked(self, count: int) -> list[str]:
        told: dict[str, str] = {}
        with httpx.stream(
            "GET", f"{self.url}/api/chat/notices", headers={"X-Visitor": self.visitor}, timeout=20
        ) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    notice = json.loads(line[5:])
                    told[notice["key"]] = notice["text"]
                    httpx.post(f"{self.url}/api/chat/seen", json={"visitor": self.visitor, "keys": [notice["key"]]})
                if len(told) == count:
                    break
        return list(told.values())


class TelegramLine:
    """Through Telegram: the replies of one turn come as one message, a long text as several."""

    always = True

    def __init__(self, account: Account, platform: TelegramPlatform) -> None:
        self.app, self.member = account.app, platform.person("李娜")
        self.address = Address("telegram", str(self.member.id))

    def say(self, text: str) -> list[str]:
        self.member.says(text)
        return self.unasked(1)

    def unasked(self, count: int) -> list[str]:
        self._read = getattr(self, "_read", 0) + count
        return [one.text for one in self.member.waits(self._read)[self._read - count : self._read]]

    def shows(self, replies: Sequence[Reply]) -> list[str]:
        return [joined(replies).text]

    def pieces(self, text: str) -> int:
        return -(-units(text) // LONGEST["telegram"])


LINES: dict[str, Callable[[Account, TelegramPlatform], Line]] = {
    "terminal": lambda account, _: TerminalLine(account),
    "web": lambda account, _: WebLine(account),
    "telegram": TelegramLine,
}


@pytest.fixture
def platform() -> Iterator[TelegramPlatform]:
    one = TelegramPlatform(limits=False)
    with one.running():
        yield one


@pytest.fixture(params=LINES)
def line(
    request: pytest.FixtureRequest,
    sample_folder: Path,
    clock: Clock,
    knowledge: KnowledgeBase,
    platform: TelegramPlatform,
) -> Iterator[Line]:
    bot = Telegram(token=platform.token, api_base=platform.api_base) if request.param == "telegram" else None
    with serving(sample_folder, clock, knowledge, bot) as account:
        yield LINES[request.param](account, platform)


def put(line: Line, key: str, text: str) -> None:
    with line.app.database.write() as session:
        outbox.put(session, line.address, Reply(text), key=key, kind="case", now=line.app.clock())


def states(line: Line) -> list[str]:
    with line.app.database.read() as session:
        unasked = session.query(Outgoing).where(Outgoing.kind != outbox.ANSWER)
        return [row.state for row in unasked.order_by(Outgoing.id)]


def until_all(line: Line, state: State) -> None:
    """The row is marked after the far side has the message: wait for it, ten seconds at most."""
    done = threading.Event()
    for _ in range(200):
        if set(states(line)) == {state.value}:
            return
        done.wait(0.05)
    raise AssertionError(states(line))


def test_the_same_talk_goes_the_same_way_on_every_channel(line: Line) -> None:
    here = [line.say(text) for text in TALK]
    elsewhere = [
        line.shows(line.app.turn(Incoming(Address("elsewhere", "x"), str(number), text)))
        for number, text in enumerate(TALK)
    ]
    assert here == elsewhere


def test_unasked_messages_arrive_once_and_in_order(line: Line) -> None:
    line.say("你好")
    for number in range(3):
        put(line, f"note:{number}", f"第 {number} 条通知")
    assert line.unasked(3) == ["第 0 条通知", "第 1 条通知", "第 2 条通知"]
    until_all(line, State.SENT)


def test_what_comes_while_nobody_is_there_waits_and_counts_no_try(line: Line) -> None:
    line.say("你好")
    put(line, "waits", "您的诉求有答复了")
    elsewhere = Delivery(line.app.database, line.app.clock, [WebChat(line.app.turn, "s" * 32, union="x")])
    asyncio.run(elsewhere.once())
    assert line.always or states(line) == ["queued"]
    assert line.unasked(1) == ["您的诉求有答复了"]
    until_all(line, State.SENT)


def test_a_long_message_arrives_whole(line: Line) -> None:
    line.say("你好")
    long = "工会" * 3000 + "。完"
    put(line, "long", long)
    assert "".join(line.unasked(line.pieces(long))) == long


@pytest.mark.parametrize("failure", [Unavailable(), Fault("E1A2B3")])
def test_a_failure_is_told_in_kind_words_on_the_terminal(failure: Exception) -> None:
    out = io.StringIO()
    Terminal(failing(failure), "lina", out).talk(["你好"], lambda: None)
    kindly(out.getvalue(), failure)


@pytest.mark.parametrize("failure", [Unavailable(), Fault("E1A2B3")])
def test_a_failure_is_told_in_kind_words_on_the_web(failure: Exception) -> None:
    with serving_chat(WebChat(failing(failure), "s" * 32, union="工会")) as server:
        answer = httpx.post(f"{server.url}/api/chat", json={"visitor": None, "id": "1", "text": "你好"})
    assert answer.status_code >= 500
    kindly(answer.json()["replies"][0]["text"], failure)


def failing(failure: Exception) -> Callable[[Incoming], tuple[Reply, ...]]:
    """A turn that fails."""

    def turn(_incoming: Incoming) -> tuple[Reply, ...]:
        raise failure

    return turn


def kindly(words: str, failure: Exception) -> None:
    """Nothing was taken in, and what to do next."""
    assert "稍" in words or "过一会儿" in words
    assert not isinstance(failure, Fault) or "E1A2B3" in words
