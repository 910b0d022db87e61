"""The units among which an officer picks: as a tree, and of a large union only what is near."""

from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.domain.units import Unit

MOST: Final = 200
"""More than one can look through at a glance."""

INDENT: Final = "\u3000"


def choices(session: Session, reach: frozenset[int] | None, chosen: int | None) -> list[tuple[int, str]]:
    """The units of a reach (None: all), those below another indented; of very many the chosen one and its next."""
    there = select(Unit.id, Unit.name, Unit.parent_id).where(Unit.closed_at.is_(None)).order_by(Unit.id)
    if reach is not None:
        there = there.where(Unit.id.in_(reach))
    found = session.execute(there.limit(MOST + 1)).all()
    if len(found) > MOST:
        near = or_(Unit.id == chosen, Unit.parent_id == chosen, Unit.parent_id.is_(None))
        found = session.execute(there.where(near).limit(MOST)).all()
    below = dict[int | None, list[tuple[int, str]]]()
    known = {unit for unit, _, _ in found}
    for unit, name, parent in found:
        below.setdefault(parent if parent in known else None, []).append((unit, name))
    return _tree(below, None, "")


def _tree(below: dict[int | None, list[tuple[int, str]]], parent: int | None, indent: str) -> list[tuple[int, str]]:
    told = list[tuple[int, str]]()
    for unit, name in below.get(parent, []):
        told += [(unit, f"{indent}{name}"), *_tree(below, unit, indent + INDENT)]
    return told
