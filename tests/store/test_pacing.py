"""The pace: each message has a slot of its own, and no moment holds more of them than the platform allows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from random import Random
from shutil import copy
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from bot.limits import Limit, Pace
from bot.store import claims, pacing
from bot.store.claims import IN_HAND
from bot.store.database import Database
from bot.store.pacing import AHEAD, PaceRow
from tests.domain.union import at_once
from tests.store.messages import NOW, claim, queue

EVERY = 1 / 29
PACE = Pace("telegram", Limit(EVERY), Limit(1.0))
GROUPS = Pace("telegram", Limit(EVERY), Limit(4.0, burst=5))
WALL = 1_800_000_000.0
CLOSE = 1e-6
"""As near as seconds since 1970 are told apart."""


def reserve(database: Database, wall: float, *addresses: str, pace: Pace = PACE, channel: str = "test") -> list[float]:
    with database.write() as session:
        return pacing.reserve(session, pace, channel, addresses, wall)


def room(database: Database, wall: float, pace: Pace = PACE) -> int:
    with database.read() as session:
        return pacing.room(session, pace, wall)


def most_within(slots: Sequence[float], seconds: float) -> int:
    """The fullest window of that length."""
    return max(sum(begin <= slot < begin + seconds - CLOSE for slot in slots) for begin in slots)


def test_slots_follow_each_other_evenly(database: Database) -> None:
    slots = reserve(database, WALL, *"abcde")
    assert slots == pytest.approx([WALL + number * EVERY for number in range(5)], abs=CLOSE)
    assert reserve(database, WALL, "f") == pytest.approx([WALL + 5 * EVERY], abs=CLOSE)
    assert reserve(database, WALL + 10, "a") == [WALL + 10]
    assert reserve(database, WALL + 10) == []


def test_there_is_room_for_a_moment_and_then_for_none(database: Database) -> None:
    assert room(database, WALL) == int(AHEAD / EVERY) + 1
    reserve(database, WALL, *map(str, range(room(database, WALL))))
    assert room(database, WALL) == 0
    assert room(database, WALL + EVERY) == 1
    assert room(database, WALL + 60) == int(AHEAD / EVERY) + 1


def test_channels_of_one_account_share_its_pace(database: Database) -> None:
    assert reserve(database, WALL, "1") == [WALL]
    (slot,) = reserve(database, WALL, "-1", pace=GROUPS, channel="groups")
    assert slot == pytest.approx(WALL + EVERY, abs=CLOSE)
    assert reserve(database, WALL, "1", pace=Pace("another", Limit(EVERY), Limit(1.0)), channel="another") == [WALL]


@pytest.mark.parametrize(("seconds", "taken"), [(0.0, ["other"]), (0.99, ["other"]), (1.0, ["second", "other"])])
def test_one_who_had_a_message_just_now_is_left_alone(database: Database, seconds: float, taken: list[str]) -> None:
    reserve(database, WALL, "lina")
    queue(database, "second")
    queue(database, "other", to="wang")
    with database.write() as session:
        found = claims.claim(session, {"test": None}, NOW, unless=pacing.blocked(WALL + seconds))
        assert [row.key for row in found] == taken


def test_it_is_known_when_the_first_of_them_may_be_written_to_again(database: Database) -> None:
    reserve(database, WALL, "lina", "wang", "nobody waits for this one")
    reserve(database, WALL, "lina", channel="another")
    queue(database, "a", to="wang")
    queue(database, "b")
    with database.read() as session:
        assert pacing.soonest(session, ["test"], WALL) == pytest.approx(WALL + 1, abs=CLOSE)
        assert pacing.soonest(session, ["test"], WALL + 1) == pytest.approx(WALL + 1 + EVERY, abs=CLOSE)
        assert pacing.soonest(session, ["another"], WALL) is None
    claim(database)
    with database.read() as session:
        assert pacing.soonest(session, ["test"], WALL) is None


def test_a_group_gets_five_at_once_and_then_one_in_four_seconds(database: Database) -> None:
    sent = group_times(database, lambda: 0.25, 10)
    assert [one - WALL for one in sent] == pytest.approx([0, 0.25, 0.5, 0.75, 1, 4, 8, 12, 16, 20], abs=CLOSE)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_minute_of_a_group_holds_more_than_twenty(database: Database, seed: int) -> None:
    random = Random(seed)
    assert most_within(group_times(database, lambda: random.choice([0.2, 0.5, 0.5, 1.0, 7.0, 20.0]), 40), 60) <= 20


def group_times(database: Database, pause: Callable[[], float], count: int) -> list[float]:
    """When so many messages to one group go, where somebody looks again after such pauses."""
    sent, wall = list[float](), WALL
    with database.write() as session:
        while len(sent) < count:
            row = session.get(PaceRow, ("groups", "-1"), populate_existing=True)
            if row is None or row.free_at <= wall:
                sent += pacing.reserve(session, GROUPS, "groups", ["-1"], wall)
            wall += pause()
    return sent


def test_slots_are_given_once_whoever_asks_at_the_same_time(database: Database) -> None:
    for number in range(120):
        queue(database, f"{number}", to=f"m{number}")
    start = Barrier(4, timeout=30)

    def take(_: int) -> list[float]:
        start.wait()
        mine, wall = list[float](), WALL
        while slots := claimed(database, wall):
            mine += slots
            wall += 0.1
        return mine

    slots = sorted(slot for mine in at_once(take, 4) for slot in mine)
    assert len(slots) == 120
    assert min(after - before for before, after in pairwise(slots)) > EVERY - CLOSE
    assert most_within(slots, 1.0) <= 30


def claimed(database: Database, wall: float) -> list[float]:
    """The slots of what one process takes in hand."""
    with database.write() as session:
        rows = claims.claim(session, {"test": None}, NOW, limit=7, unless=pacing.blocked(wall))
        return pacing.reserve(session, PACE, "test", [row.address for row in rows], wall)


REQUESTS = st.lists(
    st.tuples(st.floats(0, 3, allow_nan=False), st.integers(0, IN_HAND), st.integers(0, 3)), min_size=1, max_size=10
)


@pytest.fixture(scope="module")
def emptied(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One SQLite for all the guesses."""
    database = Database(f"sqlite:///{copy(migrated, tmp_path_factory.mktemp('pace') / 'one.db')}")
    yield database
    database.close()


