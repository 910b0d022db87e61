"""Answers with files by web and terminal: seen and saved by the member's own page alone, and without a network too."""

import io
import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from bot.channels.terminal import Terminal
from bot.domain.members import Contact
from bot.messages import Address, Attachment, Reply, Upload
from knowledge import KnowledgeBase
from tests.account import Account, serving
from tests.browser import chromium
from tests.channels import enclosed
from tests.channels.enclosed import KEYS, PAPER, PDF, WORDS
from tests.channels.official import until
from tests.channels.web_phone import bubble, phone
from tests.conftest import Clock
from tests.photos import PNG

TEXT, FIRST, SECOND = KEYS


@pytest.fixture
def account(sample_folder: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Account]:
    with serving(sample_folder, clock, knowledge) as one:
        yield one


def visitor(account: Account) -> str:
    """Somebody who said something."""
    asked = {"visitor": None, "id": str(uuid4()), "text": "菜单"}
    return str(httpx.post(f"{account.url}/api/chat", json=asked).json()["visitor"])


def the_one(account: Account) -> Address:
    """Where the only member is reached."""
    with account.app.database.read() as session:
        return Address("web", session.scalars(select(Contact)).one().address)


def shown(account: Account, token: str, count: int) -> list[dict[str, object]]:
    """The notices that an open page gets and acknowledges."""
    found: list[dict[str, object]] = []
    with httpx.stream("GET", f"{account.url}/api/chat/notices", headers={"X-Visitor": token}, timeout=20) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:"):
                found.append(json.loads(line[5:]))
                seen = {"visitor": token, "keys": [found[-1]["key"]]}
                httpx.post(f"{account.url}/api/chat/seen", json=seen)
            if len(found) == count:
                break
    return found


def asks(account: Account, token: str, key: str) -> httpx.Response:
    return httpx.get(f"{account.url}/api/chat/files", params={"of": key}, headers={"X-Visitor": token})


def test_the_page_gets_text_and_files_and_finds_each_file(account: Account, clock: Clock) -> None:
    token = visitor(account)
    enclosed.answer(account.app, the_one(account))
    text, picture, paper = shown(account, token, 3)
    until(lambda: enclosed.states(account.app) == dict.fromkeys(KEYS, "sent"))
    assert (text["text"], "files" in text) == (WORDS, False)
    assert picture["files"] == [{"name": "盖章页.png", "size": "1 KB", "picture": True, "bytes": len(PNG)}]
    assert paper["files"] == [{"name": "调解书.pdf", "size": "1 KB", "picture": False, "bytes": len(PDF)}]
    addresses = [asks(account, token, key).json()["address"] for key in (FIRST, SECOND)]
    sent = [httpx.get(f"{account.url}/{address}") for address in addresses]
    assert [one.content for one in sent] == [PNG, PDF]
    assert [one.headers["content-type"] for one in sent] == ["image/png", "application/octet-stream"]
    assert asks(account, token, FIRST).json()["address"] == addresses[0]
    clock.forward(days=2)
    assert httpx.get(f"{account.url}/{addresses[0]}").status_code == 410
    assert httpx.get(f"{account.url}/{asks(account, token, FIRST).json()['address']}").content == PNG


def test_a_file_is_found_by_its_own_visitor_alone(account: Account) -> None:
    token, to = visitor(account), the_one(account)
    enclosed.answer(account.app, to)
    stranger = visitor(account)
    assert asks(account, stranger, FIRST).status_code == 404
    assert [asks(account, wrong, FIRST).status_code for wrong in ("", "forged", f"{token}x")] == [401] * 3
    assert [asks(account, token, key).status_code for key in (TEXT, "remark:2", "", "\x00")] == [404] * 4
    enclosed.forget(account.app)
    gone = asks(account, token, FIRST)
    assert (gone.status_code, "不再保存" in gone.json()["replies"][0]["text"]) == (404, True)


def pixels(side: int) -> bytes:
    """A picture that a browser can show."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x1e\x65\x5e" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_phone_shows_the_picture_saves_the_paper_and_keeps_both_without_a_network(account: Account) -> None:
    with chromium() as browser, phone(browser, accept_downloads=True) as page:
        page.goto(f"{account.url}/chat")
        expect(bubble(page, "自助服务")).to_be_visible()
        picture = Upload("盖章页.png", "image/png", pixels(300))
        enclosed.answer(account.app, the_one(account), picture, PAPER)
        shown = page.get_by_role("img", name="盖章页.png")
        expect(shown).to_be_visible()
        assert shown.evaluate("image => image.naturalWidth") == 300
        expect(bubble(page, WORDS)).to_be_visible()
        with page.expect_download() as saving:
            page.get_by_role("button", name="调解书.pdf").tap()
        assert saving.value.suggested_filename == "调解书.pdf"
        assert Path(saving.value.path()).read_bytes() == PDF
        until(lambda: enclosed.states(account.app) == dict.fromkeys(KEYS, "sent"))
        page.context.set_offline(True)
        page.get_by_role("button", name="调解书.pdf").tap()
        expect(page.get_by_text("请检查网络")).to_be_visible()
        page.context.set_offline(False)
        page.reload()
        expect(page.get_by_role("img", name="盖章页.png")).to_be_visible()
        expect(page.get_by_role("button", name="调解书.pdf")).to_be_visible()


def test_the_terminal_names_a_file_and_its_size() -> None:
    out = io.StringIO()
    file = Attachment("k", "调解书.pdf", "application/pdf", 348_160)
    Terminal(lambda _incoming: (), "lina", out).show(Reply("", files=(file,)))
    assert out.getvalue() == "［文件］调解书.pdf（340 KB）\n"
