"""How much a bot may send: in all, to one person, to one group (core.telegram.org/bots/faq). Real time, no clock."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from tests.emulators.telegram.calls import flood

Act = Literal["send", "edit", "topic"]


@dataclass
class Rate:
    """`most` of them in any `seconds`."""

    most: int
    seconds: float


@dataclass
class Limits:
    """The rates, each of which may be changed or be None; what is refused does not count."""

    overall: Rate | None = field(default_factory=lambda: Rate(30, 1.0))
    private: Rate | None = field(default_factory=lambda: Rate(1, 1.0))
    group: Rate | None = field(default_factory=lambda: Rate(20, 60.0))
    _times: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, chat_id: int, act: Act) -> None:
        """Counts one message, edit or topic; raises a 429."""
        now = time.monotonic()
        rates = [(name, rate) for name, rate in self._rates(chat_id, act).items() if rate]
        wait = max((self._wait(name, rate, now) for name, rate in rates), default=0.0)
        if wait > 0:
            raise flood(max(1, math.ceil(wait)))
        for name, _ in rates:
            self._times[name].append(now)

    def _rates(self, chat_id: int, act: Act) -> dict[str, Rate | None]:
        rates = {} if act == "topic" else {"overall": self.overall}
        if chat_id < 0:
            rates[str(chat_id)] = self.group
        elif act == "send":
            rates[str(chat_id)] = self.private
        return rates

    def _wait(self, name: str, rate: Rate, now: float) -> float:
        times = self._times[name]
        while times and times[0] <= now - rate.seconds:
            times.popleft()
        return 0.0 if len(times) < rate.most else times[-rate.most] + rate.seconds - now


def unlimited() -> Limits:
    """No rate at all."""
    return Limits(None, None, None)
