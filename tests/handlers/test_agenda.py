"""Activities in the phone's calendar, asked for in a talk: a link where phones reach the server, else a file."""

import re
from collections.abc import Iterator
from uuid import uuid4

import icalendar
import pytest
from sqlalchemy import select

from bot.app import App
from bot.config import Config, Web
from bot.domain import agendas, members, plans, registrations, units
from bot.domain.acts import OPERATOR
from bot.domain.events import coded
from bot.messages import Address, Incoming
from bot.store import files
from bot.store.database import Database
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from scheduler.forgetting import forget_talks
from tests.conftest import UNION, Clock
from tests.talk import ROOT

LINA = Address("test", "lina")
PUBLIC = "https://gonghui.example.cn"

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture(params=[PUBLIC, "http://127.0.0.1:8000"], ids=["public", "here"])
def app(
    request: pytest.FixtureRequest, config: Config, knowledge: KnowledgeBase, clock: Clock, database: Database
) -> Iterator[App]:
    """The account with the tests' plan, once where members' phones reach it, once where none does."""
    known = config.model_copy(update={"web": Web(public_url=request.param)})
    with App(known, clock=clock, knowledge=knowledge, database=database) as one:
        with one.act(OPERATOR) as act:
            units.add(act, UNION)
            plans.take_in(act, plans.read(ROOT / "plan.toml"))
        yield one


def says(app: App, *texts: str) -> str:
    replies = [app.turn(Incoming(LINA, uuid4().hex, text)) for text in texts]
    return "\n".join(reply.text for reply in replies[-1])


def sign_up(app: App) -> None:
    with app.act(OPERATOR) as act:
        event = coded(act.session, "party")
        assert event
        registrations.join(act, event, members.meet(act, LINA), LINA, name="李娜")


def sent(app: App) -> list[list[str]]:
    """The titles in each calendar file that was queued."""
    with app.act() as act:
        rows = act.session.scalars(select(Outgoing).where(Outgoing.address == LINA.id).order_by(Outgoing.id)).all()
        kept = [files.fetch(act.session, file.key) for row in rows for file in row.files]
        return [
            [str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(file.content).walk("VEVENT")]
            for file in kept
            if file
        ]


here = pytest.mark.parametrize("app", ["http://127.0.0.1:8000"], indirect=True)
public = pytest.mark.parametrize("app", [PUBLIC], indirect=True)


@public
def test_the_link_in_the_talk_opens_the_members_calendar_until_another_is_asked_for(app: App) -> None:
    first = says(app, "加到日历")
    assert "报名成功" not in first
    tokens = re.findall(r"https://gonghui\.example\.cn/calendars/(\S+)\.ics", first)
    assert f"webcal://gonghui.example.cn/calendars/{tokens[0]}.ics\n" in first
    assert "请别转给别人" in first
    second = re.findall(r"https://\S+/calendars/(\S+)\.ics", says(app, "换日历链接"))
    with app.act() as act:
        assert agendas.opened(act.session, tokens[0]) is None
        member = agendas.opened(act.session, second[0])
        assert member is members.meet(act, LINA)
    assert sent(app) == []


@public
def test_one_event_is_a_public_link_and_what_has_no_day_is_refused(app: App) -> None:
    assert f"{PUBLIC}/events/party.ics" in says(app, "加到日历：冬至联欢会")
    assert f"{PUBLIC}/events/chess.ics" in says(app, "加到日历 chess")
    assert "日期还没定" in says(app, "加到日历：年度总结")
    assert "没有找到“火星旅行”" in says(app, "加到日历：火星旅行")


@here
def test_where_no_phone_reaches_the_server_the_file_comes_into_the_talk(app: App, clock: Clock) -> None:
    assert "还没有报名定好日期的活动" in says(app, "加到日历")
    sign_up(app)
    assert "日历文件单独发一条" in says(app, "我的日历")
    assert "日历文件单独发一条" in says(app, "加到日历：象棋比赛")
    assert sent(app) == [["冬至联欢会"], ["象棋比赛"]]
    assert "127.0.0.1" not in says(app, "换日历链接")
    assert "刚才已经发过了" in says(app, *["加到日历"] * 2)
    before = len(sent(app))
    clock.forward(days=4)
    forget_talks(app.act)
    assert (before, sent(app)) == (3, [])
