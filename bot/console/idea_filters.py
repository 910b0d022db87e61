"""What an officer picks out of the suggestions, as it stands in the address, so that it can be bookmarked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from bot.console.filters import Chosen, View, told
from bot.console.written import number
from bot.domain.shelves import STAGES, Count, Shelf, Wanted
from bot.messages import clean

HERE: Final = "/console/suggestions"
FLAGS: Final = ("below", "late", "mine")
LONGEST: Final = 40
"""Characters that are looked for, and of a topic of a drive's own."""

LIST: Final = "list"
"""The word for a list of all that is not done with, instead of the board."""


@dataclass(frozen=True)
class Look:
    """What is picked out, and how it is looked at: as a board, with one stage of it on a phone; else a page of a list.

    `stage` is the column that a phone shows; None: the first with anything in it.
    """

    wanted: Wanted
    board: bool
    stage: Shelf | None
    page: int = 1


def read(query: Mapping[str, str]) -> Look:
    """What an address picks out; what is not understood is left aside."""
    show, stage, words = query.get("show", ""), query.get("stage", ""), clean(query.get("q", "")).strip()[:LONGEST]
    shelf = Shelf(show) if show in set(Shelf) else None
    wanted = Wanted(
        shelf=shelf,
        topic=clean(query.get("topic", "")).strip()[:LONGEST],
        drive=_number(query.get("drive", "")),
        unit=_number(query.get("unit", "")),
        words=words,
        **{name: query.get(name) == "1" for name in FLAGS},
    )
    at = Shelf(stage) if stage in {one.value for one in STAGES} else None
    return Look(wanted, shelf is None and show != LIST and not words, at, _number(query.get("page", "")) or 1)


def address(wanted: Wanted, *, board: bool = False, number: int = 1, to: str = HERE) -> str:
    """The address of what is picked out."""
    show = wanted.shelf.value if wanted.shelf else "" if board else LIST
    parts = {"show": show, "topic": wanted.topic, "drive": str(wanted.drive or ""), "unit": str(wanted.unit or "")}
    parts |= {name: "1" if getattr(wanted, name) else "" for name in FLAGS}
    parts |= {"q": wanted.words, "page": str(number) if number > 1 else ""}
    said = urlencode({name: part for name, part in parts.items() if part})
    return f"{to}?{said}" if said else to


def views(look: Look, counts: Mapping[Shelf, Count]) -> list[View]:
    """The doors: the board, the list of all that goes on, each shelf; each to what it shows of the same choice."""
    wanted = look.wanted
    live = sum(counts[shelf].all for shelf in counts if shelf not in {Shelf.DONE, Shelf.GONE})
    board = View(address(replace(wanted, shelf=None, words=""), board=True), "看板", told(live), look.board)
    shelves = [
        View(address(replace(wanted, shelf=one)), one.label, told(counts[one].all), wanted.shelf is one)
        for one in Shelf
    ]
    everything = wanted.shelf is None and not look.board
    return [board, View(address(replace(wanted, shelf=None)), "列表", told(live), everything), *shelves]


def chosen(look: Look, unit: str, topic: str, drive: str) -> list[Chosen]:
    """What was picked out beside the shelf, each to be taken away again; the names are given in words."""
    wanted = look.wanted
    found = [(word, rest) for flag, word, rest in _flags(wanted) if flag]
    if wanted.unit:
        found.append((f"{unit}{'和下级' if wanted.below else ''}", replace(wanted, unit=None, below=False)))
    if wanted.topic:
        found.append((topic, replace(wanted, topic="")))
    if wanted.drive:
        found.append((drive, replace(wanted, drive=None)))
    if wanted.words:
        found.append((f"“{wanted.words}”", replace(wanted, words="")))
    return [Chosen(word, address(rest, board=look.board)) for word, rest in found]


def _flags(wanted: Wanted) -> list[tuple[bool, str, Wanted]]:
    """The flags in words, each with what is picked out without it."""
    return [(wanted.late, "已超时", replace(wanted, late=False)), (wanted.mine, "我的", replace(wanted, mine=False))]


def _number(written: str) -> int | None:
    return number(written) or None
