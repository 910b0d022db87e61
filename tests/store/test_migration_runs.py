"""What the clock had sent before there were notices is known, and what was on its way reaches each member once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from alembic import command
from sqlalchemy import select, text

from bot.config import Config
from bot.config import Union as UnionSection
from bot.domain import drives, events, members, registrations, units
from bot.domain.acts import CLOCK, Act
from bot.domain.noticebook import Notice, Recipient
from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.database import Database
from scheduler.notices import send_notices
from tests.conftest import UNION
from tests.scheduler.brought import transactions
from tests.store.test_migrations import migrate

NOW = datetime(2026, 12, 1, 1, 1, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
PARTY = datetime(2026, 12, 2, 6, 0, tzinfo=UTC)
ANNOUNCED, INVITED = "announcement:2026-12", "drive:1"
REMINDED = f"reminder:1:{PARTY:%Y-%m-%dT%H:%M}"


def old(database: Database) -> None:
    """Three members; one has the announcement, one the invitation; what is over besides."""
    with database.write() as session:
        act = Act(session, NOW - timedelta(days=30), CLOCK, Config(union=UnionSection(name=UNION)))
        top = units.top(act)
        one = events.publish(
            act, "party", "计划", title="联欢会", month=date(2026, 12, 1), starts_at=PARTY, signup=True
        )  # fmt: skip
        for who in "abc":
            registrations.join(act, one, members.meet(act, Address("test", who)), Address("test", who))
        drive = drives.Drive(
            unit_id=top.id, title="送清凉", focus="怎样降温？", begins=NOW.date(), ends=NOW.date(), opened_at=NOW
        )  # fmt: skip
        session.add(drive)
        for key, kind, member in ((ANNOUNCED, "announcement", 1), (INVITED, "invitation", 2)):
            to = Address("test", "ab"[member - 1])
            put = outbox.put(session, to, Reply("旧的"), key=f"{key}:{member}", kind=kind, now=DUE, bulk=True)
            outbox.sent(put, DUE)
    migrate(database, command.downgrade, "0025")
    rows = [
        ("announcement:2026-11", "announcement", "2026-11-02 01:00:00", "done", "2026-11-02 01:05:00"),
        ("announcement:2026-10", "announcement", "2026-10-08 01:00:00", "missed", "2026-10-20 01:05:00"),
        (REMINDED, "reminder", "2026-12-01 01:00:00", "running", None),
        (ANNOUNCED, "announcement", "2026-12-01 01:00:00", "running", None),
        (INVITED, "invitation", "2026-12-01 01:00:00", "running", None),
    ]
    with database.write() as session:
        for key, kind, due, state, ended in rows:
            values: dict[str, Any] = {"key": key, "kind": kind, "due": due, "state": state, "ended": ended}
            if "sqlite" not in database.url:
                values |= {name: value and datetime.fromisoformat(f"{value}+00:00") for name, value in values.items()
                           if name in {"due", "ended"}}  # fmt: skip
            session.execute(
                text("INSERT INTO run (key, kind, due_at, state, cursor, queued, ended_at) "
                     "VALUES (:key, :kind, :due, :state, 1, 1, :ended)"), values
            )  # fmt: skip


def test_what_is_over_is_history_and_what_runs_reaches_each_once(database: Database) -> None:
    old(database)
    database.migrate()
    with database.read() as session:
        found = {one.key: one for one in session.scalars(select(Notice))}
        assert {key: one.state for key, one in found.items()} == {
            "announcement:2026-11": "done", "announcement:2026-10": "missed",
            ANNOUNCED: "draft", INVITED: "draft", REMINDED: "draft",
        }  # fmt: skip
        assert found["announcement:2026-11"].ended_at == datetime(2026, 11, 2, 1, 5, tzinfo=UTC)
        assert found[ANNOUNCED].month == date(2026, 12, 1)
        assert found[REMINDED].latest_at == PARTY
    send_notices(transactions(database, NOW))
    with database.read() as session:
        rows = session.execute(
            select(Notice.key, Recipient.member_id, Recipient.state).join(Notice).order_by(Notice.key, "member_id")
        ).all()
        assert [tuple(row) for row in rows] == [
            (ANNOUNCED, 1, "sent"), (ANNOUNCED, 2, "queued"), (ANNOUNCED, 3, "queued"),
            (INVITED, 1, "queued"), (INVITED, 2, "sent"), (INVITED, 3, "queued"),
        ]  # fmt: skip
        found = {one.key: one for one in session.scalars(select(Notice))}
        assert {found[key].state for key in (ANNOUNCED, INVITED)} == {"sending"}
        assert "联欢会" in found[ANNOUNCED].text
        assert (found[ANNOUNCED].size, found[INVITED].size) == (3, 3)
        assert found[REMINDED].state == "draft"
    send_notices(transactions(database, PARTY - timedelta(hours=20)))
    with database.read() as session:
        reminder = session.scalars(select(Notice).where(Notice.key == REMINDED)).one()
        assert (reminder.state, reminder.size) == ("sending", 3)
        assert "明天" in reminder.text


def test_the_way_back_leaves_an_empty_table(database: Database) -> None:
    migrate(database, command.downgrade, "0025")
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM run")).scalar_one() == 0
    database.migrate()
