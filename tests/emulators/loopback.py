"""A server on loopback, in a thread, for as long as a test needs it."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket
from threading import Event, Thread

import uvicorn
from starlette.applications import Starlette

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Spares the certificates, which take longer to read than most tests."""


class Loopback(uvicorn.Server):
    """uvicorn, which tells when it is ready and where; `loop` is the one its requests are answered in."""

    def __init__(self, app: Starlette, port: int) -> None:
        super().__init__(uvicorn.Config(app, "127.0.0.1", port, lifespan="off", ws="none", http="h11", log_config=None))
        self.settled = Event()
        self.ending = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop
        self.url = ""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listens; where the port is taken uvicorn ends its thread."""
        self.loop = asyncio.get_running_loop()
        try:
            await super().startup(sockets)
            self.url = f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"
        finally:
            self.settled.set()

    async def main_loop(self) -> None:
        """Waits for the end instead of looking for it ten times a second."""
        await self.on_tick(0)
        await self.ending.wait()


@contextmanager
def serving(app: Starlette, port: int = 0) -> Iterator[Loopback]:
    """The application served, on a free port where none is given; raises RuntimeError where it is taken."""
    server = Loopback(app, port)
    thread = Thread(target=server.run, name="loopback")
    thread.start()
    server.settled.wait()
    if not server.url:
        thread.join()
        raise RuntimeError(f"port {port} is taken")
    try:
        yield server
    finally:
        server.loop.call_soon_threadsafe(server.ending.set)
        thread.join()
