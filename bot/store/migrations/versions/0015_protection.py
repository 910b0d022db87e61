"""Sealed identities, ways back, retention.

Until 0014 a case and a suggestion held the channel and the address of its member in plain words.
"""

import hashlib
import hmac
import secrets

import sqlalchemy as sa
from alembic import op

import bot.store.database
from bot.store.sealing import keyring

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = "routes"
MOMENT = bot.store.database.UtcDateTime(timezone=True)
HAS_CLOCK = sa.CheckConstraint("state IN ('resolved', 'closed') OR due_at IS NOT NULL", name="ck_case_has_clock")
"""SQLite's tables are copied, and a check is not found there."""

FILINGS = {"case": (HAS_CLOCK,), "suggestion": ()}
SETTING = sa.table("setting", sa.column("name"), sa.column("value"))
ROUTE = sa.table("route", *map(sa.column, ("case_id", "suggestion_id", "channel", "address", "digest")))


def upgrade() -> None:
    """Sealed identities, ways back, retention."""
    _route()
    secret = _secret().encode()
    for name in FILINGS:
        _seal_addresses(name, secret)
        op.drop_index(op.f(f"ix_{name}_address"), name)
        op.drop_column(name, "address")
        op.drop_column(name, "channel")
    _retrieval_code()
    _identity()
    _identity_request()
    _retention()


def downgrade() -> None:
    """Undo it."""
    for name in ("retention", "identity_request", "identity", "retrieval_code"):
        op.drop_table(name)
    for name, checks in FILINGS.items():
        with op.batch_alter_table(name, schema=None, table_args=checks) as batch_op:
            batch_op.add_column(sa.Column("channel", sa.String(length=20), server_default="", nullable=False))
            batch_op.add_column(sa.Column("address", sa.String(length=128), server_default="", nullable=False))
        _open_addresses(name)
        with op.batch_alter_table(name, schema=None, table_args=checks) as batch_op:
            batch_op.alter_column("channel", existing_type=sa.String(length=20), server_default=None)
            batch_op.alter_column("address", existing_type=sa.String(length=128), server_default=None)
            batch_op.create_index(batch_op.f(f"ix_{name}_address"), ["address"], unique=False)
    op.drop_table("route")


def _secret() -> str:
    """The store's secret behind the digests of addresses; made here, so that it is there for who only looks."""
    connection, ring = op.get_bind(), keyring(op.get_bind().dialect)
    kept = connection.scalar(sa.select(SETTING.c.value).where(SETTING.c.name == KEY))
    if kept is not None:
        return ring.open_text(kept)
    made = secrets.token_urlsafe(48)
    connection.execute(sa.insert(SETTING).values(name=KEY, value=ring.seal_text(made)))
    return made


def _seal_addresses(name: str, secret: bytes) -> None:
    table = sa.table(name, *map(sa.column, ("id", "channel", "address", "anonymous")))
    connection, ring = op.get_bind(), keyring(op.get_bind().dialect)
    for row in connection.execute(sa.select(table).order_by(table.c.id)).mappings().all():
        parts = (name, "anonymous" if row["anonymous"] else "named", row["channel"], row["address"])
        values = {
            f"{name}_id": row["id"],
            "channel": ring.seal_text(row["channel"]),
            "address": ring.seal_text(row["address"]),
            "digest": hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest(),
        }
        connection.execute(sa.insert(ROUTE).values(values))


def _open_addresses(name: str) -> None:
    table = sa.table(name, *map(sa.column, ("id", "channel", "address")))
    connection, ring = op.get_bind(), keyring(op.get_bind().dialect)
    mine = ROUTE.c[f"{name}_id"]
    for row in connection.execute(sa.select(ROUTE).where(mine.is_not(None))).mappings().all():
        values = {one: ring.open_text(row[one]) for one in ("channel", "address")}
        connection.execute(sa.update(table).where(table.c.id == row[f"{name}_id"]).values(values))


def _route() -> None:
    op.create_table(
        "route",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(case_id IS NULL) != (suggestion_id IS NULL)", name=op.f("ck_route_of_one")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_route_case_id_case")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_route_suggestion_id_suggestion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route")),
        sa.UniqueConstraint("case_id", name=op.f("uq_route_case_id")),
        sa.UniqueConstraint("suggestion_id", name=op.f("uq_route_suggestion_id")),
    )
    op.create_index(op.f("ix_route_digest"), "route", ["digest"], unique=False)


def _retrieval_code() -> None:
    op.create_table(
        "retrieval_code",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_retrieval_code_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_retrieval_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_retrieval_code_digest")),
    )


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("sealed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_identity_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_identity")),
    )


def _identity_request() -> None:
    officer, second = op.f("fk_identity_request_officer_id_officer"), op.f("fk_identity_request_second_id_officer")
    op.create_table(
        "identity_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_identity_request_case_id_case")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=officer),
        sa.ForeignKeyConstraint(["second_id"], ["officer.id"], name=second),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_request")),
    )
    op.create_index(op.f("ix_identity_request_case_id"), "identity_request", ["case_id"], unique=False)


def _retention() -> None:
    op.create_table(
        "retention",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("warned_at", MOMENT, nullable=True),
        sa.Column("held_at", MOMENT, nullable=True),
        sa.Column("held_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_retention_case_id_case")),
        sa.ForeignKeyConstraint(["held_by"], ["officer.id"], name=op.f("fk_retention_held_by_officer")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_retention")),
    )
