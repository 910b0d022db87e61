"""The member's page in a real browser, at the size of a cheap phone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.channels.web import WebChat
from bot.messages import LARGEST_FILE, Reply
from tests.browser import chromium
from tests.channels.web_desk import UNION, Desk, Server
from tests.channels.web_phone import PHONE, bubble, phone, say, served, tap, until

NARROW = PHONE | {"viewport": {"width": 320, "height": 568}}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
CONTRAST = """element => {
  const part = v => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(part);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b };
  let ground = element;
  while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
  const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(ground).backgroundColor)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) }"""
"""How much an element's words stand out from what is behind them, as WCAG counts it."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def place(browser: Browser, desk: Desk) -> Iterator[tuple[Page, WebChat, Server]]:
    with served(desk) as (chat, server), phone(browser) as page:
        page.goto(f"{server.url}/chat")
        yield page, chat, server


def test_a_scanned_code_of_a_unit_is_asked_about_once(place: tuple[Page, WebChat, Server], desk: Desk) -> None:
    page, _, server = place
    expect(bubble(page, "这里是工会的自助服务")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{server.url}/chat#unit-3")
    expect(bubble(page, "/start unit-3")).to_be_visible()
    page.reload()
    page.goto(f"{server.url}/chat#unit-x")
    page.reload()
    assert [one.text for one in desk.taken] == ["菜单", "/start unit-3"]


def test_a_member_is_greeted_taps_and_types(place: tuple[Page, WebChat, Server], desk: Desk) -> None:
    page, _, _ = place
    expect(page.get_by_role("heading", name=UNION)).to_be_visible()
    expect(bubble(page, "这里是工会的自助服务")).to_be_visible()
    expect(page.locator(".me")).to_have_count(0)
    tap(page, "劳动争议")
    expect(bubble(page, "哪一类问题")).to_be_visible()
    expect(page.get_by_role("button", name="困难帮扶")).to_have_count(0)
    expect(page.get_by_role("button", name="上一步")).to_be_visible()
    say(page, "公司欠薪\n三个月")
    expect(bubble(page, "收到第 3 条：公司欠薪\n三个月")).to_be_visible()
    expect(page.get_by_text("已送达", exact=True)).to_have_count(1)
    assert [one.text for one in desk.taken] == ["菜单", "劳动争议", "公司欠薪\n三个月"]
    assert len({one.address for one in desk.taken}) == 1


def test_a_reload_keeps_the_talk_and_the_draft(place: tuple[Page, WebChat, Server], desk: Desk) -> None:
    page, _, _ = place
    tap(page, "劳动争议")
    expect(bubble(page, "哪一类问题")).to_be_visible()
    page.get_by_label("输入消息").fill("还没写完")
    until(page, lambda: "还没写完" in page.evaluate("localStorage.getItem('gongyou.chat')"))
    page.reload()
    expect(page.get_by_role("button", name="拖欠工资")).to_be_visible()
    expect(page.get_by_label("输入消息")).to_have_value("还没写完")
    expect(page.locator("li")).to_have_count(3)
    assert len(desk.taken) == 2


def test_a_photo_is_sent(place: tuple[Page, WebChat, Server], desk: Desk) -> None:
    page, _, _ = place
    page.get_by_label("发图片或文件").set_input_files({"name": "工资条.png", "mimeType": "image/png", "buffer": PNG})
    expect(bubble(page, "收到文件：工资条.png")).to_be_visible()
    expect(page.get_by_text("已送达", exact=True)).to_be_visible()
    assert desk.taken[-1].uploads[0].content == PNG
    assert desk.taken[-1].address == desk.taken[0].address


def test_what_is_too_large_never_leaves_the_phone(
    place: tuple[Page, WebChat, Server], desk: Desk, tmp_path: Path
) -> None:
    page, _, _ = place
    large = tmp_path / "录像.mp4"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    page.get_by_label("发图片或文件").set_input_files(large)
    expect(page.get_by_text("“录像.mp4”太大了，上限 10MB")).to_be_visible()
    say(page, "字" * 8001)
    expect(page.get_by_text("这段话有 8001 字")).to_be_visible()
    expect(page.get_by_label("输入消息")).to_have_value("字" * 8001)
    assert [one.text for one in desk.taken] == ["菜单"]


def test_what_the_server_declines_comes_back_into_the_box(place: tuple[Page, WebChat, Server]) -> None:
    page, _, _ = place

    def lenient(route: Route) -> None:
        """The page as an older one might be, with another limit than the server's."""
        served = route.fetch()
        route.fulfill(response=served, body=served.text().replace('data-longest="8000"', 'data-longest="99999"'))

    page.route("**/chat", lenient)
    page.reload()
    say(page, "长" * 9000)
    expect(page.get_by_text("请分几段发，或者用文件发给我们")).to_be_visible()
    expect(page.get_by_label("输入消息")).to_have_value("长" * 9000)
    expect(page.locator(".me")).to_have_count(0)


def test_a_notice_appears_at_once_and_only_once(place: tuple[Page, WebChat, Server]) -> None:
    page, chat, server = place
    until(page, chat.present)
    (address,) = chat.present()
    for _ in range(2):
        server.send(chat, address, Reply("您的建议有答复了", ("查看",)), "notice-1")
    expect(page.get_by_text("您的建议有答复了")).to_have_count(1)
    expect(page.get_by_role("button", name="查看")).to_be_visible()
    expect(page.get_by_role("button", name="困难帮扶")).to_be_visible()


def test_clearing_forgets_and_says_so(place: tuple[Page, WebChat, Server], desk: Desk) -> None:
    page, _, _ = place
    say(page, "我的事")
    expect(bubble(page, "收到第 2 条")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    tap(page, "清除")
    expect(page.get_by_text("已清除：本机上的")).to_be_visible()
    assert "我的事" not in page.content()
    stored = page.evaluate("localStorage.getItem('gongyou.chat')")
    assert "我的事" not in stored
    assert json.loads(stored)["visitor"] is None
    tap(page, "菜单")
    expect(bubble(page, "自助服务")).to_be_visible()
    assert desk.taken[-1].address != desk.taken[0].address


def test_without_storage_the_page_still_works(browser: Browser, desk: Desk) -> None:
    with served(desk) as (_, server), phone(browser) as page:
        page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})")
        page.goto(f"{server.url}/chat")
        tap(page, "劳动争议")
        expect(bubble(page, "哪一类问题")).to_be_visible()


