"""Very many rows in one statement: PostgreSQL takes their numbers, and what is to stand in each, as arrays.

One value a row costs far more there, in the driver and on the way, than the rows do. SQLite, in the same process, is
quick either way, and has no arrays.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Column,
    ColumnElement,
    Integer,
    Table,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

Some = TypeVar("Some")

AT_ONCE: Final = 1000
"""So many numbers in one statement."""

ROW: Final = "row"
"""What the number of the row is called among its values."""


def chunks(numbers: Sequence[Some], most: int = AT_ONCE) -> Iterable[Sequence[Some]]:
    """These numbers, or rows, as many at a time as one statement takes."""
    return (numbers[at : at + most] for at in range(0, len(numbers), most))


def among(session: Session, which: "InstrumentedAttribute[Any]", numbers: Sequence[int]) -> ColumnElement[bool]:
    """Whether a number is one of these."""
    if not _has_arrays(session):
        return which.in_(numbers)
    return which == any_(literal(list(numbers), ARRAY(Integer)))


def write(session: Session, table: Table, rows: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> None:
    """Change many rows as one step; each of `rows` has its number as `row`, and what the parameters of `values` say."""
    if not rows:
        return
    if not _has_arrays(session):
        mine = update(table).where(table.c.id == bindparam(ROW)).values(values)
        session.connection().execute(mine, rows)
        return
    given = {name: one for name, one in values.items() if isinstance(one, BindParameter) and one.key in rows[0]}
    arrays = [cast(literal([row[ROW] for row in rows], ARRAY(Integer)), ARRAY(Integer))]
    arrays += [_array(table.c[name], [row[one.key] for row in rows]) for name, one in given.items()]
    they = func.unnest(*arrays).table_valued(column(ROW, Integer), *(column(name) for name in given)).render_derived()
    changed = {**values, **{name: they.c[name] for name in given}}
    session.connection().execute(update(table).where(table.c.id == they.c[ROW]).values(changed))


def _array(of: "Column[Any]", values: list[Any]) -> Any:  # noqa: ANN401 - an expression of the library's
    return cast(literal(values, ARRAY(of.type)), ARRAY(of.type))


def _has_arrays(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
