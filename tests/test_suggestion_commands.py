"""`python -m bot suggestions …`: a suggestion from the box to the cashier's list, and the month's figures."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import Result
from openpyxl import load_workbook

from bot.app import App
from bot.config import Config, Store
from bot.domain import audit, members, staff, suggestions, units
from bot.domain.acts import OPERATOR, Actor, ActorKind
from bot.domain.roles import Role
from bot.domain.suggestions import Topic
from bot.domain.voices import Named
from bot.messages import Address
from tests.test_wechat_commands import run


class Account(NamedTuple):
    """A configuration file, the number of a suggestion of two, and the day on which it was filed."""

    file: Path
    number: str
    day: date

    def run(self, command: str, *words: object) -> Result:
        """A command about suggestions."""
        return run("suggestions", command, "--config", self.file, *words)

    def does(self, step: str, *words: object, name: str = "李主任") -> str:
        """The state to which an officer's step leads, or why there is none."""
        told = self.run(step, "--as", name, self.number, *words)
        lines = told.output.strip().splitlines()
        return lines[-1] if told.exit_code else lines[-1].split()[-1]


@pytest.fixture
def account(own_store: str, tmp_path: Path) -> Account:
    """An account with an officer, a reader and a suggestion of two."""
    with App(Config(store=Store(url=own_store))) as app, app.act(OPERATOR) as act:
        top, home = units.top(act), Address("test", "lina")
        staff.add(act, "李主任", top)
        staff.add(act, "看客", top, [Role.READER])
        lina = members.meet(act, home)
        by_lina, team = act.by(Actor(ActorKind.MEMBER, lina.id)), [Named("王强", 40)]
        one = suggestions.file(
            by_lina, lina, home, topic=Topic.SAFETY, title="灯坏了", body="换节能灯", contact="李娜", others=team
        )
        number, day = one.number, act.today
    (tmp_path / "config.toml").write_text(f'[store]\nurl = "{own_store}"\n', "utf-8")
    return Account(tmp_path / "config.toml", number, day)


def test_a_suggestion_goes_its_whole_way(account: Account, own_store: str, tmp_path: Path) -> None:
    assert "灯坏了" in account.run("list").output
    assert account.run("list", "--late").output == account.run("list", "--state", "declined").output == ""
    assert account.does("acknowledge", "--major") == "acknowledged"
    assert account.does("review", "看客") == "reviewing"
    assert account.does("answer", "adopted", "好主意。") == "adopted"
    work = ("--department", "设备科", "--person", "老赵", "--due", account.day, "--cost", "1200.50")
    assert account.does("assign", *work) == "assigned"
    assert account.does("report", "买好了灯", "--percent", "40") == "assigned"
    assert account.does("carried-out", "都装好了") == "carried_out"
    effect = ("--benefit", "888888.88", "--since", account.day, "--until", account.day, "--by", "财务科")
    assert account.does("verify", *effect) == "verified"
    assert account.does("award") == "verified"
    told = account.run("show", account.number).output
    assert all(words in told for words in ("换节能灯", "设备科", "888888.88", "二等 13,333.33 元"))
    written = account.run("cashier", "--as", "李主任", tmp_path / "list.xlsx")
    assert "2 shares, 13,333.33 元" in written.output
    rows = list(load_workbook(tmp_path / "list.xlsx").active.values)
    assert [(row[0], row[1], Decimal(str(row[3]))) for row in rows[1:]] == [
        (account.number, "李娜", Decimal(8000)),
        (account.number, "王强", Decimal("5333.33")),
    ]
    counted = account.run("figures", "--check", f"{account.day:%Y-%m}")
    assert counted.exit_code == 0
    assert all(words in counted.output for words in ("number=1", "adopted=1", "rewards=13333.33", "per_head=1.00"))
    assert account.does("paid") == "rewarded"
    assert account.does("archive") == "archived"
    with App(Config(store=Store(url=own_store))) as app, app.act() as act:
        found = suggestions.numbered(act.session, account.number)
        assert found
        officers = {row.actor_id for row in audit.trail(act.session, found) if row.actor == ActorKind.STAFF}
        li = staff.named(act.session, "李主任")
        assert li
        assert officers == {li.id}


def test_what_is_wrong_is_one_line(account: Account) -> None:
    assert "先核实效果" in account.does("award")
    assert "不归您的单位管" in account.does("acknowledge", name="看客")
    assert "there is no officer 谁" in account.does("acknowledge", name="谁")
    assert "is no sum such as" in account.does("verify", "--benefit", "许多")
    assert "there is no suggestion JY-1" in account.run("show", "JY-1").output
    assert "must be a month" in account.run("figures", "2026-13").output
    assert account.does("acknowledge") == "acknowledged"


def test_figures_that_the_trail_contradicts_are_named(account: Account, own_store: str) -> None:
    with App(Config(store=Store(url=own_store))) as app, app.act() as act:
        found = suggestions.numbered(act.session, account.number)
        assert found
        found.adopted_at = act.now
    counted = account.run("figures", "--check", f"{account.day:%Y-%m}")
    assert counted.exit_code == 1
    assert "the audit trail says otherwise" in counted.output
