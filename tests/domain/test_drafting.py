"""Drafting notices, and templates of them: what may be written, in whose name, and that nothing is left behind."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain import audiences, drafting, noticetemplates, units
from bot.domain.acts import Act
from bot.domain.audiences import Audience
from bot.domain.drafting import Draft
from bot.domain.members import Member
from bot.domain.noticebook import ListedMember, Notice, State
from bot.domain.noticekinds import Kind
from bot.domain.roles import Role
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Upload
from bot.store import files
from scheduler.forgetting import forget_files
from tests.domain.notice_people import reader, unit
from tests.domain.union import Union, event, officer

WATER = Draft(Kind.NOTICE, "停水通知", "明天上午停水两小时。")


def written(act: Act, **fields: Any) -> Notice:
    """A draft of the top union's."""
    return drafting.write(act, officer(act), units.top(act), replace(WATER, **fields))


def picture(act: Act) -> Any:
    return files.keep(act.session, Upload("停水.png", "image/png", b"content"), act.now)


def kept_files(act: Act) -> int:
    act.session.flush()
    return act.session.scalar(select(func.count()).select_from(files.FileRow)) or 0


def test_a_draft_keeps_all_that_is_said_of_it(act: Act) -> None:
    party, day = event(act), act.now + timedelta(days=5)
    wanted = Audience(units.top(act).id, groups=("women",), event="registered")
    one = written(
        act, link="https://gh.example.cn/a?b=1", buttons=["报名：冬至联欢会"], topic="activity", audience=wanted,
        event=party, schedule={"event": party.id, "days": -1, "at": "18:00"}, latest_at=day, picture=picture(act),
    )  # fmt: skip
    act.session.flush()
    act.session.refresh(one)
    assert (one.status, one.key[:7], len(one.key), one.urgent, one.mass) == (State.DRAFT, "notice:", 17, False, False)
    assert audiences.of(one) == wanted
    assert (one.event_id, one.latest_at, one.due_at) == (party.id, day, None)
    assert drafting.pictures(act.session) == {one.picture["key"]}  # type: ignore[index] # it has one


def test_what_goes_to_lists_of_wechats_and_what_is_urgent(act: Act) -> None:
    found = {kind: written(act, kind=kind) for kind in (Kind.NOTICE, Kind.URGENT, Kind.DIGEST, Kind.CHANGE)}
    assert [(one.mass, one.urgent) for one in found.values()] == [
        (False, False), (True, True), (True, False), (False, False)
    ]  # fmt: skip
    assert not written(act, kind=Kind.CHANGE, mass=True).mass
    assert written(act, mass=True, urgent=True).mass