@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(REQUESTS)
def test_whatever_is_asked_for_no_second_holds_more_than_is_allowed(
    emptied: Database, requests: list[tuple[float, int, int]]
) -> None:
    wall, slots, per_address = WALL, list[float](), dict[str, list[float]]()
    with emptied.write() as session:
        for pause, count, person in requests:
            wall += pause
            free = min(pacing.room(session, PACE, wall), count)
            row = session.get(PaceRow, ("test", f"{person}"), populate_existing=True)
            one = [f"{person}"] if free and (row is None or row.free_at <= wall) else []
            given_ = pacing.reserve(session, PACE, "test", [*one, *(f"x{n}" for n in range(free - len(one)))], wall)
            assert all(wall <= slot <= wall + AHEAD + CLOSE for slot in given_)
            slots += given_
            per_address.setdefault(f"{person}", []).extend(given_[: len(one)])
        session.rollback()
    assert not slots or most_within(slots, 1.0) <= 29
    assert all(most_within(mine, 1.0) == 1 for mine in per_address.values() if mine)


def test_what_limits_nothing_any_more_is_forgotten(database: Database) -> None:
    reserve(database, WALL, "lina")
    reserve(database, WALL + 100, "wang")
    for seconds, left in ((0, 3), (100, 2), (102, 0)):
        with database.write() as session:
            pacing.forget(session, WALL + seconds)
            assert session.scalar(select(func.count()).select_from(PaceRow)) == left


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    statements = list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_many_addresses_are_reserved_by_three_statements(database: Database) -> None:
    people = [f"m{number}" for number in range(500)]
    reserve(database, WALL, *people[:10])
    with counted(database) as statements, database.write() as session:
        slots = pacing.reserve(session, PACE, "test", [*people, "m0"], WALL + 20)
    assert len([one for one in statements if "pace" in one]) == 3
    assert slots == pytest.approx([WALL + 20 + number * EVERY for number in range(501)], abs=CLOSE)
    with database.read() as session:
        tats = {row.address: row.tat for row in session.scalars(select(PaceRow).where(PaceRow.name == "test"))}
    assert len(tats) == 500
    assert tats["m0"] == pytest.approx(slots[-1] + 1, abs=CLOSE)
    assert tats["m499"] == pytest.approx(slots[499] + 1, abs=CLOSE)


def test_whoever_may_look_further_ahead_has_more_room(database: Database) -> None:
    with database.read() as session:
        assert pacing.room(session, PACE, WALL, ahead=1.0) == 30
        assert pacing.room(session, PACE, WALL, ahead=0.0) == 1


def test_those_who_reserve_without_any_other_lock_get_different_slots(database: Database) -> None:
    start = Barrier(4, timeout=30)

    def take(worker: int) -> list[float]:
        start.wait()
        return [slot for turn in range(10) for slot in reserve(database, WALL, f"{worker}-{turn}")]

    slots = sorted(slot for mine in at_once(take, 4) for slot in mine)
    assert min(after - before for before, after in pairwise(slots)) > EVERY - CLOSE
