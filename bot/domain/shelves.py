"""The suggestions an officer may see, on shelves by how far they are: picked out, in order, a page at a time, counted.

All of it is worked out by the store; of what is sealed only the titles that are shown are opened, and, where words are
looked for, those of the newest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from sqlalchemy import ColumnElement, Index, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, load_only

from bot.domain import roles, units
from bot.domain.box import ENDED, State, Suggestion, waiting
from bot.domain.reviews import Review
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.labels import Labelled

PAGE: Final = 50
"""Suggestions on a page of the list."""

NEWEST: Final = 2000
"""So many titles are opened to look for words, the newest first."""

FOUND: Final = 200
AHEAD: Final = timedelta(days=7)
"""So long before its day, what is being carried out or shows its effect by then waits for the officer."""

LAST_PAGE: Final = 10_000


Index(
    "ix_suggestion_shelf",
    Suggestion.state, Suggestion.due_at, Suggestion.id, Suggestion.unit_id, Suggestion.topic, Suggestion.drive_id,
    Suggestion.officer_id,
)  # fmt: skip
"""It holds all that a board asks for: nothing of a suggestion's texts is read to count it."""


_unit, _officer, _drive = Suggestion.unit_id + 0, Suggestion.officer_id + 0, Suggestion.drive_id + 0
"""Columns that are only compared. SQLite keeps no statistics: it would leave that index for one of theirs."""

_LIVE: Final = [state.value for state in State if state not in ENDED]


class Shelf(Labelled):
    """Where a suggestion stands: the first six wait for the union, the rest are to look up."""

    NEW = "new", "待受理"
    REVIEW = "review", "评审答复"
    ADOPTED = "adopted", "待交办"
    WORK = "work", "落实中"
    PROOF = "proof", "待核效果"
    AWARD = "award", "待奖励"
    DONE = "done", "已奖励和归档"
    DECLINED = "declined", "未采纳"
    RESERVE = "reserve", "技术储备"
    GONE = "gone", "撤回和合并"


STATES: Final[dict[Shelf, tuple[State, ...]]] = {
    Shelf.NEW: (State.FILED,),
    Shelf.REVIEW: (State.ACKNOWLEDGED, State.REVIEWING),
    Shelf.ADOPTED: (State.ADOPTED,),
    Shelf.WORK: (State.ASSIGNED,),
    Shelf.PROOF: (State.CARRIED_OUT,),
    Shelf.AWARD: (State.VERIFIED,),
    Shelf.DONE: (State.REWARDED, State.ARCHIVED),
    Shelf.DECLINED: (State.DECLINED,),
    Shelf.RESERVE: (State.RESERVED,),
    Shelf.GONE: (State.WITHDRAWN, State.MERGED),
}
"""Every state stands on one shelf."""

STAGES: Final = (Shelf.NEW, Shelf.REVIEW, Shelf.ADOPTED, Shelf.WORK, Shelf.PROOF, Shelf.AWARD)
"""The columns of the board, in the order in which a suggestion goes through them."""

SHOWN: Final = (
    Suggestion.number, Suggestion.title, Suggestion.topic, Suggestion.state, Suggestion.unit_id, Suggestion.drive_id,
    Suggestion.officer_id, Suggestion.anonymous, Suggestion.major, Suggestion.due_at, Suggestion.filed_at,
    Suggestion.answered_at,
)  # fmt: skip
"""What a list shows of a suggestion; the rest stays sealed."""


@dataclass(frozen=True)
class Wanted:
    """What is picked out; all of it together must be so. Without a shelf: whatever is not done with.

    `mine`: the officer has it, or is asked for a review. `late`: its time is over. `below`: also in the units below
    `unit`. `topic` is a topic's key or words; `words` stand in its title or number.
    """

    shelf: Shelf | None = None
    topic: str = ""
    drive: int | None = None
    unit: int | None = None
    below: bool = False
    late: bool = False
    mine: bool = False
    words: str = ""


@dataclass(frozen=True)
class Count:
    """How many stand on a shelf, and how many of them are late."""

    all: int = 0
    late: int = 0


@dataclass(frozen=True)
class Page:
    """Some suggestions in their order, and whether there are more behind them."""

    found: list[Suggestion]
    more: bool


