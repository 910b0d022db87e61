"""A member comes by a link: an event by code or by number, a unit, a case; anything else is the menu."""

import uuid
from collections.abc import Callable

import pytest

from bot.app import App
from bot.domain import events, members, plans, registrations, squadcodes, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.events import Event
from bot.messages import Address, Incoming, Reply
from handlers import arrival
from tests.conftest import UNION
from tests.domain.squad_union import contest, team
from tests.talk import ROOT

Says = Callable[[str], Reply]
LINA = Address("test", "lina")


@pytest.fixture
def app(app: App) -> App:
    """With a year's plan."""
    with app.act(OPERATOR) as act:
        plans.take_in(act, plans.read(ROOT / "plan.toml"))
    return app


@pytest.fixture
def says(app: App) -> Says:
    return lambda text: app.turn(Incoming(LINA, uuid.uuid4().hex, text))[-1]


def signable(app: App) -> Event:
    """What one person can sign up for."""
    with app.act(OPERATOR) as act:
        return signable_in(act)


def signable_in(act: Act) -> Event:
    return next(event for event in events.open_for_signup(act) if not event.team_least)


def test_an_event_by_its_code_or_by_its_number(app: App, says: Says) -> None:
    event = signable(app)
    by_code = says(f"/start event-{event.code}")
    assert "报名用什么名字" in by_code.text
    says("取消")
    assert says(f"/start event-{event.id}").text == by_code.text


def test_a_code_of_figures_is_a_code_first(app: App, says: Says) -> None:
    event = signable(app)
    with app.act(OPERATOR) as act:
        other = next(one.id for one in events.every(act.session) if one.id != event.id)
        act.session.get_one(Event, event.id).code = str(other)
    says(f"/start event-{other}")
    assert f"1. 活动：{event.title}" in says("李娜").text


@pytest.mark.parametrize("number", ["0", "999999", str(2**31), "9" * 60, "９", "²"])
def test_there_is_no_such_event(says: Says, number: str) -> None:
    assert "没有找到" in says(f"/start event-{number}").text


@pytest.mark.parametrize("number", ["0", "999999", str(2**31), "9" * 60, "甲"])
def test_there_is_no_such_unit(says: Says, number: str) -> None:
    assert says(f"/start unit-{number}").text == arrival.NO_UNIT


def test_a_unit_by_its_number(app: App, says: Says) -> None:
    with app.act(OPERATOR) as act:
        number = units.add(act, "机修厂工会", units.root(act.session)).id
        one, lina = signable_in(act), members.meet(act, LINA)
        registrations.join(act, one, lina, LINA)
    asked = says(f"/start unit-{number}")
    assert asked.buttons == ("加入单位：机修厂工会",)
    assert says(asked.buttons[0]).text == "好的，您现在归“机修厂工会”。有事随时在这里说。"
    assert says(f"/start unit-{number}").text == "您已经归“机修厂工会”了。有事随时在这里说。"
    with app.act(OPERATOR) as act:
        ((place, _),) = registrations.of_member(act.session, members.meet(act, LINA))
        assert place.unit_id == number, "her place goes along"


def test_a_case_by_its_number_for_the_one_who_filed_it(app: App, says: Says) -> None:
    for text in ("诉求投诉", "老板三个月不发工资了", "跳过", "跳过", "宏达厂", "跳过", "跳过", "匿名"):
        says(text)
    button = says("提交").buttons[0]
    link = f"/start case-{button.split()[-1]}"
    assert "欠薪：待受理" in says(link).text
    assert "没有找到您名下" in app.turn(Incoming(Address("test", "wang"), "1", link))[-1].text


@pytest.mark.parametrize(
    "text",
    [
        "/start", "/START", "/start 0", "/start EVENT-1", "/start Unit-1", "/START event-1", "/Start event-1",
        "/start event-1 请问怎么报名", "/start\nevent-1\n你好", "/start event-", f"/start {'长' * 3000}",
        "/start event", "/start x-1",
    ],
)  # fmt: skip
def test_whatever_else_a_link_says_it_is_the_menu(says: Says, text: str) -> None:
    assert f"这里是{UNION}的自助服务" in says(text).text


def test_a_team_by_its_code_and_a_code_that_is_none(app: App, says: Says) -> None:
    with app.act(OPERATOR) as act:
        code = squadcodes.of(act.session, team(act, contest(act, code="welders"), "wang"))
    assert "没有找到这个入队码" in says("/start team-ABCDE23456").text
    assert "您要进的是“宏达队”（宏达机械），参加“技能竞赛”" in says(f"/start team-{code}").text
