"""A stranger's day: a member at a phone and an officer at a desk, in a real browser, on the whole real service.

`PICTURES=docs/pictures make test ARGS="-k day"` takes the README's pictures anew.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from knowledge import KnowledgeBase
from tests.account import Account, serving
from tests.browser import chromium
from tests.channels.web_phone import bubble, phone, say, tap
from tests.conftest import Clock

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture
def union(sample_folder: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Account]:
    with serving(sample_folder, clock, knowledge) as account:
        yield account


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def picture(page: Page, name: str) -> None:
    """Where PICTURES says; nobody looks at them otherwise."""
    if folder := os.environ.get("PICTURES"):
        page.wait_for_timeout(300)
        page.screenshot(path=Path(folder) / name)


def test_a_day(union: Account, browser: Browser, clock: Clock) -> None:
    with phone(browser, device_scale_factor=2) as member:
        member.goto(union.url)
        member.get_by_role("link", name="我是会员").tap()
        expect(bubble(member, "自助服务")).to_be_visible()
        a_question_is_answered(member)
        a_suggestion_is_left(member)
        a_grievance_is_filed(member)
        a_place_is_taken(member)
        desk = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
        the_officer_works(desk, union)
        expect(bubble(member, "王师傅您好，明天上午九点来工会")).to_be_visible(timeout=15000)
        expect(bubble(member, "下周由设备科更换")).to_be_visible(timeout=15000)
        member.reload()
        expect(bubble(member, "下周由设备科更换")).to_be_visible()
        the_talk_goes_back(member, desk)
        the_month_is_announced(member, clock)
        desk.close()


def a_question_is_answered(member: Page) -> None:
    say(member, "老板跑路了三个月工资没给咋办")
    expect(bubble(member, "依据：")).to_be_visible()
    picture(member, "chat.png")


def a_suggestion_is_left(member: Page) -> None:
    tap_last(member, "菜单")
    tap_last(member, "提建议")
    for text in ("安全生产", "四号冲床的护栏松了", "跳过", "护栏螺丝老松，建议换成防松螺母，能少出事故"):
        say(member, text)
    expect(bubble(member, "(5/9)")).to_be_visible()
    member.locator("input[type=file]").set_input_files({"name": "护栏.png", "mimeType": "image/png", "buffer": PNG})
    expect(member.get_by_role("button", name="完成")).to_be_visible()
    tap(member, "完成")
    expect(member.get_by_role("button", name="匿名")).to_be_visible()
    tap(member, "匿名")
    tap_last(member, "跳过")
    expect(member.get_by_role("button", name="提交")).to_be_visible()
    tap(member, "提交")
    expect(bubble(member, "编号 JY-2026-0001")).to_be_visible()


def a_grievance_is_filed(member: Page) -> None:
    say(member, "诉求投诉")
    say(member, "厂里三个月没发工资，几十个人明天要去堵门讨薪，请工会帮帮我们")
    expect(bubble(member, "不堵路、不冲突")).to_be_visible()
    for text in ("三十", "在厂门口，没有冲突", "跳过"):
        say(member, text)
    for text in ("清河电子厂", "去年三月", "跳过", "实名", "王师傅", "13800138000"):
        say(member, text)
    expect(bubble(member, "请核对")).to_be_visible()
    tap(member, "提交")
    expect(bubble(member, "紧急事项登记")).to_be_visible()


def a_place_is_taken(member: Page) -> None:
    say(member, "报名")
    tap_last(member, "报名：与抗癌明星联欢会")
    say(member, "王师傅")
    expect(bubble(member, "请核对")).to_be_visible()
    tap(member, "提交")
    expect(bubble(member, "报名成功")).to_be_visible()


def the_officer_works(desk: Page, union: Account) -> None:
    desk.goto(union.link("李主任"))
    expect(desk.get_by_text("先办这 1 件")).to_be_visible()
    picture(desk, "console.png")
    desk.get_by_role("link", name="WQ-2026-0001").first.click()
    expect(desk.get_by_text("138 0013 8000").locator("visible=true").first).to_be_visible()
    picture(desk, "case.png")
    desk.get_by_label("写给会员").fill("王师傅您好，明天上午九点来工会，我们陪大家去谈。")
    desk.get_by_role("button", name="发送回复").click()
    desk.goto(f"{union.url}/console/suggestions")
    desk.get_by_role("link", name="四号冲床的护栏松了").first.click()
    desk.get_by_label("采纳", exact=True).check()
    desk.get_by_label("写给建议人").fill("下周由设备科更换防松螺母，谢谢您。")
    desk.get_by_role("button", name="发送答复").click()
    desk.goto(f"{union.url}/console/events/hospital-survivors-party-2026")
    expect(desk.get_by_text("王师傅")).to_be_visible()


def the_talk_goes_back(member: Page, desk: Page) -> None:
    say(member, "补充")
    tap_last(member, "WQ-2026-0001")
    say(member, "好的，我们选两个人来")
    say(member, "跳过")
    expect(bubble(member, "已补充到")).to_be_visible()
    desk.goto(desk.url.split("/console")[0] + "/console/cases")
    desk.get_by_role("link", name="WQ-2026-0001").first.click()
    expect(desk.get_by_text("好的，我们选两个人来")).to_be_visible()


def the_month_is_announced(member: Page, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 1, 1, 0, tzinfo=UTC) + timedelta(minutes=1)
    expect(bubble(member, "12月活动预告")).to_be_visible(timeout=45000)


def tap_last(page: Page, name: str) -> None:
    """The newest button of that name."""
    button = page.get_by_role("button", name=name).last
    expect(button).to_be_visible()
    button.tap()


def test_the_first_page_fits_a_cheap_phone(union: Account, browser: Browser) -> None:
    with phone(browser) as page:
        page.goto(union.url)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        for link in page.get_by_role("link").all():
            box = link.bounding_box()
            assert box
            assert box["height"] >= 44
        picture(page, "welcome.png")
