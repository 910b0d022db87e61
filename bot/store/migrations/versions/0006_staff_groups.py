"""Accounts and groups of staff in messengers, the codes that link them, notes in cases."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Accounts and groups of staff in messengers, the codes that link them, notes in cases."""
    op.create_table(
        "link_code",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("ends_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_link_code_officer_id_officer")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_link_code_unit_id_unit")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_link_code")),
    )
    with op.batch_alter_table("link_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_code_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "staff_account",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=128), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_staff_account_officer_id_officer")),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_staff_account")),
        sa.UniqueConstraint("officer_id", "channel", name=op.f("uq_staff_account_officer_id")),
    )
    op.create_table(
        "staff_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("forum", sa.Boolean(), nullable=False),
        sa.Column("linked_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("left_at", bot.store.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_staff_group_officer_id_officer")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staff_group_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_group")),
        sa.UniqueConstraint("channel", "chat", name=op.f("uq_staff_group_channel")),
    )
    with op.batch_alter_table("staff_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_group_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("case_remark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("internal", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Undo it. Notes go first: a member must not read them once they look like answers."""
    op.execute("DELETE FROM case_remark WHERE internal")
    with op.batch_alter_table("case_remark", schema=None) as batch_op:
        batch_op.drop_column("internal")

    with op.batch_alter_table("staff_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_group_unit_id"))

    op.drop_table("staff_group")
    op.drop_table("staff_account")
    with op.batch_alter_table("link_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_code_officer_id"))

    op.drop_table("link_code")
