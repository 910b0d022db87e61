"""What administrators do with officers: within their own units, never to their own harm, no case left behind."""

from collections.abc import Callable

import pytest

from bot.domain import cases, links, outcomes, passwords, roles, staff, staffing, units
from bot.domain.acts import Act
from bot.domain.cases import State
from bot.domain.roles import Role
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from tests.domain.union import case, later, member, officer


class Staff:
    """A union of two levels: its administrator, a street's own administrator, a street's handler, another street."""

    def __init__(self, act: Act) -> None:
        self.top = units.top(act)
        self.street, self.other = units.add(act, "街道", self.top), units.add(act, "另一街道", self.top)
        self.boss = officer(act)
        self.head = staff.add(act, "王主席", self.street, [Role.ADMINISTRATOR])
        self.clerk = staff.add(act, "赵干事", self.street, [Role.HANDLER])
        self.stranger = staff.add(act, "孙干事", self.other, [Role.HANDLER])
        act.session.flush()


@pytest.fixture
def union_staff(act: Act) -> Staff:
    """The staff of a small union."""
    return Staff(act)


def held(act: Act, one: Officer) -> list[tuple[str, int]]:
    return [(row.role, row.unit_id) for row in roles.held(act.session, one)]


def test_one_is_taken_on_with_roles(act: Act, union_staff: Staff) -> None:
    new = staffing.add(act, union_staff.head, " 周部长 ", union_staff.street, [Role.ORGANISER, Role.READER])
    assert (new.name, new.unit_id, new.active) == ("周部长", union_staff.street.id, True)
    assert held(act, new) == [("organiser", new.unit_id), ("reader", new.unit_id)]


