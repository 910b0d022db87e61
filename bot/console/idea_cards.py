"""Suggestions as a board or a list shows them: where they belong, who has them, how many stand behind them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.console import idea_filters, names
from bot.domain.box import Suggestion
from bot.domain.drives import Drive
from bot.domain.reviews import Review
from bot.domain.shelves import STAGES, Count, Shelf, Shelves, Wanted
from bot.domain.voices import Part, Voice

CARDS = 20
"""Cards in a column of the board; the rest is in the list."""


@dataclass(frozen=True)
class Card:
    """A suggestion in a list. `late`: its time is over; `asked`: the reader is asked for a review of it."""

    one: Suggestion
    unit: str
    officer: str
    drive: str
    supporters: int
    late: bool
    asked: bool


@dataclass(frozen=True)
class Column:
    """A stage of the board: its first cards, how many there are in all and late, whether a phone shows it, its list."""

    shelf: Shelf
    cards: Sequence[Card]
    all: int
    late: int
    here: bool
    path: str


def of(session: Session, found: Sequence[Suggestion], now: datetime, reader: int) -> list[Card]:
    """These suggestions, in their order, for an officer."""
    ids = [one.id for one in found]
    units = names.units(session, {one.unit_id for one in found})
    officers = names.officers(session, {one.officer_id for one in found if one.officer_id})
    drives = titles(session, {one.drive_id for one in found if one.drive_id})
    behind, asked = _supporters(session, ids), _asked(session, ids, reader)
    return [
        Card(
            one=one,
            unit=units[one.unit_id],
            officer=officers.get(one.officer_id, ""),
            drive=drives.get(one.drive_id or 0, ""),
            supporters=behind.get(one.id, 0),
            late=one.due_at is not None and one.due_at <= now,
            asked=one.id in asked,
        )
        for one in found
    ]


def board(shelves: Shelves, wanted: Wanted, counts: Mapping[Shelf, Count], stage: Shelf | None) -> list[Column]:
    """The columns; a phone shows `stage`, else the first with anything in it."""
    at = stage or next((shelf for shelf in STAGES if counts[shelf].all), Shelf.NEW)
    found = {shelf: shelves.stage(wanted, shelf, CARDS) if counts[shelf].all else [] for shelf in STAGES}
    flat = [one for shelf in STAGES for one in found[shelf]]
    cards = {card.one.id: card for card in of(shelves.session, flat, shelves.now, shelves.officer.id)}
    return [
        Column(
            shelf=shelf,
            cards=[cards[one.id] for one in found[shelf]],
            all=counts[shelf].all,
            late=counts[shelf].late,
            here=shelf is at,
            path=idea_filters.address(replace(wanted, shelf=shelf)),
        )
        for shelf in STAGES
    ]


def titles(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The titles of these drives."""
    wanted = set(ids)
    return dict(session.execute(select(Drive.id, Drive.title).where(Drive.id.in_(wanted))).all()) if wanted else {}


def _supporters(session: Session, ids: Sequence[int]) -> dict[int, int]:
    mine = select(Voice.suggestion_id, func.count()).where(Voice.suggestion_id.in_(ids))
    behind = mine.where(Voice.part == Part.SUPPORTER.value).group_by(Voice.suggestion_id)
    return dict(session.execute(behind).all())


def _asked(session: Session, ids: Sequence[int], officer: int) -> set[int]:
    mine = select(Review.suggestion_id).where(Review.suggestion_id.in_(ids), Review.officer_id == officer)
    return set(session.scalars(mine.where(Review.given_at.is_(None))))
