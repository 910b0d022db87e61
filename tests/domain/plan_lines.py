"""Lines of plans with what an officer takes them to say; half of them were written before the reading was."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain import planlist
from bot.domain.planlist import Item
from bot.domain.plantimes import When

FILE = Path(__file__).with_name("plan-lines.jsonl")
YEAR = 2027


@dataclass(frozen=True)
class Line:
    """A text, and its items by field."""

    held_out: bool
    text: str
    items: list[dict[str, Any]]

    @property
    def read(self) -> tuple[Item, ...]:
        """What is made of it."""
        return planlist.read(self.text, YEAR).items

    @property
    def pairs(self) -> list[tuple[dict[str, Any], Item | None]]:
        """What is to be read beside what was."""
        found = self.read
        return [(one, found[at] if at < len(found) else None) for at, one in enumerate(self.items)]


def lines() -> list[Line]:
    return [Line(**json.loads(line)) for line in FILE.read_text("utf-8").splitlines()]


def fields(item: Item | None) -> dict[str, Any]:
    """An item as the file writes one."""
    if item is None:
        return {}
    parts, day = item.parts, item.parts.closes
    said = {
        "title": item.title, "when": written(item.when), "hours": item.hours, "place": parts.place, "who": parts.who,
        "closes": day.isoformat() if day else "", "seats": parts.seats,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def written(when: When | None) -> str:
    """2027-03-08, 2027-03-08/2027-03-10, 2027-03-01~2027-03-31, <2027-05-31."""
    if when is None:
        return ""
    if when.begins is None:
        return f"<{when.ends}"
    if when.exact:
        return f"{when.begins}" if when.begins == when.ends else f"{when.begins}/{when.ends}"
    return f"{when.begins}~{when.ends}"
