"""`python -m bot wechat …`: the menu goes into the account, a QR code leads into its talk, and mistakes are named."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app import App
from bot.channels.wechat import menu as menus
from bot.cli import commands
from bot.config import Config, Store
from bot.domain import codes, events, units
from bot.domain.acts import OPERATOR
from handlers import MENU, TAPS
from tests.channels.official import APP_ID, SECRET, TOKEN
from tests.emulators.wechat import WeChatPlatform

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def platform() -> Iterator[WeChatPlatform]:
    """A WeChat platform."""
    with WeChatPlatform(app_id=APP_ID, app_secret=SECRET, token=TOKEN).running() as opened:
        yield opened


@pytest.fixture
def file(platform: WeChatPlatform, own_store: str, tmp_path: Path) -> Path:
    """A configuration, and an account with a unit and an event."""
    with App(Config(store=Store(url=own_store))) as app, app.act(OPERATOR) as act:
        branch = units.add(act, "机修车间", units.top(act))
        assert branch.id == 2
        events.publish(act, "party", "计划", title="联欢会", month=act.today.replace(day=1), signup=False)
    written = tmp_path / "config.toml"
    settings = {"app_id": APP_ID, "app_secret": SECRET, "token": TOKEN, "api_base": platform.api_base}
    lines = [f'{key} = "{value}"' for key, value in settings.items()]
    written.write_text("\n".join([f'[store]\nurl = "{own_store}"', "[wechat]", *lines]), "utf-8")
    return written


def run(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


def test_every_tap_of_the_menu_leads_somewhere() -> None:
    assert menus.wrong(TAPS) == []
    assert all(MENU.find(word) for _, words in TAPS for word in words)


def test_the_menu_is_shown_and_put_into_the_account(platform: WeChatPlatform, file: Path) -> None:
    shown = run("wechat", "menu", "--config", file, "--dry-run")
    assert shown.exit_code == 0
    assert "· 提建议" in shown.output
    assert not platform.menu
    assert run("wechat", "menu", "--config", file).exit_code == 0
    assert platform.menu
    pushed = [(top["name"], tuple(one["key"] for one in top["sub_button"])) for top in platform.menu["button"]]
    assert pushed == list(TAPS)


@pytest.mark.parametrize(
    ("what", "scene"), [("unit:2", "unit-2"), ("unit:机修车间", "unit-2"), ("event:party", "event-party")]
)
def test_a_code_leads_into_its_talk(
    platform: WeChatPlatform, file: Path, tmp_path: Path, what: str, scene: str
) -> None:
    target = tmp_path / "code.png"
    done = run("wechat", "qr", what, "--config", file, "-o", target)
    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(PNG)
    asked = [one.call for one in platform.asked if one.call.path == "/cgi-bin/qrcode/create"]
    assert asked[0].json()["action_info"] == {"scene": {"scene_str": scene}}


def test_a_units_lasting_code_is_kept_for_its_page(platform: WeChatPlatform, file: Path, tmp_path: Path) -> None:
    for lasting in ((), ("--permanent",)):
        assert run("wechat", "qr", "unit:2", "--config", file, "-o", tmp_path / "code.png", *lasting).exit_code == 0
        config = Config.load(file)
        with App(config) as app, app.database.read() as session:
            unit = units.numbered(session, 2)
            assert unit
            (_, code) = codes.of_unit(session, app.config, unit)
        assert code.address.startswith("http") is bool(lasting)
    assert len([one for one in platform.asked if one.call.path == "/cgi-bin/qrcode/create"]) == 2


@pytest.mark.parametrize(
    "what", ["event:nothing", "unit:99", "case:WQ-2026-0001-1", "case:WQ-2026-0001-2", "tree:1", "unit:", ""]
)
def test_what_does_not_exist_is_named(file: Path, what: str) -> None:
    done = run("wechat", "qr", what, "--config", file)
    assert done.exit_code == 1
    assert "event:CODE" in done.output or "编号" in done.output


def test_without_an_account_it_says_which_key_is_missing(tmp_path: Path) -> None:
    written = tmp_path / "config.toml"
    written.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/x.db"', "utf-8")
    failure = run("wechat", "menu", "--config", written).exception
    assert failure
    assert "[wechat] app_id" in str(failure)


def test_what_the_account_may_not_do_is_said(file: Path) -> None:
    file.write_text(file.read_text("utf-8") + '\naccount = "subscription"\n', "utf-8")
    done = run("wechat", "qr", "unit:2", "--config", file)
    assert done.exit_code == 1
    assert "已认证的服务号" in done.output


def test_what_wechat_refuses_is_one_line(platform: WeChatPlatform, file: Path) -> None:
    platform.next("/cgi-bin/menu/create", 40164)
    done = run("wechat", "menu", "--config", file)
    assert done.exit_code == 1
    assert "40164" in done.output
