"""PostgreSQL's planner learns of a table's growth by itself after a minute or so; who fills one tells it at once.

Until then it takes a table for as small as it was, and may read all of it for each row of another. SQLite's planner
goes by its indexes alone.
"""

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.base import Base

GROWN: Final = 2
"""Told anew where a table is so many times as large as the planner knows."""

SMALL: Final = 16
"""Pages (of 8 kB) of a table that is read in no time, however."""

_GROWN: Final = text("""
    SELECT relname FROM pg_class
    WHERE oid = ANY(CAST(:names AS regclass[]))
      AND pg_relation_size(oid) / current_setting('block_size')::int > :times * greatest(relpages, :small)
""")


def inform(session: Session, *tables: type[Base]) -> list[str]:
    """Have the planner look at those of these tables that have grown; their names."""
    if session.get_bind().dialect.name != "postgresql":
        return []
    names = [one.__tablename__ for one in tables]
    given: dict[str, Any] = {"names": names, "times": GROWN, "small": SMALL}
    grown = list(session.scalars(_GROWN, given))
    for name in grown:
        session.execute(text(f"ANALYZE {name}"))
    return grown
