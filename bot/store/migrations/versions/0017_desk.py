"""What the desk needs: ticks, who looks at what, officers' choices, and the order of cases as an index."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)
AT_WORK = ("due_at", "id", "unit_id", "officer_id", "state", "kind", "warned_at")
DONE = ("closed_at", "id", "unit_id", "officer_id", "state", "kind", "urgent")
INDEXES = (
    ("ix_case_at_work", [sa.text("urgent DESC"), *AT_WORK], "due_at IS NOT NULL"),
    ("ix_case_done", list(DONE), "closed_at IS NOT NULL"),
)


def upgrade() -> None:
    """What the desk needs: ticks, who looks at what, officers' choices, and the order of cases as an index."""
    _case_check()
    _watching()
    op.create_table(
        "preference",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("shortcuts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_preference_officer_id_officer")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_preference")),
    )
    for name, columns, which in INDEXES:
        op.create_index(name, "case", columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))
    op.create_index("ix_case_remark_last", "case_remark", ["case_id", "internal", "id"])


def _case_check() -> None:
    op.create_table(
        "case_check",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=300), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_check_case_id_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_case_check_officer_id_officer")),
        sa.PrimaryKeyConstraint("case_id", "line", name=op.f("pk_case_check")),
    )


def _watching() -> None:
    op.create_table(
        "watching",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_watching_case_id_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_watching_officer_id_officer")),
        sa.PrimaryKeyConstraint("case_id", "officer_id", name=op.f("pk_watching")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_case_remark_last", "case_remark")
    for name, _, _ in reversed(INDEXES):
        op.drop_index(name, "case")
    for name in ("preference", "watching", "case_check"):
        op.drop_table(name)
