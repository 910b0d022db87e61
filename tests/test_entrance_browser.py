"""A helper's phone in a real browser: without a network people are checked in, it is opened anew, each arrives once.

`PICTURES=folder` keeps a picture of the page at 360 pixels.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from bot.domain import daycodes, doorcodes, doorlist, events, staff, stewards
from bot.domain.acts import OPERATOR, Act
from bot.domain.checkins import CheckIn
from bot.domain.events import Event
from bot.domain.seats import Registration
from knowledge import KnowledgeBase
from tests.account import Account, serving
from tests.browser import chromium
from tests.channels.web_phone import bubble, phone, until
from tests.domain.door_deeds import expected, tonight
from tests.wire import Wire, wired

NAMES = {"lina": "李娜", "wang": "王建国", "zhao": "赵明"}
OFFLINE = "没有网络"


@pytest.fixture
def union(sample_folder: Path, knowledge: KnowledgeBase) -> Iterator[Account]:
    """Open today: the phone's own clock must agree that the link is still good."""
    with serving(sample_folder, lambda: datetime.now(UTC), knowledge) as account:
        yield account


def begun(act: Act) -> Event:
    """An event tonight with three who are expected, one with two guests."""
    one = tonight(act, "chess-night", title="职工象棋比赛", place="活动室", seats=10)
    for who, name in NAMES.items():
        place = expected(act, one, who)
        place.name, place.places = name, 3 if who == "zhao" else 1
    return one


@pytest.fixture
def wire(union: Account) -> Iterator[Wire]:
    """The phone's network: a browser that is only told to be offline still lets some through, now and then."""
    with wired(union.url) as one:
        yield one


def offline(page: Page, wire: Wire) -> None:
    """The phone has no network, and knows it."""
    wire.cut()
    page.context.set_offline(True)


def online(page: Page, wire: Wire) -> None:
    """It has one again."""
    wire.mend()
    page.context.set_offline(False)


def given(union: Account, url: str = "") -> tuple[str, str]:
    """A helper's link to it, at the account's own address or at this one, and the code of the second."""
    with union.app.act(OPERATOR) as act:
        one, li = begun(act), staff.named(act.session, "李主任")
        assert li
        place = act.session.scalars(select(Registration).where(Registration.event_id == one.id)).all()[1]
        line = doorlist.of_key(act.session, one, f"r{place.id}")
        assert line
        code = doorcodes.code_of(act.session, one, line)
        return f"{url or union.url}/checkin/{stewards.give(act, li, one, '东门 小王')}", code


def came(union: Account) -> list[tuple[str | None, str, bool]]:
    """Who is checked in, by which way, and whether it happened before we heard of it."""
    with union.app.database.read() as session:
        rows = select(CheckIn, Registration).join(Registration, Registration.id == CheckIn.registration_id)
        return [
            (place.name, row.way, row.at <= row.taken_at) for row, place in session.execute(rows.order_by(CheckIn.id))
        ]


def line(page: Page, name: str) -> Locator:
    return page.locator("#list li", has_text=name)


def picture(page: Page, name: str) -> None:
    """Where PICTURES says."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / name, full_page=True)


def test_without_a_network_nobody_is_lost_and_nobody_comes_twice(union: Account, wire: Wire) -> None:
    link, code = given(union, wire.url)
    with chromium() as browser, phone(browser) as page:
        page.goto(link)
        page.evaluate("navigator.serviceWorker.ready")
        expect(page.locator(".count")).to_contain_text("已到 0 / 报名 5")
        offline(page, wire)
        page.get_by_role("button", name="签到 李娜").tap()
        page.get_by_label("签到码（6 位）").fill(code)
        page.get_by_role("button", name="签到", exact=True).tap()
        expect(page.locator("#waiting")).to_contain_text(f"{OFFLINE}，2 条等着上传")
        expect(line(page, "李娜").get_by_text("等上传")).to_be_visible()
        picture(page, "door-offline.png")
        page.reload()
        expect(page.get_by_role("heading", name="职工象棋比赛")).to_be_visible()
        expect(page.locator("#waiting")).to_contain_text(f"{OFFLINE}，2 条等着上传")
        assert came(union) == []
        online(page, wire)
        expect(page.locator("#waiting")).to_be_hidden(timeout=15000)
        expect(page.locator(".count")).to_contain_text("已到 2 / 报名 5")
        expect(line(page, "王建国").get_by_text("已到")).to_be_visible()
        page.reload()
        expect(line(page, "李娜").get_by_text("已到")).to_be_visible()
    assert came(union) == [("李娜", "list", True), ("王建国", "code", True)]


def test_the_page_fits_a_cheap_phone_finds_people_and_lets_walk_ins_in(union: Account) -> None:
    link, _ = given(union)
    with chromium() as browser, phone(browser) as page:
        page.goto(link)
        page.get_by_role("button", name="签到 赵明").tap()
        expect(page.locator("#said")).to_contain_text("赵明 签到了")
        picture(page, "door.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
        page.get_by_label("按姓名、单位找").fill("建国")
        expect(page.locator("#list li")).to_have_count(1)
        page.get_by_label("按姓名、单位找").fill("周伟")
        expect(page.locator("#nobody")).to_be_visible()
        page.get_by_text("现场报名（名单上没有的人）").tap()
        page.get_by_label("姓名", exact=True).fill("周伟")
        page.get_by_role("button", name="登记并签到").tap()
        expect(page.locator(".count")).to_contain_text("已到 4 / 报名 6")
        page.get_by_label("签到码（6 位）").fill("12")
        page.get_by_role("button", name="签到", exact=True).tap()
        expect(page.locator("#said")).to_contain_text("6 位数字")
    assert [(name, way) for name, way, _ in came(union)] == [("赵明", "list"), ("周伟", "door")]


def test_the_posters_code_leads_into_the_web_chat(union: Account) -> None:
    given(union)
    with union.app.act(OPERATOR) as act:
        one, li = events.coded(act.session, "chess-night"), staff.named(act.session, "李主任")
        assert one
        assert li
        daycodes.make(act, li, one)
        address = next(code.address for code in daycodes.posters(act.session, act.config, one) if code.channel == "web")
    with chromium() as browser, phone(browser) as page:
        page.goto(f"{union.url}{address.removeprefix(union.app.config.web.public_url)}")
        expect(bubble(page, "您没有报名“职工象棋比赛”")).to_contain_text("请到门口找签到的工作人员，当场就能报名")
        assert "#" not in page.url


def test_a_link_that_is_closed_leaves_nothing_on_the_phone(union: Account, wire: Wire) -> None:
    link, _ = given(union, wire.url)
    with chromium() as browser, phone(browser) as page:
        page.goto(link)
        page.evaluate("navigator.serviceWorker.ready")
        offline(page, wire)
        page.get_by_role("button", name="签到 李娜").tap()
        expect(page.locator("#waiting")).to_contain_text(OFFLINE)
        with union.app.act(OPERATOR) as act:
            one, li = events.coded(act.session, "chess-night"), staff.named(act.session, "李主任")
            assert one
            assert li
            stewards.close(act, li, one, stewards.of_event(act.session, one)[0])
        online(page, wire)
        expect(page.get_by_text("还有 1 条没有送到")).to_be_visible(timeout=15000)
        assert "王建国" not in page.content()
        kept = "async () => [Object.keys(localStorage).length, (await caches.keys()).length]"
        until(page, lambda: page.evaluate(kept) == [0, 0])
        page.reload()
        expect(page.get_by_role("heading", name="签到链接已经停用")).to_be_visible()
    assert came(union) == []
