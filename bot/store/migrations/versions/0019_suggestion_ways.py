"""The suggestion's whole way: drives, voices, reviews, works, effects, awards."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = bot.store.database.UtcDateTime(timezone=True)

INDEXED = ("archived_at", "drive_id", "due_at", "merged_into_id", "officer_id", "shown")
SHELF = ["state", "due_at", "id", "unit_id", "topic", "drive_id", "officer_id"]
CHECKS = {
    "has_clock": "state NOT IN ('filed', 'acknowledged', 'reviewing') OR due_at IS NOT NULL",
    "merged_somewhere": "(state = 'merged') = (merged_into_id IS NOT NULL)",
}
ADDED = (
    "drive_id", "situation", "effect", "whom", "major", "reply_by", "climbed", "acknowledged_at", "replied_at",
    "adopted_at", "appealed_at", "shown", "signed", "public_title", "public_text", "merged_into_id", "merged_from",
    "archived_at", "erased_at",
)  # fmt: skip
TABLES = (
    "drive",
    "ballot",
    "effect",
    "review",
    "suggestion_remark",
    "voice",
    "work",
    "award",
    "progress",
    "award_share",
)


def upgrade() -> None:
    """The suggestion's whole way."""
    _drive()
    _ballot()
    _effect()
    _review()
    _suggestion_remark()
    _voice()
    _work()
    _award()
    _progress()
    _award_share()
    _suggestion()


def _drive() -> None:
    op.create_table(
        "drive",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("focus", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_drive_begins_first")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_drive_officer_id_officer")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_drive_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive")),
    )
    op.create_index(op.f("ix_drive_ends"), "drive", ["ends"])
    op.create_index(op.f("ix_drive_unit_id"), "drive", ["unit_id"])


def _ballot() -> None:
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_ballot_officer_id_officer")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_ballot_suggestion_id_suggestion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
    )
    op.create_index(op.f("ix_ballot_suggestion_id"), "ballot", ["suggestion_id"])


def _effect() -> None:
    op.create_table(
        "effect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("benefit", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("verified_by", sa.String(length=60), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("verified_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_effect_officer_id_officer")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_effect_suggestion_id_suggestion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
    )
    op.create_index(op.f("ix_effect_suggestion_id"), "effect", ["suggestion_id"])


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("usefulness", sa.Integer(), nullable=True),
        sa.Column("feasibility", sa.Integer(), nullable=True),
        sa.Column("novelty", sa.Integer(), nullable=True),
        sa.Column("advice", sa.String(length=16), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("given_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_review_officer_id_officer")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_review_suggestion_id_suggestion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("suggestion_id", "officer_id", name="uq_review_once"),
    )
    op.create_index(op.f("ix_review_officer_id"), "review", ["officer_id"])
    op.create_index(op.f("ix_review_suggestion_id"), "review", ["suggestion_id"])


def _suggestion_remark() -> None:
    op.create_table(
        "suggestion_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("internal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_suggestion_remark_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestion.id"], name=op.f("fk_suggestion_remark_suggestion_id_suggestion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_remark")),
    )
    op.create_index(op.f("ix_suggestion_remark_suggestion_id"), "suggestion_remark", ["suggestion_id"])


def _voice() -> None:
    op.create_table(
        "voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.Column("joined_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_voice_member_id_member")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_voice_suggestion_id_suggestion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
        sa.UniqueConstraint("suggestion_id", "digest", name="uq_voice_once"),
    )
    op.create_index(op.f("ix_voice_digest"), "voice", ["digest"])
    op.create_index(op.f("ix_voice_member_id"), "voice", ["member_id"])
    op.create_index(op.f("ix_voice_suggestion_id"), "voice", ["suggestion_id"])


def _work() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("assigned_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_work_officer_id_officer")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_work_suggestion_id_suggestion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
    )
    op.create_index(op.f("ix_work_suggestion_id"), "work", ["suggestion_id"])


def _award() -> None:
    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("effect_id", sa.Integer(), nullable=True),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("sum", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["effect_id"], ["effect.id"], name=op.f("fk_award_effect_id_effect")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_award_officer_id_officer")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_award_suggestion_id_suggestion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("effect_id", name="uq_award_once"),
    )
    op.create_index(op.f("ix_award_made_at"), "award", ["made_at"])
    op.create_index(op.f("ix_award_suggestion_id"), "award", ["suggestion_id"])


