"""Faults on order: what the platform is to do at its next call of a path, or in its next report of an event."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from threading import Lock

Behaviour = int | str

FOREVER = ("token-never",)
KNOWN = ("hang", "reset", "lost", "html", *FOREVER)


@dataclass
class Faults:
    """A queue for each path; orders for "*" are for any path that has none of its own."""

    queues: dict[str, deque[Behaviour]] = field(default_factory=lambda: defaultdict(deque))
    hang: float = 30
    """Seconds that "hang" lasts."""
    lock: Lock = field(default_factory=Lock)

    def order(self, path: str, behaviour: Behaviour, times: int) -> None:
        """Queues a behaviour; a path starts with /, an event's report does not and takes any status."""
        if path.startswith(("/", "*")) and isinstance(behaviour, str) and behaviour not in KNOWN:
            raise ValueError(f"{behaviour!r} is none of {KNOWN}")
        with self.lock:
            self.queues[path].extend([behaviour] * times)

    def take(self, path: str) -> Behaviour | None:
        """The next one, None when all is to go well."""
        with self.lock:
            for queue in (self.queues[path], self.queues["*"] if path.startswith("/") else ()):
                if queue:
                    return queue[0] if queue[0] in FOREVER else queue.popleft()
        return None

    def clear(self, path: str) -> None:
        """All goes well again there."""
        with self.lock:
            self.queues.pop(path, None)
