"""When staff are to be warned that a case's time runs out, and when they were."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BEFORE = timedelta(hours=4)
"""Since when the clock of a case has run that is open already is not known: it is warned of so long before its end."""


def upgrade() -> None:
    """When staff are to be warned that a case's time runs out, and when they were."""
    moment = bot.store.database.UtcDateTime(timezone=True)
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("warn_at", moment, nullable=True))
        batch_op.add_column(sa.Column("warned_at", moment, nullable=True))
        batch_op.create_index(batch_op.f("ix_case_warn_at"), ["warn_at"], unique=False)
    case = sa.table("case", sa.column("id"), sa.column("due_at", moment), sa.column("warn_at", moment))
    for number, due in op.get_bind().execute(sa.select(case.c.id, case.c.due_at).where(case.c.due_at.is_not(None))):
        op.execute(sa.update(case).where(case.c.id == number).values(warn_at=due - BEFORE))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_warn_at"))
        batch_op.drop_column("warned_at")
        batch_op.drop_column("warn_at")
