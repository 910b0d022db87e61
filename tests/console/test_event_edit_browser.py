"""The editor in a real browser, on a phone of 360 pixels and on a desk: an officer writes an event and looks at it.

`PICTURES=folder` keeps pictures of the page.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from bot.console.app import Desk
from bot.domain import events
from tests.console.branch import PNG, Branch
from tests.console.test_account_browser import fits
from tests.console.test_day import chrome, serving
from tests.console.test_house_browser import page

__all__ = ["chrome", "page"]

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def picture(page: Page, name: str) -> None:
    """Where PICTURES says; nobody looks at them otherwise."""
    if folder := os.environ.get("PICTURES"):
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(folder) / f"event-edit-{name}-{width}.png", full_page=True)


def test_an_officer_writes_an_event_and_sees_what_members_will(desk: Desk, branch: Branch, page: Page) -> None:
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('王干事')}")
        page.goto(f"{console}/events/new")
        page.get_by_label("活动名称").fill("健步走")
        page.get_by_label("开始：日期").fill("2026-12-18")
        page.get_by_label("开始：钟点").fill("14:00")
        page.get_by_label("地点", exact=True).fill("东湖公园")
        page.get_by_text("报名和名额").click()
        page.get_by_label("要不要报名").select_option("yes")
        page.get_by_label("名额（不限就空着）").fill("30")
        page.get_by_text("报名时另外问的").click()
        page.get_by_label("怎么问").first.fill("坐班车吗？")
        page.get_by_role("button", name="存草稿").click()
        expect(page.get_by_role("alert")).to_contain_text("第 1 个问题没写简称")
        page.get_by_label("简称").first.fill("班车")
        page.get_by_role("button", name="存草稿").click()
        expect(page.get_by_role("status")).to_contain_text("草稿存好了")
        expect(page.locator("#preview")).to_contain_text("地点：东湖公园")
        page.get_by_label("选文件").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
        page.get_by_role("button", name="上传").click()
        expect(page.locator("#files img")).to_be_visible()
        fits(page)
        picture(page, "draft")
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        page.get_by_label("或者一共几次").fill("3")
        page.get_by_role("button", name="看看是哪些日子").click()
        expect(page.get_by_text("元旦")).to_be_visible()
        fits(page)
        picture(page, "days")
        page.get_by_role("button", name="排成草稿").click()
        expect(page.locator("#series")).to_contain_text("健步走（12月25日）")
        page.get_by_role("button", name="发布这个系列的草稿").click()
        expect(page.get_by_role("status")).to_contain_text("整个系列都发布了")
    with desk.look() as act:
        assert [one.draft for one in events.every(act.session)] == [False, False]
