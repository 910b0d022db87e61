"""The month of events as a calendar: a grid of weeks, holidays and days that were swapped, what is on and goes on."""

import re
from datetime import date, datetime

import pytest
from starlette.testclient import TestClient

from bot.domain import series
from bot.domain.almanac import weeks
from tests.console.branch import Branch
from tests.domain.union import event

CALENDAR = "/console/events?view=calendar&month="
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def day(page: str, written: str) -> str:
    """What stands on a day, without the tags."""
    found = re.search(rf'<td class="[^"]*">\s*<p class="date"><time datetime="{written}">.*?</td>', page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[0])


def test_weeks_begin_on_monday_and_hold_every_day_once(branch: Branch) -> None:
    with branch.desk.look() as act:
        for month in (date(2026, 2, 1), date(2026, 11, 1), date(2027, 2, 1)):
            found = weeks(act, month, [])
            assert {len(week) for week in found} == {7}
            days = [square.day.day for week in found for square in week if square]
            assert days == sorted(set(days))
            assert (days[0], days[-1].month, days[-1].day >= 28) == (month, month.month, True)
            assert all(square.day.day.weekday() == at for week in found for at, square in enumerate(week) if square)


def test_holidays_swapped_days_and_today_are_marked(li: TestClient) -> None:
    october = li.get(f"{CALENDAR}2026-10").text
    assert "国庆节" in day(october, "2026-10-01")
    assert "调休上班" in day(october, "2026-10-10")
    assert "休息" in day(october, "2026-10-17")
    assert "今天" in day(li.get(f"{CALENDAR}2026-11").text, "2026-11-23")
    assert "估算" in li.get(f"{CALENDAR}2031-10").text


def test_each_day_has_its_events_those_of_a_series_and_those_that_last(li: TestClient, branch: Branch) -> None:
    with branch.desk.act() as act:
        reading = series.Series(title="周四读书会", created_at=act.now)
        act.session.add(reading)
        act.session.flush()
        for number in (3, 10):
            event(act, f"reading-{number}", title="读书会", series_id=reading.id,
                  starts_at=datetime.fromisoformat(f"2026-12-{number:02d}T18:30+08:00"))  # fmt: skip
        event(act, "games", title="技能竞赛", starts_at=datetime.fromisoformat("2026-12-31T09:00+08:00"),
              ends_at=datetime.fromisoformat("2027-01-02T17:00+08:00"))  # fmt: skip
        event(act, "undated", title="年终慰问", starts_at=None, signup=False)
        event(act, "off", title="冬季登山", cancelled=True)
    december = li.get(f"{CALENDAR}2026-12").text
    for written in ("2026-12-03", "2026-12-10"):
        assert re.search(r"18:30\s+读书会\s+报名中 · 系列：周四读书会", day(december, written))
    assert "09:00 技能竞赛" in day(december, "2026-12-31")
    assert "年终慰问" in december.partition("日期未定")[2]
    assert "已取消" in day(december, "2026-12-18")
    january = li.get(f"{CALENDAR}2027-01").text
    for written in ("2027-01-01", "2027-01-02"):
        assert re.search(r"接着办\s+技能竞赛", day(january, written))
    assert "技能竞赛" not in day(january, "2027-01-03")
    assert "技能竞赛" not in li.get("/console/events?month=2027-01").text.partition('<div class="wide">')[2]


def test_it_goes_from_month_to_month_and_keeps_what_was_picked(li: TestClient) -> None:
    page = li.get(f"{CALENDAR}2026-12&stage=open").text
    assert "/console/events?month=2027-01&amp;view=calendar&amp;stage=open" in page
    assert "/console/events?month=2026-11&amp;view=calendar&amp;stage=open" in page
    assert "2026年11月" in li.get(f"{CALENDAR}nonsense").text
    assert 'rel="next"' not in li.get(f"{CALENDAR}2100-12").text
