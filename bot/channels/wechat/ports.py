"""What the WeChat channel needs to have kept for it, so that it need not know any table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.messages import Address


@dataclass(frozen=True)
class Waiting:
    """A message that was taken in from WeChat but not answered yet: its own id, and its XML."""

    key: str
    xml: str


@dataclass(frozen=True)
class Report:
    """What became of a mass message: WeChat's number of it, its status, and how many followers."""

    number: str
    status: str
    total: int = 0
    filtered: int = 0
    sent: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Job:
    """A mass message that WeChat took: its number of it, and its status once that is reported."""

    number: str
    status: str


class Tokens(Protocol):
    """The access token that all processes share: one of them fetches, the others wait for it."""

    def current(self) -> str:
        """The token that is good now; empty where there is none."""

    def lease(self, stale: str) -> "Lease | None":
        """The right to fetch a new one in place of `stale`; None while another process has it, or did just now."""


class Lease(Protocol):
    """The right to fetch a token, until it is given back."""

    def keep(self, token: str, seconds: int) -> None:
        """The new token, and for how many seconds it is good."""

    def give_back(self) -> None:
        """There is no new token: the next one may try."""


class Ledger(Protocol):
    """The rest: what may still be sent, what waits, and what WeChat reported. bot.ledger says what each call does."""

    def allowed(self, address: Address, messages: int) -> bool: ...
    def closed(self, address: Address) -> None: ...
    def nudge(self, address: Address) -> bool: ...
    def follow_up(self, address: Address, message_id: str, texts: Sequence[str], *, parked: bool) -> None: ...
    def set_aside(self, key: str, xml: str) -> None: ...
    def overdue(self) -> Sequence[Waiting]: ...
    def answered(self, key: str) -> None: ...
    def left(self, address: Address) -> None: ...
    def begun(self, key: str, number: str) -> None: ...
    def finished(self, report: Report) -> None: ...
    def job(self, key: str) -> Job | None: ...
    def permit(self, address: Address, template: str, change: int) -> None: ...
    def permitted(self, address: Address, template: str) -> int: ...
