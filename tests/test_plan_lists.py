"""`python -m bot plan import` of a list: what was understood is printed, drafts are kept, no event comes of it."""

from pathlib import Path

import pytest

from bot.app import App
from bot.config import Config, Store
from bot.console import spreadsheets
from bot.domain import events, planbook
from tests.test_wechat_commands import run

LIST = "重阳节敬老\n3月8日 14:00 茶话会（三楼会议室）\n4月：读书会"


@pytest.fixture
def config(own_store: str, tmp_path: Path) -> Path:
    with App(Config(store=Store(url=own_store))):
        pass
    file = tmp_path / "config.toml"
    file.write_text(f'[store]\nurl = "{own_store}"\n', "utf-8")
    return file


def written(folder: Path, name: str) -> Path:
    file = folder / name
    rows = [("3月8日 14:00", "茶话会"), ("4月", "读书会"), ("", "重阳节敬老")]
    if name.endswith(".xlsx"):
        file.write_bytes(spreadsheets.write("计划", ("日期", "活动"), rows))
    elif name.endswith(".csv"):
        file.write_bytes("\n".join(",".join(row) for row in [("日期", "活动"), *rows]).encode("gb18030"))
    else:
        file.write_text(LIST, "utf-8")
    return file


@pytest.mark.parametrize("name", ["plan.txt", "plan.csv", "plan.xlsx"])
def test_a_list_becomes_drafts(config: Path, own_store: str, tmp_path: Path, name: str) -> None:
    said = run("plan", "import", "--config", config, "--year", "2027", written(tmp_path, name)).output
    assert "2027: 3 items, 2 clear, 1 to look at, 0 lines that are none; 3 new drafts" in said
    assert "?  重阳节敬老  【时间：没写是几月】" in said
    assert "0 new drafts" in run("plan", "import", "--config", config, "--year", "2027", tmp_path / name).output
    with App(Config(store=Store(url=own_store))) as app, app.act() as act:
        assert len(planbook.of_year(act.session, 2027)) == 3
        assert events.every(act.session) == []


def test_what_is_no_table_is_told(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(b"PK\x03\x04")
    told = run("plan", "import", "--config", config, file)
    assert told.exit_code
    assert "读不出来" in told.output
