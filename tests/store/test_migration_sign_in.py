"""Those who were officers before there were roles may do what they did, and stay signed in."""

from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import select, text

from bot.domain import roles, staff
from bot.domain.roles import Right
from bot.domain.staff import Officer, Pass
from bot.store.database import Database
from tests.store.test_migrations import migrate


def test_nobody_may_do_less_than_before(database: Database) -> None:
    migrate(database, command.downgrade, "0008")
    ends = datetime.now(UTC) + timedelta(hours=11)
    with database.write() as session:
        session.execute(text("INSERT INTO unit (id, name, parent_id) VALUES (1, 'top', NULL), (2, 'branch', 1)"))
        session.execute(
            text("INSERT INTO officer (id, name, unit_id, active) VALUES (1, 'li', 1, true), (2, 'wang', 2, true)")
        )
        kept = {
            "digest": staff._digest("token"),
            "ends_at": ends if "postgresql" in database.url else f"{ends:%F %T.%f}",
        }
        new = text('INSERT INTO "pass" (digest, officer_id, once, ends_at) VALUES (:digest, 2, false, :ends_at)')
        session.execute(new, kept)
    database.migrate()
    with database.read() as session:
        li, wang = session.scalars(select(Officer).order_by(Officer.id))
        assert roles.rights(session, li) == set(Right)
        assert roles.rights(session, wang) == set(Right) - {Right.STAFF, Right.UNITS}
        assert roles.reach(session, wang, Right.ANSWER_CASES) == {2}
        found = staff.present(session, "token", datetime.now(UTC))
        assert found
        assert found[0] is wang
        row = session.scalars(select(Pass)).one()
        assert row.begun_at == ends - staff.SESSION_LASTS
        assert (row.browser, row.by_link) == ("", False)
