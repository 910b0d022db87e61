"""The house pages in a real browser, on a phone of 360 pixels and on a desk: they fit, can be read, and can be used."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.console import spreadsheets
from bot.console.app import Desk
from tests.browser import watched
from tests.console.branch import HOSPITAL, PARK, Branch
from tests.console.test_account_browser import fits
from tests.console.test_day import chrome, serving

__all__ = ["chrome"]

SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "desk": {"viewport": {"width": 1280, "height": 860}},
}
PATHS = ("/units", "/units/1", "/members", "/members/1", "/audit", "/calendar", "/staff")
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chrome: Browser) -> Iterator[Page]:
    """A small phone, then a desk; an error in a script, or what the page's own policy forbids, fails the test."""
    with watched(chrome, locale="zh-CN", **SIZES[request.param]) as page:
        yield page


def door(page: Page, word: str) -> None:
    """Go through a door of the menu, by keyboard where it is folded away."""
    more = page.locator(".more-doors summary")
    if more.is_visible():
        more.focus()
        page.keyboard.press("Enter")
    page.get_by_role("navigation", name="工作台").get_by_role("link", name=word, exact=True).click()


def test_the_house_pages_fit_and_can_be_read(desk: Desk, branch: Branch, page: Page) -> None:
    branch.case(name="张" * 40)
    branch.suggestion()
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        for path in PATHS:
            page.goto(console + path)
            fits(page)
        page.goto(f"{console}/units")
        for word in ("日历", "单位", "会员", "人员", "记录"):
            door(page, word)
            expect(page.locator("nav [aria-current=page]:visible, nav summary.here:visible").first).to_be_visible()


def test_a_list_of_units_is_looked_at_and_taken_in(desk: Desk, branch: Branch, page: Page) -> None:
    content = spreadsheets.write("单位", ("单位名称", "上级单位"), [("一厂", PARK), ("x" * 60, "一厂")])
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        page.goto(f"{console}/units")
        page.get_by_text("从表格导入单位").click()
        page.get_by_label("表格文件").set_input_files(
            {"name": "单位.xlsx", "mimeType": spreadsheets.MEDIA_TYPE, "buffer": content}
        )
        page.get_by_role("button", name="上传，先看一遍").click()
        expect(page.get_by_role("heading", name="新增 2 行")).to_be_visible()
        fits(page)
        page.get_by_role("button", name="导入这 2 行").click()
        expect(page.locator(".flash.done")).to_contain_text("已导入")
        page.get_by_role("link", name="一厂").click()
        page.get_by_text("改名、移动、撤并").click()
        page.get_by_label("移到哪个单位下面").fill(HOSPITAL)
        page.get_by_role("button", name="移动").click()
        expect(page.locator(".flash.done")).to_contain_text("已移动")
        expect(page.locator(".back")).to_contain_text(HOSPITAL)
