"""Telegram: updates taken in, how fast may be sent, who polls; more of a message in the outbox."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Telegram: updates taken in, how fast may be sent, who polls; more of a message in the outbox."""
    op.create_table(
        "intake",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("queue", sa.String(length=128), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("taken_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "number", name=op.f("pk_intake")),
    )
    with op.batch_alter_table("intake", schema=None) as batch_op:
        batch_op.create_index("ix_intake_open", ["channel", "done", "queue", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_intake_taken_at"), ["taken_at"], unique=False)

    op.create_table(
        "pace",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("tat", sa.Float(), nullable=False),
        sa.Column("free_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", "address", name=op.f("pk_pace")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("until", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bulk", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("more", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.drop_index("ix_outbox_due")
        batch_op.create_index("ix_outbox_due", ["state", "channel", "bulk", "due_at"], unique=False)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("bulk", server_default=None)
        batch_op.alter_column("more", server_default=None)


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_due")
        batch_op.create_index("ix_outbox_due", ["state", "channel", "due_at"], unique=False)
        batch_op.drop_column("more")
        batch_op.drop_column("bulk")
    op.drop_table("lease")
    op.drop_table("pace")
    op.drop_table("intake")
