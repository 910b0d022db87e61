"""The cashier's page: what is to be paid, paid once on a day, taken out as a spreadsheet; points beside it."""

import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.domain import awards, suggestions
from bot.domain.audit import AuditRow
from bot.domain.awards import AwardShare
from bot.domain.box import State
from tests.conftest import Clock
from tests.console.branch import MEMBER, Branch
from tests.console.rewarded import rewarded

HERE = "/console/suggestions/awards"

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def boxes(page: str) -> list[str]:
    """The boxes to tick, in their order."""
    return re.findall(r'name="(pick-\d+)"', page)


def test_several_are_paid_on_a_day_and_their_suggestions_rewarded(wang: TestClient, branch: Branch) -> None:
    first, second = rewarded(branch, contact="张师傅"), rewarded(branch, "更衣室加柜子", anonymous=True)
    page = wang.get(HERE).text
    assert "待发放 <small>2 份，共 2,720.00 元" in page
    assert "张师傅" in page
    assert "匿名，凭编号领取" in page
    ticks = dict.fromkeys(boxes(page), "1")
    done = wang.post(f"{HERE}/pay", data=ticks | {"paid_on": "2026-11-20"})
    assert "已登记发放" in done.text
    assert "没有待发放的奖励" in done.text
    assert {branch.answer_to(number).state for number in (first, second)} == {State.REWARDED.value}
    with branch.desk.look() as act:
        assert {str(day) for day in act.session.scalars(select(AwardShare.paid_on))} == {"2026-11-20"}


def test_all_are_paid_or_none(wang: TestClient, branch: Branch, clock: Clock) -> None:
    rewarded(branch, contact="张师傅"), rewarded(branch, "更衣室加柜子", contact="刘师傅")
    first, second = boxes(wang.get(HERE).text)
    today = f"{clock.now:%Y-%m-%d}"
    for typed, words in (
        ({"paid_on": today}, "还没有勾选"),
        ({first: "1", "paid_on": ""}, "请选发放日期"),
        ({first: "1", "paid_on": "昨天"}, "请选发放日期"),
        ({first: "1", second: "1", "paid_on": "2026-12-01"}, "不能晚于今天"),
        ({first: "1", "pick-999": "1", "paid_on": today}, "一份都没有登记"),
        ({"pick-x": "1", "pick-²": "1", f"pick-{'9' * 40}": "1", "paid_on": today}, "还没有勾选"),
    ):
        page = wang.post(f"{HERE}/pay", data=typed)
        assert (page.status_code, words in page.text) == (422, True), typed
        assert boxes(page.text) == [first, second], typed
    assert f'name="{first}" value="1" aria-label' in page.text
    assert wang.post(f"{HERE}/pay", data={first: "1", "paid_on": today}).status_code == 200
    again = wang.post(f"{HERE}/pay", data={first: "1", second: "1", "paid_on": today})
    assert "一份都没有登记" in again.text, "what a colleague has paid meanwhile is not paid twice"
    assert boxes(again.text) == [second]


def test_another_branch_neither_sees_nor_pays(wang: TestClient, li: TestClient, branch: Branch) -> None:
    rewarded(branch, contact="张师傅")
    (box,) = boxes(wang.get(HERE).text)
    with branch.desk.act() as act:
        one = act.session.scalars(select(suggestions.Suggestion)).one()
        one.unit_id = 3
    assert "张师傅" not in wang.get(HERE).text
    assert wang.post(f"{HERE}/pay", data={box: "1", "paid_on": "2026-11-20"}).status_code == 422
    assert "张师傅" in li.get(HERE).text


def test_the_list_for_the_cashier_has_what_is_needed_and_nothing_else(wang: TestClient, branch: Branch) -> None:
    number = rewarded(branch, title="绝密的标题", contact='=HYPERLINK("http://x")')
    rewarded(branch, "更衣室加柜子", anonymous=True)
    answer = wang.post(f"{HERE}/export")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["编号", "领取人", "单位", "金额（元）", "领取日期", "签名"]
    assert rows[1][:4] == [number, '=HYPERLINK("http://x")', "东湖工业园工会", 1360]
    assert [row[3] for row in rows[2:]] == [1360, 2720]
    assert (sheet["B2"].data_type, sheet["D2"].number_format) == ("s", "#,##0.00")
    assert "绝密" not in str(rows)
    with branch.desk.look() as act:
        row = act.session.scalars(select(AuditRow).where(AuditRow.action == "unit.awards_exported")).one()
        assert row.facts == {"count": 2}


def test_who_took_points_is_listed_with_the_sum(wang: TestClient, branch: Branch) -> None:
    numbers = [rewarded(branch, contact="张师傅"), rewarded(branch, "更衣室加柜子", contact="张师傅")]
    with branch.desk.act() as act:
        found = [one for number in numbers if (one := suggestions.numbered(act.session, number))]
        points = sum(awards.take_points(act, one, MEMBER) for one in found)
    page = wang.get(HERE).text
    assert "没有待发放的奖励" in page
    table = page.partition("<h2>积分</h2>")[2]
    assert f'张师傅</th><td class="sum">{points}</td><td class="words">东湖工业园工会</td>' in table
    assert all(number in table for number in numbers)
