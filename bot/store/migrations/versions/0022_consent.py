"""Who was asked after a move whether they still come, and who said so."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    """When they were asked, and when they said yes."""
    with op.batch_alter_table("registration") as table:
        table.add_column(sa.Column("asked_at", MOMENT, nullable=True))
        table.add_column(sa.Column("confirmed_at", MOMENT, nullable=True))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("registration") as table:
        table.drop_column("confirmed_at")
        table.drop_column("asked_at")
