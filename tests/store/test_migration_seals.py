"""Seals that were set before it was kept by whom: the trail says it; any other counts as the member's own."""

from alembic import command
from sqlalchemy import select, text

from bot.config import Config
from bot.domain import cases, identities
from bot.domain.acts import OPERATOR, Act
from bot.domain.casebook import Identity
from bot.store.database import Database
from tests.conftest import START
from tests.domain.union import case, officer
from tests.store.test_migrations import migrate


def test_who_sealed_it_is_read_from_the_trail(database: Database) -> None:
    with database.write() as session:
        act = Act(session, START, OPERATOR, Config())
        li, theirs, own = officer(act), case(act, name="陈秘密"), case(act, name="李四")
        cases.take(act, theirs, li)
        identities.seal(act.by(li.actor), theirs, li)
        identities.seal(act.unnamed, own)
        session.flush()
        expected = {theirs.id: li.id, own.id: None}
    migrate(database, command.downgrade, "0017")
    with database.engine.connect() as connection:
        columns = connection.execute(text("SELECT * FROM identity")).keys()
        assert "officer_id" not in columns
    database.migrate()
    with database.read() as session:
        assert {one.case_id: one.officer_id for one in session.scalars(select(Identity))} == expected
