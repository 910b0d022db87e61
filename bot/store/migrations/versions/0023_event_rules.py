"""What an event demands and gives: drafts, audience, limits, guests, questions of its own, series, squads."""

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    """The rules of events, the parties' units and answers, squads."""
    op.create_table(
        "event_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("once", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("rule", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
    )
    op.create_table(
        "squad",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("profile", sa.Text(), nullable=True),
        sa.Column("files", sa.Text(), server_default="[]", nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("warned_at", MOMENT, nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("verdict_at", MOMENT, nullable=True),
        sa.Column("disbanded_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_squad_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_squad")),
        sa.UniqueConstraint("code", name=op.f("uq_squad_code")),
    )
    with op.batch_alter_table("squad") as table:
        table.create_index(op.f("ix_squad_event_id"), ["event_id"], unique=False)
    op.create_table(
        "squad_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("squad_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("groups", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("leader", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_squad_member_event_id_event")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_squad_member_member_id_member")),
        sa.ForeignKeyConstraint(["squad_id"], ["squad.id"], name=op.f("fk_squad_member_squad_id_squad")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_squad_member_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_squad_member")),
    )
    with op.batch_alter_table("squad_member") as table:
        table.create_index(op.f("ix_squad_member_event_id"), ["event_id"], unique=False)
        table.create_index(op.f("ix_squad_member_member_id"), ["member_id"], unique=False)
        table.create_index(
            "ix_squad_member_once",
            ["event_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        table.create_index(op.f("ix_squad_member_squad_id"), ["squad_id"], unique=False)
        table.create_index(op.f("ix_squad_member_unit_id"), ["unit_id"], unique=False)
    with op.batch_alter_table("event") as table:
        table.add_column(sa.Column("draft", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("host_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("groups", sa.JSON(), server_default="[]", nullable=False))
        table.add_column(sa.Column("unit_seats", sa.Integer(), nullable=True))
        table.add_column(sa.Column("group_seats", sa.JSON(), server_default="{}", nullable=False))
        table.add_column(sa.Column("guests", sa.Integer(), server_default=sa.text("0"), nullable=False))
        table.add_column(sa.Column("fee", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("contact", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("questions", sa.JSON(), server_default="[]", nullable=False))
        table.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("team_most", sa.Integer(), nullable=True))
        table.add_column(sa.Column("team_groups", sa.JSON(), server_default="{}", nullable=False))
        table.add_column(sa.Column("team_one_unit", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("team_joins", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("day_code", sa.String(length=12), nullable=True))
        table.add_column(sa.Column("moved_at", MOMENT, nullable=True))
        table.add_column(sa.Column("archived_at", MOMENT, nullable=True))
        table.add_column(sa.Column("results_at", MOMENT, nullable=True))
        table.add_column(sa.Column("results_note", sa.Text(), nullable=True))
        table.add_column(sa.Column("certificate", sa.JSON(), nullable=True))
        table.add_column(sa.Column("inquiry", sa.JSON(), server_default="[]", nullable=False))
        table.add_column(sa.Column("inquiry_at", MOMENT, nullable=True))
        table.create_index(op.f("ix_event_host_id"), ["host_id"], unique=False)
        table.create_index(op.f("ix_event_series_id"), ["series_id"], unique=False)
        table.create_index(op.f("ix_event_unit_id"), ["unit_id"], unique=False)
        table.create_foreign_key(op.f("fk_event_series_id_event_series"), "event_series", ["series_id"], ["id"])
        table.create_foreign_key(op.f("fk_event_host_id_unit"), "unit", ["host_id"], ["id"])
        table.create_foreign_key(op.f("fk_event_unit_id_unit"), "unit", ["unit_id"], ["id"])
    with op.batch_alter_table("event") as table:  # the default was for the rows that there were
        for name in ("groups", "group_seats", "questions", "team_groups", "inquiry"):
            table.alter_column(name, existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("registration") as table:
        table.add_column(sa.Column("source", sa.String(length=8), server_default="member", nullable=False))
        table.add_column(sa.Column("officer_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("opined", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("places", sa.Integer(), server_default=sa.text("1"), nullable=False))
        table.add_column(sa.Column("groups", sa.String(length=200), server_default=sa.text("''"), nullable=False))
        table.add_column(sa.Column("answers", sa.Text(), server_default="[]", nullable=False))
        table.add_column(sa.Column("files", sa.Text(), server_default="[]", nullable=False))
        table.add_column(sa.Column("squad_id", sa.Integer(), nullable=True))
        table.alter_column("member_id", existing_type=sa.INTEGER(), nullable=True)
        table.alter_column("channel", existing_type=sa.VARCHAR(length=20), nullable=True)
        table.alter_column("address", existing_type=sa.VARCHAR(length=128), nullable=True)
        table.create_index(op.f("ix_registration_squad_id"), ["squad_id"], unique=False)
        table.create_index(op.f("ix_registration_unit_id"), ["unit_id"], unique=False)
        table.create_foreign_key(op.f("fk_registration_unit_id_unit"), "unit", ["unit_id"], ["id"])
        table.create_foreign_key(op.f("fk_registration_officer_id_officer"), "officer", ["officer_id"], ["id"])
        table.create_foreign_key(op.f("fk_registration_squad_id_squad"), "squad", ["squad_id"], ["id"])
    with op.batch_alter_table("waiting_place") as table:
        table.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("places", sa.Integer(), server_default=sa.text("1"), nullable=False))
        table.add_column(sa.Column("groups", sa.String(length=200), server_default=sa.text("''"), nullable=False))
        table.add_column(sa.Column("answers", sa.Text(), server_default="[]", nullable=False))
        table.add_column(sa.Column("files", sa.Text(), server_default="[]", nullable=False))
        table.add_column(sa.Column("squad_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_waiting_place_squad_id"), ["squad_id"], unique=False)
        table.create_index(op.f("ix_waiting_place_unit_id"), ["unit_id"], unique=False)
        table.create_foreign_key(op.f("fk_waiting_place_squad_id_squad"), "squad", ["squad_id"], ["id"])
        table.create_foreign_key(op.f("fk_waiting_place_unit_id_unit"), "unit", ["unit_id"], ["id"])
    op.execute("UPDATE registration SET unit_id = (SELECT unit_id FROM member WHERE member.id = member_id)")
    op.execute("UPDATE waiting_place SET unit_id = (SELECT unit_id FROM member WHERE member.id = member_id)")


def downgrade() -> None:
    """Undo it."""
    op.execute("DELETE FROM registration WHERE member_id IS NULL")
    op.execute("UPDATE registration SET channel = '', address = '' WHERE channel IS NULL OR address IS NULL")
    with op.batch_alter_table("waiting_place") as table:
        table.drop_constraint(op.f("fk_waiting_place_unit_id_unit"), type_="foreignkey")
        table.drop_constraint(op.f("fk_waiting_place_squad_id_squad"), type_="foreignkey")
        table.drop_index(op.f("ix_waiting_place_unit_id"))
        table.drop_index(op.f("ix_waiting_place_squad_id"))
        table.drop_column("squad_id")
        table.drop_column("files")
        table.drop_column("answers")
        table.drop_column("groups")
        table.drop_column("places")
        table.drop_column("unit_id")
    with op.batch_alter_table("registration") as table:
        table.drop_constraint(op.f("fk_registration_squad_id_squad"), type_="foreignkey")
        table.drop_constraint(op.f("fk_registration_officer_id_officer"), type_="foreignkey")
        table.drop_constraint(op.f("fk_registration_unit_id_unit"), type_="foreignkey")
        table.drop_index(op.f("ix_registration_unit_id"))
        table.drop_index(op.f("ix_registration_squad_id"))
        table.alter_column("address", existing_type=sa.String(128), nullable=False)
        table.alter_column("channel", existing_type=sa.String(20), nullable=False)
        table.alter_column("member_id", existing_type=sa.Integer(), nullable=False)
        table.drop_column("squad_id")
        table.drop_column("files")
        table.drop_column("answers")
        table.drop_column("groups")
        table.drop_column("places")
        table.drop_column("unit_id")
        table.drop_column("opined")
        table.drop_column("officer_id")
        table.drop_column("source")
    with op.batch_alter_table("event") as table:
        table.drop_constraint(op.f("fk_event_unit_id_unit"), type_="foreignkey")
        table.drop_constraint(op.f("fk_event_host_id_unit"), type_="foreignkey")
        table.drop_constraint(op.f("fk_event_series_id_event_series"), type_="foreignkey")
        table.drop_index(op.f("ix_event_unit_id"))
        table.drop_index(op.f("ix_event_series_id"))
        table.drop_index(op.f("ix_event_host_id"))
        table.drop_column("inquiry_at")
        table.drop_column("inquiry")
        table.drop_column("certificate")
        table.drop_column("results_note")
        table.drop_column("results_at")
        table.drop_column("archived_at")
        table.drop_column("moved_at")
        table.drop_column("day_code")
        table.drop_column("team_joins")
        table.drop_column("team_one_unit")
        table.drop_column("team_groups")
        table.drop_column("team_most")
        table.drop_column("series_id")
        table.drop_column("questions")
        table.drop_column("contact")
        table.drop_column("fee")
        table.drop_column("guests")
        table.drop_column("group_seats")
        table.drop_column("unit_seats")
        table.drop_column("groups")
        table.drop_column("unit_id")
        table.drop_column("host_id")
        table.drop_column("draft")
    op.drop_table("squad_member")
    op.drop_table("squad")
    op.drop_table("event_series")
