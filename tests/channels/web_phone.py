"""A member's phone: the chat page in a real browser, at the size of a cheap one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from bot.channels.web import WebChat
from tests.browser import watched
from tests.channels.web_desk import SECRET, UNION, Desk, Server, serving

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "locale": "zh-CN",
}


@contextmanager
def served(desk: Desk, port: int = 0) -> Iterator[tuple[WebChat, Server]]:
    """The chat with this desk behind it; on the same port, the same server come back."""
    chat = WebChat(desk.turn, SECRET, union=UNION)
    with serving(chat, port) as server:
        yield chat, server


@contextmanager
def phone(browser: Browser, **other: Any) -> Iterator[Page]:
    """A fresh phone; an error in the page's script, or one that its own policy forbids, fails the test."""
    with watched(browser, **(PHONE | other)) as page:
        yield page


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).tap()


def say(page: Page, text: str) -> None:
    page.get_by_label("输入消息").fill(text)
    tap(page, "发送")


def bubble(page: Page, text: str) -> Locator:
    """The last thing said that holds this text."""
    return page.locator(".bubble", has_text=text).last


def until(page: Page, true: Callable[[], object]) -> None:
    """Waits, ten seconds at most, for what the page itself does not show."""
    for _ in range(500):
        if true():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it never came true")
