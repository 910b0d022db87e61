"""Drafts of plan items that wait to be confirmed."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Items of the year's plan."""
    op.create_table(
        "plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("begins", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.String(length=11), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("who", sa.String(length=80), nullable=True),
        sa.Column("closes", sa.Date(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "kind IS NULL OR kind != 'task' OR (due_on IS NOT NULL AND officer_id IS NOT NULL)",
            name=op.f("ck_plan_item_task_is_somebodys"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'done') OR kind IS NOT NULL", name=op.f("ck_plan_item_is_known")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_plan_item_event_id_event")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_plan_item_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
        sa.UniqueConstraint("event_id", name=op.f("uq_plan_item_event_id")),
    )
    op.create_index(op.f("ix_plan_item_year"), "plan_item", ["year"])
    op.create_index(op.f("ix_plan_item_officer_id"), "plan_item", ["officer_id"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("plan_item")
