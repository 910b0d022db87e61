"""The member's page when the network or the server fails: nothing is lost, nothing doubled."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from bot.errors import Fault, Unavailable
from bot.messages import Reply
from tests.browser import chromium
from tests.channels.web_desk import Desk
from tests.channels.web_phone import bubble, phone, say, served, tap, until


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def desk() -> Desk:
    return Desk()


def ids(page: Page) -> list[str]:
    """Grows by the id of each message that the page sends."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/chat"):
            sent.append(json.loads(request.post_data or "{}")["id"])

    page.on("request", note)
    return sent


def test_with_the_server_down_nothing_is_lost_and_nothing_doubled(browser: Browser, desk: Desk) -> None:
    with phone(browser) as page:
        with served(desk) as (_, server):
            page.goto(f"{server.url}/chat")
            expect(bubble(page, "自助服务")).to_be_visible()
        sent = ids(page)
        say(page, "第一句")
        say(page, "第二句")
        expect(page.get_by_role("status")).to_have_text("网络连不上。您发的内容会存在本机，连上后自动发出。")
        expect(page.get_by_role("button", name="未送达 · 点此重发")).to_be_visible()
        with served(desk, server.port):
            tap(page, "未送达 · 点此重发")
            expect(bubble(page, "收到第 2 条：第一句")).to_be_visible()
            expect(bubble(page, "收到第 3 条：第二句")).to_be_visible()
            expect(page.get_by_role("status")).to_be_hidden()
        assert len(set(sent)) == 2
        assert len(sent) >= 3
        assert [one.text for one in desk.taken] == ["菜单", "第一句", "第二句"]


def test_what_was_not_sent_survives_a_reload(browser: Browser, desk: Desk) -> None:
    with served(desk) as (_, server), phone(browser) as page:
        page.goto(f"{server.url}/chat")
        expect(bubble(page, "自助服务")).to_be_visible()
        page.route("**/api/chat", lambda route: route.abort())
        say(page, "别弄丢")
        expect(page.get_by_role("button", name="未送达 · 点此重发")).to_be_visible()
        page.unroute("**/api/chat")
        page.reload()
        expect(bubble(page, "收到第 2 条：别弄丢")).to_be_visible()


def test_a_lost_answer_to_the_very_first_message_makes_no_second_visitor(browser: Browser, desk: Desk) -> None:
    with served(desk) as (_, server), phone(browser) as page:
        lost: list[str] = []

        def lose(route: Route) -> None:
            if lost:
                route.continue_()
                return
            lost.append(route.fetch().text())
            route.abort()

        page.route("**/api/chat", lose)
        page.goto(f"{server.url}/chat")
        expect(bubble(page, "自助服务")).to_be_visible()
        assert lost
        assert len(desk.taken) == 1


def test_a_busy_store_is_waited_for_and_a_fault_is_told(browser: Browser, desk: Desk) -> None:
    with served(desk) as (_, server), phone(browser) as page:
        page.goto(f"{server.url}/chat")
        expect(bubble(page, "自助服务")).to_be_visible()
        desk.failure = Unavailable("full")
        say(page, "慢慢来")
        expect(page.get_by_role("status")).to_contain_text("系统现在忙")
        desk.failure = None
        expect(bubble(page, "收到第 2 条：慢慢来")).to_be_visible()
        desk.failure = Fault("F-42")
        say(page, "出错")
        expect(page.get_by_text("编号 F-42")).to_be_visible()
        desk.failure = None
        tap(page, "未送达 · 点此重发")
        expect(bubble(page, "收到第 3 条：出错")).to_be_visible()


def test_the_stream_comes_back_after_a_restart(browser: Browser, desk: Desk) -> None:
    with phone(browser) as page:
        with served(desk) as (chat, server):
            page.goto(f"{server.url}/chat")
            until(page, chat.present)
        with served(desk, server.port) as (chat, server):
            until(page, chat.present)
            (address,) = chat.present()
            server.send(chat, address, Reply("又连上了"), "n")
            expect(page.get_by_text("又连上了")).to_be_visible()
