"""Telegram in the console: how an officer links an account, how a unit gets its group, and who may end it."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.config import Telegram
from bot.console.app import Desk
from bot.domain import groups, links
from tests.console.branch import HOSPITAL, PARK, Branch
from tests.console.conftest import browser, signed_in

CHANNELS = "/console/channels"
CODE = re.compile(r"<code>/link ([A-Z2-9]{4}-[A-Z2-9]{4})</code>")


@pytest.fixture
def on(desk: Desk) -> Desk:
    """The desk of a union that has a bot."""
    config = desk.config.model_copy(update={"telegram": Telegram(token="123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")})
    return Desk(desk.database, config, desk.clock, desk.library)


@pytest.fixture
def boss(on: Desk, branch: Branch) -> Iterator[TestClient]:
    """李主任, of the whole district."""
    with browser(on) as client:
        yield signed_in(client, branch.link("李主任"))


@pytest.fixture
def clerk(on: Desk, branch: Branch) -> Iterator[TestClient]:
    """王干事, of one branch."""
    with browser(on) as client:
        yield signed_in(client, branch.link("王干事"))


def code(client: TestClient, step: str, **data: str) -> str:
    """The code that an answer shows, and no address does."""
    page = client.post(f"{CHANNELS}/{step}", data=data)
    found = CODE.search(page.text)
    assert found
    assert found[1] not in str(page.url)
    assert page.headers["Cache-Control"] == "no-store"
    return found[1]


def unit(client: TestClient, name: str) -> str:
    """The id of a unit, as the page offers it."""
    found = re.search(rf'<option value="(\d+)"[^>]*>{name}<', client.get(CHANNELS).text)
    assert found
    return found[1]


def link_group(desk: Desk, client: TestClient, name: str, chat: str) -> int:
    """A group with the name of its unit; the bot heard the code there."""
    typed = code(client, "link-group", unit=unit(client, name))
    with desk.act() as act:
        return groups.link(act, typed, "telegram", chat, f"{name}群").id


def test_without_a_bot(wang: TestClient) -> None:
    page = wang.get(CHANNELS).text
    assert "docs/telegram.md" in page
    assert "生成关联代码" not in page
    for step in ("link-account", "link-group"):
        refused = wang.post(f"{CHANNELS}/{step}", data={"unit": "1"})
        assert refused.status_code == 422
        assert "还没有开通 Telegram" in refused.text


def test_an_account_is_linked_and_unlinked(clerk: TestClient, on: Desk) -> None:
    assert "还没有关联" in clerk.get(CHANNELS).text
    typed = code(clerk, "link-account")
    assert typed not in clerk.get(CHANNELS).text
    with on.act() as act:
        assert links.link_account(act, typed, "telegram", "555").name == "王干事"
    page = clerk.get(CHANNELS).text
    assert "已关联" in page
    assert "555" not in page
    assert "已解除关联" in clerk.post(f"{CHANNELS}/unlink-account").text
    with on.look() as act:
        assert links.officer_of(act.session, "telegram", "555") is None


def test_a_page_that_is_opened_again_makes_no_code(clerk: TestClient) -> None:
    page = clerk.get(f"{CHANNELS}/link-account")
    assert page.url.path == CHANNELS
    assert not CODE.search(page.text)


def test_a_unit_gets_its_group(boss: TestClient, clerk: TestClient, on: Desk) -> None:
    assert "还没有工作群" in boss.get(CHANNELS).text
    link_group(on, boss, PARK, "-1")
    for client in (boss, clerk):
        page = client.get(CHANNELS).text
        assert f"<b>{PARK}群</b>" in page
        assert "今天 10:00" in page
        assert "-1" not in re.sub(r"<[^>]*>", "", page)


def test_only_the_groups_of_ones_own_units_are_seen_and_ended(boss: TestClient, clerk: TestClient, on: Desk) -> None:
    hospital, park = link_group(on, boss, HOSPITAL, "-1"), link_group(on, boss, PARK, "-2")
    page = clerk.get(CHANNELS).text
    assert f"{HOSPITAL}群" not in page
    assert f">{HOSPITAL}<" not in page
    for strange in (str(hospital), "", "x", "9" * 5000):
        refused = clerk.post(f"{CHANNELS}/unlink-group", data={"group": strange})
        assert refused.status_code == 422
        assert "不归您的单位管" in refused.text
    assert "工作群已解除" in clerk.post(f"{CHANNELS}/unlink-group", data={"group": str(park)}).text
    with on.look() as act:
        assert [one.id for one in groups.in_use(act.session)] == [hospital]


def test_a_code_is_made_for_ones_own_units_only(boss: TestClient, clerk: TestClient) -> None:
    for strange in (unit(boss, HOSPITAL), "", "x", "9" * 5000):
        page = clerk.post(f"{CHANNELS}/link-group", data={"unit": strange})
        assert page.status_code == 422
        assert "请先选这个群是哪个单位的" in page.text
        assert not CODE.search(page.text)


def test_a_groups_title_is_shown_and_never_run(boss: TestClient, on: Desk) -> None:
    typed = code(boss, "link-group", unit=unit(boss, PARK))
    with on.act() as act:
        groups.link(act, typed, "telegram", "-1", '"><script>alert(1)</script>')
    page = boss.get(CHANNELS).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
