"""Units in the console: the tree with its numbers, what is done with one, and lists of them in and out."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import segno
from starlette.testclient import TestClient

from bot.config import Telegram, WeChat
from bot.console import spreadsheets
from bot.console.app import Desk
from bot.domain import codes, staff, units
from bot.domain.acts import OPERATOR
from bot.domain.roles import Role
from tests.console.branch import HOSPITAL, PARK, Branch
from tests.console.conftest import browser, signed_in

UNITS = "/console/units"
Files = dict[str, tuple[str, bytes, str]]
pytestmark = [pytest.mark.parametrize("store_url", ["sqlite"], indirect=True), pytest.mark.usefixtures("branch")]


@pytest.fixture
def head(desk: Desk, branch: Branch) -> Iterator[TestClient]:
    """钱主席's browser: the administrator of the park alone."""
    with desk.act(OPERATOR) as act:
        park = units.named(act.session, PARK)
        assert park
        staff.add(act, "钱主席", park, [Role.ADMINISTRATOR])
    with browser(desk) as client:
        yield signed_in(client, branch.link("钱主席"))


def unit(desk: Desk, name: str) -> str:
    with desk.look() as act:
        found = units.named(act.session, name)
        assert found
        return f"{UNITS}/{found.id}"


def sheet(*rows: tuple[str, ...], headings: tuple[str, ...] = ("单位名称", "上级单位")) -> Files:
    """A file as a browser sends it."""
    content = spreadsheets.write("表", headings, rows)
    return {"sheet": ("单位.xlsx", content, spreadsheets.MEDIA_TYPE)}


def packed(page: str) -> dict[str, str]:
    found = re.search(r'name="packed" value="([^"]+)"', page)
    return {"packed": found[1]} if found else {}


def drawn(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=10, border=4, light="#fff")
    return out.getvalue()


def test_a_units_codes_are_shown_to_be_printed(wang: TestClient, desk: Desk) -> None:
    park = unit(desk, PARK)
    page, link = wang.get(park).text, f"http://127.0.0.1:8000/chat#unit-{park.rpartition('/')[2]}"
    assert link in page
    assert "Telegram" not in page
    picture = wang.get(f"{park}/code.svg?channel=web")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.content == drawn(link)
    assert b"style" not in picture.content
    assert wang.get(f"{park}/code.svg?channel=telegram").status_code == 404
    assert wang.get(f"{unit(desk, HOSPITAL)}/code.svg?channel=web").status_code == 404


def test_codes_of_other_channels_are_shown_once_the_platform_gave_its_word(desk: Desk, branch: Branch) -> None:
    more = {"telegram": Telegram(token="1:AAaa"), "wechat": WeChat(app_id="wx1", app_secret="s" * 32, token="tok")}
    wide = replace(desk, config=desk.config.model_copy(update=more))
    park = unit(desk, PARK)
    number = park.rpartition("/")[2]
    with browser(wide) as client:
        signed_in(client, branch.link("王干事"))
        page = client.get(park).text
        assert "机器人还没有启动过" in page
        assert f"python -m bot wechat qr --permanent unit:{number}" in page
        with wide.act() as act:
            codes.name_bot(act.session, "old_bot")
            codes.name_bot(act.session, "union_bot")
            codes.keep_wechat(act.session, wide.config, f"unit-{number}", "http://weixin.qq.com/q/abc")
        for channel, link in (
            ("telegram", f"https://t.me/union_bot?start=unit-{number}"),
            ("wechat", "http://weixin.qq.com/q/abc"),
        ):
            assert client.get(f"{park}/code.svg?channel={channel}").content == drawn(link)
            assert link in client.get(park).text
    other = replace(wide, config=desk.config.model_copy(update=more | {"wechat": WeChat(
        app_id="wx2", app_secret="s" * 32, token="tok")}))  # fmt: skip
    with browser(other) as client:
        signed_in(client, branch.link("王干事"))
        assert client.get(f"{park}/code.svg?channel=wechat").status_code == 404, "that was another account's"


def test_the_tree_tells_how_much_there_is_in_each_unit(li: TestClient, wang: TestClient, branch: Branch) -> None:
    branch.case()
    page = li.get(UNITS).text
    assert "下级 2 个" in page
    assert f"{PARK}</a><small>会员 1 · 人员 1 · 未办结 1</small>" in page
    assert page.count("<li>") == page.count("</li>")
    mine = wang.get(UNITS).text
    assert PARK in mine
    assert HOSPITAL not in mine
    assert f"{UNITS}/preview" not in mine
    assert PARK in li.get(UNITS, params={"name": "工业园"}).text
    assert "没有找到" in li.get(UNITS, params={"name": "%"}).text


def test_a_unit_is_added_renamed_moved_and_closed(li: TestClient, desk: Desk) -> None:
    page = li.post(f"{unit(desk, PARK)}/add", data={"name": "一厂工会"})
    assert "已添加" in page.text
    assert page.url.path == unit(desk, "一厂工会")
    assert "名称已改" in li.post(f"{unit(desk, '一厂工会')}/rename", data={"new-name": "第一工厂工会"}).text
    assert "已移动" in li.post(f"{unit(desk, '第一工厂工会')}/move", data={"below": HOSPITAL}).text
    gone = unit(desk, "第一工厂工会")
    closed = li.post(f"{gone}/close", data={"sure": "yes"})
    assert "这里是接手的单位" in closed.text
    assert closed.url.path == unit(desk, HOSPITAL)
    past = li.get(gone).text
    assert "已撤并" in past
    assert f"现在由{HOSPITAL}接手" in past
    assert f"{gone}/rename" not in past
    assert "第一工厂工会" not in li.get(UNITS).text


