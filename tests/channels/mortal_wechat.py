"""An Official Account whose answers take long, to be killed: `python -m tests.channels.mortal_wechat CONFIG`.

It says "acknowledge: SECONDS" for the patience it has, and its port once it serves.
"""

import asyncio
import sys
import time
from pathlib import Path

from bot.app import App
from bot.config import Config
from bot.messages import Incoming, Reply
from bot.server import Server

SLOW = 30.0
"""Seconds that an answer takes: longer than this process lives."""


async def serve(server: Server) -> None:
    """Serve, and say where."""
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.05)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)  # noqa: T201 - the parent reads it
    await serving


def main(file: str) -> None:
    """Until it is killed."""
    app = App(Config.load(Path(file)))
    server = Server(app)
    assert server.wechat

    def late(incoming: Incoming) -> tuple[Reply, ...]:
        time.sleep(SLOW)
        return app.turn(incoming)

    server.wechat.turning.turn, server.wechat.patience = late, 0.1
    asyncio.run(serve(server))


if __name__ == "__main__":
    main(sys.argv[1])
