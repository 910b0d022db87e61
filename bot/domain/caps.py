"""Caps: what is free of an event's places, in all, for each branch and each group, and who of a queue may have it.

Each limit has a key: WHOLE, `unit:7` (a branch), `group:women`. The first who is held up by a limit keeps it for
themselves: nobody behind them has what is left of that one. docs/events.md has the rule.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session

from bot.domain.events import Event
from bot.domain.queues import State, WaitingPlace
from bot.domain.seats import Extras, Party, Registration, Team
from bot.domain.units import Unit

WHOLE: Final = "all"
OUTSIDE: Final = 0
"""The branch of those who belong to no unit below the audience's."""

One = TypeVar("One")
Needs = dict[str, int]


class Claim(NamedTuple):
    """What a party takes up: so many places, for which unit, in which groups."""

    places: int = 1
    unit_id: int | None = None
    groups: tuple[str, ...] = ()

    @classmethod
    def of(cls, party: Party) -> "Claim":
        """That of one who comes or waits."""
        return cls(party.places, party.unit_id, party.in_groups)

    @classmethod
    def made(cls, unit_id: int | None, team: Team | None, extras: Extras) -> "Claim":
        """That of one who wants to come; a team is one place."""
        return cls(extras.places(team), unit_id, extras.groups)


ONE: Final = Claim()


class Room:
    """What is free of each limit of an event, and which limits somebody before us waits for."""

    def __init__(self, event: Event, above: Mapping[int, int | None]) -> None:
        self.event = event
        self._above = above
        self._used = Counter[str]()
        self._awaited = set[str]()

    def needs(self, claim: Claim) -> Needs:
        """How many places of which limits a claim takes up."""
        keys = [] if self.event.seats is None else [WHOLE]
        keys += [] if self.event.unit_seats is None else [f"unit:{self.branch(claim.unit_id)}"]
        keys += [f"group:{one}" for one in claim.groups if one in (self.event.group_seats or {})]
        return dict.fromkeys(keys, claim.places)

    def branch(self, unit_id: int | None) -> int:
        """The unit right below the audience's (or the root) in whose part a unit lies, or that one itself."""
        line = [] if unit_id is None else [unit_id]
        while line and (upper := self._above.get(line[-1])) is not None:
            line.append(upper)
        top = self.event.unit_id or (line[-1] if line else OUTSIDE)
        return line[max(line.index(top) - 1, 0)] if top in line else OUTSIDE

    def limit(self, key: str) -> int:
        """How many places a limit allows."""
        kind, _, name = key.partition(":")
        found = {"unit": self.event.unit_seats, "group": (self.event.group_seats or {}).get(name)}
        return found.get(kind, self.event.seats) or 0

    def free(self, key: str) -> int:
        """How many of them nobody has; below 0 where there are fewer than before."""
        return self.limit(key) - self._used[key]

    def use(self, needs: Needs, times: int = 1) -> None:
        """They are taken, or given back (-1)."""
        for key, places in needs.items():
            self._used[key] += places * times

    def short(self, needs: Needs) -> list[str]:
        """The limits that do not have what is needed, or keep it for somebody who waited first."""
        wanted = {key: places for key, places in needs.items() if places > 0}
        return [key for key, places in wanted.items() if key in self._awaited or places > self.free(key)]

    def over(self) -> bool:
        """Whether more places of some limit are given away than there are."""
        return any(self.free(key) < 0 for key in self._used)

    def serve(self, queue: Iterable[tuple[One, Claim]]) -> Iterator[One]:
        """Those of a queue who may have a place now, first come, first served; what they get is taken then."""
        for one, claim in queue:
            needs = self.needs(claim)
            if any(places > self.limit(key) for key, places in needs.items()):
                continue
            short = self.short(needs)
            self._awaited.update([key for key in short if key != WHOLE] or short)
            if WHOLE in self._awaited:
                return
            if not short:
                self.use(needs)
                yield one


def capped(event: Event) -> bool:
    """Whether branches or groups have limits of their own."""
    return event.unit_seats is not None or bool(event.group_seats)


def beyond(event: Event, claim: Claim) -> int | None:
    """How many places the limit has that a claim could never fit into; None where it can."""
    limits = [event.seats, event.unit_seats, *((event.group_seats or {}).get(one) for one in claim.groups)]
    return min((limit for limit in limits if limit is not None and limit < claim.places), default=None)


def room(session: Session, event: Event, *, held: bool = True) -> Room:
    """What is free of an event; with or without those places that are held for who is being asked."""
    found = Room(event, _above(session) if event.unit_seats is not None else {})
    if not capped(event):
        if event.seats is not None:
            found.use({WHOLE: _given(session, event, held=held)})
        return found
    for unit_id, groups, places in session.execute(_given_by(event, held=held)):
        found.use(found.needs(Claim(places, unit_id, tuple(filter(None, groups.split(","))))))
    return found


def waiting(session: Session, event: Event, room: Room) -> list[tuple[int, Claim]]:
    """The ids of those who wait, in their order, with what they want; no more of them than could matter."""
    columns = select(WaitingPlace.id, WaitingPlace.places, WaitingPlace.unit_id, WaitingPlace.groups)
    found = columns.where(WaitingPlace.event_id == event.id, WaitingPlace.state == State.WAITING.value)
    if event.seats is not None:
        if room.free(WHOLE) <= 0:
            return []
        found = found.where(WaitingPlace.places <= event.seats)
        found = found if capped(event) else found.limit(room.free(WHOLE))
    rows = session.execute(found.order_by(WaitingPlace.id))
    return [(one, Claim(places, unit, tuple(filter(None, groups.split(","))))) for one, places, unit, groups in rows]


def _given(session: Session, event: Event, *, held: bool) -> int:
    tables = _tables(event, held=held)
    parts = [select(func.coalesce(func.sum(table.places), 0)).where(*which) for table, which in tables]
    first, *more = [part.scalar_subquery() for part in parts]
    return session.scalar(select(sum(more, start=first))) or 0


def _given_by(event: Event, *, held: bool) -> Select[int | None, str, int]:
    tables = _tables(event, held=held)
    rows = union_all(*[select(one.unit_id, one.groups, one.places).where(*which) for one, which in tables]).subquery()
    return select(rows.c.unit_id, rows.c.groups, func.sum(rows.c.places)).group_by(rows.c.unit_id, rows.c.groups)


def _tables(event: Event, *, held: bool) -> list[tuple[type[Registration | WaitingPlace], list[ColumnElement[bool]]]]:
    taken = [Registration.event_id == event.id, Registration.left_at.is_(None)]
    asked = [WaitingPlace.event_id == event.id, WaitingPlace.state == State.OFFERED.value]
    return [(Registration, taken), *([(WaitingPlace, asked)] if held else [])]


def _above(session: Session) -> dict[int, int | None]:
    """The tree of the units: for each the one above it."""
    return {unit: above for unit, above in session.execute(select(Unit.id, Unit.parent_id))}  # noqa: C416 - rows
