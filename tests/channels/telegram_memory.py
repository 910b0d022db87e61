"""The Telegram channel's ledger in memory, for tests of what stands before the store."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.channels.telegram.ports import Kept
from bot.errors import Unavailable
from bot.messages import Address


@dataclass
class Memory:
    """A ledger that keeps updates in memory; it is away as often as `away` says."""

    kept: dict[int, Kept] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    away: int = 0

    def take_in(self, updates: Sequence[Kept]) -> None:
        self.kept |= {one.number: one for one in updates}
        self.known |= set(self.kept)

    def queues(self) -> Sequence[str]:
        return sorted({one.queue for one in self.kept.values()})

    def waiting(self, queue: str) -> Sequence[Kept]:
        self.away -= 1
        if self.away >= 0:
            raise Unavailable("gone")
        return [self.kept[number] for number in sorted(self.kept) if self.kept[number].queue == queue]

    def knows(self, number: int) -> bool:
        return number in self.known

    def done(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self.kept.pop(number, None)

    def say(self, address: Address, numbers: Sequence[int], text: str) -> None: ...
    def left(self, address: Address, numbers: Sequence[int]) -> None: ...
    def back(self, address: Address, numbers: Sequence[int]) -> None: ...
    def may_poll(self, holder: str) -> bool:
        return True

    def polls_no_more(self, holder: str) -> None: ...
    def named(self, username: str) -> None: ...
