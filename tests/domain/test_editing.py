"""The editor: a draft nobody sees, what cannot be said of an event, what a change of a published one brings about."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain import editing, events, leaflets, planitems, posters, previews, registrations, roles, units, waitlist
from bot.domain.acts import Act
from bot.domain.arrangements import Arrangement
from bot.domain.events import Stage
from bot.domain.leaflets import Role
from bot.errors import Refusal
from bot.messages import Upload
from bot.store import files
from tests.console.branch import PNG
from tests.domain.editing_deeds import PDF, drafted, given, published
from tests.domain.plan_deeds import drafted as planned
from tests.domain.union import PARTY, address, member, officer, outgoing

TEAMS = {"team_least": 4, "team_women": 1, "team_joins": True}
SIZE = {"name": "size", "label": "尺码", "prompt": "衣服什么尺码？", "answer": "choice", "options": ["S", "M"]}


def join(act: Act, event: events.Event, who: str = "lina") -> None:
    registrations.join(act, event, member(act, who), address(who), name=who)


def test_members_see_nothing_of_a_draft_until_it_is_published(act: Act) -> None:
    boss, event = drafted(act)
    assert events.seen(act.session, event.code) is None
    assert event not in events.open_for_signup(act)
    with pytest.raises(Refusal, match="还没有发布"):
        join(act, event)
    editing.publish(act, boss, event)
    assert events.seen(act.session, event.code) is event
    join(act, event)


def test_only_the_hosts_organisers_may_write_and_change(act: Act) -> None:
    boss, event = drafted(act)
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    clerk = officer(act, "小王", branch)
    roles.give(act, clerk, roles.Role.ORGANISER, branch)
    with pytest.raises(Refusal, match="不能以它的名义"):
        editing.draft(act, clerk, units.top(act), given())
    for step in (editing.publish, editing.remove, editing.copy):
        with pytest.raises(Refusal, match="您可以看，不能改"):
            step(act, clerk, event)
    own = editing.draft(act, clerk, branch, given(unit_id=branch.id))
    with pytest.raises(Refusal, match="它的下级"):
        editing.change(act, clerk, own, given(unit_id=units.top(act).id))
    editing.change(act, boss, own, given(title="上级也可以改"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "短"}, "2 到 60 个字"),
        ({"fee": "长" * 41}, "最多 40 个字"),
        ({"groups": ("pilots",)}, "没有“pilots”"),
        ({"ends_at": PARTY}, "不能早于开始"),
        ({"starts_at": None, "ends_at": PARTY}, "没写哪天几点开始"),
        ({"signup_opens": PARTY, "signup_closes": PARTY}, "晚于开始报名"),
        ({"signup_closes": PARTY + timedelta(days=1)}, "不能晚于活动开始"),
        ({"signup_opens": PARTY}, "开始了才开始报名"),
        ({"seats": 0}, "1 到 100000"),
        ({"unit_seats": 6}, "每个单位"),
        ({"group_seats": {"youth": 6}}, "35 岁以下青年职工"),
        ({"guests": 21}, "0 到 20"),
        ({**TEAMS, "team_most": 3}, "2 到 100"),
        ({**TEAMS, "team_most": 5, "team_women": 6}, "女职工"),
        ({**TEAMS, "team_joins": False, "team_one_unit": True}, "凭入队码"),
        ({**TEAMS, "guests": 1}, "不能另带同伴"),
        ({**TEAMS, "group_seats": {"youth": 2}}, "名额是队数"),
        ({"signup": False}, "不用报名"),
        ({"questions": ({**SIZE, "options": ["S"]},)}, "两个以上"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_with_the_right_form(act: Act, wrong: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        editing.draft(act, officer(act), units.top(act), given(**wrong))


def test_a_draft_may_lack_its_day_but_not_be_published_so(act: Act) -> None:
    boss = officer(act)
    event = editing.draft(act, boss, units.top(act), given(starts_at=None))
    with pytest.raises(Refusal, match="先定下日期和钟点"):
        editing.publish(act, boss, event)
    editing.change(act, boss, event, given(starts_at=act.now - timedelta(hours=1)))
    with pytest.raises(Refusal, match="已经过了"):
        editing.publish(act, boss, event)
    editing.change(act, boss, event, given(signup_closes=act.now))
    with pytest.raises(Refusal, match="也没人报得上"):
        editing.publish(act, boss, event)
    editing.change(act, boss, event, given())
    editing.publish(act, boss, event)
    assert event.stage(act) is Stage.OPEN


def test_who_signed_up_hears_of_a_move_and_who_waits_gets_new_places_at_once(act: Act) -> None:
    boss, event = drafted(act)
    editing.change(act, boss, event, given(seats=1))
    editing.publish(act, boss, event)
    join(act, event)
    waitlist.wait(act, event, member(act, "wang"), address("wang"), name="王")
    editing.change(act, boss, event, given(seats=2, place="新礼堂"))
    told = {row.address: [one.text for one in outgoing(act) if one.address == row.address] for row in outgoing(act)}
    assert any("换地点" in text for text in told["lina"])
    assert any("有名额了" in text for text in told["wang"])


def test_fewer_places_send_nobody_home(act: Act) -> None:
    boss, event = published(act)
    join(act, event)
    join(act, event, "wang")
    editing.change(act, boss, event, given(seats=1))
    assert registrations.taken(act.session, event) == 2
    with pytest.raises(Refusal, match="满了"):
        join(act, event, "zhao")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({"signup": False, "seats": None, "team_least": None, "team_women": None}, "要不要报名"),
        ({"team_least": None, "team_women": None, "team_joins": False}, "个人还是组队"),
        ({"team_joins": True}, "队员怎么加入"),
        ({"team_women": 2}, "女职工"),
        ({"team_least": 5}, "每队最少人数"),
    ],
)
def test_rules_do_not_turn_against_teams_that_signed_up(act: Act, now: dict[str, object], words: str) -> None:
    boss, event = drafted(act)
    rules = given(team_least=4, team_women=1)
    editing.change(act, boss, event, rules)
    editing.publish(act, boss, event)
    team = registrations.Team("一车间", 5, 2, "李", "13900001111")
    registrations.join(act, event, member(act), address(), team=team)
    with pytest.raises(Refusal, match=words):
        editing.change(act, boss, event, replace(rules, **now))  # type: ignore[arg-type]
    editing.change(act, boss, event, replace(rules, team_least=3, team_women=0))


def test_a_draft_again_only_while_nobody_has_signed_up(act: Act) -> None:
    boss, event = published(act)
    editing.withdraw(act, boss, event)
    assert event.stage(act) is Stage.DRAFT
    editing.publish(act, boss, event)
    join(act, event)
    with pytest.raises(Refusal, match="已经有人报名"):
        editing.withdraw(act, boss, event)
    with pytest.raises(Refusal, match="取消活动"):
        editing.remove(act, boss, event)


def test_a_draft_that_is_removed_leaves_no_file_and_no_trail_for_the_next(act: Act) -> None:
    boss, event = drafted(act)
    cover = leaflets.add(act, boss, event, Role.COVER, [Upload("封面.png", "image/png", PNG)])[0].attachments[0]
    old = event.id
    editing.remove(act, boss, event)
    assert files.fetch(act.session, cover.key) is None
    assert editing.draft(act, boss, units.top(act), given()).id > old


def test_one_that_somebody_gave_a_place_back_of_is_not_removed(act: Act) -> None:
    boss, event = published(act)
    join(act, event)
    registrations.leave(act, event, member(act))
    editing.withdraw(act, boss, event)
    with pytest.raises(Refusal, match="不能删除"):
        editing.remove(act, boss, event)


def test_a_copy_is_a_draft_with_everything_but_the_day(act: Act) -> None:
    boss, event = drafted(act)
    editing.change(act, boss, event, given(questions=(SIZE,), fee="20 元", signup_closes=PARTY))
    leaflets.add(act, boss, event, Role.ATTACHMENT, [PDF])
    one = editing.copy(act, boss, event)
    assert (one.draft, one.starts_at, one.signup_closes, one.fee) == (True, None, None, "20 元")
    assert one.questions == [SIZE]
    kept = leaflets.of_event(act.session, one)[0].attachments[0]
    editing.remove(act, boss, event)
    row = files.fetch(act.session, kept.key)
    assert row
    assert row.content == PDF.content


def test_an_event_of_the_plan_and_its_item_never_disagree(act: Act) -> None:
    boss, item = planned(act)
    event = planitems.as_event(act, boss, item)
    starts = datetime(2026, 12, 20, 14, 30, tzinfo=act.config.zone)
    now = Arrangement.of(event)
    closes = datetime(2026, 12, 18, 12, 0, tzinfo=act.config.zone)
    editing.change(act, boss, event, replace(now, title="改了名", starts_at=starts, ends_at=starts + timedelta(hours=2),
                   place="礼堂", signup=True, seats=9, signup_closes=closes, fee="10 元"))  # fmt: skip
    assert (item.title, item.begins, item.hours, item.place) == ("改了名", date(2026, 12, 20), "14:30-16:30", "礼堂")
    assert (item.closes, item.seats) == (date(2026, 12, 18), 9)
    known = {name: getattr(item, name) for name in ("title", "when", "closes", "seats")}
    planitems.change(act, boss, item, **known, hours="14:30-16:30", place="二楼", who="", department="")
    assert (event.place, event.starts_at, event.signup_closes, event.fee) == ("二楼", starts, closes, "10 元")
    with pytest.raises(Refusal, match="已经发布"):
        editing.remove(act, boss, event)


def test_a_cover_is_one_picture_and_attachments_are_five(act: Act) -> None:
    boss, event = drafted(act)
    for _ in range(2):
        leaflets.add(act, boss, event, Role.COVER, [Upload("a.png", "image/png", PNG)])
    assert len(leaflets.of_event(act.session, event, Role.COVER)) == 1
    for uploads, role, words in (
        ([PDF], Role.COVER, "不是图片"),
        ([PDF] * 6, Role.ATTACHMENT, "最多 5 个"),
        ([Upload("x.bin", "", b"\x00\x01\x02")], Role.ATTACHMENT, "可能打不开"),
        ([], Role.ATTACHMENT, "还没有选"),
    ):
        with pytest.raises(Refusal, match=words):
            leaflets.add(act, boss, event, role, uploads)
    editing.publish(act, boss, event)
    leaflets.add(act, boss, event, Role.ATTACHMENT, [PDF])
    reply = posters.details(act, event)
    assert [file.name for file in reply.files] == ["a.png"]
    assert f"资料：{event.title}" in reply.buttons
    assert [file.media_type for file in posters.papers(act, event).files] == ["application/pdf"]


def test_the_preview_is_what_members_get_once_it_is_published(act: Act) -> None:
    boss, event = drafted(act)
    everything = given(
        groups=("women",), group_seats={"youth": 2}, unit_seats=3, guests=1, fee="20 元", audience="会员和家属"
    )
    before = previews.of(act, event, everything)
    editing.change(act, boss, event, everything)
    editing.publish(act, boss, event)
    reply = posters.details(act, event)
    assert (before.text, before.buttons) == (reply.text, reply.buttons)
    for words in ("费用：20 元", "仅限女职工", "每个单位最多 3 人", "35 岁以下青年职工最多 2 人", "最多带 1 位"):
        assert words in before.text
    assert before.wechat[0].endswith(f"1. 报名：{event.title}\n（回复序号或文字）")
    long = previews.of(act, event, replace(everything, details="长。" * 500))
    assert len(long.wechat) > 1
