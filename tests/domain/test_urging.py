"""What is late climbs from chair to chair; nobody who waits for an answer is forgotten."""

from collections.abc import Callable

import pytest

from bot.domain import staff, suggestions, units, urging
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.roles import Role
from bot.domain.staff import Officer
from tests.domain.union import later, member, outgoing, suggestion
from tests.domain.work_deeds import Pair, assign, carried_out, verified


@pytest.fixture
def three(act: Act) -> tuple[Suggestion, list[Officer]]:
    """A suggestion of a workshop, and the chairs of the workshop, of the trade above it, of the top."""
    top = units.top(act)
    trade = units.add(act, "行业工会", top)
    act.session.flush()
    shop = units.add(act, "机修车间", trade)
    act.session.flush()
    chairs = [staff.add(act, f"{unit.name}主席", unit, [Role.CHAIR]) for unit in (shop, trade, top)]
    member(act).unit_id = shop.id
    act.session.flush()
    return suggestion(act), chairs


def late(act: Act) -> list[Suggestion]:
    return urging.overdue(act.session, act.now)


def test_it_climbs_from_chair_to_chair_and_stays_at_the_top(act: Act, three: tuple[Suggestion, list[Officer]]) -> None:
    one, chairs = three
    assert late(act) == []
    assert one.due_at
    for number, chair in enumerate([*chairs, chairs[-1]], 1):
        act = later(act, days=8)
        assert late(act) == [one]
        urging.climb(act, one)
        assert (one.officer_id, one.climbed) == (chair.id, number)
        assert one.due_at > act.now
        assert late(act) == []
    told = [row.text for row in outgoing(act)]
    assert len(told) == 3
    assert ["机修车间" in told[0], "行业工会" in told[1], "没有受理，对不起" in told[2]] == [True, True, True]


def test_a_chair_who_has_it_already_or_is_away_is_passed_over(
    act: Act, three: tuple[Suggestion, list[Officer]]
) -> None:
    one, (shop, trade, top) = three
    suggestions.acknowledge(act, one, shop)
    trade.away_from = trade.away_until = later(act, days=40).today
    act = later(act, days=40)
    urging.climb(act, one)
    assert one.officer_id == top.id
    assert "没有答复" in outgoing(act)[-1].text


def test_with_nobody_above_it_stays_and_its_proposer_hears_of_it_once(act: Act) -> None:
    one = suggestion(act)
    for days in (8, 20, 40):
        urging.climb(later(act, days=days), one)
    assert (one.officer_id, one.climbed) == (None, 3)
    assert [("正在催办" in row.text) for row in outgoing(act)] == [True]


@pytest.mark.parametrize(
    ("prepare", "days", "words"),
    [(carried_out, 380, "没有核实效果"), (verified, 31, "没有发奖励")],
)
def test_works_effects_and_awards_climb_too(act: Act, prepare: Callable[[Act], Pair], days: int, words: str) -> None:
    one, li = prepare(act)
    boss = staff.add(act, "主席", units.top(act), [Role.CHAIR])
    then = later(act, days=days)
    assert late(then) == [one]
    urging.climb(then, one)
    assert (one.officer_id, li.id != boss.id) == (boss.id, True)
    assert words in outgoing(act)[-1].text
    if one.status is State.CARRIED_OUT:
        assign(then, one, li)
        assert late(then) == []
