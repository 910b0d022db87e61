"""Names by id, for lists that show many rows: one question to the database instead of one a row."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.staff import Officer
from bot.domain.units import Unit


def units(session: Session) -> dict[int, str]:
    """The name of every unit."""
    return {row.id: row.name for row in session.scalars(select(Unit))}


def officers(session: Session) -> dict[int | None, str]:
    """The name of every officer, those who left included."""
    return {row.id: row.name for row in session.scalars(select(Officer))}
