"""Coming in by name and password: the form, what it answers, what the browser remembers, how long a session lasts."""

import logging
import re

import pyotp
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.console.door import COOKIE
from bot.console.pages.entrance import WRONG
from bot.domain import authenticators, passwords, staff
from bot.domain.acts import OPERATOR
from bot.domain.audit import AuditRow
from bot.domain.staff import Officer
from tests.conftest import Clock
from tests.console.branch import Branch
from tests.console.conftest import browser

GOOD, BAD = "correct-horse-9", "wrong-horse-99"
SIGN_IN = "/console/sign-in"
DEVICE = "gongyou_device"


def give_password(desk: Desk, name: str = "王干事") -> None:
    with desk.act(OPERATOR) as act:
        passwords.set_password(act, officer(desk, name), GOOD)


def officer(desk: Desk, name: str) -> Officer:
    with desk.look() as act:
        found = staff.named(act.session, name)
        assert found
        return found


def tries(client: TestClient, password: str = GOOD, name: str = "王干事", **more: str) -> tuple[int, str]:
    answer = client.post(SIGN_IN, data={"name": name, "password": password, **more}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", answer.text)


@pytest.fixture
def known(desk: Desk, branch: Branch) -> Branch:
    """王干事 has a password."""
    give_password(desk)
    return branch


@pytest.mark.usefixtures("known")
def test_name_and_password_let_in(stranger: TestClient) -> None:
    form = stranger.get(SIGN_IN)
    assert form.status_code == 200
    assert 'autocomplete="current-password"' in form.text
    entered = stranger.post(SIGN_IN, data={"name": "王干事", "password": GOOD}, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "/console")
    for cookie in entered.headers.get_list("set-cookie"):
        assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/console")), cookie
    assert "王干事" in stranger.get("/console").text


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("name", "password"),
    [("王干事", BAD), ("没这个人", GOOD), ("李主任", GOOD), ("", ""), ("x" * 300, GOOD), ("\x00", "\x00")],
)
def test_whatever_does_not_fit_gets_the_same_answer(
    stranger: TestClient, name: str, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        status, page = tries(stranger, password, name)
    assert status == 401
    assert WRONG in page
    assert re.sub(r'name="name" value="[^"]*"', "", page) == re.sub(
        r'name="name" value="[^"]*"', "", tries(stranger, BAD, "别人")[1]
    )
    assert COOKIE not in stranger.cookies
    assert GOOD not in page + caplog.text
    assert BAD not in page + caplog.text


@pytest.mark.usefixtures("known")
def test_a_post_from_elsewhere_is_not_heard(stranger: TestClient) -> None:
    page = stranger.post(SIGN_IN, data={"name": "王干事", "password": GOOD}, headers={"Origin": "https://evil.example"})
    assert page.status_code == 403
    assert COOKIE not in stranger.cookies
    long = stranger.post(SIGN_IN, data={"name": "王干事", "password": "x" * 20_000})
    assert long.status_code == 413


@pytest.mark.usefixtures("known")
def test_the_code_is_asked_for_too(stranger: TestClient, desk: Desk, clock: Clock) -> None:
    with desk.act(OPERATOR) as act:
        wang = officer(desk, "王干事")
        app = pyotp.TOTP(authenticators.begin(act, wang).secret.replace(" ", ""))
        codes = authenticators.confirm(act, wang, app.at(act.now))
    clock.forward(minutes=2)
    assert tries(stranger)[0] == 401
    assert tries(stranger, code="000000")[0] == 401
    code = app.at(clock())
    assert tries(stranger, code=code) == (303, "/console")
    assert tries(stranger, code=code)[0] == 401
    assert tries(stranger, code=codes[0]) == (303, "/console")


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("page", "to"),
    [
        ("/console/cases/WQ-2026-0001-3", "/console/cases/WQ-2026-0001-3"),
        ("/console/cases", "/console/cases"),
        ("https://evil.example/", "/console"),
        ("//evil.example/console", "/console"),
        ("/console/../../evil", "/console"),
        ("/console/%2e%2e/evil", "/console"),
        ("/consoled", "/console"),
        ("/console/sign-in", "/console"),
        ("/console\\evil", "/console"),
        ("", "/console"),
    ],
)
def test_one_comes_to_the_page_that_was_asked_for_and_nowhere_else(stranger: TestClient, page: str, to: str) -> None:
    assert tries(stranger, page=page) == (303, to)


def test_the_page_that_was_asked_for_stands_in_the_form(stranger: TestClient) -> None:
    assert 'name="page" value="/console/cases/WQ-2026-0001-3"' in stranger.get("/console/cases/WQ-2026-0001-3").text


@pytest.mark.usefixtures("known")
def test_who_keeps_failing_is_told_to_wait(stranger: TestClient, desk: Desk, clock: Clock) -> None:
    assert [tries(stranger, BAD)[0] for _ in range(5)] == [401] * 5
    status, page = tries(stranger)
    assert status == 429
    assert "请等" in page
    assert "登录链接" in page
    clock.forward(seconds=2)
    assert tries(stranger)[0] == 303
    with desk.look() as act:
        actions = list(act.session.scalars(select(AuditRow.action).order_by(AuditRow.id)))
    assert actions.count("officer.sign_in_failed") == 5
    assert actions[-1] == "officer.signed_in"


def test_a_browser_that_was_let_in_has_a_budget_of_its_own(stranger: TestClient, desk: Desk, known: Branch) -> None:
    stranger.get("/console/enter", params={"token": known.link("王干事")})
    cookie = stranger.cookies[DEVICE]
    with browser(desk) as attacker:
        while tries(attacker, BAD)[0] != 429:
            pass
        assert tries(attacker)[0] == 429
        attacker.cookies.set(DEVICE, cookie[:-3] + "abc", path="/console")
        assert tries(attacker)[0] == 429, "a forged one counts as none"
        attacker.cookies.clear()
        attacker.cookies.set(DEVICE, "x" * 5000, path="/console")
        assert tries(attacker)[0] == 429
    assert tries(stranger)[0] == 303


def test_a_link_still_lets_in_while_passwords_are_slowed(stranger: TestClient, known: Branch) -> None:
    while tries(stranger, BAD)[0] != 429:
        pass
    assert "王干事" in stranger.get("/console/enter", params={"token": known.link("王干事")}).text


def test_a_session_that_is_not_used_ends_and_one_that_is_used_lasts_half_a_day(wang: TestClient, clock: Clock) -> None:
    for _ in range(6):
        clock.forward(minutes=110)
        assert wang.get("/console/cases").status_code == 200
    clock.forward(minutes=70)
    assert wang.get("/console/cases").status_code == 401, "twelve hours are over"


def test_a_page_that_renews_itself_does_not_count_as_use(wang: TestClient, clock: Clock) -> None:
    for _ in range(11):
        clock.forward(minutes=10)
        assert wang.get("/console?fresh").status_code == 200
    clock.forward(minutes=10)
    assert wang.get("/console?fresh").status_code == 401


def test_to_do_something_counts_as_use(wang: TestClient, branch: Branch, clock: Clock) -> None:
    number = branch.case()
    for note in ("一", "二"):
        clock.forward(minutes=110)
        assert wang.post(f"/console/cases/{number}/note", data={"note": note}).status_code == 200
