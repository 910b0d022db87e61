"""Paper lists: read with doubts, entered whole or not at all, struck without a trace of who it was."""

import json

import pytest

from bot.domain import offers, paperlists, registrations, staff, units, waitlist
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.offers import State
from bot.domain.roles import Role
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from tests.domain.union import address, event, member, officer

PASTED = """姓名，单位，手机，电话
李娜，一厂，，13900001111
王强、,一厂,,1390000
赵敏，一厂
赵敏，一厂
，一厂
孙丽，三厂
周平，,,
"""


@pytest.fixture
def head(act: Act) -> Officer:
    """Who organises at the top; below it there are two plants."""
    found = officer(act)
    for name in ("一厂", "二厂"):
        units.add(act, name, units.top(act))
    act.session.flush()
    return found


def unit(act: Act, name: str) -> int:
    found = units.named(act.session, name)
    assert found
    return found.id


@pytest.mark.usefixtures("head")
def test_each_row_says_what_is_doubtful_of_it_and_nothing_is_guessed(act: Act) -> None:
    one = event(act)
    sheet = paperlists.read(act.session, one, PASTED)
    assert sheet.headed
    told = [(row.number, row.name, row.unit_id is not None, row.phone, row.doubts, row.wrong) for row in sheet.rows]
    assert told == [
        (2, "李娜", True, "+8613900001111", (), ()),
        (3, "王强、", True, None, (), ("“1390000”不像电话号码",)),
        (4, "赵敏", True, None, (), ()),
        (5, "赵敏", True, None, ("和第 4 行同名、同单位",), ()),
        (6, "", True, None, (), ("没写姓名",)),
        (7, "孙丽", False, None, (), ("没有叫“三厂”的单位",)),
        (8, "周平", False, None, ("没写单位，算在主办单位",), ()),
    ]
    assert [row.name for row in sheet.certain] == ["李娜", "赵敏"]


@pytest.mark.parametrize(
    "given", ["李娜 一厂 13900001111 2人", "李娜\t一厂\t13900001111\t2", [["李娜", "一厂", "13900001111", "2"]]]
)
@pytest.mark.usefixtures("head")
def test_without_headings_the_columns_are_in_our_order(act: Act, given: str | list[list[str]]) -> None:
    sheet = paperlists.read(act.session, event(act), given)
    (row,) = sheet.rows
    assert not sheet.headed
    assert (row.name, row.unit, row.phone, row.places) == ("李娜", "一厂", "+8613900001111", 2)
    assert row.doubts == ("这个活动不带同伴，这一行一共 2 位",)


@pytest.mark.usefixtures("head")
def test_who_comes_already_or_is_not_of_the_audience_is_doubtful(act: Act) -> None:
    one = event(act, unit_id=unit(act, "一厂"))
    member(act).unit_id = unit(act, "一厂")
    registrations.join(act, one, member(act), address(), name="李娜")
    rows = paperlists.read(act.session, one, "李娜,一厂\n李娜,二厂\n王强,一厂,,0").rows
    assert [row.doubts for row in rows] == [(paperlists.KNOWN,), (paperlists.NOT_FOR_UNIT,), ()]
    assert rows[2].wrong == (paperlists.NO_COUNT,)


@pytest.mark.parametrize("given", ["", "\n \n", "姓名,单位\n", []])
def test_an_empty_list_says_how_one_is_written(act: Act, given: str | list[list[str]]) -> None:
    with pytest.raises(Refusal, match="一行写一个人"):
        paperlists.read(act.session, event(act), given)


def entered(act: Act, head: Officer, one: Event, text: str) -> int:
    return paperlists.enter(act, head, one, paperlists.read(act.session, one, text).rows)


def test_all_are_entered_or_nobody_is(act: Act, head: Officer) -> None:
    one = event(act, seats=3, unit_seats=2, guests=1)
    with pytest.raises(Refusal, match="要 4 个名额，现在只有 3 个，一个也没有登记"):
        entered(act, head, one, "李娜,一厂,,2\n王强,二厂,,2")
    with pytest.raises(Refusal, match="给“一厂”的要 3 个名额，现在只有 2 个"):
        entered(act, head, one, "李娜,一厂,,2\n王强,一厂")
    with pytest.raises(Refusal, match="第 2 行没有叫“三厂”的单位"):
        entered(act, head, one, "李娜,一厂\n王强,三厂")
    with pytest.raises(Refusal, match="没有选"):
        paperlists.enter(act, head, one, [])
    assert registrations.taken(act.session, one) == 0
    assert entered(act, head, one, "李娜,一厂,13900001111,2\n王强,二厂") == 2
    first, second = registrations.of_event(act.session, one)
    assert (first.name, first.unit_id, first.places, first.phone) == ("李娜", unit(act, "一厂"), 2, "+8613900001111")
    assert (second.source, second.officer_id, second.member_id, second.reply_to) == ("paper", head.id, None, None)


def test_only_who_organises_it_enters_and_strikes(act: Act, head: Officer) -> None:
    one = event(act)
    other = staff.add(act, "二厂的人", act.session.get_one(Unit, unit(act, "二厂")), [Role.ORGANISER])
    rows = paperlists.read(act.session, one, "李娜").rows
    with pytest.raises(Refusal, match="来办"):
        paperlists.enter(act, other, one, rows)
    paperlists.enter(act, head, one, rows)
    (place,) = registrations.of_event(act.session, one)
    with pytest.raises(Refusal, match="来办"):
        paperlists.strike(act, other, one, place)


def test_who_is_struck_leaves_the_place_to_the_next_and_no_name(act: Act, head: Officer) -> None:
    one = event(act, seats=1)
    entered(act, head, one, "李娜,一厂,13900001111")
    waitlist.wait(act, one, member(act, "wang"), address("wang"))
    (place,) = registrations.of_event(act.session, one)
    paperlists.strike(act, head, one, place)
    assert [turn.status for turn in offers.live(act.session, one)] == [State.OFFERED]
    columns = {column.key: str(getattr(place, column.key)) for column in place.__table__.columns}
    assert "李娜" not in json.dumps(columns, ensure_ascii=False)
    assert "13900001111" not in json.dumps(columns)
    assert place.left_at == act.now
    with pytest.raises(Refusal, match="已经不在名单上"):
        paperlists.strike(act, head, one, place)
    mine = waitlist.accept(act, one, member(act, "wang"))
    with pytest.raises(Refusal, match="是自己报名的"):
        paperlists.strike(act, head, one, mine)
