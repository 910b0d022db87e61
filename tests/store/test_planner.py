"""PostgreSQL's planner hears at once of tables that were filled, and only of those."""

from sqlalchemy import insert

from bot.store import planner
from bot.store.database import Database
from bot.store.leases import LeaseRow
from bot.store.pacing import PaceRow

MANY = 20_000


def test_it_is_told_of_what_has_grown(database: Database) -> None:
    with database.write() as session:
        assert planner.inform(session, PaceRow, LeaseRow) == []
        rows = [{"name": "test", "address": f"address-{number}", "tat": 0.0, "free_at": 0.0} for number in range(MANY)]
        session.execute(insert(PaceRow), rows)
        assert planner.inform(session, PaceRow, LeaseRow) == ([] if database.is_sqlite else ["pace"])
        assert planner.inform(session, PaceRow, LeaseRow) == []
