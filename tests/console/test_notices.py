"""A notice is written in the console: looked at, counted, tried out, kept as a template."""

import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console import spreadsheets
from bot.console.app import Desk
from bot.domain import members, staff
from bot.domain.acts import Act
from bot.domain.links import StaffAccount
from bot.domain.noticebook import ListedMember, MemberGroup, State
from bot.domain.noticekinds import Kind
from bot.messages import Address
from bot.store.outbox import Outgoing
from tests.console.branch import HOSPITAL, MEMBER, OTHER, PARK, PNG
from tests.console.notice_desk import HERE, WRITTEN, begun, kept, save
from tests.domain.union import event

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def test_a_notice_is_written_previewed_and_counted(desk: Desk, wang: TestClient) -> None:
    with desk.act() as act:
        event(act, title="冬至联欢会")
    path = begun(wang)
    assert kept(desk, path).status is State.DRAFT
    page = save(wang, path, sign_up="冬至联欢会", buttons="本月活动", link="https://example.org/a")
    beside = page.partition('id="beside"')[2]
    assert "【11月体检】" in beside
    assert "可回复：“报名：冬至联欢会”、“本月活动”" in beside, "as WeChat has it, where nothing can be tapped"
    assert "<span>报名：冬至联欢会</span><span>本月活动</span>" in beside
    assert "https://example.org/a" not in beside, "members get the counted way"
    assert "会收到的人 <small>1 人" in beside
    assert "网页聊天 <b>1</b> 人" in beside
    one = kept(desk, path)
    assert (one.title, one.buttons) == ("{月份}体检", ["报名：冬至联欢会", "本月活动"])
    assert 'value="冬至联欢会" selected' in page


def test_what_was_typed_is_not_lost_where_it_is_refused(desk: Desk, wang: TestClient) -> None:
    path = begun(wang)
    answer = wang.post(f"{path}/edit/save", data={**WRITTEN, "link": "nowhere", "text": "写了很久的话"})
    assert answer.status_code == 422
    assert "链接要写完整的网址" in answer.text
    assert "写了很久的话</textarea>" in answer.text
    assert 'value="nowhere"' in answer.text
    assert kept(desk, path).text == ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"unit": HOSPITAL}, "您管的单位里没有叫"),
        ({"when": "monthly", "day": "32"}, "几号请写 1 到 31"),
        ({"when": "days", "off": "1"}, "请选是哪个活动"),
        ({"who": "registered"}, "请选是哪个活动"),
        ({"when": "once", "once_day": "2026-01-01", "once_time": "09:00"}, "已经过了"),
        ({"title": "一" * 41}, "标题有 41 个字"),
        ({"text": "{没有}"}, "填不了"),
        ({"kind": "survey", "q1-label": "食堂", "q1-prompt": "几分？", "q1-answer": "file"}, "没选怎么答"),
    ],
)
def test_what_cannot_be_is_refused_with_the_next_step(wang: TestClient, fields: dict[str, str], said: str) -> None:
    assert said in save(wang, begun(wang), **fields)


def test_a_schedule_comes_back_as_it_was_chosen(desk: Desk, wang: TestClient) -> None:
    with desk.act() as act:
        party = event(act).id
    path = begun(wang)
    for fields, plan in (
        ({"when": "once", "once_day": "2026-12-20", "once_time": "9:30"}, {"once": "2026-12-20T09:30:00+08:00"}),
        ({"when": "monthly", "day": "31", "at": "09:00"}, {"monthly": 31, "at": "09:00"}),
        ({"when": "workday", "nth": "2", "at": "10:00"}, {"workday": 2, "at": "10:00"}),
        ({"when": "days", "event": "party", "off": "1", "side": "before", "at": "18:00"},
         {"event": party, "days": -1, "at": "18:00"}),
        ({"when": "hours", "event": "party", "off": "2", "side": "after"}, {"event": party, "hours": 2}),
        ({"when": "now"}, {}),
    ):  # fmt: skip
        page = save(wang, path, **fields)
        assert kept(desk, path).schedule == plan
        for name, value in fields.items():
            shown = {"9:30": "09:30"}.get(value, value)
            assert re.search(rf'name="{name}"[^>]*value="{shown}"|value="{shown}" selected', page), (name, value)


def test_a_spreadsheet_says_who_is_meant_and_which_rows_are_unknown(desk: Desk, wang: TestClient) -> None:
    with desk.look() as act:
        mine, other = _number(act, MEMBER), _number(act, OTHER)
    sheet = spreadsheets.write("名单", ("单位", "会员编号"), [("园区", mine), ("医院", other), ("？", "不知道")])
    path = begun(wang)
    sent = {"sheet": ("名单.xlsx", sheet, spreadsheets.MEDIA_TYPE)}
    page = wang.post(f"{path}/edit/save", data=dict(WRITTEN), files=sent).text
    assert "有 2 行不认识" in page
    assert f"第 3 行：{other}" in page
    assert "第 4 行：不知道" in page
    with desk.look() as act:
        assert list(act.session.scalars(select(ListedMember.member_id))) == [mine]
    assert "会收到的人 <small>1 人" in page
    assert 'name="listed" checked' in page
    none = {"sheet": ("名单.csv", "姓名\n张三\n".encode(), "text/csv")}
    assert "会员编号" in wang.post(f"{path}/edit/save", data=dict(WRITTEN), files=none).text


