"""The cases that an officer may see, as a list of work: picked out, in order, a page at a time, and counted.

All of it is worked out by the store. Two indexes hold every column that a list asks for, one in the order of what is at
work, one in that of what is done: a page is a walk along one of them, however many cases there are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Index, Select, SQLColumnExpression, and_, func, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import QueryableAttribute, Session, load_only, selectinload
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.domain import roles, units
from bot.domain.casebook import Case, Remark, State
from bot.domain.roles import Right
from bot.domain.staff import Officer

PAGE: Final = 50
"""Cases on a page."""

MOST: Final = 100
"""Of what is done so many are counted, and no more: whoever reads 99+ looks for one of them otherwise."""

LAST_PAGE: Final = 10_000
_MANY: Final = 500
"""Numbers in which the same digits stand."""

_AT_WORK, _DONE = Case.due_at.is_not(None), Case.closed_at.is_not(None)

Index(
    "ix_case_at_work",
    Case.urgent.desc(), Case.due_at, Case.id, Case.unit_id, Case.officer_id, Case.state, Case.kind, Case.warned_at,
    sqlite_where=_AT_WORK, postgresql_where=_AT_WORK,
)  # fmt: skip
Index(
    "ix_case_done",
    Case.closed_at, Case.id, Case.unit_id, Case.officer_id, Case.state, Case.kind, Case.urgent,
    sqlite_where=_DONE, postgresql_where=_DONE,
)  # fmt: skip
Index("ix_case_remark_last", Remark.case_id, Remark.internal, Remark.id)

SHOWN: Final = (
    Case.number, Case.unit_id, Case.anonymous, Case.kind_label, Case.state, Case.urgent, Case.danger, Case.officer_id,
    Case.facts, Case.name, Case.due_at, Case.warned_at, Case.waiting_since, Case.closed_at,
)  # fmt: skip
"""What a list shows of a case; the rest stays sealed."""


@dataclass(frozen=True)
class Wanted:
    """What is picked out; all of it together must be so. Without anything: whatever is at work.

    `free`: nobody has it. `late`: its time is over; `soon`: nearly. `below`: also in the units below `unit`.
    """

    state: State | None = None
    done: bool = False
    mine: bool = False
    free: bool = False
    urgent: bool = False
    late: bool = False
    soon: bool = False
    kind: str = ""
    unit: int | None = None
    below: bool = False

    def among(self, other: "Wanted") -> "Wanted":
        """The same of another one's kind and unit."""
        return replace(self, kind=other.kind, unit=other.unit, below=other.below)


@dataclass(frozen=True)
class Counts:
    """How many there are. `first` cannot wait: urgent, late or nearly so; `mine_calm` and `new_calm` can.

    Of what is done at most MOST are counted.
    """

    live: int
    new: int
    mine: int
    waiting: int
    urgent: int
    soon: int
    late: int
    mediation: int
    referred: int
    first: int
    mine_calm: int
    new_calm: int
    done: int


@dataclass(frozen=True)
class Page:
    """Some cases in their order, and whether there are more behind them."""

    cases: list[Case]
    more: bool


