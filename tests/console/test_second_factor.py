"""A role that demands codes of an app: until there is one nothing else opens, and then everything at once."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pyotp
import pytest
from starlette.testclient import TestClient

from bot.config import Config, Console
from bot.console.app import ACTIONS, PAGES, Desk
from bot.domain import roles, staff
from bot.domain.acts import OPERATOR
from bot.domain.roles import Role
from bot.domain.units import top
from tests.conftest import Clock
from tests.console.branch import Branch
from tests.console.conftest import browser, signed_in
from tests.console.test_account import ACCOUNT, CODE, SECRET, set_password
from tests.console.test_sign_in import GOOD, tries

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def filled(path: str) -> str:
    """An address with something in each of its places."""
    return re.sub(r"\{\w+\}", "1", path)


@pytest.fixture
def config(config: Config) -> Config:
    """Of chairs codes are demanded; 王干事 is one, 李主任 (administrator) is not."""
    return config.model_copy(update={"console": Console(second_factor=(Role.CHAIR,))})


@pytest.fixture
def wang(wang: TestClient, desk: Desk) -> Iterator[TestClient]:
    """王干事, signed in by password."""
    set_password(wang)
    with browser(desk) as client:
        assert tries(client) == (303, "/console")
        yield client


def set_up(client: TestClient, clock: Clock) -> str:
    """The page on which the app was confirmed."""
    clock.forward(minutes=1)
    found = SECRET.search(client.post(f"{ACCOUNT}/begin", data={"password": GOOD}).text)
    assert found
    code = pyotp.TOTP(found[1].replace(" ", "")).at(clock())
    return client.post(f"{ACCOUNT}/confirm", data={"confirm": code}).text


def test_until_then_every_other_page_and_action_leads_there(wang: TestClient, branch: Branch) -> None:
    branch.case()
    free = {"/console/account", "/console/leave"}
    for path, *_ in PAGES:
        page = wang.get(filled(path), follow_redirects=False)
        led = (page.status_code, page.headers.get("location")) == (303, ACCOUNT)
        assert led is (path not in free), path
    for path, *_ in ACTIONS:
        if path not in free and not path.startswith(f"{ACCOUNT}/"):
            page = wang.post(filled(path), data={"body": "写了半天的回复"}, follow_redirects=False)
            assert (page.status_code, f'href="{ACCOUNT}"' in page.text) == (403, True), path
            assert "写了半天的回复" in page.text
    assert [wang.get(there).status_code for there in ("/console/live?since=0", "/console?fresh")] == [403, 403]
    shown = wang.get("/console").text
    assert "请先开通动态码" in shown
    assert "/console/cases" not in shown, "no door that leads back here"


def test_a_first_code_turns_the_way_free(wang: TestClient, clock: Clock) -> None:
    page = set_up(wang, clock)
    assert len(CODE.findall(page)) == 8
    assert 'href="/console/cases"' in page
    assert "诉求" in wang.get("/console/cases").text
    assert wang.get("/console/cases", follow_redirects=False).status_code == 200


def test_it_is_not_switched_off_but_by_who_recovers_by_a_link(wang: TestClient, branch: Branch, clock: Clock) -> None:
    set_up(wang, clock)
    assert "/remove" not in wang.get(ACCOUNT).text
    refused = wang.post(f"{ACCOUNT}/remove", data={"password": GOOD})
    assert (refused.status_code, "不能关闭" in refused.text) == (422, True)
    assert wang.get("/console", follow_redirects=False).status_code == 200
    signed_in(wang, branch.link("王干事"))
    assert "动态码已关闭" in wang.post(f"{ACCOUNT}/remove").text
    assert wang.get("/console", follow_redirects=False).headers["location"] == ACCOUNT
    set_up(wang, clock)
    assert wang.get("/console", follow_redirects=False).status_code == 200


def test_who_has_no_such_role_goes_on_until_they_get_one(li: TestClient, desk: Desk) -> None:
    assert li.get("/console", follow_redirects=False).status_code == 200
    with desk.act(OPERATOR) as act:
        officer = staff.named(act.session, "李主任")
        assert officer
        roles.give(act, officer, Role.CHAIR, top(act))
    assert li.get("/console", follow_redirects=False).headers["location"] == ACCOUNT


def test_without_a_demand_nobody_is_asked(desk: Desk, branch: Branch) -> None:
    free = replace(desk, config=desk.config.model_copy(update={"console": Console()}))
    with browser(free) as client:
        signed_in(client, branch.link("王干事"))
        assert client.get("/console", follow_redirects=False).status_code == 200
