"""Early warnings, links between cases."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Early warnings, links between cases."""
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_opened_at"), ["opened_at"], unique=False)
    _alert()
    _case_link()
    _case_merger()


def downgrade() -> None:
    """Undo it."""
    for name in ("case_merger", "case_link", "alert_case", "alert"):
        op.drop_table(name)
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_opened_at"))


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("grown_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_alert_unit_id_unit")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_alert_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(op.f("ix_alert_unit_id"), "alert", ["unit_id"], unique=False)
    op.create_index(op.f("ix_alert_closed_at"), "alert", ["closed_at"], unique=False)
    op.create_table(
        "alert_case",
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_case_alert_id_alert")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_alert_case_case_id_case")),
        sa.PrimaryKeyConstraint("alert_id", "case_id", name=op.f("pk_alert_case")),
    )
    op.create_index(op.f("ix_alert_case_case_id"), "alert_case", ["case_id"], unique=False)


def _case_link() -> None:
    op.create_table(
        "case_link",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.CheckConstraint("case_id < other_id", name=op.f("ck_case_link_in_order")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_link_case_id_case")),
        sa.ForeignKeyConstraint(["other_id"], ["case.id"], name=op.f("fk_case_link_other_id_case")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_case_link_officer_id_officer")),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("pk_case_link")),
    )
    op.create_index(op.f("ix_case_link_other_id"), "case_link", ["other_id"], unique=False)


def _case_merger() -> None:
    op.create_table(
        "case_merger",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("main_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.CheckConstraint("case_id != main_id", name=op.f("ck_case_merger_of_two")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_merger_case_id_case")),
        sa.ForeignKeyConstraint(["main_id"], ["case.id"], name=op.f("fk_case_merger_main_id_case")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_case_merger_officer_id_officer")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_merger")),
    )
    op.create_index(op.f("ix_case_merger_main_id"), "case_merger", ["main_id"], unique=False)
