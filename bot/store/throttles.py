"""Budgets of tries: after some that fail, the next one must wait, and longer each time. Shared by all processes.

A budget belongs to whatever its key names; the key is kept as a digest. Nothing is ever locked for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store.database import Base, insert_for

FORGET = timedelta(hours=12)
"""So long after the last try a budget is whole again."""

SWEPT = 200


class Throttle(Base):
    """One budget: how many tries failed one after another, and when the next one is heard."""

    __tablename__ = "throttle"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int]
    free_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Rule:
    """So many tries are free; then one second's wait, doubled by each further one, up to the longest."""

    free: int
    longest: timedelta

    def delay(self, failures: int) -> timedelta:
        """The wait after so many failures."""
        over = failures - self.free
        return min(timedelta(seconds=2 ** min(over, 20)), self.longest) if over >= 0 else timedelta()


def spend(session: Session, rules: Mapping[str, Rule], now: datetime) -> timedelta:
    """Count one try against these budgets, or none of them where one must wait: returns the wait.

    It counts as failed until `forgive`, so that many tries at once are not all free.
    """
    rows = [_row(session, key, now) for key in sorted(rules)]
    wait = max(row.free_at for row in rows) - now
    if wait > timedelta():
        return wait
    for row in rows:
        row.failures = row.failures + 1 if row.last_at > now - FORGET else 1
        row.free_at, row.last_at = now + rules[row.key].delay(row.failures), now
    _sweep(session, now)
    return timedelta()


def forgive(session: Session, key: str, now: datetime, *, whole: bool) -> None:
    """The try did not fail: the budget is whole again, or gets this one try back."""
    row = _row(session, key, now)
    row.failures = 0 if whole else max(row.failures - 1, 0)
    row.free_at = now


def numbered(session: Session, key: str) -> Throttle:
    """The budget of a key that was spent from."""
    return session.scalars(select(Throttle).where(Throttle.key == key)).one()


def _row(session: Session, key: str, now: datetime) -> Throttle:
    """Locked; a new one is whole."""
    new = insert_for(session, Throttle).values(key=key, failures=0, free_at=now, last_at=now)
    session.execute(new.on_conflict_do_nothing(index_elements=["key"]))
    mine = select(Throttle).where(Throttle.key == key).with_for_update()
    return session.scalars(mine.execution_options(populate_existing=True)).one()


def _sweep(session: Session, now: datetime) -> None:
    """Drop some of the budgets that are whole again; those that another process holds are left to it."""
    old = select(Throttle.id).where(Throttle.last_at < now - FORGET, Throttle.free_at < now).limit(SWEPT)
    found = list(session.scalars(old.with_for_update(skip_locked=True)))
    if found:
        session.execute(delete(Throttle).where(Throttle.id.in_(found)))
