"""A network cable between a browser and our server that a test can pull out and put back."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Lock, Thread

PIECE = 65536


class Wire(ThreadingTCPServer):
    """Passes on whatever comes to `url`, until it is cut: then everything that is open breaks, and nothing opens."""

    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.port, self.is_cut = port, False
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._open, self._lock = set[socket.socket](), Lock()

    def cut(self) -> None:
        """From now on there is no network."""
        with self._lock:
            self.is_cut = True
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """It is there again."""
        self.is_cut = False

    def opened(self, *ends: socket.socket) -> bool:
        """Whether these two may talk."""
        with self._lock:
            if not self.is_cut:
                self._open |= {*ends}
            return not self.is_cut

    def closed(self, *ends: socket.socket) -> None:
        """They have ended."""
        with self._lock:
            self._open -= {*ends}


class Passing(BaseRequestHandler):
    """One connection."""

    server: Wire

    def handle(self) -> None:
        """Pass on both ways until one side ends."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.server.port)) as far:
            if not self.server.opened(self.request, far):
                return
            back = Thread(target=passed, args=(far, self.request), daemon=True)
            back.start()
            passed(self.request, far)
            back.join()
            self.server.closed(self.request, far)


def passed(one: socket.socket, other: socket.socket) -> None:
    """All that one says to the other, up to its end."""
    with suppress(OSError):
        while piece := one.recv(PIECE):
            other.sendall(piece)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@contextmanager
def wired(url: str) -> Iterator[Wire]:
    """A wire to the server at this address, taken away afterwards."""
    with Wire(int(url.rpartition(":")[2])) as wire:
        serving = Thread(target=wire.serve_forever, args=(0.05,), name="wire")
        serving.start()
        try:
            yield wire
        finally:
            wire.cut()
            wire.shutdown()
            serving.join()
