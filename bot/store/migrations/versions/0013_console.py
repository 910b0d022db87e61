"""Units that are closed; what open cases and suggestions are counted by, and officers' acts found."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Units that are closed; what open cases and suggestions are counted by, and officers' acts found."""
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", bot.store.database.UtcDateTime(timezone=True), nullable=True))
    running = sa.text("due_at IS NOT NULL")
    live = ["unit_id", "state", "urgent", "warned_at", "due_at"]
    op.create_index("ix_case_live", "case", live, sqlite_where=running, postgresql_where=running)
    op.create_index("ix_suggestion_waiting", "suggestion", ["state", "unit_id"])
    op.create_index("ix_audit_actor", "audit", ["actor", "actor_id"])


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_audit_actor", "audit")
    op.drop_index("ix_suggestion_waiting", "suggestion")
    op.drop_index("ix_case_live", "case")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("closed_at")
