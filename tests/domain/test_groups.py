"""Staff groups: one in use for a unit, for the units below that have none, and for nobody else's."""

import pytest
from sqlalchemy import select

from bot.domain import audit, groups, links, units
from bot.domain.acts import Act
from bot.domain.groups import StaffGroup
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from tests.domain.union import Union, at_once, later, officer


def linked(act: Act, chat: str = "-100", unit: Unit | None = None, by: Officer | None = None) -> StaffGroup:
    """A group of a unit (the top), linked by an officer of it."""
    unit = unit or units.top(act)
    code = links.offer_group(act, by or officer(act, unit=unit), unit)
    return groups.link(act, code, "test", chat, "诉求工作群")


def test_a_code_makes_a_group_a_units(act: Act) -> None:
    li, top = officer(act), units.top(act)
    code = links.offer_group(act, li, top)
    group = groups.link(act, code, "test", "-100", "诉求工作群", forum=True)
    assert (group.unit_id, group.officer_id, group.title, group.forum) == (top.id, li.id, "诉求工作群", True)
    assert (group.linked_at, group.left_at) == (act.now, None)
    assert groups.of_chat(act.session, "test", "-100") is group
    assert groups.of_chat(act.session, "other", "-100") is None
    assert groups.in_use(act.session) == [group]
    with pytest.raises(Refusal, match="用过了"):
        groups.link(act, code, "test", "-200", "另一个群")


def test_a_code_for_an_account_links_no_group(act: Act) -> None:
    code = links.offer_account(act, officer(act))
    with pytest.raises(Refusal, match="私聊发给我"):
        groups.link(act, code, "test", "-100", "诉求工作群")


@pytest.mark.parametrize("minutes", [30, 600])
def test_a_code_that_is_too_old_links_no_group(act: Act, minutes: int) -> None:
    code = links.offer_group(act, officer(act), units.top(act))
    with pytest.raises(Refusal, match="已过期"):
        groups.link(later(act, minutes=minutes), code, "test", "-100", "诉求工作群")
    assert groups.in_use(act.session) == []


def test_another_group_takes_the_place_of_the_first(act: Act) -> None:
    first = linked(act)
    second = linked(later(act, days=1), "-200")
    assert first.left_at == second.linked_at
    assert groups.of_chat(act.session, "test", "-100") is None
    assert groups.in_use(act.session) == [second]
    assert [row.action for row in audit.trail(act.session, first)] == ["group.linked", "group.unlinked"]


def test_a_group_that_was_used_before_is_taken_in_use_again(act: Act) -> None:
    group = linked(act)
    groups.unlink(act, group)
    groups.unlink(act, group)
    assert group.left_at == act.now
    assert groups.in_use(act.session) == []
    assert linked(later(act, days=1)) is group
    assert groups.of_chat(act.session, "test", "-100") is group
    actions = [row.action for row in audit.trail(act.session, group)]
    assert actions == ["group.linked", "group.unlinked", "group.linked"]


def test_a_group_may_go_to_another_unit_of_the_same_staff(act: Act) -> None:
    street = units.add(act, "街道", units.top(act))
    li = officer(act)
    group = linked(act, by=li)
    assert linked(act, unit=street, by=li) is group
    assert group.unit_id == street.id
    assert groups.in_use(act.session) == [group]


def test_a_guest_does_not_take_a_group_away_from_its_unit(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    group = linked(act, unit=street)
    with pytest.raises(Refusal, match="“街道”的工作群"), act.session.begin_nested():
        linked(act, unit=trade)
    assert groups.in_use(act.session) == [group]
    assert group.unit_id == street.id
    groups.unlink(act, group)
    assert linked(act, unit=trade).unit_id == trade.id


def test_a_group_that_became_a_supergroup_has_another_id(act: Act) -> None:
    group = linked(act)
    groups.moved(act, group, "-100200")
    groups.moved(act, group, "-100200")
    assert groups.of_chat(act.session, "test", "-100") is None
    assert groups.of_chat(act.session, "test", "-100200") is group
    assert [row.action for row in audit.trail(act.session, group)] == ["group.linked", "group.moved"]


def test_where_the_new_id_is_linked_already_the_old_group_ends(act: Act) -> None:
    street = units.add(act, "街道", units.top(act))
    old, new = linked(act), linked(act, "-200", street)
    groups.moved(act, old, "-200")
    assert groups.in_use(act.session) == [new]
    assert groups.of_chat(act.session, "test", "-200") is new


def test_a_title_changes_and_is_no_longer_than_it_may_be(act: Act) -> None:
    group = linked(act)
    groups.renamed(act, group, f"诉求\u202e\x00{'长' * 300}", forum=True)
    act.session.flush()
    assert group.title == f"诉求{'长' * 126}"
    assert group.forum


def test_the_nearest_group_up_the_tree_hears_of_a_unit(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    plant = units.add(act, "企业", street)
    everyone = (top, street, trade, plant)
    assert [groups.of_unit(act.session, unit.id) for unit in everyone] == [None] * 4
    at_street = linked(act, "-300", street)
    assert [groups.of_unit(act.session, unit.id) for unit in everyone] == [None, at_street, None, at_street]
    at_top = linked(act)
    assert [groups.of_unit(act.session, unit.id) for unit in everyone] == [at_top, at_street, at_top, at_street]
    assert groups.territory(act.session, at_top) == {top.id, trade.id}
    assert groups.territory(act.session, at_street) == {street.id, plant.id}
    groups.unlink(act, at_street)
    assert groups.territory(act.session, at_street) == set()
    assert groups.territory(act.session, at_top) == {unit.id for unit in everyone}
    assert groups.of_unit(act.session, plant.id) is at_top


def test_who_links_acts_as_the_officer(act: Act) -> None:
    li = officer(act)
    (row,) = audit.trail(act.session, linked(act, by=li))
    assert (row.actor, row.actor_id, row.facts) == ("staff", li.id, {"unit": units.top(act).id})


def test_of_many_groups_linked_to_one_unit_at_once_one_is_in_use(union: Union) -> None:
    with union.act() as act:
        codes = [links.offer_group(act, officer(act, f"干事{number}"), units.top(act)) for number in range(8)]

    def link(number: int) -> int:
        with union.act() as act:
            return groups.link(act, codes[number], "test", str(-number), "群").id

    made = at_once(link, 8)
    with union.act() as act:
        assert len(set(made)) == 8
        assert len(groups.in_use(act.session)) == 1


def test_of_many_who_use_one_code_at_once_one_links_a_group(union: Union) -> None:
    with union.act() as act:
        code = links.offer_group(act, officer(act), units.top(act))

    def link(number: int) -> str:
        with union.act() as act:
            return groups.link(act, code, "test", str(-number), "群").chat

    got = [one for one in at_once(link, 8) if isinstance(one, str)]
    with union.act() as act:
        assert list(act.session.scalars(select(StaffGroup.chat))) == got
        assert len(got) == 1


def test_of_many_units_that_link_one_group_at_once_one_has_it(union: Union) -> None:
    with union.act() as act:
        streets = [units.add(act, f"街道{number}", units.top(act)) for number in range(8)]
        act.session.flush()
        codes = [links.offer_group(act, officer(act, unit=street), street) for street in streets]

    def link(number: int) -> int:
        with union.act() as act:
            return groups.link(act, codes[number], "test", "-100", "群").unit_id

    got = [one for one in at_once(link, 8) if isinstance(one, int)]
    with union.act() as act:
        assert [group.unit_id for group in groups.in_use(act.session)] == got
