"""A Telegram bot to be killed: `python -m tests.channels.mortal_telegram CONFIG SECONDS`.

Its clock is so many seconds ahead: that a process which was killed is gone for good is known after a while only. It
says "ready" once it serves.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.config import Config
from bot.server import Server


async def serve(server: Server) -> None:
    """Serve, and say so."""
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    await serving


def main(file: str, ahead: str) -> None:
    """Until it is killed, or told to end."""
    later = timedelta(seconds=float(ahead))
    app = App(Config.load(Path(file)), clock=lambda: datetime.now(UTC) + later)
    asyncio.run(serve(Server(app)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
