"""A turn: what one step of one process does for a notice, before the others have theirs."""

from dataclasses import dataclass, replace
from typing import Final, Self

AMEND: Final = "amend"
RECALL: Final = "recall"
SIDES: Final = (AMEND, RECALL)
"""Lanes on which nothing is sent: what went out is changed, or taken back."""


@dataclass(frozen=True)
class Turn:
    """One turn of a lane: several lanes send one notice on one channel side by side, each a turn after another."""

    notice: int
    channel: str
    round: int
    lane: str
    number: int = 1
    urgent: bool = False

    @property
    def id(self) -> str:
        """The name of its workflow: one of that name is run once."""
        return f"{self.lane_id}-{self.number}"

    @property
    def lane_id(self) -> str:
        """What the names of the lane's turns begin with; they come one after another."""
        return f"notice-{self.notice}-{self.round}-{self.channel}-{self.lane}"

    @property
    def next(self) -> Self:
        """The turn after this one."""
        return replace(self, number=self.number + 1)


def about(workflow: str) -> tuple[int, str, str]:
    """Of a workflow, by its name: the notice, the channel, and what is done there ("send", "amend", "recall")."""
    _, notice, _, *channel, lane, _ = workflow.split("-")
    return int(notice), "-".join(channel), lane if lane in SIDES else "send"
