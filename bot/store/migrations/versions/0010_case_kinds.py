"""Kinds, states and clocks of cases; mediations, referrals, and what members thought of it."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

import bot.store.database

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

HAS_CLOCK = "state IN ('resolved', 'closed') OR due_at IS NOT NULL"
STATES = {"open": "new", "taken": "in_progress"}
KINDS = {"grievance": ("other", "诉求投诉"), "legal_aid": ("legal_aid", "法律援助")}
MOMENT = bot.store.database.UtcDateTime(timezone=True)
CASE = sa.table("case", *(sa.column(name) for name in ("state", "kind", "kind_label", "details")))


def upgrade() -> None:
    """Kinds, states and clocks of cases; mediations, referrals, and what members thought of it."""
    _widen()
    for old, new in STATES.items():
        op.execute(sa.update(CASE).where(CASE.c.state == old).values(state=new))
    for old, (key, label) in KINDS.items():
        op.execute(sa.update(CASE).where(CASE.c.kind == old).values(kind=key, kind_label=label))
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.alter_column("kind_label", existing_type=sa.String(12), nullable=False)
        batch_op.alter_column("details", existing_type=sa.JSON(), nullable=False)
        batch_op.create_check_constraint(op.f("ck_case_has_clock"), HAS_CLOCK)
    _mediation()
    _referral()
    _verdict()


def downgrade() -> None:
    """Undo it."""
    for name in ("verdict", "referral", "mediation"):
        op.drop_table(name)
    with op.batch_alter_table("case", schema=None) as batch_op:
        _without_check(batch_op)
    done = {"resolved": "closed", "new": "open"}
    for new, old in done.items():
        op.execute(sa.update(CASE).where(CASE.c.state == new).values(state=old))
    op.execute(sa.update(CASE).where(CASE.c.state.not_in(["open", "closed"])).values(state="taken"))
    op.execute(sa.update(CASE).where(CASE.c.kind != "legal_aid").values(kind="grievance"))
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_ask_at"))
        batch_op.drop_index(batch_op.f("ix_case_closed_at"))
        for name in ("ask_at", "in_chairs_hands", "waiting_since", "resolve_by", "details", "kind_label"):
            batch_op.drop_column(name)
        batch_op.alter_column("state", existing_type=sa.String(12), type_=sa.String(8))
        batch_op.alter_column("kind", existing_type=sa.String(30), type_=sa.String(12))
        batch_op.create_check_constraint(op.f("ck_case_has_clock"), "state = 'closed' OR due_at IS NOT NULL")


def _without_check(batch_op: BatchOperations) -> None:
    """SQLite's tables are made anew, and their checks are not taken along."""
    if op.get_bind().dialect.name != "sqlite":
        batch_op.drop_constraint(op.f("ck_case_has_clock"), type_="check")


def _widen() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        _without_check(batch_op)
        batch_op.alter_column("kind", existing_type=sa.String(12), type_=sa.String(30))
        batch_op.alter_column("state", existing_type=sa.String(8), type_=sa.String(12))
        batch_op.add_column(sa.Column("kind_label", sa.String(12), nullable=True))
        batch_op.add_column(sa.Column("details", sa.JSON(), nullable=True, server_default="[]"))
        batch_op.add_column(sa.Column("resolve_by", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("waiting_since", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("in_chairs_hands", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("ask_at", MOMENT, nullable=True))
        batch_op.create_index(batch_op.f("ix_case_ask_at"), ["ask_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_closed_at"), ["closed_at"], unique=False)


def _mediation() -> None:
    op.create_table(
        "mediation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("result", sa.String(10), nullable=True),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_mediation_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation")),
    )
    op.create_index(op.f("ix_mediation_case_id"), "mediation", ["case_id"], unique=False)


def _referral() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_referral_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    op.create_index(op.f("ix_referral_case_id"), "referral", ["case_id"], unique=False)


def _verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_verdict_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
    )
    op.create_index(op.f("ix_verdict_case_id"), "verdict", ["case_id"], unique=False)
