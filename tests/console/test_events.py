"""Events in the console: the plan by months, the announcement as members read it, and who signed up."""

from datetime import date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot.config import Notices
from bot.console.app import Desk
from bot.domain import (
    events,
    members,
    questions,
    registrations,
    roles,
    staff,
    units,
    waitlist,
)
from bot.domain.acts import CLOCK, Act
from bot.domain.roles import Role
from bot.messages import Address
from tests.conftest import START, Clock
from tests.console.branch import HOSPITAL, MEMBER, OTHER, PARK, Branch
from tests.domain.union import event as published
from tests.scheduler.brought import tick


@pytest.fixture
def relay(branch: Branch) -> str:
    """A relay that one of each unit signed up for."""
    with branch.desk.act() as act:
        event = _publish(act, "relay", "职工接力赛", starts_at=START + timedelta(days=20), signup=True, seats=20)
        act.session.flush()
        for address, name in ((MEMBER, "张师傅"), (OTHER, "刘护士")):
            registrations.join(act, event, members.meet(act, address), address, name=name)
    return "/console/events/relay"


def _publish(act: object, code: str, title: str, **fields: object) -> events.Event:
    empty = dict.fromkeys(
        (
            "starts_at",
            "ends_at",
            "place",
            "audience",
            "details",
            "signup_opens",
            "signup_closes",
            "seats",
            "team_least",
            "team_women",
        )
    )
    known = {"month": date(2026, 12, 1), "signup": False} | fields
    return events.publish(act, code, "2026 年度计划", title=title, **(empty | known))  # type: ignore[arg-type]


def members_unit(act: Act, address: Address) -> units.Unit:
    return act.session.get_one(units.Unit, members.meet(act, address).unit_id)


def test_an_officer_sees_the_names_of_their_own_unit(wang: TestClient, li: TestClient, relay: str) -> None:
    page = wang.get(relay).text
    assert "张师傅" in page
    assert "刘护士" not in page
    assert "另有 1 人属于其他单位" in page
    everyone = li.get(relay).text
    assert "张师傅" in everyone
    assert "刘护士" in everyone
    assert MEMBER.id not in everyone + page


@pytest.mark.usefixtures("relay")
def test_the_plan_is_shown_by_month_with_the_announcement(li: TestClient) -> None:
    page = li.get("/console/events?month=2026-12").text
    assert "已报 <b>2</b>" in page
    assert "【12月活动预告】" in page
    assert "11月25日起草，批准后发出" in page
    assert "职工接力赛" in li.get("/console").text
    assert li.get("/console/events?month=nonsense").status_code == 200


def test_a_team_is_listed_with_its_leader_whose_phone_is_for_organisers(
    desk: Desk, li: TestClient, wang: TestClient
) -> None:
    team = registrations.Team("飞毛腿", 5, 2, "孙队长", "13711112222")
    with desk.act() as act:
        event = _publish(
            act, "tug", "拔河", starts_at=START + timedelta(days=9), signup=True, team_least=4, team_women=1
        )
        act.session.flush()
        registrations.join(act, event, members.meet(act, MEMBER), MEMBER, team=team)
    page = li.get("/console/events/tug").text
    assert all(word in page for word in ("飞毛腿", "孙队长", "13711112222", "5（2）", "1 队"))
    assert "13711112222" in wang.get("/console/events/tug").text
    with desk.act() as act:
        officer = staff.named(act.session, "王干事")
        assert officer
        roles.take(act, officer, Role.ORGANISER, act.session.get_one(units.Unit, officer.unit_id))
    page = wang.get("/console/events/tug").text
    assert "孙队长" in page
    assert "13711112222" not in page


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime.fromisoformat("2026-12-02T00:00Z"), "发完了，共 3 人"),
        (datetime.fromisoformat("2026-12-20T00:00Z"), "错过了，没有发"),
    ],
)
def test_what_went_out_by_the_clock_is_told(
    li: TestClient, branch: Branch, clock: Clock, now: datetime, words: str
) -> None:
    clock.now = now
    with branch.desk.act() as act:
        members.meet(act, Address("web", "third")).met_at = START
        own = act.config.model_copy(update={"notices": Notices(announce_unapproved=True)})
        tick(Act(act.session, act.now, CLOCK, own))
        tick(Act(act.session, act.now, CLOCK, own))
    li.get("/console/enter", params={"token": branch.link("李主任")})
    page = li.get("/console/events?month=2026-12").text
    assert "2026年12月活动预告" in page
    assert words in page


