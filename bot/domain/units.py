"""Units: the union is a tree (区总工会 → 街道、行业 → 企业、部门)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit
from bot.domain.acts import Act
from bot.store.database import Base

MOST = 2**31
"""More than any id."""

NEWEST = MOST - 1
"""Where a list that goes down by id begins; a store takes no higher number for one."""


class Unit(Base):
    """One union of the tree; the root has no parent.

    `closed_at`: since when it is no more. It hangs below the one that took over, whose staff see what it had.
    """

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    closed_at: Mapped[datetime | None]


def add(act: Act, name: str, parent: Unit | None = None) -> Unit:
    """Add a unit under its parent."""
    unit = Unit(name=name, parent_id=parent.id if parent else None)
    act.session.add(unit)
    audit.log(act, "unit.added", unit)
    return unit


def top(act: Act) -> Unit:
    """The top of the tree, named after the union where there is none yet.

    Two members who come first at once must not make two: PostgreSQL lets only one at a time look again.
    """
    if found := root(act.session):
        return found
    hold(act.session)
    return root(act.session) or add(act, act.config.union.name)


def hold(session: Session) -> None:
    """Nobody else changes the tree until the transaction ends; on SQLite nobody could anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE unit IN SHARE ROW EXCLUSIVE MODE"))


def root(session: Session) -> Unit | None:
    """The top of the tree."""
    return session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()


def numbered(session: Session, number: int) -> Unit | None:
    """The unit of that id; the one that took over, where it is closed: codes that hang in a workshop still lead on."""
    unit = session.get(Unit, number) if number < MOST else None
    while unit and unit.closed_at:
        unit = session.get(Unit, unit.parent_id)
    return unit


def named(session: Session, name: str) -> Unit | None:
    """The unit of that name that is not closed."""
    mine = select(Unit).where(Unit.name == name, Unit.closed_at.is_(None))
    return session.scalars(mine.order_by(Unit.id)).first()


def subtree(session: Session, unit_id: int) -> set[int]:
    """The ids of a unit and of all below it."""
    return subtrees(session, select(Unit.id).where(Unit.id == unit_id))


def subtrees(session: Session, roots: Select[int]) -> set[int]:
    """The ids of all units that a query finds, and of all below them."""
    return set(session.scalars(below(roots)))


def below(roots: Select[int]) -> Select[int]:
    """The ids of all units that a query finds, and of all below them, as a subquery."""
    tree = select(Unit.id).where(Unit.id.in_(roots)).cte(recursive=True)
    tree = tree.union(select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return select(tree.c.id)


def listed(session: Session, unit_id: int) -> list[Unit]:
    """A unit and all below it, in the order in which they were added."""
    return list(session.scalars(select(Unit).where(Unit.id.in_(subtree(session, unit_id))).order_by(Unit.id)))


def above(session: Session, unit_id: int) -> Unit | None:
    """The unit above, or None at the top."""
    unit = session.get_one(Unit, unit_id)
    return session.get(Unit, unit.parent_id) if unit.parent_id else None


def line(session: Session, unit_id: int) -> list[int]:
    """The ids of a unit and of all above it, the nearest first."""
    up = [unit_id]
    while parent := session.get_one(Unit, up[-1]).parent_id:
        up.append(parent)
    return up
