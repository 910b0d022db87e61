"""Faults on order: what the platform is to do at the next calls of a method."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

Behaviour = int | str

KNOWN = ("hang", "reset", "lost", "late", "html-502")


@dataclass
class Order:
    """`left` more times, for calls of `method` ("*": any) in `chat_id` (None: anywhere)."""

    method: str
    behaviour: Behaviour
    left: int
    chat_id: int | None
    seconds: float
    retry_after: int
    description: str

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Whether it is about that call."""
        return self.method in ("*", method) and self.chat_id in (None, chat_id)


@dataclass
class Faults:
    """All orders, the oldest first."""

    orders: list[Order] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def order(
        self,
        method: str,
        behaviour: Behaviour,
        times: int = 1,
        chat: Any = None,
        *,
        seconds: float = 30,
        retry_after: int = 1,
        description: str = "",
    ) -> None:
        """Orders a fault for the next calls of a method ("*": any), in one chat (a person, group or id) or anywhere.

        A status such as 500 or 403 (429 with `retry_after`), in words of its own where `description` has none;
        "html-502", which is no JSON; "hang" (nothing happens for `seconds`, then the call is acted on if its caller is
        still there); "reset" (the connection breaks, nothing is done); "lost" (it is done, then the connection breaks);
        "late" (it is done at once and answered after `seconds`). The method "file" is the download of one, whose faults
        are a status or a broken connection.
        """
        if isinstance(behaviour, str) and behaviour not in KNOWN:
            raise ValueError(f"{behaviour!r} is none of {KNOWN}")
        chat_id = chat if chat is None else getattr(chat, "id", chat)
        with self._lock:
            self.orders.append(Order(method.lower(), behaviour, times, chat_id, seconds, retry_after, description))

    def take(self, method: str, chat_id: int | None) -> Order | None:
        """The fault that this call gets."""
        with self._lock:
            found = next((one for one in self.orders if one.fits(method.lower(), chat_id)), None)
            if found:
                found.left -= 1
                self.orders = [one for one in self.orders if one.left > 0]
            return found

    def heals(self, method: str = "*") -> None:
        """Takes back what is on order for a method, or everything."""
        with self._lock:
            self.orders = [one for one in self.orders if method != "*" and one.method != method.lower()]