def test_what_nobody_could_answer_is_listed(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        for text, band in (("年假能折现吗", "choices"), ("<b>食堂</b>几点开", "none"), ("年假几天", "answer")):
            questions.record(act, text, band, None)
    page = li.get("/console/questions").text
    assert "年假能折现吗" in page
    assert "&lt;b&gt;食堂" in page
    assert "年假几天" not in page


def test_who_organises_it_calls_an_event_off_and_everyone_is_told(
    li: TestClient, wang: TestClient, branch: Branch, relay: str
) -> None:
    assert wang.post(f"{relay}/cancel").status_code == 422
    assert "取消这个活动" not in wang.get(relay).text
    assert branch.outbox() == []
    assert "报了名的 2 人会马上收到通知" in li.get(relay).text
    assert "活动已取消" in li.post(f"{relay}/cancel").text
    assert {row.address for row in branch.outbox()} == {MEMBER.id, OTHER.id}
    assert "已经取消" in li.post(f"{relay}/cancel").text
    assert len(branch.outbox()) == 2


def test_a_branch_calls_off_what_it_organises_itself(wang: TestClient, li: TestClient, branch: Branch) -> None:
    with branch.desk.act() as act:
        park = members_unit(act, MEMBER)
        _publish(act, "walk", "健步走", starts_at=START + timedelta(days=9), signup=True, host_id=park.id)
        hospital = members_unit(act, OTHER)
        _publish(act, "clinic", "义诊", starts_at=START + timedelta(days=9), signup=True, host_id=hospital.id)
    assert f"{PARK}主办" in wang.get("/console/events/walk").text
    assert "活动已取消" in wang.post("/console/events/walk/cancel").text
    refused = wang.post("/console/events/clinic/cancel")
    assert refused.status_code == 422
    assert f"由“{HOSPITAL}”来办" in refused.text
    assert li.post("/console/events/clinic/cancel").status_code == 200


def test_the_wait_list_is_shown_with_the_names_of_ones_own_unit(
    wang: TestClient, li: TestClient, branch: Branch, relay: str
) -> None:
    assert "等候名单" not in li.get(relay).text
    with branch.desk.act() as act:
        event = events.coded(act.session, "relay")
        assert event
        event.seats = 2
        for number, name in enumerate(("钱师傅", "孙护士")):
            other = Address("web", f"waiting-{number}")
            member = members.meet(act, other)
            if not number:
                members.move(act, member, members_unit(act, MEMBER))
            waitlist.wait(act, event, member, other, name=name)
        registrations.leave(act, event, members.meet(act, OTHER))
    page, everyone = wang.get(relay).text, li.get(relay).text
    assert all(word in page for word in ("等候名单", "共 2 人", "1 个名额正等答复", "钱师傅", "名额留到"))
    assert "孙护士" not in page
    assert "孙护士" in everyone


def test_a_draft_is_there_only_for_those_who_organise_it(wang: TestClient, li: TestClient, branch: Branch) -> None:
    with branch.desk.act() as act:
        published(act, "top-draft", title="总工会的草稿", draft=True)
        published(act, "park-draft", title="园区的草稿", draft=True, host_id=members_unit(act, MEMBER).id)
    for view in ("", "&view=calendar"):
        mine, everything = (who.get(f"/console/events?month=2026-12{view}").text for who in (wang, li))
        assert "园区的草稿" in mine
        assert "总工会的草稿" not in mine
        assert "总工会的草稿" in everything
    assert wang.get("/console/events/top-draft").status_code == 404
    assert "还是草稿，会员看不到" in wang.get("/console/events/park-draft").text
    assert "草稿" in li.get("/console/events?month=2026-12&stage=draft").text


def test_the_list_is_picked_from_by_stage_and_host(li: TestClient, branch: Branch) -> None:
    with branch.desk.act() as act:
        published(act, "full", title="报满的那个", seats=0)
        published(act, "open", title="还能报的那个", host_id=members_unit(act, OTHER).id)
        host = members_unit(act, OTHER).id
    titles = ("报满的那个", "还能报的那个")

    def shown(query: str) -> list[str]:
        page = (
            li.get(f"/console/events?month=2026-12&{query}").text.partition('<ul class="rows">')[2].partition("</ul>")
        )
        return [title for title in titles if title in page[0]]

    assert shown("") == [*titles]
    assert shown("stage=full") == ["报满的那个"]
    assert shown("stage=open") == shown(f"host={host}") == ["还能报的那个"]
    assert shown("host=top") == ["报满的那个"]
    assert shown("stage=nonsense&host=x") == [*titles]
    assert "没有符合的活动" in li.get("/console/events?month=2026-12&stage=held").text
