"""The year's plan in the console: pasted or sent, looked at, confirmed, worked off, and seen on one page."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.console import spreadsheets
from bot.console.app import Desk
from bot.domain import planbook, planitems, planlist, staff
from bot.domain.planbook import PlanItem
from tests.conftest import Clock
from tests.console.branch import Branch

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

HERE = "/console/plan"
LIST = "2026年工会工作计划\n重阳节敬老\n12月5日 14:00 茶话会（三楼会议室），名额40\n12月：年终总结\n四季度：干部考核"
SHEET = [("12月6日 9:00", "象棋赛", "活动室", "全体会员", "12月1日", 24), (12, "总结会", "", "", "", "若干")]


def kept(desk: Desk) -> dict[str, PlanItem]:
    with desk.look() as act:
        return {one.title: one for one in planbook.of_year(act.session, 2026)}


def test_a_pasted_list_is_looked_at_then_kept_then_confirmed(desk: Desk, li: TestClient) -> None:
    page = li.post(f"{HERE}/read", data={"year": "2026", "list": LIST}).text
    assert "读到 4 项，3 项清楚" in page
    assert "没写是几月" in page
    assert "没当成活动的行" in page
    assert kept(desk) == {}
    page = li.post(f"{HERE}/save", data={"year": "2026", "list": LIST}).text
    assert "已存为草稿" in page
    found = kept(desk)
    assert {one.plan for one in found.values()} == {"2026年工会工作计划"}
    assert "茶话会" not in li.get("/console/events?month=2026-12").text
    picked = {f"pick-{found[title].id}": "1" for title in ("茶话会", "干部考核", "重阳节敬老")}
    page = li.post(f"{HERE}/confirm", data={"year": "2026", "kind": "event", **picked}).text
    assert "确认了 1 项，2 项没有确认" in page
    assert "跨了好几个月" in page
    assert "茶话会" in li.get("/console/events?month=2026-12").text
    everything = {"year": "2026", "kind": "task", "owner": "王干事", "all": "1"}
    assert "确认了 2 项" in li.post(f"{HERE}/confirm", data=everything).text
    assert [one.title for one in kept(desk).values() if one.state == "draft"] == ["重阳节敬老"]
    assert "还没有勾选" in li.post(f"{HERE}/confirm", data=everything).text
    chart = li.get(f"{HERE}/chart?year=2026")
    assert chart.headers["content-type"].startswith("image/svg+xml")
    assert chart.text.count("12月")


def test_a_spreadsheet_is_taken_in(desk: Desk, li: TestClient) -> None:
    sheet = spreadsheets.write("计划", ("日期", "活动", "地点", "对象", "报名截止", "名额"), SHEET)
    page = li.post(f"{HERE}/read", data={"year": "2026"}, files={"sheet": ("计划.xlsx", sheet)}).text
    assert "读到 2 项，1 项清楚" in page
    assert "若干" in page
    packed = page.partition('name="packed" value="')[2].partition('"')[0]
    li.post(f"{HERE}/save", data={"year": "2026", "packed": packed})
    one = kept(desk)["象棋赛"]
    assert (one.hours, one.place, one.who, one.seats) == ("09:00", "活动室", "全体会员", 24)
    assert str(one.closes) == "2026-12-01"


def test_a_text_file_is_read_as_if_it_were_pasted(li: TestClient) -> None:
    page = li.post(f"{HERE}/read", data={"year": "2026"}, files={"sheet": ("计划.txt", LIST.encode("gb18030"))}).text
    assert "读到 4 项，3 项清楚" in page


@pytest.mark.parametrize(
    ("data", "file", "why"),
    [
        ({"year": "2026"}, None, "没有读到内容"),
        ({"year": "1999", "list": "3月：会"}, None, "请选计划是哪一年的"),
        ({"year": "2026", "list": "3月：茶话会\n" * 4000}, None, "内容太长"),
        ({"year": "2026"}, ("a.csv", "月份,内容说明\n3,会".encode()), "缺：活动"),
        ({"year": "2026"}, ("a.xlsx", b"PK\x03\x04broken"), "读不出来"),
    ],
)
def test_what_cannot_be_read_is_told(
    li: TestClient, data: dict[str, str], file: tuple[str, bytes] | None, why: str
) -> None:
    answer = li.post(f"{HERE}/read", data=data, files={"sheet": file} if file else None)
    assert answer.status_code == 422
    assert why in answer.text


def test_too_many_are_not_cut_silently(desk: Desk, li: TestClient) -> None:
    text = "\n".join(f"12月：第{number}期培训" for number in range(planlist.MOST + 1))
    answer = li.post(f"{HERE}/save", data={"year": "2026", "list": text})
    assert "一次最多录入" in answer.text
    assert kept(desk) == {}


def test_an_item_is_looked_at_and_mended(desk: Desk, li: TestClient) -> None:
    li.post(f"{HERE}/save", data={"year": "2026", "list": LIST})
    there = f"{HERE}/{kept(desk)['重阳节敬老'].id}"
    assert "没写是几月" in li.get(there).text
    said = {"title": "敬老", "when": "下个月吧", "hours": "", "seats": ""}
    answer = li.post(f"{there}/change", data=said)
    assert answer.status_code == 422
    assert "下个月吧" in answer.text
    for hours, why in (("两点", "上午还是下午"), ("早早的", "钟点没看懂")):
        assert why in li.post(f"{there}/change", data={**said, "when": "12月9日", "hours": hours}).text
    li.post(f"{there}/change", data={**said, "when": "12月9日", "hours": "下午2点半-4点"})
    one = kept(desk)["敬老"]
    assert (str(one.begins), one.hours, one.doubts) == ("2026-12-09", "14:30-16:00", {})
    assert li.post(f"{there}/event").url.path == f"/console/events/{one.code}"
    assert "14:30" in li.get(f"/console/events/{one.code}").text


def test_a_task_stands_on_its_owners_day_and_is_done(
    desk: Desk, branch: Branch, li: TestClient, wang: TestClient, clock: Clock
) -> None:
    li.post(f"{HERE}/save", data={"year": "2026", "list": LIST})
    there = f"{HERE}/{kept(desk)['年终总结'].id}"
    assert "没有叫“谁”" in li.post(f"{there}/task", data={"owner": "谁", "due_on": "2026-12-25"}).text
    li.post(f"{there}/task", data={"owner": "王干事", "due_on": "2026-12-25"})
    assert "年终总结" not in wang.get("/console").text
    clock.now += timedelta(days=40)
    wang.get("/console/enter", params={"token": branch.link("王干事")})
    assert "逾期，期限是 12月25日" in wang.get("/console").text
    assert "确认为任务，交给王干事" in wang.get(there).text
    assert "年终总结" not in li.get("/console").text
    assert wang.post(f"{there}/drop").status_code == 422
    assert "已登记办完" in wang.post(f"{there}/finish", data={"note": "写好了，报给区里"}).text
    assert "年终总结" not in wang.get("/console").text


def test_a_branch_looks_and_does_not_change(desk: Desk, wang: TestClient) -> None:
    with desk.act() as act:
        li = staff.named(act.session, "李主任")
        assert li
        planitems.draft(act.by(li.actor), li, planlist.read(LIST, 2026).items, 2026, "计划")
    page = wang.get(f"{HERE}?year=2026").text
    assert "茶话会" in page
    assert f'action="{HERE}' not in page
    assert wang.post(f"{HERE}/save", data={"year": "2026", "list": LIST}).status_code == 422
    assert wang.get(f"{HERE}/99999").status_code == 404
