"""Windows, tokens, messages set aside, mass jobs and permissions of WeChat; contacts that are lost."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Windows, tokens, messages set aside, mass jobs and permissions of WeChat; contacts that are lost."""
    op.create_table(
        "access_token",
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("expires_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("held_until", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_access_token")),
    )
    op.create_table(
        "contact_window",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("until", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", "seconds", name=op.f("pk_contact_window")),
    )
    op.create_table(
        "mass_job",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("sent_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("filtered", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("ended_at", bot.store.database.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mass_job")),
    )
    with op.batch_alter_table("mass_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mass_job_number"), ["number"], unique=False)

    op.create_table(
        "permission",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", "template", name=op.f("pk_permission")),
    )
    op.create_table(
        "waiting",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("claimed_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "key", name=op.f("pk_waiting")),
    )
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_claimed_at"), ["claimed_at"], unique=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lost_at", bot.store.database.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("lost_at")

    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_claimed_at"))

    op.drop_table("waiting")
    op.drop_table("permission")
    with op.batch_alter_table("mass_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mass_job_number"))

    op.drop_table("mass_job")
    op.drop_table("contact_window")
    op.drop_table("access_token")
