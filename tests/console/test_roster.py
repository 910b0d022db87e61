"""The list of who comes, taken along as a spreadsheet: one's own units, phones for organisers, kept in the trail."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from bot.console import spreadsheets
from bot.console.app import Desk
from bot.domain import events, members, moves, registrations, staff, units
from bot.domain.audit import trail
from bot.domain.registrations import Extras, Source, Team
from bot.domain.roles import Role
from bot.messages import Address
from tests.conftest import START
from tests.console.branch import HOSPITAL, MEMBER, OTHER, PARK, Branch
from tests.console.conftest import browser, signed_in
from tests.domain.union import event

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
SOON = {"starts_at": START + timedelta(days=20), "month": date(2026, 12, 1)}


@pytest.fixture
def relay(branch: Branch) -> str:
    """One of each unit signed up, one of them under a name that a spreadsheet would run, one without a name."""
    with branch.desk.act() as act:
        one = event(act, "relay", title="职工接力赛", **SOON)
        act.session.flush()
        nameless = Address("web", "nameless")
        members.meet(act, nameless).unit_id = members.meet(act, MEMBER).unit_id
        for address, name in ((MEMBER, "=HYPERLINK(1)"), (OTHER, "刘护士"), (nameless, None)):
            registrations.join(act, one, members.meet(act, address), address, name=name)
    return "/console/events/relay"


@pytest.fixture
def tug(branch: Branch) -> str:
    """A team of each unit."""
    with branch.desk.act() as act:
        one = event(act, "tug", title="拔河", team_least=4, team_women=1, **SOON)
        act.session.flush()
        for address, name in ((MEMBER, "飞毛腿"), (OTHER, "白衣队")):
            team = Team(name, 5, 2, f"{name}队长", "+8613711112222")
            registrations.join(act, one, members.meet(act, address), address, team=team)
    return "/console/events/tug"


@pytest.fixture
def reader(desk: Desk, branch: Branch) -> Iterator[TestClient]:
    """One who may only look, in the whole district."""
    with desk.act() as act:
        staff.add(act, "看的人", units.top(act), [Role.READER])
    with browser(desk) as client:
        yield signed_in(client, branch.link("看的人"))


def rows(client: TestClient, path: str) -> list[list[str]]:
    answer = client.post(f"{path}/roster")
    assert answer.headers["content-type"] == spreadsheets.MEDIA_TYPE
    read = spreadsheets.read(answer.content)
    return [row[: len([heading for heading in read[0] if heading])] for row in read]


def test_an_officer_takes_along_those_of_their_own_units(li: TestClient, wang: TestClient, relay: str) -> None:
    assert "下载名单" in wang.get(relay).text
    assert rows(wang, relay) == [
        ["序号", "姓名", "电话", "同行", "单位", "群体", "来源", "报名时间", "改期后"],
        ["1", "=HYPERLINK(1)", "", "", PARK, "", "自己报名", "2026-11-23 10:00", ""],
        ["2", "没留姓名", "", "", PARK, "", "自己报名", "2026-11-23 10:00", ""],
    ]
    assert [[row[1], row[4]] for row in rows(li, relay)[1:]] == [
        ["=HYPERLINK(1)", PARK],
        ["刘护士", HOSPITAL],
        ["没留姓名", PARK],
    ]
    cell = load_workbook(io.BytesIO(wang.post(f"{relay}/roster").content)).active["B2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True), "a text, not a formula"


def test_teams_have_their_phones_for_organisers_alone(li: TestClient, reader: TestClient, tug: str) -> None:
    assert rows(li, tug)[:2] == [
        ["序号", "队名", "领队", "电话", "人数", "女职工", "单位", "群体", "来源", "报名时间", "改期后"],
        ["1", "飞毛腿", "飞毛腿队长", "137 1111 2222", "5", "2", PARK, "", "自己报名", "2026-11-23 10:00", ""],
    ]
    seen = rows(reader, tug)
    assert [row[1:6] for row in seen[1:]] == [
        ["飞毛腿", "飞毛腿队长", "", "5", "2"],
        ["白衣队", "白衣队队长", "", "5", "2"],
    ]


def test_what_was_answered_stands_in_columns_and_what_is_private_is_the_organisers(
    li: TestClient, reader: TestClient, desk: Desk, relay: str
) -> None:
    size = {"name": "size", "label": "衣服尺码", "prompt": "穿多大的？"}
    health = {"name": "health", "label": "身体情况", "prompt": "有什么要照顾的？", "private": True}
    shown = [("size", "衣服尺码", "+XL"), ("health", "身体情况", "高血压")]
    answers = tuple({"name": name, "label": label, "shown": said, "value": said} for name, label, said in shown)
    with desk.act() as act:
        one = events.coded(act.session, "relay")
        assert one
        one.questions, one.guests, one.seats = [size, health], 2, None
        act.session.flush()
        extras = Extras(guests=2, groups=("women", "youth"), answers=answers)
        registrations.change(act, one, members.meet(act, MEMBER), extras=extras)
        registrations.enter(act, one, None, Source.PAPER, name="纸上的人", unit_id=None, phone="+8613711112222")
    heads, first, *_, paper = rows(li, relay)
    assert heads[-2:] == ["衣服尺码", "身体情况"]
    assert (first[3], first[5], first[-2:]) == ("2", "女职工、35 岁以下青年职工", ["+XL", "高血压"])
    assert (paper[1], paper[2], paper[6]) == ("纸上的人", "137 1111 2222", "纸质名单")
    *_, paper = seen = rows(reader, relay)
    assert (seen[1][-2:], paper[2]) == (["+XL", ""], "")


def test_each_taking_is_kept_without_a_name_and_nothing_is_taken_of_nobody(
    li: TestClient, wang: TestClient, desk: Desk, relay: str
) -> None:
    rows(wang, relay)
    assert "下载了报名名单（2 行）" in li.get(relay).text
    with desk.act() as act:
        one = events.coded(act.session, "relay")
        assert one
        row = trail(act.session, one)[-1]
        assert (row.action, row.facts, row.actor) == ("event.roster_taken", {"count": 2}, "staff")
        event(act, "empty", **SOON)
    assert "下载名单" not in wang.get("/console/events/empty").text
    answer = wang.post("/console/events/empty/roster")
    assert (answer.status_code, "没有名单可下载" in answer.text) == (422, True)
    assert wang.post("/console/events/nowhere/roster").status_code == 404


def test_after_a_move_who_still_comes_stands_beside_each_name(
    li: TestClient, wang: TestClient, desk: Desk, relay: str
) -> None:
    assert "改期后" not in li.get(relay).text
    with desk.act() as act:
        one = moves.publish(act, "relay", "年度计划", place="体育馆")
        moves.confirm(act, one, members.meet(act, MEMBER))
    page = wang.get(relay).text
    assert "还来 1 · 没回 2" in page, "the counts are of all"
    assert (page.count("<td>还来</td>"), page.count("<td>没回</td>")) == (1, 1)
    assert "问还来不来" in page
    assert [row[-1] for row in rows(li, relay)] == ["改期后", "还来", "没回", "没回"]
