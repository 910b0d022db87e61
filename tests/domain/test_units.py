"""Units: a tree with one top, however many come first."""

from sqlalchemy import func, select

from bot.domain import members, units
from bot.domain.acts import Act
from bot.domain.units import Unit
from tests.conftest import UNION
from tests.domain.union import Union, address, at_once


def test_a_unit_knows_what_is_above_and_below(act: Act) -> None:
    district = units.add(act, "区")
    street, trade = units.add(act, "街道", district), units.add(act, "行业", district)
    plant = units.add(act, "企业", street)
    assert units.root(act.session) is district
    assert units.subtree(act.session, district.id) == {district.id, street.id, trade.id, plant.id}
    assert units.subtree(act.session, street.id) == {street.id, plant.id}
    assert units.subtree(act.session, plant.id) == {plant.id}
    assert units.above(act.session, plant.id) is street
    assert units.above(act.session, district.id) is None
    assert units.named(act.session, "行业") is trade
    assert units.named(act.session, "没有") is None


def test_a_circle_in_the_tree_ends(act: Act) -> None:
    one = units.add(act, "甲")
    two = units.add(act, "乙", one)
    one.parent_id = two.id
    assert units.subtree(act.session, one.id) == {one.id, two.id}


def test_the_top_is_named_after_the_union_and_made_once(act: Act) -> None:
    assert units.root(act.session) is None
    top = units.top(act)
    assert (top.name, top.parent_id) == (UNION, None)
    assert units.top(act) is top


def test_members_who_come_first_at_once_find_one_top(union: Union) -> None:
    def meet(number: int) -> int:
        with union.act() as act:
            return members.meet(act, address(f"m{number}")).unit_id

    assert len(set(at_once(meet, 10))) == 1
    with union.act() as act:
        assert act.session.scalar(select(func.count()).select_from(Unit)) == 1
