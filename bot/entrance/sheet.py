"""What a helper's page shows: who is expected, who is here since when, how many; and what its plain forms send."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import calendar, checkins, doorlist, units
from bot.domain.acts import Act
from bot.domain.doorlist import Line
from bot.domain.events import Event
from bot.domain.units import Unit
from bot.entrance.entries import CODE, IN, Entry, Unreadable
from bot.messages import clean

MOST_UNITS: Final = 300
"""Units from which one picks for a walk-in."""

GUESTS: Final = "带 {guests} 人"
TEAM: Final = "全队 {people} 人"
SEED: Final = re.compile(r"[0-9a-f]{16}", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One line of the list: `more` is team, unit and guests in words, `at` the time of day since when they are here."""

    key: str
    name: str
    more: str
    at: str


@dataclass(frozen=True)
class Sheet:
    """The list, and how many people are here and are expected."""

    rows: list[Row]
    came: int
    all: int

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def of(act: Act, event: Event) -> Sheet:
    """The list of an event as it is now."""
    lines = doorlist.listed(act.session, event)
    rows = [_row(act, line) for line in lines]
    return Sheet(rows, checkins.count(act.session, event), doorlist.expected(lines))


def counts(act: Act, event: Event) -> dict[str, int]:
    """How many people are here, and are expected."""
    expected = doorlist.expected(doorlist.listed(act.session, event))
    return {"came": checkins.count(act.session, event), "all": expected}


def units_of(session: Session, event: Event) -> list[tuple[int, str]]:
    """The units to which who walks in may belong: those that the event is for, as many as one can scroll through."""
    there = select(Unit.id, Unit.name).where(Unit.closed_at.is_(None))
    if event.unit_id:
        there = there.where(Unit.id.in_(units.subtree(session, event.unit_id)))
    return [(number, name) for number, name in session.execute(there.order_by(Unit.id).limit(MOST_UNITS))]


def when(act: Act, event: Event) -> str:
    """When it begins, and where, in words."""
    begins = calendar.shown(event.starts_at, act.config.zone) if event.starts_at else ""
    return " · ".join(filter(None, [begins, event.place]))


def greeting(act: Act, event: Event, key: str) -> str:
    """The words for who was checked in right before; none where nobody was."""
    line = doorlist.of_key(act.session, event, key)
    return IN.format(name=line.name) if line else ""


def entry(form: Mapping[str, str]) -> Entry:
    """What a plain form sends. The page's seed makes its nonce, so that a second tap of the same changes nothing."""
    seed = form.get("seed", "")
    key, code, name = (clean(form.get(field, "")).strip()[:200] for field in ("key", "code", "name"))
    if not SEED.fullmatch(seed) or not (key or code or name):
        raise Unreadable
    nonce = doorlist.nonce(seed, f"{key}|{code}|{name}")
    if key:
        return Entry(nonce, key=key)
    if code:
        return Entry(nonce, code=code if CODE.fullmatch(code) else "?")
    places, unit = form.get("places", ""), form.get("unit", "")
    return Entry(nonce, name=name, places=_whole(places) or 0, unit=_whole(unit))


def _row(act: Act, line: Line) -> Row:
    team = TEAM.format(people=line.people) if line.team and not line.member and line.people > 1 else ""
    guests = GUESTS.format(guests=line.guests) if line.guests else ""
    more = " · ".join(filter(None, [line.team, line.unit, team, guests]))
    at = f"{line.check_in.at.astimezone(act.config.zone):%H:%M}" if line.check_in else ""
    return Row(line.key, line.name, more, at)


def _whole(written: str) -> int | None:
    return int(written[:9]) if written.isascii() and written.isdecimal() else None
