"""One access token for all processes: one of them fetches it, and who dies in doing so holds nobody up for long."""

from typing import Any

import pytest

from bot.store.database import Database
from bot.store.tokens import EARLY, LEASE, SharedToken
from tests.conftest import Clock
from tests.domain.union import at_once

ACCOUNT = "wechat:wx0123456789abcdef"
TOKEN = "1_" + "x" * 510


@pytest.fixture
def one(database: Database, clock: Clock) -> SharedToken:
    return SharedToken(database, clock, ACCOUNT)


@pytest.fixture
def other(database: Database, clock: Clock) -> SharedToken:
    """Another process."""
    return SharedToken(database, clock, ACCOUNT)


def lease(of: SharedToken, stale: str = "") -> Any:
    """The right to fetch, which must be there."""
    found = of.lease(stale)
    assert found is not None
    return found


def test_there_is_none_until_somebody_has_fetched_one(one: SharedToken, other: SharedToken) -> None:
    assert one.current() == ""
    lease(one).keep(TOKEN, 7200)
    assert (one.current(), other.current()) == (TOKEN, TOKEN)


def test_it_is_used_until_shortly_before_its_end(one: SharedToken, other: SharedToken, clock: Clock) -> None:
    lease(one).keep(TOKEN, 7200)
    clock.forward(seconds=7200 - EARLY.total_seconds() - 1)
    assert (one.current(), other.current()) == (TOKEN, TOKEN)
    clock.forward(seconds=1)
    assert (one.current(), other.current()) == ("", "")
    lease(other).keep("2", 7200)
    assert one.current() == "2"


@pytest.mark.parametrize(("seconds", "used"), [(7200, 6900), (601, 301), (400, 200), (60, 30)])
def test_a_short_one_is_used_for_half_its_time(one: SharedToken, clock: Clock, seconds: int, used: int) -> None:
    lease(one).keep(TOKEN, seconds)
    clock.forward(seconds=used - 1)
    assert one.current() == TOKEN
    clock.forward(seconds=1)
    assert one.current() == ""


def test_only_one_fetches_at_a_time(one: SharedToken, other: SharedToken) -> None:
    held = lease(one)
    assert other.lease("") is None
    assert one.lease("") is None
    held.keep(TOKEN, 7200)
    assert other.lease("") is None


def test_of_many_at_once_one_fetches(database: Database, clock: Clock) -> None:
    for stale in ("", "1"):
        found = [one for one in at_once(lambda _: SharedToken(database, clock, ACCOUNT).lease(stale), 12) if one]  # noqa: B023 - used at once
        assert len(found) == 1
        found[0].keep(f"{len(stale) + 1}", 7200)


def test_a_stale_one_is_replaced_once(one: SharedToken, other: SharedToken) -> None:
    lease(one).keep("1", 7200)
    assert other.current() == "1"
    lease(one, "1").keep("2", 7200)
    assert other.current() == "1", "it is known by heart"
    assert other.lease("1") is None, "it was replaced already"
    assert other.current() == "2"
    assert one.lease("1") is None


def test_who_gives_back_lets_the_next_one_try_at_once(one: SharedToken, other: SharedToken) -> None:
    lease(one).give_back()
    lease(other).keep(TOKEN, 7200)
    assert one.current() == TOKEN
    lease(one, TOKEN).give_back()
    assert other.current() == TOKEN


def test_who_died_while_fetching_is_waited_for_as_long_as_the_lease(
    one: SharedToken, other: SharedToken, clock: Clock
) -> None:
    lease(one)
    clock.now += LEASE
    clock.forward(seconds=-1)
    assert other.lease("") is None
    clock.forward(seconds=1)
    assert other.lease("")
    assert one.lease("") is None


def test_who_comes_back_too_late_changes_nothing(one: SharedToken, other: SharedToken, clock: Clock) -> None:
    late = lease(one)
    clock.now += LEASE
    in_time = lease(other)
    late.keep("late", 7200)
    assert other.current() == ""
    late.give_back()
    assert one.lease("") is None, "the lease is still the other's"
    in_time.keep("in time", 7200)
    late.keep("late", 7200)
    late.give_back()
    assert SharedToken(one.database, clock, ACCOUNT).current() == "in time"


def test_accounts_have_each_their_own(one: SharedToken, database: Database, clock: Clock) -> None:
    foreign = SharedToken(database, clock, "wechat:wx-another")
    held = lease(one)
    lease(foreign).keep("foreign", 7200)
    held.keep(TOKEN, 7200)
    assert (one.current(), foreign.current()) == (TOKEN, "foreign")


def test_what_is_known_is_not_asked_for_again(one: SharedToken, other: SharedToken, database: Database) -> None:
    lease(one).keep(TOKEN, 7200)
    assert one.current() == TOKEN
    with database.write() as session:
        session.execute(other_token())
    assert (one.current(), other.current()) == (TOKEN, "changed")


def other_token() -> Any:
    from sqlalchemy import update

    from bot.store.tokens import AccessToken

    return update(AccessToken).values(token="changed")
