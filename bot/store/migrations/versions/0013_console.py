"""Units that are closed."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Units that are closed."""
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", bot.store.database.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("closed_at")
