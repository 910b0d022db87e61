"""Members in the console: whom one sees, what of them, and that nothing anonymous can be told from it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console import spreadsheets
from bot.console.app import Desk
from bot.domain import members, registrations
from bot.domain.audit import AuditRow
from bot.domain.members import Member
from bot.domain.registrations import Registration
from bot.messages import Address
from tests.console.branch import HOSPITAL, MEMBER, OTHER, PARK, Branch
from tests.domain.union import event

MEMBERS = "/console/members"
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def number(desk: Desk, address: Address = MEMBER) -> int:
    with desk.look() as act:
        return members.meet(act, address).id


def test_a_member_stands_there_with_name_unit_channel_and_month(li: TestClient, desk: Desk, branch: Branch) -> None:
    branch.case(name="张师傅", phone="13812345678")
    with desk.act() as act:
        act.session.get_one(Member, number(desk)).met_at = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)
    page = li.get(MEMBERS).text
    assert all(
        word in page for word in ("张师傅", PARK, "网页聊天", "2026年10月起", "没留姓名", HOSPITAL, "微信", "2 名")
    )
    assert not [word for word in ("13812345678", "9月30日", "17:00", MEMBER.id, OTHER.id) if word in page]
    one = li.get(f"{MEMBERS}/{number(desk)}").text
    assert "138 1234 5678" in one
    assert MEMBER.id not in one


def test_one_sees_ones_own_units_members_and_finds_them(
    li: TestClient, wang: TestClient, desk: Desk, branch: Branch
) -> None:
    branch.case(name="张师傅")
    assert HOSPITAL not in wang.get(MEMBERS).text
    assert wang.get(f"{MEMBERS}/{number(desk, OTHER)}").status_code == 404
    assert "没有叫" in wang.get(MEMBERS, params={"unit": HOSPITAL}).text
    assert "1 名" in li.get(MEMBERS, params={"unit": HOSPITAL}).text
    assert "张师傅" in li.get(MEMBERS, params={"name": "师傅"}).text
    assert "没有叫“王”的" in li.get(MEMBERS, params={"name": "王"}).text
    for odd in ("x", "9" * 40, "-1", "１"):
        assert li.get(MEMBERS, params={"before": odd}).status_code == 200
        assert li.get(f"{MEMBERS}/{odd}").status_code == 404


def test_an_anonymous_filing_leads_to_nobody(li: TestClient, desk: Desk, branch: Branch) -> None:
    filed = branch.anonymous()
    branch.suggestion(anonymous=True, contact="陈秘密")
    for page in (li.get(MEMBERS).text, li.get(f"{MEMBERS}/{number(desk)}").text):
        assert not [word for word in ("陈秘密", "13900001111", filed, "匿名诉求") if word in page]
    assert "没有叫" in li.get(MEMBERS, params={"name": "陈秘密"}).text


def test_the_list_goes_on_page_by_page(li: TestClient, desk: Desk) -> None:
    with desk.act() as act:
        for count in range(55):
            members.meet(act, Address("web", f"w{count}"))
    page = li.get(MEMBERS).text
    assert page.count("没留姓名") == 50
    assert "最近的" not in page
    rest = page.rpartition('href="/console/members?')[2].partition('"')[0].replace("&amp;", "&")
    assert rest.startswith("unit=&name=&before=")
    assert li.get(f"{MEMBERS}?{rest}").text.count("没留姓名") == 7


def test_a_member_is_moved_and_what_was_typed_stays(li: TestClient, desk: Desk, branch: Branch) -> None:
    case = branch.case()
    there = f"{MEMBERS}/{number(desk)}"
    wrong = li.post(f"{there}/move", data={"unit": "哪里"})
    assert wrong.status_code == 422
    assert 'value="哪里"' in wrong.text
    assert "已调整" in li.post(f"{there}/move", data={"unit": HOSPITAL}).text
    with desk.look() as act:
        assert branch.read(case).unit_id != act.session.get_one(Member, number(desk)).unit_id
    assert HOSPITAL in li.get(there).text


def test_what_a_member_signed_up_for_goes_along(li: TestClient, desk: Desk) -> None:
    with desk.act() as act:
        lina, one = members.meet(act, MEMBER), event(act)
        place = registrations.join(act, one, lina, MEMBER).id
    li.post(f"{MEMBERS}/{number(desk)}/move", data={"unit": HOSPITAL})
    with desk.look() as act:
        unit_id = act.session.get_one(Registration, place).unit_id
        assert unit_id == act.session.get_one(Member, number(desk)).unit_id


def test_one_moves_members_within_ones_own_units_only(wang: TestClient, desk: Desk) -> None:
    assert "没有叫" in wang.post(f"{MEMBERS}/{number(desk)}/move", data={"unit": HOSPITAL}).text
    assert wang.post(f"{MEMBERS}/{number(desk, OTHER)}/move", data={"unit": PARK}).status_code == 404


def test_an_export_holds_names_and_phones_and_is_kept_in_the_trail(
    li: TestClient, wang: TestClient, desk: Desk, branch: Branch
) -> None:
    branch.case(name="=张师傅", phone="13812345678")
    sent = li.post(f"{MEMBERS}/export", data={"unit": desk.config.union.name})
    rows = spreadsheets.read(sent.content)
    assert rows[0][:6] == ["姓名", "电话", "单位", "渠道", "哪个月起", "活动通知"]
    assert [row[:6] for row in rows[1:]] == [
        ["=张师傅", "138 1234 5678", PARK, "网页聊天", "2026-11", "要"],
        ["", "", HOSPITAL, "微信", "2026-11", "要"],
    ]
    assert len(spreadsheets.read(wang.post(f"{MEMBERS}/export", data={"unit": PARK}).content)) == 2
    assert wang.post(f"{MEMBERS}/export", data={"unit": HOSPITAL}).status_code == 422
    with desk.look() as act:
        kept = act.session.scalars(select(AuditRow).where(AuditRow.action == "unit.members_exported")).all()
        assert [row.facts for row in kept] == [{"members": 2}, {"members": 1}]
