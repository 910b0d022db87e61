"""The monthly figures in the console: as the audit trail tells them, by unit, with their sum, drawn and as a file."""

import io
import re
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from bot.console.pages.figures import FIGURES
from bot.domain import figures, suggestions
from tests.conftest import Clock
from tests.console.branch import HOSPITAL, PARK, Branch
from tests.console.rewarded import rewarded

HERE = "/console/suggestions/figures"

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def lines(page: str) -> dict[str, list[str]]:
    """The cells of the table by the unit."""
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page, re.DOTALL)
    return {name: re.findall(r'<td class="sum">([^<]*)</td>', cells) for name, cells in rows}


def busy(branch: Branch, clock: Clock) -> None:
    """Two suggestions of the park in November, one of them rewarded; one of the hospital in October."""
    moved, now = branch.suggestion("药房晚上开窗"), clock.now
    with branch.desk.act() as act:
        one = suggestions.numbered(act.session, moved)
        assert one
        one.unit_id, one.filed_at = 3, now.replace(month=10)
    rewarded(branch, contact="张师傅")
    branch.suggestion("更衣室加柜子", anonymous=True)


def test_each_unit_has_its_line_and_the_sum_is_below(li: TestClient, branch: Branch, clock: Clock) -> None:
    busy(branch, clock)
    page = li.get(HERE).text
    assert "<h1>2026年11月的建议</h1>" in page
    table = lines(page)
    park = dict(zip([one.heading for one in FIGURES], table[PARK], strict=True))
    assert park == {
        "件数": "2", "会员": "1", "人均": "2.00", "提议人": "2", "参与率": "200.0%", "该答复": "0", "按时答复": "0",
        "按时率": "—", "采纳": "1", "落实": "1", "有效果": "1", "年效益": "68,000.00", "奖励": "1,360.00",
    }  # fmt: skip
    assert table["合计"][:3] == ["2", "2", "1.00"]
    assert table[HOSPITAL][0] == "0"
    october = lines(li.get(f"{HERE}?month=2026-10").text)
    assert october[HOSPITAL][0] == "1"
    for one in FIGURES:
        assert one.meaning in page


def test_the_page_says_what_the_audit_trail_says(li: TestClient, branch: Branch) -> None:
    rewarded(branch, contact="张师傅")
    with branch.desk.look() as act:
        told = figures.summed(figures.from_audit(act.session, [1, 2, 3], 2026, 11, act.config))
    assert lines(li.get(HERE).text)["合计"] == [one.shown(told) for one in FIGURES]


def test_only_ones_own_units_are_counted(wang: TestClient, branch: Branch, clock: Clock) -> None:
    busy(branch, clock)
    for month in ("", "?month=2026-10"):
        page, picture = wang.get(f"{HERE}{month}").text, wang.get(f"{HERE}/chart{month}").text
        assert HOSPITAL not in page
        assert picture.startswith("<svg")
    assert lines(wang.get(HERE).text)["合计"][0] == "2"


def test_a_year_is_drawn_without_script(li: TestClient, branch: Branch, clock: Clock) -> None:
    busy(branch, clock)
    answer = li.get(f"{HERE}/chart")
    assert answer.headers["content-type"] == "image/svg+xml"
    root = ET.fromstring(answer.content)  # noqa: S314 - our own picture
    words = {"".join(one.itertext()).strip() for one in root.iter() if one.tag.endswith("text")}
    assert {"收到", "采纳", "落实", "12月", "2026年1月", "11月"} <= words
    assert "script" not in answer.text


def test_the_spreadsheet_reckons(li: TestClient, branch: Branch, clock: Clock) -> None:
    busy(branch, clock)
    sheet = load_workbook(io.BytesIO(li.get(f"{HERE}/export?month=2026-11").content)).active
    assert sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sheet.title == "2026-11"
    assert rows[0][:4] == ["单位", "件数", "会员", "人均"]
    by_unit = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert by_unit[PARK]["年效益（元）"] == 68000
    assert (by_unit["合计"]["件数"], by_unit["合计"]["奖励（元）"], by_unit["合计"]["参与率（%）"]) == (2, 1360, 100)


def test_months_that_cannot_be_are_answered_with_one_that_can(li: TestClient) -> None:
    for asked, shown in {"2026-13": "2026-11", "x": "2026-11", "2999-01": "2026-11", "1999-12": "2000-01"}.items():
        assert li.get(f"{HERE}/export?month={asked}").status_code == 200
        assert f'value="{shown}"' in li.get(f"{HERE}?month={asked}").text
    first, last = li.get(f"{HERE}?month=2000-01").text, li.get(HERE).text
    assert "上个月" not in first
    assert "下个月" not in last
    assert 'href="/console/suggestions/figures?month=2026-10" rel="prev"' in last
