"""What went out by the clock so far becomes notices: what is over is history, what is running goes on where it was.

A running one becomes a draft without words, which the clock fills in and sends on; who had its message in the outbox
already has a row in the ledger, so that nobody gets it twice.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)
RUN = sa.table(
    "run", sa.column("key"), sa.column("kind"), sa.column("due_at", MOMENT), sa.column("state"),
    sa.column("ended_at", MOMENT), sa.column("id"),
)  # fmt: skip
NOTICE = sa.table(
    "notice", sa.column("id"), sa.column("key"), sa.column("kind"), sa.column("state"), sa.column("unit_id"),
    sa.column("title"), sa.column("text"), sa.column("buttons", sa.JSON), sa.column("questions", sa.JSON),
    sa.column("variants", sa.JSON), sa.column("topic"), sa.column("mass", sa.Boolean), sa.column("audience", sa.JSON),
    sa.column("schedule", sa.JSON), sa.column("event_id"), sa.column("drive_id"), sa.column("month", sa.Date),
    sa.column("due_at", MOMENT), sa.column("latest_at", MOMENT), sa.column("made_at", MOMENT),
    sa.column("changed_at", MOMENT), sa.column("resolved_at", MOMENT), sa.column("started_at", MOMENT),
    sa.column("ended_at", MOMENT),
    sa.column("totals", sa.JSON), sa.column("size"),
)  # fmt: skip
EMPTY: dict[str, Any] = {
    "text": "", "buttons": [], "questions": [], "variants": {}, "audience": {}, "schedule": {}, "totals": {},
}  # fmt: skip
QUEUED = """
    INSERT INTO recipient (notice_id, member_id, unit_id, channel, address, state, way, outbox_id)
    SELECT :notice, member.id, member.unit_id, outbox.channel, outbox.address, 'parked', 'contact', outbox.id
    FROM member JOIN outbox ON outbox.key = :key || ':' || CAST(member.id AS VARCHAR(12))
"""


def upgrade() -> None:
    """Carry the runs over; their table goes."""
    connection = op.get_bind()
    top = connection.scalar(sa.text("SELECT min(id) FROM unit WHERE parent_id IS NULL"))
    for run in connection.execute(sa.select(RUN).order_by(RUN.c.id)).all():
        if top is not None:
            _carry(connection, run, top)
    op.drop_table("run")


def downgrade() -> None:
    """The table again, empty."""
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("key", name=op.f("uq_run_key")),
    )


def _carry(connection: sa.Connection, run: sa.Row[Any], top: int) -> None:
    """One of them; what is running is to be filled in by the clock."""
    running = run.ended_at is None
    facts = _about(connection, run)
    state = "draft" if running else run.state
    times = {"due_at": run.due_at, "made_at": run.due_at, "changed_at": run.due_at, "ended_at": run.ended_at}
    started = run.due_at if running or run.state == "done" else None
    row = EMPTY | {"unit_id": top, "topic": ""} | facts | times
    row |= {"key": run.key, "kind": run.kind, "state": state, "started_at": started, "resolved_at": started, "size": 0}
    connection.execute(NOTICE.insert().values(**row))
    if running:
        number = connection.scalar(sa.select(NOTICE.c.id).where(NOTICE.c.key == run.key))
        listed = connection.execute(sa.text(QUEUED), {"notice": number, "key": run.key}).rowcount
        connection.execute(NOTICE.update().where(NOTICE.c.id == number).values(size=listed))


def _about(connection: sa.Connection, run: sa.Row[Any]) -> dict[str, Any]:
    """What a run was of, as its key says it."""
    _, first, *rest = run.key.split(":", 2)
    if run.kind == "announcement":
        month = datetime.strptime(first, "%Y-%m").date()  # noqa: DTZ007 - a month of no time zone
        latest = run.due_at + timedelta(days=10)
        told = {"title": f"{month.month}月活动预告", "month": month, "topic": "activity"}
        return told | {"latest_at": latest, "mass": True}
    if run.kind == "reminder":
        begins = datetime.fromisoformat(rest[0]).replace(tzinfo=UTC)
        there = connection.scalar(sa.text("SELECT id FROM event WHERE id = :id"), {"id": int(first)})
        return {"title": "活动提醒", "event_id": there, "topic": "activity", "latest_at": begins, "mass": False}
    drive = connection.execute(sa.text("SELECT id, unit_id, title FROM drive WHERE id = :id"), {"id": int(first)})
    number, unit, title = drive.one()
    return {"title": title, "drive_id": number, "unit_id": unit, "latest_at": None, "mass": False}
