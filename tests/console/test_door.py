"""Who comes into the console, from where, and what every page carries."""

import logging
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from bot.console.app import ACTIONS, PAGES, Desk
from bot.console.door import COOKIE
from bot.errors import Unavailable
from tests.conftest import Clock
from tests.console.branch import Branch
from tests.console.conftest import browser


def test_a_link_lets_its_officer_in_once(stranger: TestClient, branch: Branch) -> None:
    token = branch.link("王干事")
    entered = stranger.get("/console/enter", params={"token": token}, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "/console")
    cookie = entered.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/console")), cookie
    assert "Secure" not in cookie
    assert "王干事" in stranger.get("/console").text
    again = stranger.get("/console/enter", params={"token": token})
    assert again.status_code == 403
    assert "再生成一个" in again.text


def test_over_https_the_cookie_is_secure(desk: Desk, branch: Branch) -> None:
    web = desk.config.web.model_copy(update={"public_url": "https://union.example"})
    secure = replace(desk, config=desk.config.model_copy(update={"web": web}))
    with browser(secure) as client:
        link = {"token": branch.link("王干事")}
        assert "Secure" in client.get("/console/enter", params=link, follow_redirects=False).headers["set-cookie"]


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose"])
def test_a_messenger_that_peeks_at_a_link_does_not_use_it_up(stranger: TestClient, branch: Branch, header: str) -> None:
    link = {"token": branch.link("王干事")}
    assert stranger.head("/console/enter", params=link).status_code == 200
    assert stranger.get("/console/enter", params=link, headers={header: "prefetch"}).status_code == 200
    assert COOKIE not in stranger.cookies
    assert "王干事" in stranger.get("/console/enter", params=link).text


@pytest.mark.parametrize("path", ["/console", "/console/cases", "/console/cases/WQ-2026-0001-3", "/console/deliveries"])
def test_without_a_session_there_is_only_the_way_in(stranger: TestClient, branch: Branch, path: str) -> None:
    number = branch.case()
    page = stranger.get(path)
    assert page.status_code == 401
    assert "python -m bot staff link" in page.text
    assert number not in page.text


def test_a_session_ends_by_itself(li: TestClient, clock: Clock) -> None:
    clock.forward(hours=13)
    assert li.get("/console").status_code == 401


def test_words_written_before_the_session_ended_are_not_lost(li: TestClient, branch: Branch, clock: Clock) -> None:
    number = branch.case()
    clock.forward(hours=13)
    page = li.post(f"/console/cases/{number}/reply", data={"body": "我们明天去您单位。"})
    assert page.status_code == 401
    assert "我们明天去您单位。" in page.text
    assert branch.outbox() == []


def test_an_officer_leaves_on_all_devices(li: TestClient, desk: Desk, branch: Branch) -> None:
    with browser(desk) as phone:
        phone.get("/console/enter", params={"token": branch.link("李主任")})
        assert "已退出" in li.post("/console/leave").text
        assert phone.get("/console").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-site"},
        {"Origin": ""},
    ],
)
def test_a_post_from_elsewhere_does_nothing(li: TestClient, branch: Branch, headers: dict[str, str]) -> None:
    number = branch.case()
    page = li.post(f"/console/cases/{number}/take", headers=headers)
    assert page.status_code == 403
    assert "没有执行" in page.text
    assert branch.read(number).officer_id is None


def test_behind_a_proxy_the_public_address_may_post(li: TestClient, branch: Branch) -> None:
    number = branch.case()
    assert li.post(f"/console/cases/{number}/take", headers={"Host": "10.0.0.7"}).status_code == 200


def test_every_page_is_sealed(li: TestClient) -> None:
    for path in [path for path, *_ in PAGES if "{" not in path]:
        page = li.get(path)
        assert page.status_code in {200, 422}, path
        assert page.headers["x-frame-options"] == "DENY", path
        assert page.headers["x-content-type-options"] == "nosniff", path
        assert "default-src '" in page.headers["content-security-policy"], path
        if page.headers["content-type"].startswith("text/html"):
            assert page.headers["cache-control"] == "no-store", path
            assert "default-src 'self'" in page.headers["content-security-policy"], path
            assert "://" not in page.text.replace("http://www.w3.org", ""), f"no outside address: {path}"
            assert " style=" not in page.text, path
            assert "<script>" not in page.text, path


@pytest.mark.parametrize(
    "path", ["/console/nowhere", "/console/cases/WQ-1", "/console/events/none", "/console/cases/%00"]
)
def test_what_is_not_there_is_told_kindly(li: TestClient, path: str) -> None:
    page = li.get(path)
    assert page.status_code == 404
    assert "没有找到" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_an_action_that_is_opened_as_a_page_leads_back(li: TestClient) -> None:
    for there in [re.sub(r"{\w+}", "1", path) for path, *_ in ACTIONS]:
        back = li.get(there, follow_redirects=False)
        assert (back.status_code, back.headers["location"]) == (303, there.rpartition("/")[0]), there


def test_a_store_that_is_gone_gives_a_kind_page(
    li: TestClient, branch: Branch, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    number = branch.case()

    def broken() -> None:
        raise Unavailable("the disk is full")

    object.__setattr__(desk, "clock", broken)
    page = li.post(f"/console/cases/{number}/reply", data={"body": "这句话别丢"})
    assert page.status_code == 503
    assert "这句话别丢" in page.text
    assert "这句话别丢" not in caplog.text


def test_a_bug_of_ours_has_a_number_and_leaves_no_words_in_the_log(
    li: TestClient, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ValueError("陈秘密 13900001111")

    object.__setattr__(desk, "clock", broken)
    with caplog.at_level(logging.DEBUG):
        page = li.get("/console")
    assert page.status_code == 500
    said = next(record for record in caplog.records if record.name == "bot.errors")
    number = said.getMessage().split()[1].rstrip(":")
    assert number in page.text
    assert "陈秘密" not in caplog.text + page.text


def test_a_post_that_is_too_large_or_unreadable_is_refused(li: TestClient, branch: Branch) -> None:
    number = branch.case()
    assert li.post(f"/console/cases/{number}/note", data={"note": "啊" * 100_000}).status_code == 413
    form = {"Content-Type": "multipart/form-data"}
    assert li.post(f"/console/cases/{number}/reply", content=b"--x\r\nnonsense", headers=form).status_code == 400
    assert branch.outbox() == []
