"""A case lives in a real browser: from the member's phone through the officer's desk to the rating."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from knowledge import KnowledgeBase
from scheduler.casework import follow_up_cases
from tests.account import Account, serving
from tests.browser import chromium
from tests.channels.web_phone import bubble, phone, say, tap
from tests.conftest import Clock
from tests.test_day import picture

SOON = 15000
"""Milliseconds until a notice is on the phone."""


@pytest.fixture
def union(sample_folder: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Account]:
    with serving(sample_folder, clock, knowledge) as account:
        yield account


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def test_a_case_from_the_first_word_to_the_rating(union: Account, browser: Browser, clock: Clock) -> None:
    with phone(browser, device_scale_factor=2) as member:
        member.goto(f"{union.url}/chat")
        number = filed(member)
        desk = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
        taken_and_asked(desk, union, number)
        answered(member, number)
        mediated(desk, member)
        resolved(desk, member)
        clock.forward(days=7)
        follow_up_cases(union.app.act)
        judged(member, number)
        desk.goto(union.link("李主任"))
        desk.goto(f"{union.url}/console/cases/{number}")
        expect(desk.get_by_text("已结案").first).to_be_visible()
        picture(desk, "case-closed.png")
        desk.close()


def filed(member: Page) -> str:
    """An injury, told in a minute; the number is told at once, with what to prepare."""
    say(member, "工伤求助")
    for text in (
        "昨天在车间被冲床轧伤了右手食指，单位不肯报工伤",
        "二号车间冲压线",
        "没报",
        "骨折，在区医院",
        "宏达机械",
    ):
        say(member, text)
    for text in ("昨天", "跳过", "实名", "张强", "跳过"):
        say(member, text)
    expect(bubble(member, "请核对")).to_be_visible()
    tap(member, "提交")
    told = bubble(member, "请先准备：")
    expect(told).to_be_visible()
    picture(member, "case-filed.png")
    return told.inner_text().partition("编号 ")[2][:14]


def taken_and_asked(desk: Page, union: Account, number: str) -> None:
    """The officer takes it, and asks for the diagnosis; the clock of the resolution stands still."""
    desk.goto(union.link("李主任"))
    desk.goto(f"{union.url}/console/cases/{number}")
    desk.get_by_role("button", name="我来受理").click()
    expect(desk.get_by_text("二号车间冲压线").first).to_be_visible()
    picture(desk, "case-taken.png")
    desk.get_by_label("写给会员").fill("请把诊断书拍给我，看不清也没关系。")
    desk.get_by_label("等会员补充").check()
    desk.get_by_role("button", name="发送").first.click()
    expect(desk.get_by_text("等会员补充").first).to_be_visible()


def answered(member: Page, number: str) -> None:
    """The member just answers; no number needed."""
    expect(bubble(member, "接手了您的事")).to_be_visible(timeout=SOON)
    expect(bubble(member, "请把诊断书拍给我")).to_be_visible(timeout=SOON)
    say(member, "上面写的是粉碎性骨折")
    expect(bubble(member, "收到，经办人会看到")).to_be_visible()
    say(member, number)
    expect(bubble(member, "您补充了情况")).to_be_visible()


def mediated(desk: Page, member: Page) -> None:
    """A meeting is arranged, and held."""
    expect(desk.get_by_text("上面写的是粉碎性骨折")).to_be_visible(timeout=SOON)
    desk.locator("#act-arrange summary").click()
    desk.get_by_label("什么时候").fill("2026-11-27T09:30")
    desk.get_by_label("在哪里").fill("清河街道调解室")
    desk.get_by_role("button", name="约好并告诉会员").click()
    expect(bubble(member, "地点：清河街道调解室")).to_be_visible(timeout=SOON)
    desk.locator("#act-conclude summary").click()
    desk.get_by_label("达成协议").check()
    desk.get_by_label("谈成了什么").fill("单位本周内申报工伤，先付医药费 8000 元")
    picture(desk, "case-mediation.png")
    desk.get_by_role("button", name="登记结果并告诉会员").click()
    expect(bubble(member, "达成协议")).to_be_visible(timeout=SOON)


def resolved(desk: Page, member: Page) -> None:
    """It ends with its outcome."""
    desk.locator("#act-close summary").click()
    desk.get_by_label("结果（会员会收到）").fill("工伤已经认定，医药费付清。")
    desk.get_by_role("button", name="办结并告诉会员").click()
    expect(bubble(member, "这件事已办结")).to_be_visible(timeout=SOON)


def judged(member: Page, number: str) -> None:
    """A week later the member is asked, is content, and rates it."""
    expect(bubble(member, "现在解决了吗")).to_be_visible(timeout=SOON)
    tap(member, f"解决了 {number}")
    expect(bubble(member, "就此结案")).to_be_visible()
    tap(member, f"评分 {number} 5")
    expect(bubble(member, "谢谢您的 5 分")).to_be_visible()
    picture(member, "case-rated.png")