def test_without_javascript_the_page_says_what_to_do(browser: Browser, desk: Desk) -> None:
    with served(desk) as (_, server), phone(browser, java_script_enabled=False) as page:
        page.goto(f"{server.url}/chat")
        expect(page.get_by_role("heading", name="需要打开 JavaScript")).to_be_visible()
        expect(page.get_by_role("link", name="12351")).to_have_attribute("href", "tel:12351")
        expect(page.get_by_label("输入消息")).to_be_hidden()


def test_words_are_only_words_and_numbers_can_be_called(place: tuple[Page, WebChat, Server]) -> None:
    page, _, _ = place
    say(page, "<img src=x onerror=alert(1)> 打 12345 或 0518-85412345，不是 912345678 也不是 12345元")
    reply = bubble(page, "收到第 2 条")
    expect(reply).to_contain_text("<img src=x onerror=alert(1)>")
    assert [link.get_attribute("href") for link in reply.get_by_role("link").all()] == ["tel:12345", "tel:051885412345"]


def test_enter_sends_on_a_desktop(browser: Browser, desk: Desk) -> None:
    with served(desk) as (_, server), phone(browser, has_touch=False, is_mobile=False) as page:
        page.goto(f"{server.url}/chat")
        box = page.get_by_label("输入消息")
        box.fill("一")
        box.press("Shift+Enter")
        box.press_sequentially("二")
        box.press("Enter")
        expect(bubble(page, "收到第 2 条：一\n二")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_and_tapped_on_the_narrowest_phone(browser: Browser, desk: Desk, scheme: str) -> None:
    with served(desk) as (_, server), phone(browser, **(NARROW | {"color_scheme": scheme})) as page:
        page.goto(f"{server.url}/chat")
        tap(page, "劳动争议")
        expect(bubble(page, "哪一类问题")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        for one in page.locator("button:visible, .attach").all():
            box = one.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 44, one.inner_text()
        words = ".us .bubble, .me .bubble, .choices button, .controls button, #send, #clear, small, time, .state"
        for selector in words.split(", "):
            assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector
