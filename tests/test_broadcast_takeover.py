"""Who may send at all, and who takes over from a process that died."""

import time
from datetime import timedelta

from bot.broadcast.fitness import unfit
from bot.broadcast.takeover import Leases
from bot.store.database import Database


def test_an_engine_that_cannot_run_here_is_known_before(database: Database) -> None:
    assert unfit("sqlite:///a.db", (3, 12), (3, 40, 1))
    assert not unfit("sqlite:///a.db", (3, 11), (3, 40, 1))
    assert not unfit("sqlite:///a.db", (3, 13), (3, 46, 0))
    assert not unfit("postgresql+psycopg:///a", (3, 13), (3, 40, 1))
    assert not unfit(database.url)


def test_a_dead_ones_turns_are_taken_over_by_one_of_the_others(database: Database) -> None:
    long, short = timedelta(seconds=60), timedelta(seconds=0.05)
    dead, one, other = Leases(database, "dead", short), Leases(database, "one", long), Leases(database, "other", long)
    for each in (one, other):
        each.beat()
    assert one.orphans(["one", "other", ""]) == []
    dead.beat()
    time.sleep(0.1)  # the database's own clock says when a lease ends
    assert one.somebody_died()
    assert (one.orphans(["dead", "other"]), other.orphans(["dead", "one"])) == (["dead"], [])
    one.beat()
    assert not other.somebody_died()
    other.end()
    assert one.orphans(["other"]) == ["other"]