BUTTON = "一二三四五六七八九十一二三四五六七八九十多"
ASKED = {"name": "a", "label": "证明", "prompt": "请上传证明"}
SURVEY: dict[str, Any] = {"kind": Kind.SURVEY, "questions": [ASKED]}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"kind": Kind.REMINDER}, "“活动提醒”由系统到点自动发"),
        ({"title": "字" * 41}, "标题有 41 个字，最多 40 个"),
        ({"text": "字" * 2001}, "正文有 2001 个字，最多 2000 个"),
        ({"text": "您好，{姓名}"}, "“{姓名}”填不了。能用的有：{工会}"),
        ({"buttons": ["{时间}"]}, "用了“{时间}”，却没有选活动"),
        ({"link": "gh.example.cn"}, "以 http:// 或 https:// 开头"),
        ({"link": "javascript:alert(1)"}, "以 http:// 或 https:// 开头"),
        ({"link": "https://[bad"}, "以 http:// 或 https:// 开头"),
        ({"link": "https://gh.example.cn/" + "a" * 400}, "最多 400 个字符"),
        ({"buttons": list("一二三四五")}, "按钮最多 4 个，现在有 5 个"),
        ({"buttons": [BUTTON]}, f"按钮“{BUTTON}”要 1 到 20 个字"),
        ({"buttons": ["好", "好"]}, "按钮“好”写了两次"),
        ({"topic": "nothing"}, "没有“nothing”这一类"),
        ({"questions": SURVEY["questions"]}, "只有“问卷”能带问题"),
        ({**SURVEY, "title": "{月份}问卷"}, "问卷的标题里不能有要填的{}"),
        ({**SURVEY, "questions": [ASKED | {"answer": "file"}]}, "第 1 个问题要传文件"),
        ({**SURVEY, "questions": [ASKED | {"name": f"q{n}"} for n in range(13)]}, "最多 12 个"),
        ({"schedule": {"once": "2026-11-20T09:00:00+08:00"}}, "发送时间（11月20日 09:00）已经过了"),
        ({"schedule": {"weekly": 1}}, "发送时间没看明白"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(act: Act, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal, match=why.replace("(", r"\(")):
        written(act, **fields)


def test_whom_it_may_be_for(act: Act) -> None:
    park, other, party = unit(act, "园区"), unit(act, "别的"), event(act, draft=True)
    chair = officer(act, "园区主席", park)
    for audience, why in {
        Audience(other.id): "发送对象要在“园区”和它的下级里",
        Audience(park.id, groups=("nobody",)): "没有“nobody”这个群体",
        Audience(park.id, event="came"): "却没有选活动",
    }.items():
        with pytest.raises(Refusal, match=why):
            drafting.write(act, chair, park, replace(WATER, audience=audience))
    with pytest.raises(Refusal, match="还没发布，会员看不到"):
        drafting.write(act, chair, park, replace(WATER, event=party))
    with pytest.raises(Refusal, match="不能以“别的”的名义发通知"):
        drafting.write(act, chair, other, WATER)
    with pytest.raises(Refusal, match="最迟发送时间（11月23日 10:00）已经过了"):
        drafting.write(act, chair, park, replace(WATER, latest_at=act.now))


def test_a_change_says_all_anew_and_drops_a_picture_that_is_gone(act: Act) -> None:
    one, before = written(act, picture=picture(act), buttons=["好"]), kept_files(act)
    second = officer(act, "王干事")
    drafting.change(act.by(second.actor), one, replace(WATER, title="停电通知"))
    assert (one.title, one.buttons, one.picture, one.author_id) == ("停电通知", [], None, second.id)
    assert kept_files(act) == before - 1
    one.state = State.SCHEDULED.value
    with pytest.raises(Refusal, match="现在是“已定时”，不能直接改"):
        drafting.change(act, one, WATER)


def test_a_list_of_members_by_number(act: Act) -> None:
    park = unit(act, "园区")
    near, far = reader(act, "near", home=park), reader(act, "far")
    one = drafting.write(act, officer(act, "主席", park), park, WATER)
    act.session.flush()
    assert drafting.list_members(act, one, [near.id, far.id, near.id, 999_999]) == (1, [far.id, 999_999])
    assert audiences.of(one).listed
    assert audiences.count(act.session, one) == 1
    assert drafting.list_members(act, one, [999_999]) == (0, [999_999])
    assert audiences.count(act.session, one) == 0
    with pytest.raises(Refusal, match="名单有 100001 人，一次最多 100000 人"):
        drafting.list_members(act, one, range(100_001))


def test_a_copy_has_a_picture_and_a_list_of_its_own_and_dropping_it_leaves_nothing(act: Act) -> None:
    lina, li = reader(act, "lina"), officer(act)
    one = written(act, picture=picture(act), schedule={"monthly": 5, "at": "09:00"})
    act.session.flush()
    drafting.list_members(act, one, [lina.id])
    one.state, before = State.DONE.value, kept_files(act)
    again = drafting.copy(act, li, one)
    assert (again.status, again.title, again.schedule, again.key == one.key) == (
        State.DRAFT, one.title, one.schedule, False
    )  # fmt: skip
    assert (kept_files(act), audiences.count(act.session, again)) == (before + 1, 1)
    with pytest.raises(Refusal, match="现在是“发完了”"):
        drafting.drop(act, one)
    drafting.drop(act, again)
    assert kept_files(act) == before
    left = select(ListedMember.notice_id)
    assert act.session.scalars(left).all() == [one.id]
    one.state, one.key = State.DRAFT.value, "announcement:2026-12"
    act.session.flush()
    with pytest.raises(Refusal, match="请用“作废”"):
        drafting.drop(act, one)


def test_a_picture_stays_as_long_as_its_notice(union: Union) -> None:
    with union.act() as act:
        one = written(act, picture=picture(act))
    union.clock.forward(days=200)
    forget_files(union.act)
    with union.act() as act:
        assert kept_files(act) == 1
        drafting.change(act, act.session.get_one(Notice, one.id), WATER)
        assert kept_files(act) == 0


def test_a_template_is_begun_with_its_fields_unfilled(act: Act) -> None:
    li, party = officer(act), event(act)
    one = written(act, title="{活动}", text="{时间}在{地点}。", event=party, topic="activity")
    kept = noticetemplates.save(act, li, one, " 活动通知 ")
    act.session.flush()
    with pytest.raises(Refusal, match="“活动通知”这个模板已经有了"):
        noticetemplates.save(act, li, one, "活动通知")
    with pytest.raises(Refusal, match="请给模板起个名字"):
        noticetemplates.save(act, li, one, " ")
    begun = noticetemplates.begin(act, li, units.top(act), kept)
    assert (begun.title, begun.text, begun.topic, begun.event_id) == ("{活动}", "{时间}在{地点}。", "activity", None)
    assert noticetemplates.seen_by(act.session, li) == [kept]
    noticetemplates.drop(act, li, kept)
    act.session.flush()
    assert noticetemplates.seen_by(act.session, li) == []
    with pytest.raises(Refusal, match="同事刚删掉了"):
        noticetemplates.drop(act, li, kept)


def test_one_who_only_looks_writes_nothing(act: Act) -> None:
    from bot.domain import staff

    looks: Officer = staff.add(act, "只看", units.top(act), [Role.READER])
    home: Unit = units.top(act)
    with pytest.raises(Refusal, match="请管理员给您加上角色"):
        drafting.write(act, looks, home, WATER)
    one = written(act)
    act.session.flush()
    with pytest.raises(Refusal, match="请管理员给您加上角色"):
        drafting.copy(act, looks, one)
    assert act.session.scalar(select(func.count()).select_from(Member)) == 0
