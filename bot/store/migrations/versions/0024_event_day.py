"""The day of an event and after: who came, who helped at the door, results, opinions, leaflets."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    """The tables."""
    op.create_table(
        "event_leaflet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_leaflet_event_id_event")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_event_leaflet_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_leaflet")),
    )
    with op.batch_alter_table("event_leaflet") as table:
        table.create_index(op.f("ix_event_leaflet_event_id"), ["event_id"], unique=False)
    op.create_table(
        "event_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_opinion_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_opinion")),
    )
    with op.batch_alter_table("event_opinion") as table:
        table.create_index(op.f("ix_event_opinion_event_id"), ["event_id"], unique=False)
    op.create_table(
        "steward",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_steward_event_id_event")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_steward_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steward")),
        sa.UniqueConstraint("digest", name=op.f("uq_steward_digest")),
    )
    with op.batch_alter_table("steward") as table:
        table.create_index(op.f("ix_steward_event_id"), ["event_id"], unique=False)
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("squad_member_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("steward_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_check_in_event_id_event")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_check_in_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_check_in_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(
            ["squad_member_id"], ["squad_member.id"], name=op.f("fk_check_in_squad_member_id_squad_member")
        ),
        sa.ForeignKeyConstraint(["steward_id"], ["steward.id"], name=op.f("fk_check_in_steward_id_steward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("event_id", "nonce", name=op.f("uq_check_in_event_id")),
    )
    with op.batch_alter_table("check_in") as table:
        table.create_index(op.f("ix_check_in_event_id"), ["event_id"], unique=False)
        table.create_index(op.f("ix_check_in_registration_id"), ["registration_id"], unique=False)
        table.create_index(op.f("ix_check_in_squad_member_id"), ["squad_member_id"], unique=False)
    op.create_table(
        "event_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("award", sa.String(length=40), nullable=True),
        sa.Column("score", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_result_event_id_event")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_event_result_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_result")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_event_result_registration_id")),
    )
    with op.batch_alter_table("event_result") as table:
        table.create_index(op.f("ix_event_result_event_id"), ["event_id"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_table("event_result")
    op.drop_table("check_in")
    op.drop_table("steward")
    op.drop_table("event_opinion")
    op.drop_table("event_leaflet")
