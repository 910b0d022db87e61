"""The page of one event: how it is arranged, who comes with what they gave, whom to call after a move."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.domain import members, moves, planitems, planlist, registrations, roles, series, staff, units
from bot.domain.acts import Act
from bot.domain.roles import Role
from bot.messages import Address
from tests.conftest import START, Clock
from tests.console.branch import MEMBER, OTHER, PNG, Branch
from tests.domain.union import event as published

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def members_unit(act: Act, address: Address) -> units.Unit:
    return act.session.get_one(units.Unit, members.meet(act, address).unit_id)


def test_an_event_says_all_that_is_arranged_and_where_it_comes_from(li: TestClient, branch: Branch) -> None:
    with branch.desk.act() as act:
        reading = series.Series(title="读书会", created_at=act.now)
        act.session.add(reading)
        act.session.flush()
        one = {"fee": "每人 20 元", "contact": "李主任 8888", "groups": ["women"], "unit_seats": 3, "guests": 2}
        published(act, "one", title="读书会第一场", series_id=reading.id, group_seats={"youth": 4}, **one)
        published(act, "two", title="读书会第二场", series_id=reading.id)
        li_officer = staff.named(act.session, "李主任")
        assert li_officer
        item = planitems.draft(act, li_officer, planlist.read("12月20日 14:00 联欢会", 2026).items, 2026, "年度计划")[0]
        act.session.flush()
        planned = planitems.as_event(act.by(li_officer.actor), li_officer, item).code
    page = li.get("/console/events/one").text
    for words in ("每人 20 元", "李主任 8888", "仅限女职工", "每个单位最多 3 人", "最多 4 人", "每人最多带 2 位"):
        assert words in page
    assert "/console/events/two" in page.partition("同一系列")[2]
    assert f'href="/console/plan/{item.id}"' in li.get(f"/console/events/{planned}").text
    assert "再导入" not in page


def test_the_roll_shows_guests_groups_and_answers_to_those_who_organise(wang: TestClient, branch: Branch) -> None:
    photo = branch.keep("证书.png", "image/png", PNG)
    given = {"name": "diet", "label": "忌口", "shown": "不吃辣", "value": "不吃辣"}
    private = {"name": "health", "label": "身体", "shown": "高血压", "value": "高血压"}
    with branch.desk.act() as act:
        asked = {"name": "health", "label": "身体", "prompt": "身体有什么要照顾的？", "private": True}
        party = published(act, guests=2, questions=[asked])
        act.session.flush()
        for address, name in ((MEMBER, "张师傅"), (OTHER, "刘护士")):
            extras = registrations.Extras(1, ("women",), (given, private), (photo,) if address is MEMBER else ())
            registrations.join(act, party, members.meet(act, address), address, name=name, extras=extras)
        place = registrations.of_event(act.session, party)[0]
    page = wang.get("/console/events/party").text
    assert all(words in page for words in ("张师傅", "同伴 1 位", "女职工", "不吃辣", "高血压", "共 2 人，占 4 个名额"))
    assert "刘护士" not in page
    file = f"/console/events/party/files/{place.id}/{photo.key}"
    assert file in page
    assert wang.get(file).content == PNG
    assert wang.get(f"/console/events/party/files/{place.id + 1}/{photo.key}").status_code == 404
    assert wang.get(f"/console/events/party/files/x/{photo.key}").status_code == 404
    with branch.desk.act() as act:
        officer = staff.named(act.session, "王干事")
        assert officer
        roles.take(act, officer, Role.ORGANISER, members_unit(act, MEMBER))
    page = wang.get("/console/events/party").text
    assert "不吃辣" in page
    assert "高血压" not in page
    assert wang.get(file).status_code == 403


def test_after_a_move_those_without_an_address_are_to_be_called(
    wang: TestClient, li: TestClient, branch: Branch, clock: Clock
) -> None:
    with branch.desk.act() as act:
        party, officer = published(act), staff.named(act.session, "李主任")
        act.session.flush()
        for name, unit in (("老周", members_unit(act, MEMBER).id), ("老吴", members_unit(act, OTHER).id)):
            registrations.enter(act, party, officer, registrations.Source.PAPER, name=name, unit_id=unit,
                                phone="+8613812345678")  # fmt: skip
    assert "要打电话通知" not in li.get("/console/events/party").text
    clock.now += timedelta(hours=1)
    with branch.desk.act() as act:
        fields = {name: getattr(party, name) for name in ("title", "month", "ends_at", "place", "signup", "seats")}
        moves.publish(act, "party", "年度计划", **fields, starts_at=START + timedelta(days=25))
    li.get("/console/enter", params={"token": branch.link("李主任")})
    wang.get("/console/enter", params={"token": branch.link("王干事")})
    everyone, mine = (who.get("/console/events/party").text.partition("要打电话通知")[2] for who in (li, wang))
    assert "老周" in everyone.partition("报名名单")[0]
    assert "老吴" in everyone.partition("报名名单")[0]
    assert "老周" in mine.partition("报名名单")[0]
    assert "老吴" not in mine


def test_a_long_roll_is_cut_and_shown_whole_when_asked(li: TestClient, branch: Branch) -> None:
    with branch.desk.act() as act:
        party = published(act, seats=None)
        act.session.flush()
        home = members_unit(act, MEMBER).id
        act.session.add_all(
            registrations.Registration(event_id=party.id, name=f"工友{number}。", unit_id=home, joined_at=act.now)
            for number in range(230)
        )
    page = li.get("/console/events/party").text
    assert "先列出前 200 人，一共 230 人" in page
    assert "工友199。" in page
    assert "工友200。" not in page
    assert "工友229。" in li.get("/console/events/party?all=1").text