@pytest.mark.parametrize(
    ("step", "form", "why"),
    [
        ("add", {"name": HOSPITAL}, "已经有一个单位叫"),
        ("rename", {"new-name": ""}, "请写上单位名称"),
        ("move", {"below": "滨江"}, f"是不是：{HOSPITAL}"),
        ("move", {"below": "哪里"}, "没有叫“哪里”的"),
        ("move", {"below": PARK}, "不能放到自己下面"),
        ("close", {"into": HOSPITAL}, "请先勾上“确定撤并”"),
        ("close", {"into": "", "sure": "yes"}, "还有 1 名会员、1 位工作人员"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    li: TestClient, desk: Desk, step: str, form: dict[str, str], why: str
) -> None:
    page = li.post(f"{unit(desk, PARK)}/{step}", data=form)
    assert page.status_code == 422
    assert why in page.text
    for value in form.values():
        assert f'value="{value}"' in page.text


def test_one_of_a_branch_sees_and_changes_no_more_than_it(head: TestClient, desk: Desk) -> None:
    assert head.get(unit(desk, HOSPITAL)).status_code == 404
    page = head.get(unit(desk, PARK)).text
    assert "/rename" in page
    assert "/close" not in page
    assert "上级不归您管" in head.post(f"{unit(desk, PARK)}/close", data={"sure": "yes"}).text
    for odd in ("0", "x", "9" * 30, "１"):
        assert head.get(f"{UNITS}/{odd}").status_code == 404


def test_a_list_goes_in_after_a_look_at_it_and_only_once(li: TestClient, desk: Desk) -> None:
    rows = (("一厂", PARK), ("二车间", "二厂"), ("二厂", PARK), (PARK, desk.config.union.name))
    page = li.post(f"{UNITS}/preview", files=sheet(*rows)).text
    assert "新增 3 行，已经有的 1 行，要改的 0 行" in page
    assert "一厂" not in li.get(UNITS).text
    done = li.post(f"{UNITS}/import", data=packed(page))
    assert "已导入" in done.text
    assert all(name in done.text for name in ("一厂", "二厂", "二车间"))
    li.post(f"{UNITS}/import", data=packed(page))
    assert li.get(UNITS).text.count("二车间") == 1
    assert "没有要新增的" in li.post(f"{UNITS}/preview", files=sheet(*rows)).text


def test_what_is_wrong_in_a_list_is_named_by_its_row(li: TestClient, desk: Desk) -> None:
    page = li.post(f"{UNITS}/preview", files=sheet(("一厂", PARK), ("", ""), ("二厂", "xx"))).text
    assert "有 1 行要改" in page
    assert "第 4 行：上级单位“xx”不存在" in page
    assert not packed(page)
    good = packed(li.post(f"{UNITS}/preview", files=sheet(("一厂", PARK))).text)
    li.post(f"{unit(desk, HOSPITAL)}/add", data={"name": "一厂"})
    late = li.post(f"{UNITS}/import", data=good).text
    assert f"第 2 行：这个单位已经有了，在“{HOSPITAL}”下面" in late


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "请先选一个文件"),
        ({"sheet": ("a.xlsx", b"PK\x03\x04nothing", "x")}, "读不出来"),
        ({"sheet": ("a.xls", b"\xd0\xcf\x11\xe0rest", "x")}, "旧格式"),
        ({"sheet": ("a.csv", "单位,上级\n甲,乙".encode(), "x")}, "缺：单位名称、上级单位"),
    ],
)
def test_a_file_that_is_no_list_is_told_how_to_be_one(li: TestClient, files: Files, why: str) -> None:
    page = li.post(f"{UNITS}/preview", files=files or {"other": ("", b"", "x")})
    assert page.status_code == 422
    assert why in page.text


def test_the_export_is_a_list_that_changes_nothing(li: TestClient, head: TestClient) -> None:
    sent = li.get(f"{UNITS}/export")
    assert sent.headers["content-type"] == spreadsheets.MEDIA_TYPE
    assert sent.headers["content-disposition"].startswith("attachment")
    files = {"sheet": ("单位.xlsx", sent.content, spreadsheets.MEDIA_TYPE)}
    assert "没有要新增的" in li.post(f"{UNITS}/preview", files=files).text
    assert [row[0] for row in spreadsheets.read(head.get(f"{UNITS}/export").content)] == ["单位名称", PARK]


def test_staff_go_in_with_a_link_each_that_is_shown_once(li: TestClient, stranger: TestClient) -> None:
    columns = ("姓名", "单位", "角色")
    files = sheet(("周部长", PARK, "经办人、活动组织员"), ("吴干事", HOSPITAL, "只看不办"), headings=columns)
    page = li.post("/console/staff/preview", files=files).text
    assert "新增 2 行" in page
    shown = li.post("/console/staff/import", data=packed(page)).text
    links = re.findall(r'<code class="secret">http://127\.0\.0\.1:8000(/console/enter\?token=[\w-]+)</code>', shown)
    assert len(links) == 2
    assert "周部长" in stranger.get(links[0]).text
    again = li.post("/console/staff/import", data=packed(page)).text
    assert "enter?token" not in again
    assert "已导入" in again
    wrong = li.post("/console/staff/preview", files=sheet(("郑干事", PARK, "局长"), headings=columns)).text
    assert "第 2 行：没有“局长”这个角色" in wrong
    back = li.get("/console/staff/export").content
    rows = spreadsheets.read(back)
    assert ["周部长", PARK, "经办人、活动组织员"] in [row[:3] for row in rows]
    files = {"sheet": ("人员.xlsx", back, spreadsheets.MEDIA_TYPE)}
    assert "没有要新增的" in li.post("/console/staff/preview", files=files).text
