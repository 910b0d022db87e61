"""An officer's day in a real browser: in by the link, a case from first answer to the end, a suggestion, out again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Dialog, Page, expect
from starlette.applications import Starlette

from bot.console.app import Desk, routes
from tests.browser import chromium, watched
from tests.console.branch import PNG, Branch

SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desk": {"viewport": {"width": 1280, "height": 860}},
}
CONTRAST = """() => {
  const part = v => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(part);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b };
  const weak = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(one => one.nodeType === 3 && one.data.trim())) continue;
    let ground = element;
    const clear = () => getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)';
    while (ground.parentElement && clear()) ground = ground.parentElement;
    const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(ground).backgroundColor)];
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) weak.push(element.outerHTML.slice(0, 90));
  }
  return weak }"""
"""The texts that stand out less from what is behind them than WCAG AA asks."""


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """The console on a real server on loopback."""
    app = Starlette(routes=routes(desk))
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/console"
    finally:
        desk.close()
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chrome: Browser) -> Iterator[Page]:
    """A phone, then a desk; an error in a script, or something that the page's own policy forbids, fails the test."""
    with watched(chrome, locale="zh-CN", **SIZES[request.param]) as page:
        yield page


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_an_officers_day(desk: Desk, branch: Branch, page: Page) -> None:
    photo = branch.keep("工资条.png", "image/png", PNG)
    number, idea = branch.case(evidence=(photo,), name="张师傅"), branch.suggestion()
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('王干事')}")
        page.get_by_role("link", name=f"其他诉求 {number}").click()
        page.get_by_role("button", name="我来受理").click()
        expect(page.get_by_role("status")).to_contain_text("已受理")
        page.get_by_label("写给会员").fill("您好，材料收到了，我们明天去单位。")
        page.get_by_role("button", name="发送回复").click()
        expect(page.locator(".ours .bubble")).to_have_text("您好，材料收到了，我们明天去单位。")
        page.get_by_text("办结这件事").click()
        page.get_by_label("结果（会员会收到）").fill("工资已补发。")
        page.get_by_role("button", name="办结并告诉会员").click()
        expect(page.get_by_text("会自动重新打开，并回到这里的待办")).to_be_visible()

        page.get_by_role("navigation", name="工作台").get_by_role("link", name="建议").click()
        page.get_by_role("link", name="食堂延长开放").click()
        page.get_by_label("写给建议人").fill("下月起开到九点。")
        page.get_by_role("button", name="发送答复").click()
        expect(page.get_by_role("alert")).to_contain_text("请先选一项")
        expect(page.get_by_label("写给建议人")).to_have_value("下月起开到九点。")
        page.get_by_label("采纳", exact=True).check()
        page.get_by_role("button", name="发送答复").click()
        expect(page.get_by_role("status")).to_contain_text("已答复")
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("heading", name="请先登录")).to_be_visible()
    assert [row.kind for row in branch.outbox()] == ["case", "case", "case", "suggestion"]
    assert branch.answer_to(idea).answer == "下月起开到九点。"


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_every_page_can_be_read_and_fits(desk: Desk, branch: Branch, page: Page) -> None:
    danger, idea = branch.case("我不想活了，" + "长" * 80 + "x" * 120, employer="y" * 80), branch.suggestion("z" * 60)
    branch.answers(danger, "我们马上给您打电话。" + "w" * 150)
    branch.deliver("failed", "v" * 300)
    paths = [
        "",
        "/cases",
        f"/cases/{danger}",
        f"/cases/{danger}/faq?q=工资",
        "/cases?q=我们",
        "/cases?late=1&kind=other&unit=2&below=1",
        "/suggestions",
        f"/suggestions/{idea}",
        "/events",
        "/questions",
        "/entries",
        "/revisions",
        "/deliveries",
    ]
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        for path in [*paths, "/nowhere"]:
            page.goto(console + path)
            width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert width <= 0, f"{path} is {width} px too wide"
            assert page.evaluate(CONTRAST) == [], path


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_half_written_words_are_not_lost_by_a_stray_tap(desk: Desk, branch: Branch, page: Page) -> None:
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        page.goto(f"{console}/cases/{branch.case()}")
        page.get_by_label("写给会员").press_sequentially("写到一半")
        asked = list[str]()

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        page.get_by_role("link", name="今日").click()
        assert asked == ["beforeunload"]
        expect(page.get_by_label("写给会员")).to_have_value("写到一半")
