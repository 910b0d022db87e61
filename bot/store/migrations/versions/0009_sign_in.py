"""Roles of officers, passwords and authenticators, sessions that can be told apart, budgets of tries."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

import bot.store.database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

AT_THE_TOP = ("administrator",)
BELOW = ("chair", "handler", "organiser", "knowledge_editor")
SESSION_LASTS = timedelta(hours=12)


def upgrade() -> None:
    """Roles of officers, passwords and authenticators, sessions that can be told apart, budgets of tries."""
    op.create_table(
        "officer_role",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_officer_role_officer_id_officer")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_officer_role_unit_id_unit")),
        sa.PrimaryKeyConstraint("officer_id", "role", "unit_id", name=op.f("pk_officer_role")),
    )
    with op.batch_alter_table("officer_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_role_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "officer_password",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.String(length=200), nullable=False),
        sa.Column("set_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_officer_password_officer_id_officer")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_officer_password")),
    )
    op.create_table(
        "authenticator",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("begun_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", bot.store.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_authenticator_officer_id_officer")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_authenticator")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_recovery_code_officer_id_officer")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "throttle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("free_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_at", bot.store.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_throttle")),
        sa.UniqueConstraint("key", name=op.f("uq_throttle_key")),
    )
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_throttle_last_at"), ["last_at"], unique=False)

    _tell_sessions_apart()
    _give_roles()


def _tell_sessions_apart() -> None:
    """Sessions that are open now go on; they count as used just now."""
    moment = bot.store.database.UtcDateTime(timezone=True)
    with op.batch_alter_table("pass", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begun_at", moment, nullable=True))
        batch_op.add_column(sa.Column("seen_at", moment, nullable=True))
        batch_op.add_column(sa.Column("browser", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("by_link", sa.Boolean(), server_default=sa.false(), nullable=False))
    known = sa.table(
        "pass",
        sa.column("digest", sa.String()),
        sa.column("ends_at", moment),
        sa.column("begun_at", moment),
        sa.column("seen_at", moment),
        sa.column("browser", sa.String()),
    )
    now, connection = datetime.now(UTC), op.get_bind()
    for digest, ends_at in connection.execute(sa.select(known.c.digest, known.c.ends_at)).all():
        mine = sa.update(known).where(known.c.digest == digest)
        connection.execute(mine.values(begun_at=min(ends_at - SESSION_LASTS, now), seen_at=now, browser=""))
    with op.batch_alter_table("pass", schema=None) as batch_op:
        batch_op.alter_column("begun_at", existing_type=moment, nullable=False)
        batch_op.alter_column("seen_at", existing_type=moment, nullable=False)
        batch_op.alter_column("browser", existing_type=sa.String(length=40), nullable=False)


def _give_roles() -> None:
    """Nobody may do less than before: those of the top unit are administrators, the others all the rest."""
    officer = sa.table("officer", sa.column("id", sa.Integer()), sa.column("unit_id", sa.Integer()))
    unit = sa.table("unit", sa.column("id", sa.Integer()), sa.column("parent_id", sa.Integer()))
    role = sa.table(
        "officer_role",
        sa.column("officer_id", sa.Integer()),
        sa.column("role", sa.String()),
        sa.column("unit_id", sa.Integer()),
    )
    connection = op.get_bind()
    found = sa.select(officer.c.id, officer.c.unit_id, unit.c.parent_id).join(unit, unit.c.id == officer.c.unit_id)
    for officer_id, unit_id, parent_id in connection.execute(found).all():
        for name in AT_THE_TOP if parent_id is None else BELOW:
            connection.execute(sa.insert(role).values(officer_id=officer_id, role=name, unit_id=unit_id))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("pass", schema=None) as batch_op:
        for name in ("by_link", "browser", "seen_at", "begun_at"):
            batch_op.drop_column(name)
    for name in ("throttle", "recovery_code", "authenticator", "officer_password", "officer_role"):
        op.drop_table(name)
