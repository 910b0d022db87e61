"""My account: a password, an app on the phone, recovery codes, sessions; and what stands on no page afterwards."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from starlette.testclient import TestClient

from bot.console.app import Desk
from tests.conftest import Clock
from tests.console.branch import Branch
from tests.console.conftest import browser, signed_in
from tests.console.test_sign_in import BAD, GOOD, tries

ACCOUNT = "/console/account"
SECRET = re.compile(r'<code class="secret">([A-Z2-7 ]+)</code>')
CODE = re.compile(r"<li>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</li>")
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
WEIXIN = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0"


def set_password(client: TestClient, new: str = GOOD, again: str | None = None, **more: str) -> str:
    return client.post(f"{ACCOUNT}/password", data={"new": new, "again": new if again is None else again, **more}).text


@pytest.fixture
def by_password(wang: TestClient, desk: Desk) -> Iterator[TestClient]:
    """王干事, signed in by password."""
    set_password(wang)
    with browser(desk) as client:
        assert tries(client)[0] == 303
        yield client


def test_after_a_link_a_password_is_set(wang: TestClient, stranger: TestClient) -> None:
    page = wang.get(ACCOUNT).text
    assert "还没有密码" in page
    assert "先设密码，再开通动态码" in page
    assert "密码已设好" in set_password(wang)
    assert tries(stranger)[0] == 303
    assert wang.get(ACCOUNT).status_code == 200, "one's own session goes on"


@pytest.mark.parametrize(
    ("new", "again", "why"),
    [
        ("kurz9", "kurz9", "至少要 10 个"),
        (GOOD, f"{GOOD}x", "两次写的新密码不一样"),
        ("wangganshi2026", "wangganshi2026", "拼音"),
    ],
)
def test_a_password_that_is_refused_stands_on_no_page(wang: TestClient, new: str, again: str, why: str) -> None:
    page = set_password(wang, new, again)
    assert why in page
    assert new not in page
    assert "还没有密码" in wang.get(ACCOUNT).text


def test_who_signed_in_by_password_gives_it_to_change_it(by_password: TestClient, stranger: TestClient) -> None:
    assert "现在的密码" in by_password.get(ACCOUNT).text
    assert "现在的密码不对" in set_password(by_password, f"{GOOD}-new", password=BAD)
    assert "密码已设好" in set_password(by_password, f"{GOOD}-new", password=GOOD)
    assert [tries(stranger, one)[0] for one in (GOOD, f"{GOOD}-new")] == [401, 303]


def test_who_forgot_it_sets_a_new_one_after_a_link(
    by_password: TestClient, stranger: TestClient, branch: Branch
) -> None:
    signed_in(stranger, branch.link("王干事"))
    assert "密码已设好" in set_password(stranger, f"{GOOD}-new")
    assert by_password.get(ACCOUNT).status_code == 401, "other sessions are over"


def test_an_app_is_set_up_and_its_secret_shown_just_then(
    by_password: TestClient, stranger: TestClient, clock: Clock
) -> None:
    assert "现在的密码不对" in by_password.post(f"{ACCOUNT}/begin", data={"password": BAD}).text
    page = by_password.post(f"{ACCOUNT}/begin", data={"password": GOOD}).text
    secret = SECRET.search(page)
    assert secret
    assert "<svg" in page
    assert " style=" not in page
    assert not SECRET.search(by_password.get(ACCOUNT).text)
    again = by_password.post(f"{ACCOUNT}/confirm", data={"confirm": "000000"}).text
    assert "动态码不对" in again
    assert secret[1] in again, "it can be tried once more"
    app = pyotp.TOTP(secret[1].replace(" ", ""))
    done = by_password.post(f"{ACCOUNT}/confirm", data={"confirm": app.at(clock())}).text
    codes = CODE.findall(done)
    assert len(codes) == 8
    later = by_password.get(ACCOUNT).text
    assert "还剩 8 个恢复码" in later
    for hidden in (secret[1], app.secret, *codes):
        assert hidden not in later
    assert tries(stranger)[0] == 401
    assert tries(stranger, code=codes[0])[0] == 303


def test_without_a_password_there_is_no_app(wang: TestClient) -> None:
    page = wang.post(f"{ACCOUNT}/begin").text
    assert "请先在上面设一个密码" in page
    assert not SECRET.search(page)


def with_app(client: TestClient, clock: Clock) -> list[str]:
    found = SECRET.search(client.post(f"{ACCOUNT}/begin", data={"password": GOOD}).text)
    assert found
    code = pyotp.TOTP(found[1].replace(" ", "")).at(clock())
    return CODE.findall(client.post(f"{ACCOUNT}/confirm", data={"confirm": code}).text)


def test_recovery_codes_are_renewed_and_the_app_is_switched_off(
    by_password: TestClient, stranger: TestClient, clock: Clock
) -> None:
    old = with_app(by_password, clock)
    for step in ("codes", "remove"):
        assert "现在的密码不对" in by_password.post(f"{ACCOUNT}/{step}", data={"password": BAD}).text
    new = CODE.findall(by_password.post(f"{ACCOUNT}/codes", data={"password": GOOD}).text)
    assert [tries(stranger, code=one)[0] for one in (old[0], new[0])] == [401, 303]
    assert "动态码已关闭" in by_password.post(f"{ACCOUNT}/remove", data={"password": GOOD}).text
    assert tries(stranger)[0] == 303


def test_who_lost_the_phone_switches_it_off_after_a_link(
    by_password: TestClient, stranger: TestClient, branch: Branch, clock: Clock
) -> None:
    with_app(by_password, clock)
    signed_in(stranger, branch.link("王干事"))
    assert "动态码已关闭" in stranger.post(f"{ACCOUNT}/remove").text


def test_ones_sessions_are_listed_and_ended_one_or_all(desk: Desk, branch: Branch, clock: Clock) -> None:
    with browser(desk) as one, browser(desk) as other, browser(desk) as boss:
        one.headers["User-Agent"], other.headers["User-Agent"] = CHROME, WEIXIN
        for client, name in ((one, "王干事"), (other, "王干事"), (boss, "李主任")):
            signed_in(client, branch.link(name))
            clock.forward(minutes=10)
        page = one.get(ACCOUNT).text
        assert "2 处" in page
        assert "Chrome · Windows" in page
        assert "微信 · iPhone" in page
        assert "AppleWebKit" not in page
        assert page.count("就是这里") == 1
        assert "今天 10:10" in page
        mark = re.search(r'name="session" value="(\w+)"', page)
        assert mark
        assert boss.post(f"{ACCOUNT}/end", data={"session": mark[1]}).status_code == 200
        assert other.get(ACCOUNT).status_code == 200, "nobody ends another's"
        assert "那一处登录已经结束" in one.post(f"{ACCOUNT}/end", data={"session": mark[1]}).text
        assert [client.get(ACCOUNT).status_code for client in (one, other, boss)] == [200, 401, 200]
        signed_in(other, branch.link("王干事"))
        one.post("/console/leave")
        assert [client.get(ACCOUNT).status_code for client in (one, other, boss)] == [401, 401, 200]


@pytest.mark.parametrize("session", ["", "x", "9" * 5000, "\x00"])
def test_what_is_no_session_ends_none(wang: TestClient, session: str) -> None:
    assert wang.post(f"{ACCOUNT}/end", data={"session": session}).status_code == 200
