"""revisions of entries; questions that are put aside."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Revisions of entries; questions that are put aside."""
    op.create_table(
        "entry_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", bot.store.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("live_no", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["approver_id"], ["officer.id"], name=op.f("fk_entry_revision_approver_id_officer")),
        sa.ForeignKeyConstraint(["author_id"], ["officer.id"], name=op.f("fk_entry_revision_author_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_revision")),
        sa.UniqueConstraint("live_no", name=op.f("uq_entry_revision_live_no")),
    )
    with op.batch_alter_table("entry_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_revision_entry"), ["entry"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_revision_state"), ["state"], unique=False)
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("aside", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("aside")
    op.drop_table("entry_revision")
