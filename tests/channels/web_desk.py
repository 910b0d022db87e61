"""The web chat on a real server on loopback, with a small desk in the engine's place: the one port that is faked."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import socket

import uvicorn
from starlette.applications import Starlette

from bot.channels.web import WebChat
from bot.messages import Incoming, Reply

UNION = "海州区总工会 <职工服务中心>"
SECRET = "a-secret-for-tests-only"
MENU = ("困难帮扶", "劳动争议", "法律咨询", "合理化建议", "文体活动", "入会与转会", "办事进度", "联系工会")


@dataclass
class Desk:
    """Answers like the engine: a repeated message gets its old replies. `failure` is raised while it is set."""

    taken: list[Incoming] = field(default_factory=list)
    given: dict[tuple[str, str], tuple[Reply, ...]] = field(default_factory=dict)
    failure: Exception | None = None

    def turn(self, incoming: Incoming) -> tuple[Reply, ...]:
        if self.failure:
            raise self.failure
        key = (incoming.address.id, incoming.message_id)
        if key not in self.given:
            self.taken.append(incoming)
            self.given[key] = (self._answer(incoming),)
        return self.given[key]

    def _answer(self, incoming: Incoming) -> Reply:
        if incoming.uploads:
            return Reply(f"收到文件：{incoming.uploads[0].name}", controls=("取消",))
        if incoming.text == "菜单":
            return Reply("您好！这里是工会的自助服务。\n请点下面的按钮，或者直接说您的事。", MENU)
        if incoming.text == "劳动争议":
            return Reply(
                "您遇到的是哪一类问题？（1/5）", ("拖欠工资", "解除合同", "工伤待遇", "其他"), ("上一步", "取消")
            )
        return Reply(f"收到第 {len(self.taken)} 条：{incoming.text}")


class Server(uvicorn.Server):
    """uvicorn in a thread; `loop` is where the chat's `send` belongs."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop
        self.port = 0

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.port = self.servers[0].sockets[0].getsockname()[1]
        self.ready.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(self, chat: WebChat, address: str, reply: Reply, key: str) -> None:
        """What the delivery loop does, seen from the test's thread."""
        asyncio.run_coroutine_threadsafe(chat.send(address, reply, key), self.loop).result(20)


@contextmanager
def serving(chat: WebChat, port: int = 0) -> Iterator[Server]:
    """The chat served on loopback; stopped as the program is, which must not take long."""
    app = Starlette(routes=chat.routes())
    config = uvicorn.Config(app, "127.0.0.1", port, lifespan="off", ws="none", log_config=None)
    server = Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert server.ready.wait(10)
    try:
        yield server
    finally:
        chat.close()
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "open streams held the server up"


if __name__ == "__main__":
    served = WebChat(Desk().turn, SECRET, union=UNION)
    uvicorn.run(Starlette(routes=served.routes()), port=0, lifespan="off", ws="none")
