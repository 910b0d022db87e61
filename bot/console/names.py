"""Names by id, for pages that show many rows: one question to the database instead of one a row."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.domain.staff import Officer
from bot.domain.units import Unit


def units(session: Session, ids: Collection[int] | None = None) -> dict[int, str]:
    """The names of these units, or of all."""
    return dict(_found(session, select(Unit.id, Unit.name), Unit, ids))


def officers(session: Session, ids: Collection[int] | None = None) -> dict[int | None, str]:
    """The names of these officers, or of all, those who left included."""
    return dict(_found(session, select(Officer.id, Officer.name), Officer, ids))


def _found(session: Session, rows: Select[int, str], table: type[Unit | Officer], ids: Collection[int] | None) -> Any:  # noqa: ANN401 - pairs, which the library types as rows
    return session.execute(rows if ids is None else rows.where(table.id.in_(ids))).all()
