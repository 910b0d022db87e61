"""Circles: the units whose suggestions the members of a unit may see and support: those who work in one house."""

from sqlalchemy.orm import Session

from bot.domain import units


def circle(session: Session, unit_id: int) -> set[int]:
    """The ids of all units of the branch just below the top that a unit is in, and of the top; at the top, of all."""
    up = units.line(session, unit_id)
    return units.subtree(session, up[0]) if len(up) == 1 else units.subtree(session, up[-2]) | {up[-1]}
