"""Waiting lists of events."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)
LIVE = sa.text("state IN ('waiting', 'offered')")


def upgrade() -> None:
    """Waiting lists of events."""
    op.create_table(
        "waiting_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("team_size", sa.Integer(), nullable=True),
        sa.Column("team_women", sa.Integer(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_waiting_place_event_id_event")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_waiting_place_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_place")),
    )
    op.create_index(op.f("ix_waiting_place_event_id"), "waiting_place", ["event_id"])
    op.create_index(op.f("ix_waiting_place_member_id"), "waiting_place", ["member_id"])
    op.create_index(
        "ix_waiting_place_once",
        "waiting_place",
        ["event_id", "member_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("waiting_place")