class _Held(FunctionElement[Any]):
    """A column that is only compared. SQLite keeps no statistics: it would leave the order's index for any other."""

    inherit_cache = True

    def __init__(self, column: QueryableAttribute[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(_Held)
def _plain(element: _Held, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401 - the library's
    return compiler.process(element.clauses, **kwargs)


@compiles(_Held, "sqlite")
def _with_a_plus(element: _Held, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401 - the library's
    return f"+{compiler.process(element.clauses, **kwargs)}"


@dataclass(frozen=True)
class Worklist:
    """The cases that an officer may see, as of a moment."""

    session: Session
    officer: Officer
    now: datetime

    @cached_property
    def reach(self) -> frozenset[int] | None:
        """The units whose cases the officer may see; None where that is the whole union."""
        mine, top = roles.reach(self.session, self.officer, Right.SEE_CASES), units.root(self.session)
        return None if top and top.id in mine else frozenset(mine)

    def page(self, wanted: Wanted, number: int = 1, size: int = PAGE) -> Page:
        """A page of what is wanted: urgent and soonest due first; of what is done the newest first."""
        order = (Case.closed_at.desc(), Case.id.desc()) if wanted.done else (Case.urgent.desc(), Case.due_at, Case.id)
        skipped = (min(number, LAST_PAGE) - 1) * size
        found = self._ids(wanted).order_by(*order).offset(skipped).limit(size + 1)
        ids = self.session.scalars(found).all()
        return Page(self.cases(ids[:size]), len(ids) > size)

    def day(self, size: int, *others: Wanted, most: int) -> list[list[Case]]:
        """What cannot wait, then the first of what is wanted otherwise and can, each in the order of doing."""
        found = [self._ids(Wanted()).where(self._pressing).limit(size)]
        found += [self._ids(wanted).where(~self._pressing).limit(most) for wanted in others]
        order = (Case.urgent.desc(), Case.due_at, Case.id)
        parts = [self.session.scalars(one.order_by(*order)).all() for one in found]
        cases = iter(self.cases([number for part in parts for number in part]))
        return [[*islice(cases, len(part))] for part in parts]

    def counts(self, wanted: Wanted) -> Counts:
        """How many there are of each sort, of the kind and the unit that are wanted."""
        among = Wanted().among(wanted)
        state, mine = _Held(Case.state), _Held(Case.officer_id) == self.officer.id
        sorts = {
            "live": true(),
            "new": state == State.NEW.value,
            "mine": mine,
            "waiting": state == State.WAITING.value,
            "urgent": Case.urgent,
            "soon": self._soon,
            "late": self._late,
            "mediation": state == State.MEDIATION.value,
            "referred": state == State.REFERRED.value,
            "first": self._pressing,
            "mine_calm": and_(mine, ~self._pressing),
            "new_calm": and_(state == State.NEW.value, ~self._pressing),
        }
        done = self._ids(replace(among, done=True)).limit(MOST).subquery()
        columns = [func.count().filter(of_it).label(name) for name, of_it in sorts.items()]
        columns.append(select(func.count()).select_from(done).scalar_subquery().label("done"))
        counted = select(*columns).select_from(Case).where(*self._which(among))
        return Counts(**self.session.execute(counted).mappings().one())

    def numbered(self, written: str, size: int) -> list[int]:
        """The ids of the cases in whose number these digits stand, whatever is between them; newest first."""
        digits = "".join(filter(str.isdecimal, written))
        known = select(Case.number).where(func.replace(Case.number, "-", "").contains(digits, autoescape=True))
        numbers = self.session.scalars(known.order_by(Case.number.desc()).limit(_MANY)).all()
        seen = select(Case.id).where(Case.number.in_(numbers)).order_by(Case.id.desc()).limit(size)
        return list(self.session.scalars(seen if self.reach is None else seen.where(Case.unit_id.in_(self.reach))))

    @property
    def _late(self) -> ColumnElement[bool]:
        return _Held(Case.due_at) <= self.now

    @property
    def _soon(self) -> ColumnElement[bool]:
        return and_(_Held(Case.warned_at).is_not(None), _Held(Case.due_at) > self.now)

    @property
    def _pressing(self) -> ColumnElement[bool]:
        return or_(Case.urgent, self._late, self._soon)

    def _ids(self, wanted: Wanted) -> Select[int]:
        return select(Case.id).where(*self._which(wanted))

    def _which(self, wanted: Wanted) -> list[SQLColumnExpression[bool]]:
        within = _units(self.session, self.reach, wanted)
        held: list[tuple[bool, SQLColumnExpression[bool]]] = [
            (within is not None, _Held(Case.unit_id).in_(within or ())),
            (wanted.state is not None, _Held(Case.state) == wanted.state),
            (wanted.mine, _Held(Case.officer_id) == self.officer.id),
            (wanted.free, _Held(Case.officer_id).is_(None)),
            (wanted.kind != "", _Held(Case.kind) == wanted.kind),
            (wanted.urgent, Case.urgent),
            (wanted.late, self._late),
            (wanted.soon, self._soon),
        ]
        side = _DONE if wanted.done else _AT_WORK
        return [side, *(condition for is_wanted, condition in held if is_wanted)]

    def cases(self, ids: Sequence[int]) -> list[Case]:
        """These cases, in their order, as far as a list shows them."""
        rows = self.session.scalars(
            select(Case).where(Case.id.in_(ids)).options(load_only(*SHOWN), selectinload(Case.identity))
        )
        by_id = {case.id: case for case in rows}
        return [by_id[one] for one in ids]


def last_speakers(session: Session, ids: Collection[int]) -> dict[int, int | None]:
    """Who said the last word in each of these cases that its member can read: an officer's id, None for the member.

    A case in which nobody has said anything yet is left out.
    """
    last = select(func.max(Remark.id)).where(Remark.case_id.in_(ids), Remark.internal.is_(False))
    spoke = select(Remark.case_id, Remark.officer_id).where(Remark.id.in_(last.group_by(Remark.case_id)))
    return dict(session.execute(spoke).all())


def _units(session: Session, reach: frozenset[int] | None, wanted: Wanted) -> frozenset[int] | None:
    """The units in which to look; None for all that there are."""
    if wanted.unit is None:
        return reach
    asked = units.subtree(session, wanted.unit) if wanted.below else {wanted.unit}
    return frozenset(asked) if reach is None else reach & asked
