"""How the open board words what stands on it: the month, how far it is, and whether that is good news."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.box import State
from bot.domain.bulletin import Shown
from bot.domain.milestones import Milestone

GOOD: Final = frozenset(
    state.label for state in (State.ADOPTED, State.ASSIGNED, State.CARRIED_OUT, State.VERIFIED, State.REWARDED)
)


@dataclass(frozen=True)
class Card:
    """One suggestion as a page shows it. `good`: it was adopted, or more."""

    number: str
    title: str
    text: str
    state: str
    topic: str
    supporters: int
    names: tuple[str, ...]
    story: str
    month: str
    good: bool


@dataclass(frozen=True)
class Step:
    """One step on its way; `written` is its time for a machine."""

    words: str
    day: str
    written: str


def card(one: Shown, zone: ZoneInfo) -> Card:
    """A suggestion in words; only of its month, so that no day tells who was seen writing."""
    there = one.at.astimezone(zone)
    return Card(
        number=one.number,
        title=one.title,
        text=one.text,
        state=one.state_label.partition("（")[0],
        topic=one.topic,
        supporters=one.supporters,
        names=one.names,
        story=one.story,
        month=month(there),
        good=one.state_label in GOOD,
    )


def step(one: Milestone, zone: ZoneInfo) -> Step:
    """A step in words: with its day where the office took it, of its filing the month alone."""
    there = one.at.astimezone(zone)
    if one.filing:
        return Step(one.words, month(there), f"{there:%Y-%m}")
    return Step(one.words, f"{month(there)}{there.day}日", f"{there:%Y-%m-%d}")


def month(there: datetime) -> str:
    """2026年11月."""
    return f"{there.year}年{there.month}月"
