"""A new officer's first day in a real browser: in by a link, a password, an app on the phone, and in again by both."""

import re

import pyotp
import pytest
from playwright.sync_api import Page, expect

from bot.console.app import Desk
from tests.conftest import Clock
from tests.console.branch import Branch
from tests.console.test_day import CONTRAST, chrome, page, serving

__all__ = ["chrome", "page"]

PASSWORD = "river boat nine"

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def set_password(page: Page, console: str) -> None:
    page.goto(f"{console}/account")
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再写一遍新密码").fill(PASSWORD)
    page.get_by_role("button", name="设密码").click()
    expect(page.get_by_role("status")).to_contain_text("密码已设好")


def sign_in(page: Page, code: str = "") -> None:
    page.get_by_label("姓名").fill("王干事")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("动态码").fill(code)
    page.get_by_role("button", name="登录").click()


def test_a_password_and_an_app(desk: Desk, branch: Branch, page: Page, clock: Clock) -> None:
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('王干事')}")
        page.get_by_role("link", name="王干事").click()
        set_password(page, console)

        page.get_by_role("button", name="开通动态码").click()
        expect(page.get_by_role("img", name="二维码")).to_be_visible()
        app = pyotp.TOTP(page.locator("code.secret").inner_text().replace(" ", ""))
        page.get_by_label("现在的 6 位数").fill(app.at(clock()))
        page.get_by_role("button", name="开通", exact=True).click()
        expect(page.get_by_role("heading", name="动态码已开通")).to_be_visible()
        codes = page.locator(".codes li").all_inner_texts()
        assert len(codes) == 8
        page.reload()
        expect(page.get_by_text(codes[0])).to_have_count(0)

        page.get_by_role("button", name="全部退出").click()
        page.goto(f"{console}/cases")
        sign_in(page)
        expect(page.get_by_role("alert")).to_contain_text("没有登录")
        clock.forward(minutes=1)
        sign_in(page, app.at(clock()))
        expect(page.get_by_role("heading", name="诉求和法律援助")).to_be_visible()


def test_an_administrator_takes_one_on(desk: Desk, branch: Branch, page: Page) -> None:
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        if page.get_by_text("更多", exact=True).is_visible():
            page.get_by_text("更多", exact=True).click()
        page.get_by_role("navigation", name="工作台").get_by_role("link", name="人员").click()
        page.get_by_text("添加工作人员").click()
        page.get_by_label("姓名").fill("周部长")
        page.get_by_label("在哪个单位").select_option(label="东湖工业园工会")
        page.get_by_label("活动组织员").check()
        page.get_by_role("button", name="添加", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("已添加")
        page.get_by_role("button", name="生成登录链接").click()
        link = re.search(r"/enter\?token=\S+", page.get_by_label("登录链接").inner_text())
        assert link
        page.goto(console + link[0])
        expect(page.get_by_role("heading", name="周部长")).to_be_visible()
        expect(page.get_by_role("navigation", name="工作台").get_by_role("link", name="人员")).to_have_count(0)


def test_the_new_pages_can_be_read_and_fit(desk: Desk, branch: Branch, page: Page) -> None:
    with serving(desk) as console:
        page.goto(f"{console}/sign-in")
        fits(page)
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        for path in ("/account", "/staff", "/staff/1", "/staff/2", "/channels"):
            page.goto(console + path)
            fits(page)
        set_password(page, console)
        page.get_by_role("button", name="开通动态码").click()
        fits(page)


def fits(page: Page) -> None:
    while page.locator("main details:not([open]) > summary:visible").count():
        page.locator("main details:not([open]) > summary:visible").first.click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
    assert page.evaluate(CONTRAST) == [], page.url