@pytest.mark.parametrize(
    ("name", "where", "having", "why"),
    [
        ("", "street", [Role.READER], "写上姓名"),
        (" \n", "street", [Role.READER], "写上姓名"),
        ("长" * 41, "street", [Role.READER], "最多 40"),
        ("赵干事", "street", [Role.READER], "已经有一位在岗"),
        ("周部长", "street", [], "至少选一个角色"),
        ("周部长", "top", [Role.READER], "不是这个单位的管理员"),
        ("周部长", "other", [Role.READER], "不是这个单位的管理员"),
    ],
)
def test_one_is_not_taken_on_just_so(
    act: Act, union_staff: Staff, name: str, where: str, having: list[Role], why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        staffing.add(act, union_staff.head, name, getattr(union_staff, where), having)


def test_an_administrator_sees_to_their_own_units_only(act: Act, union_staff: Staff) -> None:
    head, street = union_staff.head, union_staff.street
    assert staffing.seen_by(act.session, head) == [head, union_staff.clerk]
    assert staffing.own_units(act.session, head) == [street]
    for one in (union_staff.boss, union_staff.stranger):
        for deed in deeds(act, head, one, street):
            with pytest.raises(Refusal, match="不归您管"):
                deed()


def deeds(act: Act, by: Officer, one: Officer, unit: Unit) -> list[Callable[[], object]]:
    """All that can be done with an officer."""
    return [
        lambda: staffing.rename(act, by, one, "新名"),
        lambda: staffing.move(act, by, one, unit),
        lambda: staffing.deactivate(act, by, one),
        lambda: staffing.activate(act, by, one),
        lambda: staffing.give(act, by, one, Role.READER, unit),
        lambda: staffing.take(act, by, one, Role.HANDLER, unit),
        lambda: staffing.link(act, by, one),
    ]


def test_one_who_may_more_elsewhere_is_not_got_hold_of(act: Act, union_staff: Staff) -> None:
    """A link for them would give the one who made it what they may do at the top."""
    roles.give(act, union_staff.clerk, Role.READER, union_staff.top)
    with pytest.raises(Refusal, match="管不到的单位还有角色"):
        staffing.link(act, union_staff.head, union_staff.clerk)
    assert staffing.link(act, union_staff.boss, union_staff.clerk)


def test_no_role_is_given_where_one_is_no_administrator(act: Act, union_staff: Staff) -> None:
    for unit in (union_staff.top, union_staff.other):
        with pytest.raises(Refusal, match="不是这个单位的管理员"):
            staffing.give(act, union_staff.head, union_staff.clerk, Role.HANDLER, unit)


def test_nobody_gets_rid_of_oneself(act: Act, union_staff: Staff) -> None:
    boss, top = union_staff.boss, union_staff.top
    refused: list[Callable[[], object]] = [
        lambda: staffing.deactivate(act, boss, boss),
        lambda: staffing.move(act, boss, boss, union_staff.street),
        lambda: staffing.take(act, boss, boss, Role.ADMINISTRATOR, top),
    ]
    for deed in refused:
        with pytest.raises(Refusal, match="另一位管理员"):
            deed()
    with pytest.raises(Refusal, match="我的账号"):
        staffing.link(act, boss, boss)
    staffing.give(act, boss, boss, Role.HANDLER, top)
    staffing.take(act, boss, boss, Role.HANDLER, top)
    assert held(act, boss) == [("administrator", top.id)]


def free(one: cases.Case) -> None:
    assert one.officer_id is None
    assert one.state == State.NEW


def taken(act: Act, one: Officer, unit: Unit) -> cases.Case:
    """A case of a unit that an officer has, answered, so that its clock runs for long."""
    member(act).unit_id = unit.id
    act.session.flush()
    found = case(act)
    cases.reply(act, found, one, "收到")
    return found


def test_one_who_leaves_is_out_and_leaves_no_case_behind(act: Act, union_staff: Staff) -> None:
    clerk = union_staff.clerk
    passwords.set_password(act, clerk, "correct-horse-9")
    _, session = staff.enter(act, staff.sign_in_link(act, clerk))
    link, code = staff.sign_in_link(act, clerk), links.offer_account(act, clerk)
    one, closed = taken(act, clerk, union_staff.street), taken(act, clerk, union_staff.street)
    outcomes.resolve(act, closed, clerk, "好了")
    due = one.due_at
    staffing.deactivate(later(act, hours=1), union_staff.head, clerk)
    free(one)
    assert one.unit_id == union_staff.street.id
    assert one.due_at
    assert due
    assert one.due_at < due, "due as if it were new"
    assert closed.officer_id == clerk.id
    assert staff.of_session(act.session, session, act.now) is None
    assert passwords.of_name(act.session, clerk.name) is None
    for deed in (lambda: staff.enter(act, link), lambda: links.link_account(act, code, "test", "1")):
        with pytest.raises(Refusal):
            deed()
    cases.add(later(act, hours=2), closed, "又没发")
    free(closed)


def test_a_case_that_is_due_sooner_stays_so(act: Act, union_staff: Staff) -> None:
    member(act).unit_id = union_staff.street.id
    one = case(act)
    cases.take(act, one, union_staff.clerk)
    due = one.due_at
    staffing.deactivate(later(act, hours=2), union_staff.head, union_staff.clerk)
    assert one.due_at == due


def test_one_comes_back_with_the_roles_they_had(act: Act, union_staff: Staff) -> None:
    head, clerk = union_staff.head, union_staff.clerk
    before = held(act, clerk)
    staffing.deactivate(act, head, clerk)
    with pytest.raises(Refusal, match="已停用"):
        staffing.link(act, head, clerk)
    namesake = staffing.add(act, head, clerk.name, union_staff.street, [Role.READER])
    with pytest.raises(Refusal, match="已经有一位在岗"):
        staffing.activate(act, head, clerk)
    staffing.rename(act, head, namesake, "赵小干事")
    staffing.activate(act, head, clerk)
    assert clerk.active
    assert held(act, clerk) == before


def test_one_who_moves_takes_the_roles_along_and_no_case_out_of_sight(act: Act, union_staff: Staff) -> None:
    clerk, other = union_staff.clerk, union_staff.other
    roles.give(act, clerk, Role.READER, union_staff.top)
    one = taken(act, clerk, union_staff.street)
    staffing.move(act, union_staff.boss, clerk, other)
    assert held(act, clerk) == [("handler", other.id), ("reader", union_staff.top.id)]
    free(one)
    again = taken(act, clerk, other)
    staffing.move(act, union_staff.boss, clerk, union_staff.top)
    assert again.officer_id == clerk.id, "seen from the top as well"


def test_who_loses_the_role_loses_the_cases(act: Act, union_staff: Staff) -> None:
    one = taken(act, union_staff.clerk, union_staff.street)
    staffing.give(act, union_staff.head, union_staff.clerk, Role.READER, union_staff.street)
    assert one.officer_id
    staffing.take(act, union_staff.head, union_staff.clerk, Role.HANDLER, union_staff.street)
    free(one)


def test_a_new_name_is_the_name_for_signing_in(act: Act, union_staff: Staff) -> None:
    passwords.set_password(act, union_staff.clerk, "correct-horse-9")
    staffing.rename(act, union_staff.head, union_staff.clerk, "赵组长")
    assert passwords.of_name(act.session, "赵组长") is union_staff.clerk
    staffing.rename(act, union_staff.head, union_staff.clerk, "赵组长")
