"""The migrated tables are those of the models, and each migration can be undone and done again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as Alembic
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import IntegrityError

from bot.config import Config
from bot.domain import outcomes
from bot.domain.acts import OPERATOR, Act
from bot.domain.cases import Case
from bot.errors import ConfigError
from bot.store.base import every_table
from bot.store.database import MIGRATIONS, Base, Database, newest_revision
from tests.conftest import START, opened
from tests.domain.union import at_once, case, officer


def differences(database: Database) -> list[object]:
    every_table()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))


def migrate(database: Database, how: Callable[[Alembic, str], None], to: str) -> None:
    with database.rebuilding() as connection:
        settings = Alembic()
        settings.set_main_option("script_location", str(MIGRATIONS))
        settings.attributes["connection"] = connection
        how(settings, to)


def versions() -> list[str]:
    """Oldest first."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return [one.revision for one in scripts.walk_revisions()][::-1]


def version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    assert differences(database) == []


def test_a_missing_index_would_be_noticed(database: Database) -> None:
    with database._writing.begin() as connection:
        connection.execute(text("DROP INDEX ix_outbox_to"))
    assert len(differences(database)) == 1


def test_the_check_of_a_cases_clock_is_in_the_database(database: Database) -> None:
    checks = {one["name"] for one in inspect(database.engine).get_check_constraints("case")}
    assert checks == {"ck_case_has_clock"}


def test_every_migration_can_be_undone_and_done_again(database: Database) -> None:
    for number in reversed(versions()):
        migrate(database, command.downgrade, "-1")
        with database.engine.connect() as connection:
            assert version(connection) != number
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.migrate()
    assert differences(database) == []


def test_a_case_that_was_open_before_there_were_warnings_is_warned_of_as_well(database: Database) -> None:
    """Since when its clock has run is not known: four hours before its end. A closed one has no clock."""
    with database.write() as session:
        act = Act(session, START, OPERATOR, Config())
        due, closed = case(act).due_at, case(act)
        outcomes.resolve(act, closed, officer(act), "解决了")
    migrate(database, command.downgrade, "0007")
    database.migrate()
    with database.read() as session:
        found = session.execute(select(Case.due_at, Case.warn_at, Case.warned_at).order_by(Case.id)).all()
    assert due
    assert found == [(due, due - timedelta(hours=4), None), (None, None, None)]


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.migrate()
    with database.engine.connect() as connection:
        assert version(connection) == versions()[-1]


def test_processes_that_start_at_once_migrate_one_after_the_other(store_url: str) -> None:
    first = opened(store_url)
    first.migrate()
    migrate(first, command.downgrade, "base")
    others = [opened(store_url) for _ in range(4)]
    at_once(lambda number: others[number].migrate(), 4)
    assert differences(first) == []
    for one in (first, *others):
        one.close()


def test_what_belongs_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("INSERT INTO officer (name, unit_id, active) VALUES ('x', 99, true)"))


def test_the_newest_file_is_the_newest_migration() -> None:
    assert newest_revision() == versions()[-1]


def test_a_store_of_a_newer_version_is_left_alone(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError, match="newer version"):
        database.migrate()
