"""The channels: what is on, what the Official Account may not do and why; messages that wait for their member."""

import pytest
from starlette.testclient import TestClient

from bot.accounts import Ability, Account, why_not
from bot.config import WeChat
from bot.console.app import Desk
from tests.console.branch import Branch
from tests.console.conftest import browser, signed_in

SETTINGS = {"app_id": "wx0123456789abcdef", "app_secret": "a1b2c3d4e5f6", "token": "gongyouToken1"}


def page(desk: Desk, branch: Branch, wechat: WeChat) -> str:
    config = desk.config.model_copy(update={"wechat": wechat})
    with browser(Desk(desk.database, config, desk.clock, desk.library)) as client:
        return signed_in(client, branch.link("王干事")).get("/console/channels").text


def test_without_an_official_account(desk: Desk, branch: Branch) -> None:
    assert "没有开通" in page(desk, branch, WeChat())


def test_what_the_account_may_not_do_and_why(desk: Desk, branch: Branch) -> None:
    told = page(desk, branch, WeChat(**SETTINGS, account=Account.SUBSCRIPTION_VERIFIED))
    assert "已认证的公众号（订阅号）" in told
    assert "明文模式" in told
    assert told.count("不能用：只有已认证的服务号才有") == 4
    assert SETTINGS["app_secret"] not in told
    assert SETTINGS["token"] not in told


@pytest.mark.parametrize(
    ("account", "ability", "why"),
    [
        (Account.SUBSCRIPTION, Ability.CUSTOMER_SERVICE, "要先做微信认证"),
        (Account.SUBSCRIPTION, Ability.TEMPLATE, "只有已认证的服务号才有"),
        (Account.SERVICE, Ability.TEMPLATE, "要先做微信认证"),
        (Account.SERVICE, Ability.MENU, ""),
        (Account.SERVICE_VERIFIED, Ability.QR, ""),
    ],
)
def test_why_not(account: Account, ability: Ability, why: str) -> None:
    assert why_not(account, ability) == why


def test_a_parked_message_is_shown(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    branch.answers(number, "我们明天去您单位。")
    branch.deliver("parked")
    shown = wang.get("/console/deliveries").text
    assert "等会员再来才能送到的" in shown
    assert "没有要处理的" in shown
    assert "等会员下次说话" in wang.get(f"/console/cases/{number}").text
