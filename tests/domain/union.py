"""A small union for the domain's tests: transactions, and members, officers, events with as little said as possible."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.config import Config
from bot.domain import cases, events, members, staff, suggestions, units
from bot.domain.acts import OPERATOR, Act, Actor
from bot.domain.cases import Case, Story
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.staff import Officer
from bot.domain.suggestions import Suggestion, Topic
from bot.errors import Refusal
from bot.messages import Address, Attachment
from bot.store.database import Database
from bot.store.outbox import Outgoing
from tests.conftest import Clock

PHOTO = Attachment("key", "食堂.png", "image/png", 9)
FACTS = "公司拖欠三个月工资，一直说没钱。"
PARTY = datetime(2026, 12, 18, 6, 0, tzinfo=UTC)
"""14:00 in Shanghai."""


@dataclass(frozen=True)
class Union:
    """One database and its transactions, for tests that need more than one at a time."""

    database: Database
    config: Config
    clock: Clock

    @contextmanager
    def act(self, actor: Actor = OPERATOR) -> Iterator[Act]:
        """One transaction."""
        with self.database.write() as session:
            yield Act(session, self.clock(), actor, self.config)


def at_once(work: Callable[[int], Any], times: int) -> list[Any]:
    """What so many threads get who do the same at once; one who was refused gets the refusal."""

    def one(number: int) -> Any:
        try:
            return work(number)
        except Refusal as why:
            return why

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def later(act: Act, **span: float) -> Act:
    """The same transaction, at a later moment: hours=3, for example."""
    return replace(act, now=act.now + timedelta(**span))


def address(who: str = "lina") -> Address:
    return Address("test", who)


def member(act: Act, who: str = "lina") -> Member:
    return members.meet(act, address(who))


def officer(act: Act, name: str = "李主任", unit: units.Unit | None = None) -> Officer:
    return staff.add(act, name, unit or units.top(act))


def case(act: Act, who: str = "lina", facts: str = FACTS, **fields: Any) -> Case:
    return cases.file(act, member(act, who), address(who), "other", Story(facts, **fields))


def suggestion(act: Act, who: str = "lina", **fields: Any) -> Suggestion:
    fields = {"topic": Topic.WELFARE, "title": "夜班没有热饭", "body": "夜班食堂关得早，建议开到九点。"} | fields
    return suggestions.file(act, member(act, who), address(who), **fields)


def event(act: Act, code: str = "party", **fields: Any) -> Event:
    """Sign-up is open, for five."""
    given: dict[str, Any] = {
        "title": "冬至联欢会", "month": date(2026, 12, 1), "starts_at": PARTY, "signup": True, "seats": 5
    }  # fmt: skip
    return events.publish(act, code, "年度计划", **{**given, **fields})


def outgoing(act: Act) -> list[Outgoing]:
    """The outbox, oldest first, as the database has it."""
    act.session.flush()
    rows = select(Outgoing).order_by(Outgoing.id).execution_options(populate_existing=True)
    return list(act.session.scalars(rows))


def texts(act: Act) -> list[str]:
    """What the outbox says, oldest first."""
    return [row.text for row in outgoing(act)]
