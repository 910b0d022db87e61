"""The pages of events in a real browser, on a small phone and on a desk: they fit, can be read, and can be used.

`PICTURES=folder` keeps pictures of them.
"""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.console.app import Desk
from bot.domain import events, members, registrations, series, staff, units, waitlist
from bot.domain.acts import Act
from bot.domain.checkins import CheckIn, Way
from bot.domain.events import Event
from bot.domain.registrations import Extras, Source
from bot.domain.staff import Officer
from bot.messages import Address
from tests.browser import watched
from tests.conftest import Clock
from tests.console.branch import HOSPITAL, PARK, Branch
from tests.console.test_account_browser import fits
from tests.console.test_day import chrome, serving
from tests.console.test_house_browser import SIZES
from tests.domain.union import event

__all__ = ["chrome"]

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

PEOPLE = 14


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(size: str, chrome: Browser) -> Iterator[Page]:
    """A small phone, then a desk; an error in a script, or what the page's own policy forbids, fails the test."""
    with watched(chrome, locale="zh-CN", **SIZES[size]) as page:
        yield page


def picture(page: Page, name: str) -> None:
    """Where PICTURES says."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def at(day: int, hour: int = 6) -> datetime:
    return datetime.fromisoformat(f"2026-12-{day:02d}T{hour:02d}:00Z")


def december(act: Act) -> Event:
    """A month with everything: a full event with a wait-list, a series, a draft, one called off, another unit's."""
    hospital = units.named(act.session, HOSPITAL)
    assert hospital
    reading = series.Series(title="周四读书会", created_at=act.now)
    act.session.add(reading)
    act.session.flush()
    for day in (3, 10, 17, 24):
        event(act, f"reading-{day}", title="周四读书会", starts_at=at(day, 10), series_id=reading.id)
    event(act, "clinic", title="健康义诊", starts_at=at(9, 1), host_id=hospital.id, signup=False, seats=None)
    event(act, "draft", title="新年茶话会", starts_at=at(30), draft=True)
    event(act, "off", title="冬季登山", starts_at=at(12, 0), cancelled=True)
    event(act, "games", title="职工技能竞赛", starts_at=at(18, 1), ends_at=at(20, 9), seats=30)
    event(act, "undated", title="年终慰问困难职工", starts_at=None, month=date(2026, 12, 1), signup=False)
    full = event(act, seats=PEOPLE + 5, guests=2, fee="免费", contact="李主任 0571-88881234", place="职工活动中心三楼",
                 questions=[{"name": "diet", "label": "忌口", "prompt": "有什么不能吃的？"}])  # fmt: skip
    act.session.flush()
    return full


def signed_up(act: Act, party: Event, officer: Officer) -> None:
    """People of three units with guests and groups, two who were written down, and three who wait."""
    homes = [units.named(act.session, PARK), units.named(act.session, HOSPITAL), units.root(act.session)]
    given = {"name": "diet", "label": "忌口", "shown": "不吃辣", "value": "不吃辣"}
    for number in range(PEOPLE):
        address = Address("web", f"guest-{number}")
        one, home = members.meet(act, address), homes[(number * 5) % 7 % 3]
        assert home
        one.unit_id = home.id
        act.session.flush()
        extras = Extras(int(number in {2, 5}), ("women",) if number % 2 else ("women", "youth"), (given,))
        registrations.join(act, party, one, address, name=f"{'张王李赵'[number % 4]}师傅{number}", extras=extras)
    for name in ("老周", "老吴"):
        registrations.enter(act, party, officer, Source.PAPER, name=name, unit_id=homes[0].id if homes[0] else None,
                            phone="+8613812345678")  # fmt: skip
    assert party.seats
    party.seats = PEOPLE + 4
    for number in range(3):
        address = Address("web", f"waits-{number}")
        waitlist.wait(act, party, members.meet(act, address), address, name=f"钱师傅{number}")
    party.starts_at = at(19)
    party.moved_at = act.now + timedelta(seconds=1)


def test_a_month_of_events_is_looked_at(desk: Desk, branch: Branch, page: Page, size: str, clock: Clock) -> None:
    with desk.act() as act:
        li = staff.named(act.session, "李主任")
        assert li
        signed_up(act, december(act), li)
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        page.goto(f"{console}/events?month=2026-12")
        fits(page)
        picture(page, f"list-{size}")
        page.get_by_role("link", name="月历").click()
        expect(page.get_by_role("table")).to_be_visible()
        fits(page)
        picture(page, f"calendar-{size}")
        page.get_by_role("link", name="冬至联欢会").click()
        expect(page.get_by_role("heading", name="等候名单")).to_be_visible()
        expect(page.get_by_role("heading", name="改期后要打电话通知")).to_contain_text("2 人")
        fits(page)
        picture(page, f"event-{size}")
        clock.now = at(20)
        _come(desk)
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        page.goto(f"{console}/events/party")
        page.get_by_role("link", name="统计").click()
        expect(page.locator("img.chart").first).to_have_js_property("complete", value=True)
        fits(page)
        picture(page, f"figures-{size}")
        page.goto(f"{console}/events/figures?year=2026")
        expect(page.get_by_role("rowheader", name="12月")).to_be_visible()
        fits(page)
        picture(page, f"year-{size}")


def _come(desk: Desk) -> None:
    """All but every fourth were there."""
    with desk.act() as act:
        party = events.coded(act.session, "party")
        assert party
        for number, place in enumerate(registrations.of_event(act.session, party)):
            if number % 4:
                act.session.add(CheckIn(event_id=party.id, registration_id=place.id, nonce=f"n{number}", at=act.now,
                                        way=Way.LIST.value, taken_at=act.now))  # fmt: skip


def test_a_paper_list_is_looked_through_and_entered(desk: Desk, branch: Branch, page: Page, size: str) -> None:
    with desk.act() as act:
        december(act)
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        page.goto(f"{console}/events/party/paper")
        fits(page)
        page.get_by_label("粘贴名单").fill(f"老周，{PARK}，13812345678，2\n老吴，没有的单位\n老郑")
        page.get_by_role("button", name="先看一遍").click()
        expect(page.get_by_role("heading", name="读到 3 人，1 人没有疑问")).to_be_visible()
        fits(page)
        picture(page, f"paper-{size}")
        page.get_by_label("登记第 3 行").check()
        page.get_by_role("button", name="登记打勾的人").click()
        expect(page.get_by_role("status")).to_contain_text("已登记到名单里")
        fits(page)
        page.get_by_role("button", name="划掉老郑").click()
        expect(page.get_by_role("status")).to_contain_text("已划掉")
        expect(page.locator("#entered")).not_to_contain_text("老郑")
