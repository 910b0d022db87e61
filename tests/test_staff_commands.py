"""`python -m bot staff …`: officers with their roles, and links that let them in."""

from pathlib import Path

import pytest

from bot.app import App
from bot.config import Config, Store
from bot.domain import roles, staff, units
from bot.domain.acts import OPERATOR
from tests.test_wechat_commands import run


@pytest.fixture
def store(own_store: str, tmp_path: Path) -> str:
    """The address of a store with two units."""
    with App(Config(store=Store(url=own_store))) as app, app.act(OPERATOR) as act:
        units.add(act, "机修车间", units.top(act))
    (tmp_path / "config.toml").write_text(f'[store]\nurl = "{own_store}"\n', "utf-8")
    return own_store


def held(store: str, name: str) -> list[str]:
    with App(Config(store=Store(url=store))) as app, app.act() as act:
        found = staff.named(act.session, name)
        assert found
        return [row.role for row in roles.held(act.session, found)]


@pytest.mark.parametrize(
    ("more", "roles"),
    [
        ((), ["administrator"]),
        (("--unit", "机修车间"), ["chair", "handler", "organiser", "knowledge_editor"]),
        (("--role", "reader"), ["reader"]),
        (("--unit", "机修车间", "--role", "organiser", "--role", "handler"), ["handler", "organiser"]),
    ],
)
def test_an_officer_is_added_with_roles(store: str, tmp_path: Path, more: tuple[str, ...], roles: list[str]) -> None:
    file = tmp_path / "config.toml"
    assert run("staff", "add", "--config", file, "周部长", *more).exit_code == 0
    assert held(store, "周部长") == roles
    assert "/console/enter?token=" in run("staff", "link", "--config", file, "周部长").output


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("more", "why"), [(("--role", "king"), "'king' is not one of"), (("--unit", "没有的"), "there is no unit")]
)
def test_what_is_wrong_is_named(tmp_path: Path, more: tuple[str, ...], why: str) -> None:
    told = run("staff", "add", "--config", tmp_path / "config.toml", "周部长", *more)
    assert told.exit_code
    assert why in told.output


@pytest.mark.usefixtures("store")
def test_of_one_name_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    codes = [run("staff", "add", "--config", file, "周部长").exit_code for _ in range(2)]
    assert (codes[0], bool(codes[1])) == (0, True)