def _number(act: Act, address: Address) -> int:
    return members.meet(act, address).id


def test_a_picture_comes_with_it_and_can_be_taken_away(desk: Desk, wang: TestClient) -> None:
    path = begun(wang)
    wang.post(f"{path}/edit/save", data=dict(WRITTEN), files={"picture": ("a.png", PNG, "image/png")})
    assert kept(desk, path).picture
    shown = wang.get(f"{path}/picture")
    assert shown.headers["content-type"] == "image/png"
    wrong = wang.post(f"{path}/edit/save", data=dict(WRITTEN), files={"picture": ("a.pdf", b"%PDF-1.4", "image/png")})
    assert wrong.status_code == 422
    save(wang, path, **{"no-picture": "on"})
    assert kept(desk, path).picture is None


def test_groups_topics_and_channels_narrow_the_audience(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        act.session.add(MemberGroup(member_id=_number(act, OTHER), group="women"))
    path = begun(li, desk.config.union.name)
    whole = {"unit": desk.config.union.name}
    for fields, count in (({}, 2), ({"g-women": "on"}, 1), ({"channel": "web"}, 1), ({"channel": "telegram"}, 0)):
        page = save(li, path, **whole, **fields)
        assert f"会收到的人 <small>{count} 人" in page, fields


def test_a_trial_goes_to_the_officers_own_chats_alone(desk: Desk, wang: TestClient) -> None:
    path = begun(wang)
    assert "还没有关联自己的聊天账号" in save(wang, path, "try")
    with desk.act() as act:
        one = staff.named(act.session, "王干事")
        assert one
        row = StaffAccount(channel="telegram", account="4711", officer_id=one.id, linked_at=act.now)
        act.session.add(row)
    assert "已试发" in save(wang, path, "try")
    with desk.look() as act:
        (sent,) = act.session.scalars(select(Outgoing))
        assert (sent.channel, sent.address, sent.bulk) == ("telegram", "4711", False)
        assert sent.text.startswith("【试发】【11月体检】")


def test_a_template_is_kept_used_and_dropped(desk: Desk, wang: TestClient) -> None:
    path = begun(wang)
    save(wang, path)
    assert "已存成模板" in wang.post(f"{path}/edit/template", data={"name": "体检"}).text
    listed = wang.get(HERE).text
    (number,) = re.findall(r'value="template:(\d+)"', listed)
    assert kept(desk, begun(wang, **{"from": f"template:{number}"})).title == "{月份}体检"
    assert "体检" in wang.get(f"{HERE}/templates").text
    assert "请先勾选" in wang.post(f"{HERE}/templates/{number}/drop").text
    wang.post(f"{HERE}/templates/{number}/drop", data={"sure": "on"})
    assert "还没有模板" in wang.get(f"{HERE}/templates").text
    assert wang.post(f"{HERE}/new", data={"unit": PARK, "from": f"template:{number}"}).status_code == 404


def test_a_draft_is_dropped_only_for_sure(wang: TestClient) -> None:
    path = begun(wang)
    assert "请先勾选" in wang.post(f"{path}/edit/drop").text
    assert "草稿删除了" in wang.post(f"{path}/edit/drop", data={"sure": "on"}).text
    assert wang.get(path).status_code == 404


def test_a_survey_keeps_its_questions(desk: Desk, wang: TestClient) -> None:
    path = begun(wang)
    asked = {
        "kind": "survey",
        "title": "食堂问卷",
        "q1-label": "食堂",
        "q1-prompt": "食堂您打几分？",
        "q1-answer": "grade",
    }
    page = save(wang, path, **asked)
    assert [row["answer"] for row in kept(desk, path).questions] == ["grade"]
    assert 'value="食堂您打几分？"' in page
    assert kept(desk, path).sort is Kind.SURVEY


def test_warnings_stand_beside_before_it_is_too_late(wang: TestClient) -> None:
    path = begun(wang)
    night = {"when": "once", "once_day": "2026-12-20", "once_time": "23:00"}
    assert "免打扰时间" in save(wang, path, **night)
    assert "免打扰时间（" not in save(wang, path, **night, urgent="on").partition('id="beside"')[2]
    assert "微信群发只能发一条" in save(wang, path, mass="yes", text="很长的话。" * 150)
