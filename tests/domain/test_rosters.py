"""Lists of units and of staff: every row is judged with its reason, all go in or none, and twice changes nothing."""

import pytest
from sqlalchemy import func, select

from bot.domain import roles, rosters, staff, structure, units
from bot.domain.acts import Act
from bot.domain.roles import Role
from bot.domain.rosters import Fate
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from tests.domain.structure_deeds import Line
from tests.domain.union import officer


def lines(*rows: tuple[str, ...]) -> list[Line]:
    """Rows as a file has them, the first below the headings."""
    return [Line(number, cells) for number, cells in enumerate(rows, 2)]


@pytest.fixture
def head(act: Act) -> Officer:
    """The administrator of 街道, one of two below the top."""
    top = units.top(act)
    officer(act)
    street = units.add(act, "街道", top)
    units.add(act, "另一街道", top)
    act.session.flush()
    return staff.add(act, "王主席", street, [Role.ADMINISTRATOR])


def test_units_go_in_whole_whatever_their_order_and_once(act: Act, head: Officer) -> None:
    rows = lines(("三车间", "二厂"), ("二厂", "街道"), ("一厂", "街道"), ("街道", units.top(act).name))
    assert [row.fate for row in rosters.check_units(act.session, head, rows)] == [Fate.NEW] * 3 + [Fate.SAME]
    new = rosters.take_units_in(act, head, rows)
    act.session.flush()
    by_name = {one.name: one for one in act.session.scalars(select(Unit))}
    assert [one.name for one in new] == ["三车间", "二厂", "一厂"]
    assert by_name["三车间"].parent_id == by_name["二厂"].id
    assert by_name["二厂"].parent_id == by_name["一厂"].parent_id == by_name["街道"].id
    count = act.session.scalar(select(func.count(Unit.id)))
    assert rosters.take_units_in(act, head, rows) == []
    assert act.session.scalar(select(func.count(Unit.id))) == count


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "街道"), "没写单位名称"),
        (("长" * 61, "街道"), "超过 60"),
        (("二厂", ""), "没写上级单位"),
        (("二厂", "没有的"), "上级单位“没有的”不存在"),
        (("二厂", "另一街道"), "上级单位“另一街道”不存在，或者不归您管"),
        (("另一街道", "街道"), "不归您管"),
        (("街道", "另一街道"), "已经有了，在“清河区总工会”下面"),
        (("一厂", "街道"), "和第 2 行重复"),
        (("二厂", "二厂"), "绕回到自己"),
        (("二厂", "三厂"), "“三厂”自己没写上级单位"),
    ],
)
def test_a_wrong_row_says_why_and_nothing_goes_in(act: Act, head: Officer, row: tuple[str, ...], why: str) -> None:
    rows = lines(("一厂", "街道"), row, ("三厂", ""))
    found = rosters.check_units(act.session, head, rows)
    assert [one.fate for one in found][:2] == [Fate.NEW, Fate.WRONG]
    assert why in found[1].why
    with pytest.raises(Refusal, match="一行也没有导入"):
        rosters.take_units_in(act, head, rows)
    assert units.named(act.session, "一厂") is None


def test_a_circle_among_several_rows_is_found(act: Act, head: Officer) -> None:
    found = rosters.check_units(act.session, head, lines(("甲", "乙"), ("乙", "丙"), ("丙", "甲"), ("丁", "甲")))
    assert {row.why for row in found} == {rosters.CIRCLE}


def test_the_name_of_a_closed_unit_is_free_and_leads_nowhere(act: Act, head: Officer) -> None:
    structure.add(act, head, "一厂", act.session.get_one(Unit, head.unit_id)).closed_at = act.now
    assert [row.fate for row in rosters.check_units(act.session, head, lines(("一厂", "街道")))] == [Fate.NEW]
    found = rosters.check_units(act.session, head, lines(("二厂", "一厂")))
    assert "上级单位“一厂”不存在" in found[0].why


def test_staff_go_in_with_roles_and_links_and_once(act: Act, head: Officer) -> None:
    rows = lines(("周部长", "街道", "经办人、活动组织员"), ("吴干事", "街道", "只看不办"), ("王主席", "街道", "管理员"))
    added = rosters.take_staff_in(act, head, rows)
    act.session.flush()
    assert [one.name for one, _ in added] == ["周部长", "吴干事"]
    assert [row.role for row in roles.held(act.session, added[0][0])] == ["handler", "organiser"]
    entered, _ = staff.enter(act, added[1][1])
    assert entered is added[1][0]
    assert rosters.take_staff_in(act, head, rows) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "街道", "经办人"), "没写姓名"),
        (("长" * 41, "街道", "经办人"), "超过 40"),
        (("周部长", "街道", "经办人"), "和第 2 行重复"),
        (("吴干事", "另一街道", "经办人"), "单位“另一街道”不存在，或者不归您管"),
        (("吴干事", "街道", "局长"), "没有“局长”这个角色；可以写：管理员、"),
        (("吴干事", "街道", " "), "没写角色"),
        (("王主席", "街道", "经办人"), "单位或角色和表里不同"),
        (("李主任", "街道", "经办人"), "已经有一位在岗"),
    ],
)
def test_an_officer_who_is_wrong_is_told_why_and_nobody_goes_in(
    act: Act, head: Officer, row: tuple[str, ...], why: str
) -> None:
    rows = lines(("周部长", "街道", "经办人"), row)
    found = rosters.check_staff(act.session, head, rows)
    assert [one.fate for one in found] == [Fate.NEW, Fate.WRONG]
    assert why in found[1].why
    with pytest.raises(Refusal, match="有 1 行现在不能导入"):
        rosters.take_staff_in(act, head, rows)
    assert staff.named(act.session, "周部长") is None
