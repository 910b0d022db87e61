"""What is sensitive lies sealed, and the words of cases can be found.

Until 0010 it lay as it was written. `bot.store.sealing` has the form of what is sealed; the keyring comes with the
connection's dialect.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.sealing import keyring

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BATCH = 200
FILES = 4
"""Rows of files in a batch: each may have 10 MB."""

HAS_CLOCK = sa.CheckConstraint("state IN ('resolved', 'closed') OR due_at IS NOT NULL", name="ck_case_has_clock")
"""SQLite's tables are copied, and a check is not found there."""


@dataclass(frozen=True)
class Table:
    """A table, and its columns by what they were: long texts, short ones with their length, plain data."""

    name: str
    key: tuple[str, ...] = ("id",)
    texts: tuple[str, ...] = ()
    short: Mapping[str, int] = field(default_factory=dict)
    data: tuple[str, ...] = ()
    may_be_null: tuple[str, ...] = ()
    checks: tuple[sa.CheckConstraint, ...] = ()

    @property
    def sealed(self) -> tuple[str, ...]:
        """The columns that hold text when they are sealed."""
        return (*self.texts, *self.short, *self.data)


TABLES = (
    Table("conversation", ("channel", "address"), data=("state",)),
    Table("inbox", ("channel", "address", "message_id"), data=("replies",)),
    Table("outbox", texts=("text",), short={"words": 300}, data=("buttons", "more")),
    Table("intake", ("channel", "number"), texts=("body",)),
    Table("waiting", ("channel", "key"), texts=("body",)),
    Table("file", ("key",), short={"name": 200, "digest": 64}),
    Table("setting", ("name",), short={"value": 500}),
    Table(
        "case",
        texts=("facts", "outcome"),
        short={"employer": 80, "name": 40, "phone": 20},
        data=("files", "details"),
        may_be_null=("outcome", "employer", "name", "phone"),
        checks=(HAS_CLOCK,),
    ),
    Table("case_remark", texts=("body",), data=("files",)),
    Table("mediation", texts=("place", "agreement")),
    Table("referral", texts=("to", "reason")),
    Table("verdict", texts=("words",)),
    Table(
        "suggestion",
        texts=("body", "answer"),
        short={"title": 60, "contact": 60},
        data=("files",),
        may_be_null=("answer", "contact"),
    ),
    Table("registration", short={"name": 40, "team": 40, "phone": 20}, may_be_null=("name", "team", "phone")),
)


def upgrade() -> None:
    """What is sensitive lies sealed, and the words of cases can be found."""
    op.create_table(
        "store_key",
        sa.Column("name", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_key")),
    )
    _create_index_of_words()
    for table in TABLES:
        _change_types(table, sealed=True)
        _rewrite(table.name, table.key, table.sealed, _seal_text)
    _rewrite("file", ("key",), ("content",), _seal_bytes, FILES)


def _create_index_of_words() -> None:
    op.create_table(
        "case_word",
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_word_case_id_case")),
        sa.PrimaryKeyConstraint("token", "case_id", name=op.f("pk_case_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_case_word_case_id"), "case_word", ["case_id"], unique=False)


def _change_types(table: Table, *, sealed: bool) -> None:
    """Short texts and plain data become texts of any length, or back."""
    before: dict[str, sa.types.TypeEngine[Any]] = {name: sa.String(length=most) for name, most in table.short.items()}
    before |= dict.fromkeys(table.data, sa.JSON())
    if not before:
        return
    with op.batch_alter_table(table.name, schema=None, table_args=table.checks) as batch_op:
        for name, old in before.items():
            batch_op.alter_column(
                name,
                existing_type=old if sealed else sa.Text(),
                existing_nullable=name in table.may_be_null,
                type_=sa.Text() if sealed else old,
                server_default=None if sealed else False,
                postgresql_using=f"{name}::json" if name in table.data and not sealed else None,
            )


def _rewrite(
    name: str, key: tuple[str, ...], columns: tuple[str, ...], change: Callable[[Any], Any], batch: int = BATCH
) -> None:
    """Put something else into these columns, row by row."""
    table = sa.table(name, *(sa.column(one) for one in (*key, *columns)))
    connection = op.get_bind()
    for row in _rows(connection, table, key, batch):
        mine = [table.c[one] == row[one] for one in key]
        new = {one: change(row[one]) for one in columns if row[one] is not None}
        if new:
            connection.execute(sa.update(table).where(*mine).values(new))


def _rows(
    connection: sa.Connection, table: sa.TableClause, key: tuple[str, ...], batch: int
) -> Iterator[sa.RowMapping]:
    """The rows in the order of their keys, not all in memory at once."""
    order, after = [table.c[one] for one in key], None
    while True:
        rest = sa.select(table).order_by(*order).limit(batch)
        rest = rest if after is None else rest.where(sa.tuple_(*order) > after)
        rows = connection.execute(rest).mappings().all()
        yield from rows
        if len(rows) < batch:
            return
        after = sa.tuple_(*(sa.literal(rows[-1][one]) for one in key))


def _seal_text(text: str) -> str:
    return keyring(op.get_bind().dialect).seal_text(text)


def _open_text(sealed: str) -> str:
    return keyring(op.get_bind().dialect).open_text(sealed)


def _seal_bytes(content: bytes) -> bytes:
    return keyring(op.get_bind().dialect).seal_bytes(content)


def _open_bytes(sealed: bytes) -> bytes:
    return keyring(op.get_bind().dialect).open_bytes(sealed)


def downgrade() -> None:
    """Undo it."""
    _rewrite("file", ("key",), ("content",), _open_bytes, FILES)
    for table in reversed(TABLES):
        _rewrite(table.name, table.key, table.sealed, _open_text)
        _change_types(table, sealed=False)
    for name in ("case_word", "store_key"):
        op.drop_table(name)
