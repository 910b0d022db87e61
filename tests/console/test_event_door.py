"""The door's page: who came, who helps, the day's code; only who organises the event changes anything there."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.domain import checkins, daycodes, doorcodes, doorlist, members, registrations, stewards, units
from bot.domain.acts import OPERATOR
from bot.domain.checkins import CheckIn
from bot.domain.events import Event
from bot.domain.seats import Registration
from bot.domain.staff import Officer
from tests.console.branch import HOSPITAL, PARK, Branch
from tests.console.test_account_browser import fits
from tests.console.test_day import chrome, serving
from tests.console.test_roster import rows as rosters
from tests.domain.door_deeds import expected, tonight
from tests.test_entrance_browser import picture

__all__ = ["chrome"]

HERE = "/console/events/party/door"
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def event(branch: Branch) -> int:
    """Tonight; one of each branch is expected. Its number."""
    with branch.desk.act(OPERATOR) as act:
        one = tonight(act, title="职工象棋比赛", seats=3, place="活动室")
        for who, name, unit in (("lina", "李娜", HOSPITAL), ("wang", "王建国", PARK)):
            place, home = expected(act, one, who), units.named(act.session, unit)
            assert home
            place.name, place.unit_id = name, home.id
            members.move(act, members.meet(act, place.reply_to), home)  # type: ignore[arg-type]
        return one.id


def rows(desk: Desk) -> list[CheckIn]:
    with desk.look() as act:
        return list(act.session.scalars(select(CheckIn).order_by(CheckIn.id)))


def of(page: str, name: str) -> str:
    """The line of the list with a name."""
    return next(row for row in re.findall(r"<tr id=.*?</tr>", page, re.DOTALL) if name in row)


def test_one_of_the_list_is_checked_in_once_and_a_slip_is_undone(li: TestClient, desk: Desk, event: int) -> None:
    page = li.get(HERE).text
    assert "已到 0 / 报名 2" in page
    form = dict(re.findall(r'name="(seed|key)" value="([^"]+)"', of(page, "李娜")))
    for _ in range(2):
        page = li.post(f"{HERE}/take", data=form).text
        assert "已到 1 / 报名 2" in page
        assert "10:00" in of(page, "李娜")
    (row,) = rows(desk)
    assert (row.way, row.officer_id is not None, row.event_id) == ("list", True, event)
    again = li.post(f"{HERE}/take", data=form | {"seed": "other"})
    assert (again.status_code, "已经签到（10:00）" in again.text) == (422, True)
    page = li.post(f"{HERE}/undo", data={"check-in": str(row.id)}).text
    assert "已到 0 / 报名 2" in page
    for wrong in ("", "x", "999", "9" * 30):
        assert li.post(f"{HERE}/undo", data={"check-in": wrong}).status_code == 404
        assert li.post(f"{HERE}/unlink", data={"steward": wrong}).status_code == 404
        assert li.post(f"{HERE}/take", data={"key": wrong}).status_code == 422


def test_by_code_and_at_the_door(li: TestClient, desk: Desk, event: int) -> None:
    with desk.act(OPERATOR) as act:
        one = act.session.get_one(Event, event)
        line = doorlist.of_member(act.session, one, members.meet(act, act.session.scalars(
            select(Registration)).first().reply_to))  # type: ignore[union-attr, arg-type]  # fmt: skip
        assert line
        code = doorcodes.code_of(act.session, one, line)
    assert "没有这个签到码" in li.post(f"{HERE}/take", data={"code": "000000"}).text
    assert "已到 1 / 报名 2" in li.post(f"{HERE}/take", data={"code": code}).text
    walk_in = {"seed": "s", "name": "周伟", "places": "1", "unit": PARK, "phone": "13900001111"}
    for _ in range(2):
        page = li.post(f"{HERE}/walk-in", data=walk_in).text
        assert "已到 2 / 报名 3" in page
        assert "现场报名" in of(page, "周伟")
    assert "13900001111" not in page
    full = li.post(f"{HERE}/walk-in", data=walk_in | {"name": "赵明"}).text
    assert "把名额调高" in full
    assert 'value="赵明"' in full
    assert "没有叫" in li.post(f"{HERE}/walk-in", data=walk_in | {"name": "孙", "unit": "没有的单位"}).text
    with desk.look() as act:
        place = act.session.scalars(select(Registration).order_by(Registration.id.desc())).first()
        assert place
        assert (place.source, place.phone, place.officer_id is not None) == ("door", "13900001111", True)


def test_the_roster_says_who_came(li: TestClient, event: int) -> None:
    assert event
    assert "到场人数" not in rosters(li, "/console/events/party")[0]
    li.post(f"{HERE}/take", data={"key": "r1"})
    heads, *found = rosters(li, "/console/events/party")
    assert {row[1]: row[heads.index("到场人数")] for row in found} == {"李娜": "1", "王建国": ""}


def test_a_helpers_link_is_shown_once_and_can_be_closed(li: TestClient, desk: Desk, event: int) -> None:
    made = li.post(f"{HERE}/link", data={"label": "东门 小王"}).text
    token = re.findall(r"/checkin/([\w-]+)<", made)[0]
    assert "<svg" in made
    assert token not in li.get(HERE).text
    with desk.act(OPERATOR) as act:
        found = stewards.opened(act.session, token)
        assert found
        one = act.session.get_one(Event, event)
        line = doorlist.listed(act.session, one)[0]
        checkins.take(act, one, line.registration, nonce="nonce-of-it", way=checkins.Way.LIST, steward=found[0])
        number = found[0].id
    page = li.get(HERE).text
    assert "签了 1 次；用到" in re.sub(r"<time.*?</time>", "", page)
    assert "已停用" in li.post(f"{HERE}/unlink", data={"steward": str(number)}).text
    with desk.look() as act:
        found = stewards.opened(act.session, token)
        assert found
        assert not stewards.is_good(*found, act.now)
    assert "给谁用" in li.post(f"{HERE}/link", data={"label": ""}).text


def test_the_code_of_the_day_is_made_renewed_printed_and_stopped(li: TestClient, desk: Desk, event: int) -> None:
    def code() -> str | None:
        with desk.look() as act:
            return act.session.get_one(Event, event).day_code

    assert li.get(f"{HERE}/poster").url.path == HERE, "there is none yet"
    page = li.post(f"{HERE}/code").text
    first = code()
    assert first
    assert f"签到 {first}" in page
    poster = li.get(f"{HERE}/poster").text
    assert all(words in poster for words in ("职工象棋比赛", first, "网页聊天", "<svg"))
    li.post(f"{HERE}/code")
    assert code() not in {None, first}
    assert "签到口令已停用" in li.post(f"{HERE}/stop").text
    assert code() is None
    assert "不用停" in li.post(f"{HERE}/stop").text


def test_who_only_looks_sees_their_own_and_changes_nothing(wang: TestClient, desk: Desk, event: int) -> None:
    with desk.act(OPERATOR) as act:
        li = act.session.scalars(select(Officer).where(Officer.name == "李主任")).one()
        code = daycodes.make(act, li, act.session.get_one(Event, event))
    page = wang.get(HERE).text
    own, other = ("王建国", "李娜") if "王建国" in page else ("李娜", "王建国")
    assert own in page
    assert other not in page
    assert "另有 1 行属于其他单位" in page
    assert f"签到 {code}" not in page
    assert f"{HERE}/take" not in page
    assert wang.get(f"{HERE}/poster").url.path == HERE
    sent = {"key": "r1", "label": "东门", "name": "周伟", "places": "1", "steward": "1", "check-in": "1"}
    for step in ("take", "undo", "walk-in", "link", "unlink", "code", "stop"):
        answer = wang.post(f"{HERE}/{step}", data=sent)
        assert (answer.status_code, "由“" in answer.text) == (422, True), step
    assert rows(desk) == []
    with desk.look() as act:
        one = act.session.get_one(Event, event)
        assert (one.day_code, registrations.taken(act.session, one)) == (code, 2)


def test_before_the_day_the_page_says_when(li: TestClient, desk: Desk, event: int) -> None:
    with desk.act(OPERATOR) as act:
        one = act.session.get_one(Event, event)
        one.starts_at, one.ends_at = act.now + timedelta(days=3), None
    page = li.get(HERE).text
    assert "还没到签到时间" in page
    assert f"{HERE}/take" not in page


def test_the_page_and_the_poster_fit_a_phone(desk: Desk, branch: Branch, event: int, chrome: Browser) -> None:
    assert event
    context = chrome.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}, is_mobile=True)
    page = context.new_page()
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        page.goto(f"{console}/events/party/door")
        page.get_by_role("button", name="做签到口令").click()
        page.get_by_role("button", name="签到 李娜").click()
        page.get_by_label("给谁用").fill("东门 小王")
        page.get_by_role("button", name="给一个签到链接").click()
        expect(page.get_by_role("status", name="签到链接")).to_be_visible()
        fits(page)
        picture(page, "event-door.png")
        page.get_by_role("link", name="海报（打印 A4）").click()
        expect(page.get_by_text("到了，请签到")).to_be_visible()
        page.set_viewport_size({"width": 794, "height": 1123})
        picture(page, "event-poster.png")
    context.close()
