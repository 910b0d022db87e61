"""A suggestion lives in a real browser: from the member's phone over the officer's desk to effect and reward."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from knowledge import KnowledgeBase
from tests.account import Account, serving
from tests.browser import chromium
from tests.channels.web_phone import bubble, phone, say, tap
from tests.conftest import Clock
from tests.test_case_life import SOON
from tests.test_day import picture


@pytest.fixture
def union(sample_folder: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Account]:
    with serving(sample_folder, clock, knowledge) as account:
        yield account


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def test_a_suggestion_from_the_idea_to_its_reward(union: Account, browser: Browser) -> None:
    with phone(browser, device_scale_factor=2) as member:
        member.goto(f"{union.url}/chat")
        number = filed(member)
        desk = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
        desk.goto(union.link("李主任"))
        desk.goto(f"{union.url}/console/suggestions/{number}")
        answered(desk, member)
        shown_to_all(desk, browser, union, number)
        carried_out(desk, member)
        verified_and_rewarded(desk, member, union, number)
        say(member, "我的建议")
        expect(bubble(member, "效果核实")).to_be_visible()
        picture(member, "suggestion-told.png")
        desk.close()


def filed(member: Page) -> str:
    """Two propose it together; the number is told at once, and a code for the other one."""
    for text in ("提建议", "技术革新", "空压机余热烧洗澡水", "热风直接排到外面", "装一个换热器，给澡堂供热水"):
        say(member, text)
    for text in ("跳过", "实名", "动力车间老陈", "一年省气钱十来万", "全厂职工", "我 60，王强 40"):
        say(member, text)
    expect(bubble(member, "请核对")).to_be_visible()
    picture(member, "suggestion-filed.png")
    tap(member, "提交")
    told = bubble(member, "感谢您的建议")
    expect(told).to_be_visible()
    expect(told).to_contain_text("署名")
    return told.inner_text().partition("编号 ")[2][:14]


def answered(desk: Page, member: Page) -> None:
    """Acknowledged, then adopted with words."""
    desk.get_by_role("button", name="受理", exact=True).click()
    expect(bubble(member, "已受理")).to_be_visible(timeout=SOON)
    desk.get_by_label("采纳", exact=True).check()
    desk.get_by_label("写给建议人").fill("好主意，由设备科安排，明年一季度装好。")
    picture(desk, "suggestion-answer.png")
    desk.get_by_role("button", name="发送答复").click()
    expect(bubble(member, "由设备科安排")).to_be_visible(timeout=SOON)


def shown_to_all(desk: Page, browser: Browser, union: Account, number: str) -> None:
    """On the open board, without a name, for everybody."""
    desk.locator("#act-publish summary").click()
    desk.get_by_role("button", name="放上公开栏").click()
    visitor = browser.new_page(viewport={"width": 360, "height": 740}, locale="zh-CN")
    visitor.goto(f"{union.url}/board/{number}")
    expect(visitor.get_by_text("空压机余热烧洗澡水").first).to_be_visible()
    expect(visitor.get_by_text("老陈")).to_have_count(0)
    picture(visitor, "suggestion-board.png")
    visitor.close()


def carried_out(desk: Page, member: Page) -> None:
    """A department does it; the member hears how it goes."""
    desk.get_by_label("落实的部门").fill("设备科")
    desk.get_by_label("负责人（会员看不到）").fill("赵工")
    desk.get_by_label("完成日期").fill("2027-03-31")
    desk.get_by_role("button", name="交办并告诉建议人").click()
    expect(bubble(member, "交给设备科落实了")).to_be_visible(timeout=SOON)
    desk.get_by_label("做到哪里了").fill("换热器到货了。")
    desk.get_by_label("完成百分之几（可以不写）").fill("40")
    desk.get_by_role("button", name="报进展并告诉建议人").click()
    expect(bubble(member, "完成 40%")).to_be_visible(timeout=SOON)
    desk.locator("#act-carry-out summary").click()
    desk.get_by_label("怎么落实的（建议人会收到）").fill("澡堂用上余热了。")
    desk.get_by_role("button", name="登记已落实").click()
    expect(bubble(member, "您的建议落实了")).to_be_visible(timeout=SOON)


def verified_and_rewarded(desk: Page, member: Page, union: Account, number: str) -> None:
    """Finance verifies what it brought; the award is shown before it is given, shared to the fen, and paid."""
    desk.get_by_label("12 个月的效益（元）").fill("12.5万")
    desk.get_by_label("谁核实的").fill("财务科")
    desk.get_by_role("button", name="登记效果并告诉建议人").click()
    expect(bubble(member, "财务科核定年效益 125,000.00 元")).to_be_visible(timeout=SOON)
    expect(desk.locator(".offer .sum")).to_be_visible()
    picture(desk, "suggestion-award.png")
    desk.get_by_role("button", name="确认评奖").click()
    expect(bubble(member, "奖")).to_be_visible(timeout=SOON)
    desk.goto(f"{union.url}/console/suggestions/awards")
    shares = desk.get_by_role("checkbox")
    expect(shares).to_have_count(2)
    for place in range(2):
        shares.nth(place).check()
    picture(desk, "suggestion-payouts.png")
    desk.get_by_role("button", name="登记已发放").click()
    desk.goto(f"{union.url}/console/suggestions/{number}")
    expect(desk.get_by_text("已奖励").first).to_be_visible()
