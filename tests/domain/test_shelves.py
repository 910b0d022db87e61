"""The suggestions that an officer may see, as the store counts and orders them: the same on both databases."""

from datetime import timedelta

import pytest

from bot.domain import reviews, staff, suggestions, units
from bot.domain.acts import Act
from bot.domain.box import State
from bot.domain.roles import Role
from bot.domain.shelves import STATES, Count, Shelf, Shelves, Wanted, waits
from bot.domain.staff import Officer
from tests.domain.union import later, member, officer, suggestion


@pytest.fixture
def clerk(act: Act) -> Officer:
    """The handler of a unit below the top."""
    street = units.add(act, "街道", units.top(act))
    act.session.flush()
    member(act).unit_id = street.id
    return staff.add(act, "赵干事", street, [Role.HANDLER])


def test_every_state_stands_on_one_shelf() -> None:
    assert sorted(state for states in STATES.values() for state in states) == sorted(State)


def test_what_is_counted_is_what_is_listed(act: Act, clerk: Officer) -> None:
    first, second, other = suggestion(act), suggestion(act), suggestion(act, "far")
    suggestions.answer(act, second, clerk, State.DECLINED, "不合规定")
    act.session.flush()
    now = later(act, days=9).now
    for who, seen in ((clerk, [first]), (officer(act), [first, other])):
        shelves = Shelves(act.session, who, now)
        counts = shelves.counts(Wanted())
        assert counts[Shelf.NEW] == Count(len(seen), len(seen))
        assert shelves.stage(Wanted(), Shelf.NEW, 20) == sorted(seen, key=lambda one: (one.due_at, -one.id))
        assert shelves.page(Wanted(shelf=Shelf.DECLINED)).found == [second]
        assert counts[Shelf.DECLINED] == Count(1, 0)
        assert sum(one.all for one in counts.values()) == len(seen) + 1


def test_pages_follow_each_other(act: Act, clerk: Officer) -> None:
    made = [suggestion(act) for _ in range(5)]
    for place, one in enumerate(made):
        one.due_at = act.now + timedelta(days=place)
    act.session.flush()
    shelves = Shelves(act.session, clerk, act.now)
    pages = [shelves.page(Wanted(), number, 2) for number in (1, 2, 3)]
    assert [one for page in pages for one in page.found] == made
    assert [page.more for page in pages] == [True, True, False]


def test_what_waits_is_nobodys_ones_own_and_ones_reviews(act: Act, clerk: Officer) -> None:
    boss, one = officer(act), suggestion(act)
    reader = staff.add(act, "评审员", units.top(act), [Role.READER])
    act.session.flush()
    suggestions.acknowledge(act, one, clerk)
    act.session.flush()
    assert [waits(act.session, who, act.now).all for who in (clerk, boss, reader)] == [1, 0, 0]
    reviews.ask(act, one, clerk, reader)
    act.session.flush()
    assert waits(act.session, reader, act.now) == Count(1, 0)
    assert Shelves(act.session, reader, act.now).first(5) == [one]
    assert Shelves(act.session, reader, act.now).counts(Wanted(mine=True))[Shelf.REVIEW] == Count(1, 0)
    assert waits(act.session, clerk, later(act, days=40).now) == Count(1, 1)
