"""`python -m bot telegram …`: how the bot stands with Telegram, links and QR codes, and mistakes named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.config import Config, Store
from bot.domain import events, units
from bot.domain.acts import OPERATOR
from tests.emulators.telegram import TelegramPlatform
from tests.test_wechat_commands import PNG, run

CONFIG = """
[store]
url = "{store}"
[telegram]
token = "{token}"
api_base = "{api_base}"
"""


@pytest.fixture
def platform() -> Iterator[TelegramPlatform]:
    """A Telegram platform."""
    with TelegramPlatform().running() as opened:
        yield opened


@pytest.fixture
def file(platform: TelegramPlatform, own_store: str, tmp_path: Path) -> Path:
    """A configuration, and an account with a unit and two events, one of a code that no link can carry."""
    with App(Config(store=Store(url=own_store))) as app, app.act(OPERATOR) as act:
        units.add(act, "机修车间", units.top(act))
        for code in ("party", "联欢会"):
            events.publish(act, code, "计划", title=code, month=act.today.replace(day=1), signup=False)
    written = tmp_path / "config.toml"
    written.write_text(CONFIG.format(store=own_store, token=platform.token, api_base=platform.api_base), "utf-8")
    return written


def test_how_the_bot_stands_is_told(platform: TelegramPlatform, file: Path) -> None:
    told = run("telegram", "check", "--config", file)
    assert told.exit_code == 0
    assert f"https://t.me/{platform.username}" in told.output
    assert "长轮询" in told.output


def test_a_token_that_telegram_does_not_know_is_one_clear_line(platform: TelegramPlatform, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace(platform.token, "1:wrong"), "utf-8")
    told = run("telegram", "check", "--config", file)
    assert told.exit_code == 1
    assert told.output.splitlines()[-1].startswith("Error: Telegram: 401")


@pytest.mark.parametrize(
    ("what", "start"),
    [("event:party", "event-party"), ("event:联欢会", "event-2"), ("unit:机修车间", "unit-2"), ("unit:2", "unit-2")],
)
def test_a_link_and_its_code(platform: TelegramPlatform, file: Path, tmp_path: Path, what: str, start: str) -> None:
    picture = tmp_path / "one.png"
    told = run("telegram", "qr", "--config", file, what, "-o", picture)
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[0] == f"https://t.me/{platform.username}?start={start}"
    assert picture.read_bytes().startswith(PNG)


def test_what_is_not_there_is_named(file: Path) -> None:
    told = run("telegram", "qr", "--config", file, "event:nothing")
    assert told.exit_code == 1
    assert "event:nothing" in told.output


def test_without_a_token_the_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/x.db"', "utf-8")
    told = run("telegram", "check", "--config", file)
    assert told.exit_code != 0
    assert "[telegram] token" in str(told.exception) + told.output