@dataclass(frozen=True)
class Shelves:
    """The suggestions that an officer may see, as of a moment."""

    session: Session
    officer: Officer
    now: datetime
    _known: dict[str, list[int]] = field(default_factory=dict, repr=False)

    @cached_property
    def reach(self) -> frozenset[int] | None:
        """The units whose suggestions the officer may see; None where that is the whole union."""
        mine, top = roles.reach(self.session, self.officer, Right.SEE_SUGGESTIONS), units.root(self.session)
        return None if top and top.id in mine else frozenset(mine)

    def page(self, wanted: Wanted, number: int = 1, size: int = PAGE) -> Page:
        """A page of a shelf: soonest due first; what has no clock the newest first."""
        order = (Suggestion.due_at.is_(None), Suggestion.due_at, Suggestion.id.desc())
        skipped = (min(number, LAST_PAGE) - 1) * size
        found = self._ids(wanted).order_by(*order).offset(skipped).limit(size + 1)
        ids = self.session.scalars(found).all()
        return Page(self.shown(ids[:size]), len(ids) > size)

    def stage(self, wanted: Wanted, shelf: Shelf, size: int) -> list[Suggestion]:
        """The first of one shelf, of what is wanted on any."""
        return self.page(replace(wanted, shelf=shelf), 1, size).found

    def counts(self, wanted: Wanted) -> dict[Shelf, Count]:
        """How many stand on each shelf, of what is wanted whichever shelf that is."""
        late = func.sum(case((self._late, 1), else_=0))
        rows = select(Suggestion.state, func.count(), late).where(*self._which(wanted)).group_by(Suggestion.state)
        by_state = {State(state): (count, overdue) for state, count, overdue in self.session.execute(rows)}
        return {
            shelf: Count(*(sum(by_state.get(state, (0, 0))[part] for state in states) for part in (0, 1)))
            for shelf, states in STATES.items()
        }

    def first(self, size: int) -> list[Suggestion]:
        """What waits for the officer now, soonest due first."""
        mine = select(Suggestion.id).where(_reached(self.officer), _waits_for(self.officer, self.now))
        return self.shown(self.session.scalars(mine.order_by(Suggestion.due_at, Suggestion.id).limit(size)).all())

    def shown(self, ids: Sequence[int]) -> list[Suggestion]:
        """These suggestions, in their order, as far as a list shows them."""
        rows = self.session.scalars(select(Suggestion).where(Suggestion.id.in_(ids)).options(load_only(*SHOWN)))
        by_id = {one.id: one for one in rows}
        return [by_id[one] for one in ids]

    @property
    def _late(self) -> ColumnElement[bool]:
        return and_(Suggestion.due_at.is_not(None), Suggestion.due_at <= self.now)

    def _ids(self, wanted: Wanted) -> Select[int]:
        states = [state.value for state in STATES[wanted.shelf]] if wanted.shelf else ()
        on_shelf = Suggestion.state.in_(states or _LIVE)
        found = select(Suggestion.id).where(*self._which(wanted))
        return found if wanted.words and not wanted.shelf else found.where(on_shelf)

    def _which(self, wanted: Wanted) -> list[ColumnElement[bool]]:
        within = _units(self.session, self.reach, wanted)
        held: list[tuple[bool, ColumnElement[bool]]] = [
            (within is not None, _unit.in_(within or ())),
            (wanted.topic != "", Suggestion.topic == wanted.topic),
            (wanted.drive is not None, _drive == wanted.drive),
            (wanted.late, self._late),
            (wanted.mine, or_(_officer == self.officer.id, _reviewed_by(self.officer))),
        ]
        which = [condition for is_wanted, condition in held if is_wanted]
        return [*which, Suggestion.id.in_(self._with_words(wanted.words))] if wanted.words else which

    def _with_words(self, words: str) -> list[int]:
        """The newest suggestions within reach in whose title or number these words stand; looked for once."""
        if words not in self._known:
            self._known[words] = self._read(words)
        return self._known[words]

    def _read(self, words: str) -> list[int]:
        newest = select(Suggestion.id, Suggestion.number, Suggestion.title).order_by(Suggestion.id.desc()).limit(NEWEST)
        if self.reach is not None:
            newest = newest.where(Suggestion.unit_id.in_(self.reach))
        wanted = words.casefold()
        digits = "".join(filter(str.isdecimal, words)) if not words.strip("0123456789-JYjy ") else ""
        fits = (
            number
            for number, known, title in self.session.execute(newest)
            if wanted in title.casefold() or (digits and digits in known.replace("-", ""))
        )
        return [number for number, _ in zip(fits, range(FOUND), strict=False)]


def waits(session: Session, officer: Officer, now: datetime) -> Count:
    """How much waits for an officer now: what nobody has and what they have, with its next step; and their reviews."""
    late = func.coalesce(func.sum(case((Suggestion.due_at <= now, 1), else_=0)), 0)
    counted = select(func.count(), late).where(_reached(officer), _waits_for(officer, now))
    return Count(*session.execute(counted).one())


def _reached(officer: Officer) -> ColumnElement[bool]:
    return _unit.in_(roles.reaching(officer, Right.SEE_SUGGESTIONS))


def _waits_for(officer: Officer, now: datetime) -> ColumnElement[bool]:
    free = or_(_officer.is_(None), _officer == officer.id)
    under_way = Suggestion.state.in_((State.ASSIGNED.value, State.CARRIED_OUT.value))
    timely = and_(Suggestion.due_at.is_not(None), or_(~under_way, Suggestion.due_at <= now + AHEAD))
    return and_(Suggestion.state.in_(_LIVE), or_(and_(free, timely), _reviewed_by(officer)))


def _reviewed_by(officer: Officer) -> ColumnElement[bool]:
    """Whether the officer is asked for a review and has not given it yet."""
    asked = select(Review.suggestion_id).where(Review.officer_id == officer.id, Review.given_at.is_(None))
    return and_(Suggestion.id.in_(asked), waiting())


def _units(session: Session, reach: frozenset[int] | None, wanted: Wanted) -> frozenset[int] | None:
    """The units in which to look; None for all that there are."""
    if wanted.unit is None:
        return reach
    asked = units.subtree(session, wanted.unit) if wanted.below else {wanted.unit}
    return frozenset(asked) if reach is None else reach & asked
