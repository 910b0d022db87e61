"""What an officer picks out of the list of cases, as it stands in the address, so that it can be bookmarked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from bot.config.kinds import Kinds, of
from bot.console.written import number
from bot.domain.casebook import DONE, State
from bot.domain.worklist import Counts, Wanted

FLAGS: Final = ("mine", "free", "urgent", "soon", "late", "below")
DONE_WORD: Final = "done"

VIEWS: Final[tuple[tuple[str, str, Wanted], ...]] = (
    ("live", "未办结", Wanted()),
    ("new", "待受理", Wanted(state=State.NEW)),
    ("mine", "我办理的", Wanted(mine=True)),
    ("waiting", "等会员补充", Wanted(state=State.WAITING)),
    ("urgent", "紧急", Wanted(urgent=True)),
    ("soon", "快到期", Wanted(soon=True)),
    ("late", "已超时", Wanted(late=True)),
    ("done", "已办结", Wanted(done=True)),
)
"""What is looked at most: each with the name of its count."""

TOLD: Final = {"mine": "我办理的", "free": "还没人办的", "urgent": "紧急", "soon": "快到期", "late": "已超时"}
"""The flags in words."""

_MANY: Final = 99


@dataclass(frozen=True)
class View:
    """A door to a part of the list: where it leads, its words, how many are there, whether one stands in it."""

    path: str
    word: str
    count: str
    here: bool


@dataclass(frozen=True)
class Chosen:
    """One thing that was picked out, in words, and the address without it."""

    word: str
    path: str


def read(query: Mapping[str, str]) -> Wanted:
    """What an address picks out; what is not understood is left aside."""
    flags = {name: query.get(name) == "1" for name in FLAGS}
    unit = number(query.get("unit", ""))
    state, done = _state(query.get("state", ""))
    return Wanted(state=state, done=done, kind=query.get("kind", "")[:30], unit=unit or None, **flags)


def page(query: Mapping[str, str]) -> int:
    """The number of the page, from 1."""
    number = query.get("page", "")
    return max(1, int(number[:6])) if number.isascii() and number.isdecimal() else 1


def address(wanted: Wanted, number: int = 1) -> str:
    """The address of what is picked out."""
    state = wanted.state.value if wanted.state else DONE_WORD if wanted.done else ""
    parts = {"state": state, "kind": wanted.kind, "unit": str(wanted.unit or "")}
    parts |= {name: "1" if getattr(wanted, name) else "" for name in FLAGS}
    parts["page"] = str(number) if number > 1 else ""
    said = urlencode({name: part for name, part in parts.items() if part})
    return f"/console/cases?{said}" if said else "/console/cases"


def views(wanted: Wanted, counts: Counts) -> list[View]:
    """The doors, each to what it shows of the same kind and unit."""
    return [
        View(address(one.among(wanted)), word, told(getattr(counts, name)), one.among(wanted) == wanted)
        for name, word, one in VIEWS
    ]


def chosen(wanted: Wanted, kinds: Kinds, unit: str) -> list[Chosen]:
    """What was picked out, each to be taken away again."""
    without: dict[str, Any] = dict.fromkeys(TOLD, False)
    found = [(TOLD[name], replace(wanted, **{name: no})) for name, no in without.items() if getattr(wanted, name)]
    if wanted.state or wanted.done:
        word = wanted.state.label if wanted.state else "已办结"
        found.insert(0, (word, replace(wanted, state=None, done=False)))
    if wanted.kind:
        found.append((of(kinds, wanted.kind).title, replace(wanted, kind="")))
    if wanted.unit:
        word = f"{unit}{'和下级' if wanted.below else ''}"
        found.append((word, replace(wanted, unit=None, below=False)))
    return [Chosen(word, address(rest)) for word, rest in found]


def told(count: int) -> str:
    """How many, as far as anybody wants to know."""
    return f"{_MANY}+" if count > _MANY else str(count)


def _state(word: str) -> tuple[State | None, bool]:
    if word not in set(State):
        return None, word == DONE_WORD
    state = State(word)
    return state, state in DONE
