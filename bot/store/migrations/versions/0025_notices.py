"""Notices to many: what is sent, to whom, when, and a row for each recipient; what members want to hear of."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    """The tables."""
    op.create_table(
        "member_group",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_group_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "group", name=op.f("pk_member_group")),
    )
    with op.batch_alter_table("member_group") as table:
        table.create_index(op.f("ix_member_group_group"), ["group"], unique=False)

    op.create_table(
        "notice_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=400), server_default=sa.text("''"), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("topic", sa.String(length=20), server_default=sa.text("''"), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_notice_template_officer_id_officer")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_notice_template_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_template")),
    )
    with op.batch_alter_table("notice_template") as table:
        table.create_index(op.f("ix_notice_template_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "topic_refusal",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_topic_refusal_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "topic", name=op.f("pk_topic_refusal")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("picture", sa.JSON(), nullable=True),
        sa.Column("link", sa.String(length=400), server_default=sa.text("''"), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("topic", sa.String(length=20), server_default=sa.text("''"), nullable=False),
        sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("mass", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("drive_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("latest_at", MOMENT, nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("cursor", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("size", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("round", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["after_id"], ["notice.id"], name=op.f("fk_notice_after_id_notice")),
        sa.ForeignKeyConstraint(["approver_id"], ["officer.id"], name=op.f("fk_notice_approver_id_officer")),
        sa.ForeignKeyConstraint(["author_id"], ["officer.id"], name=op.f("fk_notice_author_id_officer")),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_notice_drive_id_drive")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_notice_event_id_event")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_notice_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice") as table:
        table.create_index(op.f("ix_notice_drive_id"), ["drive_id"], unique=False)
        table.create_index(op.f("ix_notice_event_id"), ["event_id"], unique=False)
        table.create_index("ix_notice_state", ["state", "due_at"], unique=False)
        table.create_index(op.f("ix_notice_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "listed_member",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_listed_member_member_id_member")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_listed_member_notice_id_notice")),
        sa.PrimaryKeyConstraint("notice_id", "member_id", name=op.f("pk_listed_member")),
    )
    with op.batch_alter_table("listed_member") as table:
        table.create_index(op.f("ix_listed_member_member_id"), ["member_id"], unique=False)

    op.create_table(
        "notice_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_answer_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_answer")),
    )
    with op.batch_alter_table("notice_answer") as table:
        table.create_index(op.f("ix_notice_answer_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "notice_link",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=False),
        sa.Column("opens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_link_notice_id_notice")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_notice_link")),
    )
    with op.batch_alter_table("notice_link") as table:
        table.create_index(op.f("ix_notice_link_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("manner", sa.String(length=8), server_default=sa.text("''"), nullable=False),
        sa.Column("state", sa.String(length=10), server_default=sa.text("'queued'"), nullable=False),
        sa.Column("way", sa.String(length=8), server_default=sa.text("''"), nullable=False),
        sa.Column("code", sa.String(length=60), server_default=sa.text("''"), nullable=False),
        sa.Column("words", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("claim", sa.String(length=100), server_default=sa.text("''"), nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("mass_key", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        sa.Column("message", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("answered", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("state <> 'sending' OR claim <> ''", name=op.f("ck_recipient_claimed")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_recipient_member_id_member")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_recipient_notice_id_notice")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_recipient_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("notice_id", "member_id", name=op.f("uq_recipient_notice_id")),
    )
    with op.batch_alter_table("recipient") as table:
        table.create_index("ix_recipient_due", ["notice_id", "state", "channel", "id"], unique=False)
        table.create_index(op.f("ix_recipient_member_id"), ["member_id"], unique=False)
        table.create_index(op.f("ix_recipient_outbox_id"), ["outbox_id"], unique=False)

    with op.batch_alter_table("contact") as table:
        table.add_column(sa.Column("heard_in", sa.Date(), nullable=True))

    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("prefers", sa.String(length=20), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("member") as table:
        table.drop_column("prefers")
    with op.batch_alter_table("contact") as table:
        table.drop_column("heard_in")
    op.drop_table("recipient")
    op.drop_table("notice_link")
    op.drop_table("notice_answer")
    op.drop_table("listed_member")
    op.drop_table("notice")
    op.drop_table("topic_refusal")
    op.drop_table("notice_template")
    op.drop_table("member_group")
