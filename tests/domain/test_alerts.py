"""Early warnings: raised once by three people or by one who speaks for many, grown, closed, raised anew."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.domain import alerts, audit, cases, outcomes, staff, units
from bot.domain.acts import Act
from bot.domain.alerts import LEAST, WINDOW, Alert, AlertCase, Reason
from bot.domain.audit import AuditRow
from bot.domain.casebook import Case
from bot.domain.cases import Story
from bot.domain.roles import Role
from bot.errors import Refusal
from bot.messages import Address
from tests.domain.union import Union, address, at_once, case, later, member, officer, outgoing

NAMES = ("清河区宏达机械制造有限公司", "宏达机械", "洪达机械厂", "宏达", "宏达机械清河分公司")
WORDS = "已和企业谈妥，月底前付清。"
MANY = "我们几十个工友都没发工资，大家推我来说。"


def found(act: Act) -> list[Alert]:
    act.session.flush()
    return list(act.session.scalars(select(Alert).order_by(Alert.id)))


def trail(act: Act) -> list[tuple[str, int, int]]:
    rows = act.session.scalars(select(AuditRow).where(AuditRow.subject == "alert").order_by(AuditRow.id))
    return [(row.action, row.facts.get("people", 0), row.facts.get("cases", 0)) for row in rows]


def three(act: Act) -> list[Case]:
    return [case(act, who, employer=name) for who, name in zip("abc", NAMES, strict=False)]


def test_three_people_who_name_one_employer_raise_one_alert_and_more_let_it_grow(act: Act) -> None:
    first, second = case(act, "a", employer=NAMES[0]), case(act, "b", employer=NAMES[1])
    case(act, "x", employer="宏达物流")
    case(act, "y", employer="宏远机械")
    assert found(act) == []
    third = case(act, "c", employer=NAMES[2])
    (alert,) = found(act)
    assert (alert.reason, alert.people, alert.unit_id) == (Reason.SEVERAL, 3, units.top(act).id)
    assert [one.id for one in alerts.cases_of(act.session, alert)] == [third.id, second.id, first.id]
    fourth = case(act, "d", employer=NAMES[3])
    assert found(act) == [alert]
    assert (alert.people, alerts.of_case(act.session, fourth)) == (4, [alert])
    assert trail(act) == [("alert.raised", 3, 3), ("alert.grown", 4, 4)]
    assert outgoing(act) == []


def test_people_are_counted_and_not_cases_and_the_number_tells_nothing_of_who_stays_unknown(act: Act) -> None:
    """One from two chats is one person; the same person unknown is another one, whatever they file."""
    lina = member(act, "a")
    case(act, "a", employer=NAMES[0])
    cases.file(act, lina, Address("wechat", "a2"), "other", Story("欠我加班费", employer=NAMES[1]))
    case(act, "a", employer=NAMES[1], anonymous=True)
    case(act, "a", employer=NAMES[2], anonymous=True)
    assert found(act) == []
    case(act, "c", employer=NAMES[2], anonymous=True)
    (alert,) = found(act)
    assert (alert.people, len(alerts.cases_of(act.session, alert))) == (LEAST, 5)
    rows = act.session.scalars(select(AuditRow).where(AuditRow.subject == "alert"))
    assert [(row.actor, row.actor_id) for row in rows] == [("clock", None)]


def test_what_was_filed_before_the_window_does_not_count_for_a_new_alert_but_grows_an_open_one(act: Act) -> None:
    case(act, "a", employer=NAMES[0])
    then = later(act, seconds=WINDOW.total_seconds() + 1)
    case(then, "b", employer=NAMES[1])
    case(then, "c", employer=NAMES[2])
    assert found(act) == []
    case(then, "d", employer=NAMES[1])
    (alert,) = found(act)
    assert alert.people == 3
    case(later(then, days=40), "e", employer=NAMES[3])
    assert (len(found(act)), alert.people) == (1, 4)


@pytest.mark.parametrize("name", [None, "", "工地", "某公司", "老板"])
def test_a_name_that_could_be_anybodys_raises_nothing(act: Act, name: str | None) -> None:
    for who in "abcd":
        case(act, who, employer=name)
    assert found(act) == []


@pytest.mark.parametrize(
    "tells",
    [
        lambda act: cases.file(act, member(act), address(), "collective", Story("欠薪三个月，请来看看")),
        lambda act: cases.file(act, member(act), address(), "wage_arrears", Story(MANY)),
        lambda act: case(act, facts="工友们要去堵门，想死的心都有"),
        lambda act: cases.add(act, case(act), MANY),
        lambda act: cases.sort(act, case(act), officer(act), "collective"),
    ],
    ids=["kind", "story", "danger", "addition", "sorted"],
)
def test_one_who_speaks_for_many_is_enough(act: Act, tells: Callable[[Act], object]) -> None:
    tells(act)
    (alert,) = found(act)
    assert (alert.reason, alert.people) == (Reason.COLLECTIVE, 1)


def test_who_goes_on_speaking_for_many_raises_no_second_alert(act: Act) -> None:
    one = case(act, facts=MANY, employer=NAMES[0])
    cases.add(act, one, MANY)
    case(act, "b", employer=NAMES[1])
    (alert,) = found(act)
    assert (alert.people, trail(act)) == (2, [("alert.raised", 1, 1), ("alert.grown", 2, 2)])


def test_one_who_speaks_for_many_makes_an_alert_of_several_a_collective_one(act: Act) -> None:
    one = three(act)[0]
    cases.add(act, one, MANY)
    (alert,) = found(act)
    assert alert.reason == Reason.COLLECTIVE
    rows = list(act.session.scalars(select(AuditRow).where(AuditRow.action == "alert.grown")))
    assert [row.facts["notable"] for row in rows] == [True]


def test_it_belongs_to_the_lowest_unit_that_contains_all_its_cases(act: Act) -> None:
    top = units.top(act)
    street, other = units.add(act, "城东街道工会", top), units.add(act, "城西街道工会", top)
    act.session.flush()
    plant, shop = units.add(act, "一厂工会", street), units.add(act, "二厂工会", street)
    act.session.flush()
    chiefs = {unit.name: staff.add(act, f"{unit.name}主席", unit, [Role.CHAIR]) for unit in (top, street, plant, other)}
    reader = staff.add(act, "只看", street, [Role.READER])
    for who, unit in (("a", plant), ("b", plant), ("c", shop), ("d", other)):
        member(act, who).unit_id = unit.id
    three(act)
    (alert,) = found(act)
    assert alert.unit_id == street.id
    sees = {name for name, one in chiefs.items() if alerts.seen_by(act.session, one)}
    closes = {name for name, one in chiefs.items() if alerts.may_close(act.session, one, alert)}
    assert sees == {top.name, street.name, plant.name}
    assert closes == {top.name, street.name}
    assert alerts.seen_by(act.session, reader) == []
    assert alerts.numbered(act.session, chiefs[other.name], alert.id) is None
    case(act, "d", employer=NAMES[1])
    assert alert.unit_id == top.id


def test_an_officer_closes_it_with_words_and_what_comes_later_is_a_new_one(act: Act) -> None:
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    li, below = officer(act), officer(act, "王干事", branch)
    one = three(act)[0]
    (alert,) = found(act)
    with pytest.raises(Refusal, match="怎么处理"):
        alerts.close(act, alert, li, " ")
    with pytest.raises(Refusal, match="清河区总工会"):
        alerts.close(act, alert, below, WORDS)
    alerts.close(act.by(li.actor), alert, li, WORDS)
    assert (alert.closed_at, alert.officer_id, alert.outcome) == (act.now, li.id, WORDS)
    with pytest.raises(Refusal, match="处理完了"):
        alerts.close(act, alert, li, WORDS)
    assert alerts.seen_by(act.session, li) == []
    assert alerts.seen_by(act.session, li, closed=True) == [alert]
    cases.add(act, one, "还没有消息")
    assert found(act) == [alert]
    new = case(later(act, days=1), "d", employer=NAMES[3])
    assert [(one.people, one.closed_at is None) for one in found(act)] == [(3, False), (4, True)]
    assert [one.closed_at is None for one in alerts.of_case(act.session, new)] == [True]
    assert [row.action for row in audit.trail(act.session, alert)] == ["alert.raised", "alert.closed"]


def test_cases_that_ended_count_too(act: Act) -> None:
    outcomes.resolve(act, case(act, "a", employer=NAMES[0]), officer(act), "补发了")
    case(act, "b", employer=NAMES[1])
    case(act, "c", employer=NAMES[2])
    assert [alert.people for alert in found(act)] == [3]


def test_of_three_who_file_at_once_exactly_one_alert_comes(union: Union) -> None:
    with union.act() as act:
        units.top(act)
        for who in range(8):
            member(act, str(who))

    def file(which: int) -> None:
        with union.act() as act:
            case(act, str(which), employer=NAMES[which % len(NAMES)])

    at_once(file, 3)
    with union.act() as act:
        assert [(alert.people, alert.closed_at) for alert in found(act)] == [(3, None)]
    at_once(lambda which: file(which + 3), 5)
    with union.act() as act:
        assert [alert.people for alert in found(act)] == [8]
        assert act.session.scalar(select(func.count()).select_from(AlertCase)) == 8
        assert [row[0] for row in trail(act)] == ["alert.raised", *["alert.grown"] * 5]


def test_of_two_who_speak_for_many_of_one_employer_at_once_one_alert_comes(union: Union) -> None:
    """Nobody issues a number here, which would let only one at a time come so far."""
    with union.act() as act:
        numbers = [case(act, str(who), employer=NAMES[who]).number for who in range(2)]

    def add(which: int) -> None:
        with union.act() as act:
            one = cases.numbered(act.session, numbers[which])
            assert one
            cases.add(act, one, MANY)

    at_once(add, 2)
    with union.act() as act:
        assert [(alert.people, alert.reason) for alert in found(act)] == [(2, Reason.COLLECTIVE)]
