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
    """The rest: what may still be sent, what waits, and what WeChat reported. Each call is one transaction."""

    def allowed(self, address: Address) -> bool:
        """Whether one more message may be sent unasked; if so it is counted."""

    def closed(self, address: Address) -> None:
        """WeChat says that nothing may be sent: believe it rather than our own count."""

    def follow_up(self, address: Address, message_id: str, texts: Sequence[str], *, parked: bool) -> None:
        """Send these after the answer to a message, each once, whatever happens; parked: at the next contact."""

    def set_aside(self, key: str, xml: str) -> None:
        """Keep a message whose answer takes longer than WeChat waits."""

    def overdue(self) -> Sequence[Waiting]:
        """Messages set aside by a process that is gone; they are ours now."""

    def answered(self, key: str) -> None:
        """A message set aside has had its answer."""

    def left(self, address: Address) -> None:
        """A member does not follow any more."""

    def delivered(self, number: str, problem: str) -> None:
        """What became of a template message: empty, or what went wrong."""

    def mass_finished(self, report: Report) -> None:
        """What became of a mass message."""

    def permitted(self, address: Address, template: str, change: int) -> None:
        """A member allowed one more subscription message (1), took the permission back (0), or got one (-1)."""
