"""Drives in the console: planned, read as members will read it, opened once, ended; and what came of it."""

import pytest
from starlette.testclient import TestClient

from bot.domain import suggestions
from bot.domain.members import INVITATION
from tests.console.branch import HOSPITAL, PARK, Branch
from tests.scheduler.brought import tick

HERE = "/console/drives"
PLAN = {
    "unit": PARK,
    "title": "夏季降温金点子",
    "focus": "车间夏天怎么降温？",
    "topics": "通风\n\n 作息 ",
    "begins": "2026-11-23",
    "ends": "2026-12-23",
}
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def drive(wang: TestClient) -> str:
    """The page of a drive that is planned."""
    return str(wang.post(f"{HERE}/add", data=PLAN).url.path)


def test_a_drive_is_planned_and_read_before_it_goes_out(wang: TestClient, drive: str, branch: Branch) -> None:
    page = wang.get(drive).text
    for words in ("草稿", "【征集建议】夏季降温金点子", "车间夏天怎么降温？", "通风、作息", "现在 1 位"):
        assert words in page
    assert branch.outbox() == []
    assert "夏季降温金点子" in wang.get(HERE).text
    page = wang.post(f"{drive}/change", data=PLAN | {"title": "冬季保暖金点子"}).text
    assert "改好了" in page
    assert "【征集建议】冬季保暖金点子" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"unit": HOSPITAL}, "您管的单位里没有"),
        ({"title": " "}, "请写上征集活动的名称"),
        ({"begins": ""}, "请选第一天的日期"),
        ({"ends": "2026-11-01"}, "结束那天不能早于"),
    ],
)
def test_what_cannot_be_is_told_and_kept(wang: TestClient, typed: dict[str, str], words: str) -> None:
    page = wang.post(f"{HERE}/add", data=PLAN | typed)
    assert page.status_code == 422
    assert words in page.text
    assert PLAN["focus"] in page.text


def test_it_is_opened_once_invites_and_is_ended(wang: TestClient, drive: str, branch: Branch) -> None:
    assert "征集开始了" in wang.post(f"{drive}/open").text
    assert "已经发出邀请" in wang.post(f"{drive}/open").text
    assert f'action="{drive}/open"' not in wang.get(drive).text
    with branch.desk.act() as act:
        tick(act)
    assert [row.kind for row in branch.outbox()] == [INVITATION]
    assert "1 人" in wang.get(drive).text
    wang.post(f"{drive}/end")
    page = wang.get(drive).text
    assert "已结束" in page
    assert f'action="{drive}/change"' not in page
    assert "已经结束" in wang.post(f"{drive}/end").text


def test_what_came_of_it_is_counted_and_can_be_looked_at(wang: TestClient, drive: str, branch: Branch) -> None:
    wang.post(f"{drive}/open")
    number = branch.suggestion()
    other = branch.suggestion("别的")
    with branch.desk.act() as act:
        one = suggestions.numbered(act.session, number)
        assert one
        one.drive_id = int(drive.rpartition("/")[2])
    page = wang.get(drive).text
    assert "1 条" in page
    found = wang.get(f"/console/suggestions?show=list&drive={drive.rpartition('/')[2]}").text
    assert number in found
    assert other not in found


def test_a_drive_of_another_unit_is_not_there(wang: TestClient, drive: str, branch: Branch) -> None:
    wang.get("/console/enter", params={"token": branch.link("赵干事")})
    assert wang.get(drive).status_code == 404
    assert wang.post(f"{drive}/open").status_code == 404
    assert wang.get(f"{HERE}/x").status_code == 404
    assert 'class="cover"' not in wang.get(HERE).text
