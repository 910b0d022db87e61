"""The web chat's JSON: who is who, repeats, what cannot be taken, and what the page is served with."""

import hashlib
import logging
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from bot.channels.base import Channel
from bot.channels.web import WebChat
from bot.errors import Fault, Unavailable
from bot.messages import LONGEST_TEXT
from tests.channels.web_desk import SECRET, Desk, serving


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    with (
        serving(WebChat(desk.turn, SECRET, union="海州<区>总工会")) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        yield client


def say(client: httpx.Client, text: str, visitor: str | None = None, message_id: str | None = None) -> httpx.Response:
    return client.post("/api/chat", json={"visitor": visitor, "id": message_id or str(uuid4()), "text": text})


def test_is_a_channel() -> None:
    channel: Channel = WebChat(Desk().turn, SECRET, union="工会")
    assert channel.name == "web"
    assert channel.idempotent
    assert not channel.present()


def test_a_message_is_answered_and_the_visitor_recognised(client: httpx.Client, desk: Desk) -> None:
    first = say(client, "  劳动争议\u200b\r\n").json()
    assert first["replies"] == [
        {
            "text": "您遇到的是哪一类问题？（1/5）",
            "buttons": ["拖欠工资", "解除合同", "工伤待遇", "其他"],
            "controls": ["上一步", "取消"],
        }
    ]
    assert desk.taken[0].text == "劳动争议"
    second = say(client, "拖欠工资", first["visitor"]).json()
    assert second["visitor"] == first["visitor"]
    assert desk.taken[0].address == desk.taken[1].address


def test_a_repeat_gets_the_same_replies_and_changes_nothing(client: httpx.Client, desk: Desk) -> None:
    visitor = say(client, "菜单").json()["visitor"]
    first, again = (say(client, "你好", visitor, "m-2").json() for _ in range(2))
    assert first == again
    assert len(desk.taken) == 2


def test_a_repeated_first_message_comes_back_to_the_same_visitor(client: httpx.Client, desk: Desk) -> None:
    """Its answer may have been lost, and with it the token."""
    message_id = str(uuid4())
    first, again = (say(client, "菜单", None, message_id).json() for _ in range(2))
    assert first == again
    assert len(desk.taken) == 1


WEAK = {
    "short": "1",
    "of the clock": "6c84fb90-12c4-11e1-840d-7b25c5ee775a",
    "in another form": "8A34D554-07DE-4BC9-956A-C6C48352B4D6",
    "with a tail": "17a04e83-146c-488a-839a-00606e106574x",
}


@pytest.mark.parametrize("weak", WEAK.values(), ids=WEAK)
def test_an_id_that_could_be_guessed_opens_nobodys_talk(client: httpx.Client, weak: str) -> None:
    first, again = (say(client, "菜单", None, weak).json()["visitor"] for _ in range(2))
    assert first != again


def test_a_forged_token_counts_as_none(client: httpx.Client, desk: Desk) -> None:
    real = say(client, "菜单").json()["visitor"]
    forgeries = [real[:-1] + ("A" if real[-1] != "A" else "B"), "x" * 5000, "令牌", "", "a.b"]
    got = {say(client, "你好", forged).json()["visitor"] for forged in forgeries}
    half = client.post("/api/chat", content=b'{"visitor": "\\ud800", "id": "1", "text": "a"}')
    got.add(half.json()["visitor"])
    assert len(got) == len(forgeries) + 1
    assert real not in got
    assert len({one.address for one in desk.taken}) == len(forgeries) + 2


def test_the_store_never_sees_what_opens_a_talk(client: httpx.Client, desk: Desk) -> None:
    message_id = str(uuid4())
    token = say(client, "菜单", None, message_id).json()["visitor"]
    assert desk.taken[0].address.id == hashlib.sha256(token.encode()).hexdigest()[:32]
    assert message_id not in repr(desk.taken)
    assert say(client, "菜单", None, desk.taken[0].message_id).json()["visitor"] != token


def test_a_text_that_is_too_long_is_declined_with_the_next_step(client: httpx.Client, desk: Desk) -> None:
    answer = say(client, "字" * 20_000)
    assert answer.status_code == 413
    assert answer.json()["error"] == "text-too-long"
    words = answer.json()["replies"][0]["text"]
    assert "8000" in words
    assert "分几段发，或者用文件发给我们" in words
    assert say(client, "字" * LONGEST_TEXT).status_code == 200
    assert say(client, "😀" * LONGEST_TEXT).status_code == 200
    assert len(desk.taken) == 2


def test_a_body_of_any_size_is_declined_kindly(client: httpx.Client) -> None:
    answer = say(client, "字" * 3_000_000)
    assert answer.status_code == 413
    assert "分几段发" in answer.json()["replies"][0]["text"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": "1"}',
        b'{"id": "1", "text": 5}',
        b'{"id": "1", "text": null}',
        b'{"text": "a"}',
        b'{"id": "", "text": "a"}',
        b'{"id": 7, "text": "a"}',
        b'{"id": "a\\u0000b", "text": "a"}',
        b'{"id": "\\ud800", "text": "a"}',
        b'{"id": "' + b"x" * 129 + b'", "text": "a"}',
        b'{"id": "1", "text": "a", "visitor": 5}',
        b'{"id": "1", "text": "a", "visitor": {}}',
    ],
)
def test_what_is_no_message_is_declined_in_chinese(client: httpx.Client, desk: Desk, body: bytes) -> None:
    answer = client.post("/api/chat", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert answer.json()["replies"] == [{"text": "这条消息没有传好，请再发一次。", "buttons": [], "controls": []}]
    assert not desk.taken


def test_when_the_store_is_away_the_same_message_may_come_again(client: httpx.Client, desk: Desk) -> None:
    message_id = str(uuid4())
    desk.failure = Unavailable("disk full")
    answer = say(client, "菜单", None, message_id)
    assert answer.status_code == 503
    assert "稍等" in answer.json()["replies"][0]["text"]
    assert "disk" not in answer.text
    desk.failure = None
    assert say(client, "菜单", None, message_id).status_code == 200


def test_a_fault_quotes_its_number(client: httpx.Client, desk: Desk) -> None:
    desk.failure = Fault("F-7Q2K")
    answer = say(client, "菜单")
    assert answer.status_code == 500
    assert "编号 F-7Q2K" in answer.json()["replies"][0]["text"]


def test_the_page_is_safe_and_small(client: httpx.Client) -> None:
    page = client.get("/chat")
    assert "海州&lt;区&gt;总工会" in page.text
    assert "<区>" not in page.text
    assert "{{" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    files = [part.split('"')[0] for part in page.text.split('="')[1:] if part.startswith("chat/static/")]
    assert len(files) >= 5
    answers = [page, *(client.get("/" + name) for name in dict.fromkeys(files))]
    assert all("immutable" in answer.headers["cache-control"] for answer in answers[1:])
    assert sum(answer.num_bytes_downloaded for answer in answers) < 15_000


def test_an_old_address_of_a_file_is_not_kept(client: httpx.Client) -> None:
    assert client.get("/chat/static/chat.js?v=old").headers["cache-control"] == "no-cache"
    for missing in ("chat.html", "../chat.html", "%2e%2e/base.py", "nothing"):
        assert client.get(f"/chat/static/{missing}").status_code == 404


def test_no_text_and_no_token_is_logged(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = say(client, "我的工资三个月没发").json()["visitor"]
    client.post("/api/chat/seen", json={"visitor": token, "keys": ["k"]})
    ours = [record for record in caplog.records if not record.name.startswith("http")]  # not the client's own
    logged = "\n".join(f"{record.name} {record.getMessage()}" for record in ours)
    assert "/api/chat" in logged
    assert "工资" not in logged
    assert token not in logged
