"""Who has a member's talk, and which of the staff are away."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who has a member's talk, and which of the staff are away."""
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("talking_until", bot.store.database.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("away_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("away_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("deputy_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_officer_deputy_id_officer"), "officer", ["deputy_id"], ["id"])


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_officer_deputy_id_officer"), type_="foreignkey")
        for name in ("deputy_id", "away_until", "away_from"):
            batch_op.drop_column(name)
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_column("talking_until")
