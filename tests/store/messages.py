"""Messages for the outbox's tests, with as little said as possible."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Address, Reply
from bot.store import claims, outbox
from bot.store.database import Database
from bot.store.outbox import Outgoing, State

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ANYONE = {"test": None}


def put(session: Session, key: str, to: str = "lina", *, now: datetime = NOW, **fields: Any) -> Outgoing:
    given: dict[str, Any] = {"kind": "case", "channel": "test", **fields}
    return outbox.put(session, Address(given.pop("channel"), to), Reply(f"话 {key}"), key=key, now=now, **given)


def queue(database: Database, *keys: str, **fields: Any) -> None:
    with database.write() as session:
        for key in keys:
            put(session, key, **fields)
            session.flush()


def claim(database: Database, seconds: float = 0, present: Any = None, limit: int = 50) -> list[Outgoing]:
    with database.write() as session:
        return list(claims.claim(session, present or ANYONE, NOW + timedelta(seconds=seconds), limit))


def rows(database: Database) -> dict[str, Outgoing]:
    with database.read() as session:
        return {row.key: row for row in session.scalars(select(Outgoing).order_by(Outgoing.id))}


def states(database: Database) -> dict[str, State]:
    return {key: row.status for key, row in rows(database).items()}


def settle(database: Database, key: str, how: Callable[[Outgoing], None]) -> Outgoing:
    """The message of a key, after this was done to it."""
    number = rows(database)[key].id
    with database.write() as session:
        how(session.get_one(Outgoing, number))
    return rows(database)[key]