def _progress() -> None:
    op.create_table(
        "progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_progress_officer_id_officer")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_progress_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress")),
    )
    op.create_index(op.f("ix_progress_work_id"), "progress", ["work_id"])


def _award_share() -> None:
    op.create_table(
        "award_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sum", sa.BigInteger(), nullable=False),
        sa.Column("kept_back", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("as_points", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("points", sa.Integer(), server_default="0", nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_share_award_id_award")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_award_share_member_id_member")),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_award_share_voice_id_voice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_share")),
    )
    op.create_index(op.f("ix_award_share_award_id"), "award_share", ["award_id"])
    op.create_index(op.f("ix_award_share_member_id"), "award_share", ["member_id"])


def _suggestion() -> None:
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("drive_id", sa.Integer(), nullable=True),
        sa.Column("situation", sa.Text(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("whom", sa.Text(), nullable=True),
        sa.Column("major", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reply_by", MOMENT, nullable=True),
        sa.Column("climbed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("acknowledged_at", MOMENT, nullable=True),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("adopted_at", MOMENT, nullable=True),
        sa.Column("appealed_at", MOMENT, nullable=True),
        sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("signed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("public_title", sa.String(length=80), nullable=True),
        sa.Column("public_text", sa.Text(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_from", sa.String(length=16), nullable=True),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        for column in columns:
            batch_op.add_column(column)
        batch_op.alter_column("topic", existing_type=sa.String(length=12), type_=sa.String(length=20))
        batch_op.alter_column("state", existing_type=sa.String(length=10), type_=sa.String(length=16))
        batch_op.alter_column("due_at", existing_type=MOMENT, nullable=True)
    _fill()
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.alter_column("reply_by", existing_type=MOMENT, nullable=False)
        for name in INDEXED:
            batch_op.create_index(batch_op.f(f"ix_suggestion_{name}"), [name])
        batch_op.create_foreign_key(
            batch_op.f("fk_suggestion_merged_into_id_suggestion"), "suggestion", ["merged_into_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_suggestion_drive_id_drive"), "drive", ["drive_id"], ["id"])
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_suggestion_{name}"), rule)
    op.drop_index("ix_suggestion_waiting", "suggestion")
    op.create_index("ix_suggestion_shelf", "suggestion", SHELF)


def _fill() -> None:
    """What was answered has no clock any more; what was adopted, was so when it was answered."""
    op.execute("UPDATE suggestion SET reply_by = due_at")
    op.execute("UPDATE suggestion SET due_at = NULL WHERE state != 'filed'")
    op.execute("UPDATE suggestion SET replied_at = answered_at")
    op.execute("UPDATE suggestion SET adopted_at = answered_at WHERE state = 'adopted'")


def downgrade() -> None:
    """Undo it."""
    op.execute("UPDATE suggestion SET due_at = reply_by")
    op.execute("UPDATE suggestion SET state = 'filed' WHERE state IN ('acknowledged', 'reviewing', 'merged')")
    op.execute("UPDATE suggestion SET state = 'adopted' WHERE state IN ('assigned', 'carried_out', 'verified')")
    op.execute("UPDATE suggestion SET state = 'adopted' WHERE state IN ('rewarded', 'archived')")
    op.execute("UPDATE suggestion SET state = 'declined' WHERE state = 'withdrawn'")
    op.drop_index("ix_suggestion_shelf", "suggestion")
    op.create_index("ix_suggestion_waiting", "suggestion", ["state", "unit_id"])
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_suggestion_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_suggestion_drive_id_drive"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_suggestion_merged_into_id_suggestion"), type_="foreignkey")
        for name in INDEXED:
            batch_op.drop_index(batch_op.f(f"ix_suggestion_{name}"))
        for name in ADDED:
            batch_op.drop_column(name)
        batch_op.alter_column("due_at", existing_type=MOMENT, nullable=False)
        batch_op.alter_column("state", existing_type=sa.String(length=16), type_=sa.String(length=10))
        batch_op.alter_column("topic", existing_type=sa.String(length=20), type_=sa.String(length=12))
    for name in reversed(TABLES):
        op.drop_table(name)
