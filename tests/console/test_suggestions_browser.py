"""The board and a suggestion in a real browser, on a phone of 360 pixels and on a desk: they fit, and can be used."""

import re

import pytest
from playwright.sync_api import Page, expect

from bot.console.app import Desk
from tests.console.branch import Branch
from tests.console.test_account_browser import fits
from tests.console.test_day import chrome, serving
from tests.console.test_house_browser import page

__all__ = ["chrome", "page"]

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def test_the_board_and_an_answer_with_words_at_hand(desk: Desk, branch: Branch, page: Page) -> None:
    numbers = [branch.suggestion(title) for title in ("食堂延长开放", "班车加一站", "更衣室加柜子")]
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('王干事')}")
        page.goto(f"{console}/suggestions")
        fits(page)
        expect(page.locator("#colleague")).to_be_hidden()
        for number in numbers[:2]:
            page.get_by_role("checkbox", name=number).check()
        page.get_by_label("受理", exact=True).check()
        page.get_by_role("button", name="一起办").click()
        expect(page.get_by_text("已受理 2 条")).to_be_visible()
        if page.locator("#stage").is_visible():
            expect(page.get_by_role("link", name="食堂延长开放")).to_be_hidden()
            page.get_by_label("看哪一步").select_option("review")
            page.get_by_role("button", name="看这一步").click()
        page.get_by_role("link", name="食堂延长开放").click()
        expect(page).to_have_url(re.compile(numbers[0]))
        page.locator("#act-answer").get_by_text("常用答复").click()
        page.get_by_role("link", name="今年预算已定").click()
        expect(page.get_by_label("写给建议人")).to_have_value(re.compile("食堂延长开放.*预算"))
        expect(page.locator("[name=verdict][value=reserved]")).to_be_checked()
        page.get_by_role("button", name="发送答复").click()
        expect(page.get_by_text("已答复，建议人会在聊天里收到")).to_be_visible()
        fits(page)
