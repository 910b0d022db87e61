"""What an officer picks out of the list of events, as it stands in the address: a month, how it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from bot.console import written
from bot.console.eventpages import HERE
from bot.domain import spans
from bot.domain.almanac import Listed
from bot.domain.events import Stage

CALENDAR: Final = "calendar"
TOP: Final = "top"
"""Stands in an address for the union at the top, which organises what has no host."""


@dataclass(frozen=True)
class Wanted:
    """A month by its first day, the view ("" is the list), a stage and a host; empty is all of them."""

    month: date
    view: str = ""
    stage: str = ""
    host: str = ""

    def address(self, **changes: str | date) -> str:
        """The address of this, with some of it changed."""
        own = {"month": self.month, "view": self.view, "stage": self.stage, "host": self.host}
        parts = own | changes
        parts["month"] = f"{parts['month']:%Y-%m}"
        return f"{HERE}?{urlencode({name: part for name, part in parts.items() if part})}"

    def beside(self, by: int) -> str:
        """The address of the month after (1) or before (-1); empty where none can be looked at."""
        there = written.near(spans.month_after(self.month) if by > 0 else spans.month_before(self.month))
        return self.address(month=there) if there else ""

    def takes(self, one: Listed) -> bool:
        """Whether an event is among what is picked out."""
        return self.stage in {"", one.stage.value} and self.host in {"", host_of(one)}


def read(query: Mapping[str, str], today: date) -> Wanted:
    """What an address picks out; what is not understood is left aside."""
    stage, host = query.get("stage", ""), query.get("host", "")
    known = host == TOP or (host.isascii() and host.isdecimal())
    view = CALENDAR if query.get("view") == CALENDAR else ""
    month = written.month(query.get("month", "")) or today.replace(day=1)
    return Wanted(month, view, stage if stage in set(Stage) else "", host if known else "")


def host_of(one: Listed) -> str:
    """What stands for the host of an event."""
    return str(one.event.host_id or TOP)


def stages(found: Sequence[Listed], wanted: Wanted) -> list[tuple[str, str]]:
    """The stages that there are to pick, and the one that is picked."""
    there = {one.stage.value for one in found} | {wanted.stage}
    return [(stage.value, stage.label) for stage in Stage if stage.value in there]


def hosts(found: Sequence[Listed], top: str) -> list[tuple[str, str]]:
    """The hosts that there are to pick."""
    return sorted({(host_of(one), one.host or top) for one in found}, key=lambda pair: (pair[0] != TOP, pair[1]))
