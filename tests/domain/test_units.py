"""Units: a tree with one top, however many come first; who may change it, and that nothing is lost by it."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.domain import cases, filings, groups, members, outcomes, roles, staff, structure, units
from bot.domain.acts import Act
from bot.domain.groups import StaffGroup
from bot.domain.roles import Role
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from tests.conftest import UNION
from tests.domain.union import Union, address, at_once, case, member, officer, suggestion


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


class Tree:
    """The top with its administrator; a street with its own and a handler; a factory below it; another street."""

    def __init__(self, act: Act) -> None:
        self.top = units.top(act)
        self.street, self.other = units.add(act, "街道", self.top), units.add(act, "另一街道", self.top)
        self.factory = units.add(act, "工厂", self.street)
        self.boss = officer(act)
        self.head = staff.add(act, "王主席", self.street, [Role.ADMINISTRATOR])
        self.clerk = staff.add(act, "赵干事", self.street, [Role.HANDLER])
        act.session.flush()


@pytest.fixture
def tree(act: Act) -> Tree:
    """A union of three levels."""
    return Tree(act)


def test_one_adds_and_renames_within_ones_own_units(act: Act, tree: Tree) -> None:
    new = structure.add(act, tree.head, " 二厂 ", tree.factory)
    assert (new.name, new.parent_id) == ("二厂", tree.factory.id)
    structure.rename(act, tree.head, new, "第二工厂")
    structure.rename(act, tree.head, new, "第二工厂")
    assert units.named(act.session, "第二工厂") is new


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (lambda act, tree: structure.add(act, tree.head, "新", tree.other), "“另一街道”不归您管"),
        (lambda act, tree: structure.add(act, tree.clerk, "新", tree.street), "不归您管"),
        (lambda act, tree: structure.add(act, tree.head, " \n", tree.street), "写上单位名称"),
        (lambda act, tree: structure.add(act, tree.head, "长" * 61, tree.street), "最多 60"),
        (lambda act, tree: structure.add(act, tree.head, "另一街道", tree.street), "已经有一个单位叫“另一街道”"),
        (lambda act, tree: structure.rename(act, tree.head, tree.top, "新"), "不归您管"),
        (lambda act, tree: structure.rename(act, tree.head, tree.factory, "街道"), "已经有一个单位"),
        (lambda act, tree: structure.move(act, tree.boss, tree.top, tree.street), "最上级"),
        (lambda act, tree: structure.move(act, tree.boss, tree.street, tree.street), "自己下面"),
        (lambda act, tree: structure.move(act, tree.boss, tree.street, tree.factory), "下级下面"),
        (lambda act, tree: structure.move(act, tree.head, tree.factory, tree.other), "不归您管"),
        (lambda act, tree: structure.move(act, tree.head, tree.street, tree.factory), "上级不归您管"),
        (lambda act, tree: structure.close(act, tree.boss, tree.top), "最上级"),
        (lambda act, tree: structure.close(act, tree.head, tree.street, tree.factory), "上级不归您管"),
        (lambda act, tree: structure.close(act, tree.boss, tree.street, tree.factory), "自己下面"),
        (lambda act, tree: structure.close(act, tree.boss, tree.street), "1 个下级单位、2 位工作人员，不能直接撤销"),
    ],
)
def test_what_may_not_be_is_told_with_the_next_step(
    act: Act, tree: Tree, deed: Callable[[Act, Tree], object], why: str
) -> None:
    before = [(one.name, one.parent_id, one.closed_at) for one in act.session.scalars(select(Unit).order_by(Unit.id))]
    with pytest.raises(Refusal, match=why):
        deed(act, tree)
    after = [(one.name, one.parent_id, one.closed_at) for one in act.session.scalars(select(Unit).order_by(Unit.id))]
    assert after == before


def test_a_unit_that_moves_takes_its_cases_from_those_who_see_it_no_more(act: Act, tree: Tree) -> None:
    member(act).unit_id = tree.factory.id
    one, kept = case(act), case(act)
    cases.take(act, one, tree.clerk)
    cases.take(act, kept, tree.boss)
    structure.move(act, tree.boss, tree.factory, tree.other)
    assert units.line(act.session, tree.factory.id) == [tree.factory.id, tree.other.id, tree.top.id]
    assert (one.officer_id, one.unit_id, kept.officer_id) == (None, tree.factory.id, tree.boss.id)
    assert one.due_at
    assert not filings.may_see(act.session, tree.clerk, one)


def test_a_closed_unit_loses_nobody_and_nothing(act: Act, tree: Tree) -> None:
    lina = member(act)
    lina.unit_id = tree.street.id
    one, idea, past = case(act), suggestion(act), case(act)
    cases.take(act, one, tree.clerk)
    outcomes.resolve(act, past, tree.clerk, "解决了")
    guest = staff.add(act, "孙干事", tree.other, [Role.HANDLER])
    roles.give(act, guest, Role.READER, tree.street)
    act.session.add(StaffGroup(channel="telegram", chat="-1", unit_id=tree.street.id, title="群", forum=False,
                               linked_at=act.now, officer_id=tree.head.id))  # fmt: skip
    structure.close(act, tree.boss, tree.street, tree.other)
    act.session.flush()
    act.session.expire_all()
    home = tree.other.id
    assert [lina.unit_id, one.unit_id, idea.unit_id, tree.clerk.unit_id, tree.factory.parent_id] == [home] * 5
    assert (past.unit_id, tree.street.parent_id, tree.street.closed_at) == (tree.street.id, home, act.now)
    assert one.officer_id == tree.clerk.id
    assert [(row.role, row.unit_id) for row in roles.held(act.session, tree.clerk)] == [("handler", home)]
    assert [(row.role, row.unit_id) for row in roles.held(act.session, guest)] == [("handler", home)]
    assert filings.may_see(act.session, guest, past)
    assert groups.in_use(act.session) == []


def test_who_comes_by_the_code_of_a_closed_unit_finds_the_one_that_took_over(act: Act, tree: Tree) -> None:
    structure.close(act, tree.boss, tree.factory)
    structure.close(act, tree.boss, tree.street, tree.other)
    assert units.numbered(act.session, tree.factory.id) is tree.other
    assert units.named(act.session, "工厂") is None
    assert tree.factory.parent_id == tree.other.id
    with pytest.raises(Refusal, match="已经撤并"):
        structure.rename(act, tree.boss, tree.factory, "新")
    with pytest.raises(Refusal, match="已经撤并"):
        structure.move(act, tree.boss, tree.other, tree.factory)
    assert structure.add(act, tree.boss, "工厂", tree.other).id != tree.factory.id


def test_two_who_move_units_below_each_other_at_once_make_no_circle(union: Union) -> None:
    with union.act() as act:
        tree = Tree(act)
        pair, boss = (tree.street.id, tree.other.id), tree.boss.id

    def move(number: int) -> None:
        with union.act() as act:
            one, other = (act.session.get_one(Unit, pair[(number + at) % 2]) for at in (0, 1))
            structure.move(act, act.session.get_one(Officer, boss), one, other)

    assert sorted(type(one).__name__ for one in at_once(move, 2)) == ["NoneType", "Refusal"]
    with union.act() as act:
        assert len(units.subtree(act.session, tree.top.id)) == act.session.scalar(select(func.count(Unit.id)))
