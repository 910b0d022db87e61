"""What stands in staff groups: topics, postings, and the cases that these are about."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What stands in staff groups: topics, postings, and the cases that these are about."""
    op.create_table(
        "group_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("thread", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_group_topic_case_id_case")),
        sa.ForeignKeyConstraint(["group_id"], ["staff_group.id"], name=op.f("fk_group_topic_group_id_staff_group")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_group_topic_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_topic")),
    )
    with op.batch_alter_table("group_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_topic_group_id"), ["group_id"], unique=False)

    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("under_id", sa.Integer(), nullable=True),
        sa.Column("reply_to", sa.String(length=20), nullable=False),
        sa.Column("message", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("remark_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("posted_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_posting_audit_id_audit")),
        sa.ForeignKeyConstraint(["group_id"], ["staff_group.id"], name=op.f("fk_posting_group_id_staff_group")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_posting_officer_id_officer")),
        sa.ForeignKeyConstraint(["remark_id"], ["case_remark.id"], name=op.f("fk_posting_remark_id_case_remark")),
        sa.ForeignKeyConstraint(["topic_id"], ["group_topic.id"], name=op.f("fk_posting_topic_id_group_topic")),
        sa.ForeignKeyConstraint(["under_id"], ["posting.id"], name=op.f("fk_posting_under_id_posting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index("ix_posting_message", ["group_id", "message"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_remark_id"), ["remark_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_audit_id"), ["audit_id"], unique=False)

    op.create_table(
        "posted_case",
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_posted_case_case_id_case")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_posted_case_posting_id_posting")),
        sa.PrimaryKeyConstraint("posting_id", "case_id", name=op.f("pk_posted_case")),
    )
    with op.batch_alter_table("posted_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posted_case_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_table("posted_case")
    op.drop_table("posting")
    op.drop_table("group_topic")
