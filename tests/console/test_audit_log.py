"""The audit log: in words, within one's reach, found by who, what and when; it tells of no member."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import bot.domain
from bot.console import spreadsheets
from bot.console.app import Desk
from bot.console.trail import OTHER, WORDS
from bot.domain import staff, units
from bot.domain.acts import OPERATOR
from bot.domain.numbers import written
from bot.domain.roles import Role
from tests.conftest import Clock
from tests.console.branch import HOSPITAL, MEMBER, PARK, Branch
from tests.console.conftest import browser, signed_in

AUDIT = "/console/audit"
pytestmark = [pytest.mark.parametrize("store_url", ["sqlite"], indirect=True), pytest.mark.usefixtures("store_url")]


def log(client: TestClient, **asked: str) -> str:
    """The rows that are shown."""
    return client.get(AUDIT, params=asked).text.partition('<ol class="trail log">')[2].partition("</ol>")[0]


def test_it_tells_who_did_what_about_what(li: TestClient, wang: TestClient, branch: Branch) -> None:
    case = branch.case(name="张师傅", phone="13812345678")
    wang.post(f"/console/cases/{case}/take")
    rows = log(li)
    assert re.search(
        rf"<b>王干事</b> 受理</span> <span class=\"about\"><a href=\"/console/cases/{case}\">{case}</a>", rows
    )
    assert "一位会员" in rows
    assert not [word for word in ("张师傅", "138", MEMBER.id) if word in rows]


def test_one_reads_of_ones_own_units_only(li: TestClient, wang: TestClient, desk: Desk, branch: Branch) -> None:
    case = branch.case()
    rows = log(wang)
    assert case in rows
    assert "王干事" in rows
    assert not [word for word in ("李主任", "赵干事", HOSPITAL, "会员</b> 第一次来") if word in rows]
    assert 'value="member"' not in wang.get(AUDIT).text
    assert 'value="member"' in li.get(AUDIT).text
    with desk.act(OPERATOR) as act:
        hospital = units.named(act.session, HOSPITAL)
        assert hospital
        staff.add(act, "钱主席", hospital, [Role.CHAIR])
    with browser(desk) as other:
        signed_in(other, branch.link("钱主席"))
        pages = [other.get(AUDIT, params={"number": one}).text for one in (case, written("WQ", 2026, 99))]
    assert ["没有符合条件的记录" in page for page in pages] == [True, True]


def test_one_asks_by_name_kind_day_and_number(li: TestClient, branch: Branch, clock: Clock) -> None:
    first = branch.case()
    clock.forward(days=2)
    li.get("/console/enter", params={"token": branch.link("李主任")})
    second, idea = branch.case(), branch.suggestion()
    li.post(f"/console/cases/{second}/take")
    assert {first, second} <= set(re.findall(r"WQ-[\d-]+", log(li, about="case")))
    assert "JY-" not in log(li, about="case")
    assert idea in log(li, about="suggestion")
    assert first not in log(li, since="2026-11-24")
    assert second not in log(li, until="2026-11-24")
    assert second in log(li, since="2026-11-25", until="2026-11-25")
    assert first not in log(li, number=second)
    assert "受理" in log(li, who="李主任")
    assert "提交" not in log(li, who="李主任")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"who": "没这人"}, "没有叫“没这人”的工作人员"),
        ({"since": "昨天"}, "日期要写成"),
        ({"number": "WQ-2026-0001-9"}, "编号"),
    ],
)
def test_what_cannot_be_asked_is_told_and_stays(
    li: TestClient, branch: Branch, asked: dict[str, str], why: str
) -> None:
    branch.case()
    page = li.get(AUDIT, params=asked)
    assert why in page.text
    assert f'value="{next(iter(asked.values()))}"' in page.text
    assert log(li, **asked) == ""
    assert li.get(f"{AUDIT}/export", params=asked).headers["content-type"].startswith("text/html")


def test_it_goes_on_page_by_page_and_odd_asking_does_no_harm(li: TestClient, branch: Branch) -> None:
    for _ in range(30):
        branch.case()
        branch.suggestion()
    page = li.get(AUDIT, params={"about": "case"}).text
    assert "更早的" not in page
    page = li.get(AUDIT).text
    rest = re.search(r'href="(/console/audit\?before=\d+)">更早的', page)
    assert rest
    older = li.get(rest[1]).text
    assert "最近的" in older
    both = [set(re.findall(r"(?:WQ|JY)-[\d-]+", one)) for one in (log(li), older)]
    assert not both[0] & both[1]
    for odd in ({"before": "x"}, {"before": "9" * 30}, {"about": "x"}, {"before": "１"}):
        assert li.get(AUDIT, params=odd).status_code == 200


def test_the_export_has_the_same_rows(li: TestClient, wang: TestClient, branch: Branch) -> None:
    case = branch.case()
    wang.post(f"/console/cases/{case}/take")
    rows = spreadsheets.read(li.get(f"{AUDIT}/export", params={"number": case}).content)
    assert [row[:4] for row in rows] == [
        ["时间", "谁", "做了什么", "关于"],
        ["2026-11-23 10:00:00", "王干事", "受理", case],
        ["2026-11-23 10:00:00", "会员", "提交，登记在册", case],
    ]
    assert not any(PARK in cell for row in rows for cell in row)


def test_every_act_has_words() -> None:
    source = "".join(file.read_text() for file in Path(bot.domain.__path__[0]).glob("*.py"))
    acts = set(re.findall(r'audit\.log\([^"]*"([a-z_]+\.[a-z_]+)"', source))
    assert len(acts) > 60
    assert acts - set(WORDS) == set()
    assert all(words and words != OTHER for words in WORDS.values())
