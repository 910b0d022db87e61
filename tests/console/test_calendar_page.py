"""The calendar's page: the month as the office works, what is due on which day, and what is only estimated."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.config import Cases
from bot.console.app import Desk
from bot.domain.acts import OPERATOR
from tests.console.branch import Branch
from tests.console.conftest import browser, signed_in
from tests.domain.union import event

CALENDAR = "/console/calendar"
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def day(page: str, number: int) -> str:
    """What stands on a day, without the tags."""
    found = re.search(rf"<b>{number}</b>.*?</li>", page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[0])


def test_the_month_shows_holidays_make_up_days_and_hours(li: TestClient) -> None:
    page = li.get(CALENDAR, params={"month": "2026-10"}).text
    assert "2026年10月" in page
    assert "上班 18 天，144 个工作小时" in page
    assert "国庆节" in day(page, 1)
    assert "调休上班" in day(page, 10)
    assert "休息" in day(page, 17)
    assert "上班" in day(page, 19)
    assert "09:00–12:00，13:00–18:00" in page
    assert "2026 年按国务院办公厅的放假通知" in page
    assert "days_file" in page


def test_it_begins_with_this_month_and_goes_to_the_next_ones(li: TestClient) -> None:
    page = li.get(CALENDAR).text
    assert "2026年11月" in page
    assert "今天" in day(page, 23)
    assert "month=2026-10" in page
    assert "month=2026-12" in page
    for odd in ("2026-13", "x", "1999-12", "99999-01", "2026-1"):
        assert "2026年11月" in li.get(CALENDAR, params={"month": odd}).text
    assert "month=1999-12" not in li.get(CALENDAR, params={"month": "2000-01"}).text
    assert "month=2101-01" not in li.get(CALENDAR, params={"month": "2100-12"}).text


def test_what_is_due_stands_on_its_day_for_those_who_may_see_it(
    li: TestClient, wang: TestClient, desk: Desk, branch: Branch
) -> None:
    number = branch.case()
    branch.suggestion()
    with desk.act(OPERATOR) as act:
        event(act)
    due = branch.read(number).due_at
    assert due
    there = due.astimezone(desk.config.zone)
    for client in (li, wang):
        assert "诉求到期 1" in day(client.get(CALENDAR, params={"month": f"{there:%Y-%m}"}).text, there.day)
        assert "建议到期 1" in client.get(CALENDAR, params={"month": "2026-11"}).text
        assert "冬至联欢会" in day(client.get(CALENDAR, params={"month": "2026-12"}).text, 18)


def test_a_year_without_a_notice_is_said_to_be_estimated(li: TestClient) -> None:
    page = li.get(CALENDAR, params={"month": "2031-10"}).text
    assert "2031 年的放假安排还没公布" in page
    assert "2031 年是估算的" in page


def test_the_unions_own_days_win_and_it_says_where_they_stand(desk: Desk, branch: Branch, tmp_path: Path) -> None:
    file = tmp_path / "days.toml"
    file.write_text("holidays = [2026-10-19]\nworkdays = [2026-10-17]\n")
    own = replace(desk, config=desk.config.model_copy(update={"cases": Cases(days_file=str(file))}))
    with browser(own) as client:
        page = signed_in(client, branch.link("李主任")).get(CALENDAR, params={"month": "2026-10"}).text
    assert "本单位放假" in day(page, 19)
    assert "本单位上班" in day(page, 17)
    assert "写在一个文件里" in page
