"""Squads: teams whose members join with a code; one place each, rules as data, until sign-up closes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.config import Config
from bot.domain import (
    agendas,
    dossiers,
    events,
    moves,
    notices,
    offers,
    own_data,
    registrations,
    squadcards,
    squadcodes,
    squadlead,
    squadplaces,
    squadrolls,
    squadrules,
    squadrulings,
    squads,
    squadwatch,
    units,
    waitlist,
)
from bot.domain.acts import Act
from bot.domain.offers import State
from bot.domain.seats import Registration, Team
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.squadlead import Change
from bot.errors import Refusal
from bot.store.outbox import State as Sent
from tests.domain.squad_union import CLOSES, PHONE, contest, join, names, row, team, told
from tests.domain.union import PARTY, Union, address, at_once, member, officer, outgoing

GROUPS = Config().events.occasions.groups


def place(act: Act, squad: Squad) -> Registration:
    found = squadplaces.of(act.session, squad)
    assert isinstance(found, Registration)
    return found


def closed(act: Act) -> Act:
    """An hour after sign-up closed."""
    return replace(act, now=CLOSES + timedelta(hours=1))


def test_a_squad_has_one_place_that_says_who_they_are(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina", "wang", "zhao")
    taken = place(act, squad)
    assert (taken.team, taken.name, taken.phone, taken.team_size, taken.team_women) == ("宏达队", "lina", PHONE, 3, 1)
    assert registrations.taken(act.session, one) == 1
    assert names(act, squad) == ["lina", "wang", "zhao"]
    assert squads.missing(one, squad, squads.members(act.session, squad), act.config) == []
    assert [text.splitlines()[0] for text in told(act, "lina")] == [
        "wang 加入了“宏达队”（技能竞赛），现在 2 人。还差 1 人。",
        "zhao 加入了“宏达队”（技能竞赛），现在 3 人。人齐了，符合要求。",
    ]
    squads.leave(act, one, member(act, "wang"))
    assert place(act, squad).team_size == 2
    assert told(act, "lina")[-1].endswith("现在 2 人。还差 1 人。")
    assert registrations.taken(act.session, one) == 1


RULES = [
    ({"team_least": 3}, ["", ""], ["还差 1 人"]),
    ({"team_least": 2, "team_most": 2}, ["", "", ""], ["超了 1 人"]),
    ({"team_least": 1, "team_women": 2}, ["women", ""], ["还差 1 名女职工"]),
    ({"team_least": 1, "team_women": 1, "team_groups": {"women": 2}}, ["women"], ["还差 1 名女职工"]),
    ({"team_least": 1, "team_groups": {"electrician": 2}}, ["electrician,women", ""], ["持电工证还差 1 名"]),
    ({"team_least": 1, "team_groups": {"gone": 1}}, [""], ["gone还差 1 名"]),
    (
        {"team_least": 3, "team_women": 1, "team_groups": {"electrician": 1, "youth": 0}},
        ["", ""],
        ["还差 1 人", "持电工证还差 1 名", "还差 1 名女职工"],
    ),
    ({"team_least": 2, "team_women": 1, "team_groups": {"electrician": 1}}, ["women,electrician", ""], []),
]


@pytest.mark.parametrize(("rules", "people", "expected"), RULES)
def test_what_is_missing_by_the_rules(rules: dict[str, object], people: list[str], expected: list[str]) -> None:
    one = events.Event(title="技能竞赛", **rules)
    rows = [SquadMember(groups=f",{groups},") for groups in people]
    assert squadrules.missing(one, rows, GROUPS) == expected


def test_whom_the_rules_ask_for() -> None:
    one = events.Event(team_least=4, team_women=1, team_groups={"electrician": 1}, groups=["members"])
    assert squadrules.asked(one, Config()) == ["women", "members", "electrician"]


def test_one_person_is_in_one_team_and_a_full_team_takes_nobody(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina", "wang", "zhao", "qian")
    with pytest.raises(Refusal, match="队满了，最多 4 人"):
        join(act, squad, "new")
    other = team(act, one, "sun", name="永盛队")
    for who in ("wang", "lina", "sun"):
        with pytest.raises(Refusal, match="一个人只能进一个队"):
            join(act, other, who)
    with pytest.raises(Refusal, match="一个人只能进一个队"):
        team(act, one, "wang", name="第三队")
    with pytest.raises(Refusal, match="已经有一个叫“永盛队”的队"):
        team(act, one, "new", name=" 永盛队 ")
    with pytest.raises(Refusal, match="要以队报名"):
        registrations.join(act, one, member(act, "new"), address("new"), team=Team("散队", 4, 2, "散", PHONE))
    with pytest.raises(Refusal, match="没有找到这个入队码"):
        squads.join(act, "ABCDE23456", member(act, "new"), address("new"), name="new")


def test_all_of_one_unit_where_that_is_the_rule(act: Act) -> None:
    top = units.top(act)
    one = contest(act, team_one_unit=True)
    hongda, other = units.add(act, "宏达机械工会", top), units.add(act, "永盛电子工会", top)
    act.session.flush()
    shop = units.add(act, "宏达一车间", hongda)
    act.session.flush()
    for who, unit in (("lina", hongda), ("wang", shop), ("zhao", other)):
        member(act, who).unit_id = unit.id
    squad = team(act, one, "lina", "wang")
    for who, words in (("zhao", "您现在归“永盛电子工会”"), ("new", "加入单位：宏达机械工会")):
        with pytest.raises(Refusal, match=words):
            join(act, squad, who)


def test_a_full_event_lets_the_whole_team_wait_and_a_disbanded_one_makes_room(act: Act) -> None:
    one = contest(act, seats=1)
    first = team(act, one, "lina", "wang")
    waiting = team(act, one, "sun", "qian", name="永盛队")
    assert waitlist.position(act.session, one, member(act, "sun")) == 1
    join(act, waiting, "zhou", "women")
    (queued,) = offers.live(act.session, one)
    assert (queued.team, queued.team_size, queued.team_women) == ("永盛队", 3, 2)
    squadlead.disband(act, one, member(act, "lina"))
    assert [text for text in told(act, "wang") if "解散了" in text]
    assert names(act, first) == []
    assert offers.live(act.session, one)[0].status is State.OFFERED
    waitlist.accept(act, one, member(act, "sun"))
    assert (place(act, waiting).team_size, registrations.taken(act.session, one)) == (3, 1)
    assert "永盛队" in told(act, "qian")[-1]
    team(act, one, "lina", name="宏达二队")


def test_a_team_that_lost_its_turn_stays_a_team_and_may_sign_up_again(act: Act) -> None:
    one = contest(act, seats=1)
    first = team(act, one, "lina")
    waiting = team(act, one, "sun", "qian", name="永盛队")
    with pytest.raises(Refusal, match="已经有名额或者在排队"):
        squadlead.again(act, one, member(act, "sun"))
    squadlead.disband(act, one, member(act, "lina"))
    waitlist.refuse(act, one, member(act, "sun"))
    assert squadplaces.of(act.session, waiting) is None
    assert "队还在" in told(act, "qian")[-1]
    assert names(act, waiting) == ["sun", "qian"]
    assert squadlead.again(act, one, member(act, "sun"), PHONE)
    assert (place(act, waiting).team_size, place(act, waiting).phone) == (2, PHONE)
    assert first.disbanded_at


def test_who_is_taken_out_cannot_come_back_with_the_old_code(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina", "wang")
    old = squadcodes.of(act.session, squad)
    assert squadcodes.of(act.session, squad) == old
    with pytest.raises(Refusal, match="领队来办"):
        squadlead.remove(act, one, member(act, "wang"), row(act, one, "lina"))
    new = squadlead.remove(act, one, member(act, "lina"), row(act, one, "wang"))
    assert old != new
    assert "移出了“宏达队”" in told(act, "wang")[-1]
    with pytest.raises(Refusal, match="换了新码"):
        squads.join(act, old, member(act, "wang"), address("wang"), name="wang")
    squads.join(act, f" {new[:5].lower()}-{new[5:]} ", member(act, "zhao"), address("zhao"), name="赵")
    assert names(act, squad) == ["lina", "赵"]


def test_the_lead_goes_on_with_the_place_and_a_leader_does_not_just_leave(act: Act) -> None:
    one = contest(act)
    team(act, one, "wang", name="旧队")
    squadlead.disband(act, one, member(act, "wang"))
    squad = team(act, one, "lina", "wang")
    with pytest.raises(Refusal, match="换队长"):
        squads.leave(act, one, member(act, "lina"))
    squadlead.hand_on(act, one, member(act, "lina"), row(act, one, "wang"))
    taken = place(act, squad)
    assert (taken.reply_to, taken.name, taken.phone, taken.team) == (address("wang"), "wang", None, "宏达队")
    assert registrations.taken(act.session, one) == 1
    assert "领队电话" in told(act, "wang")[-1]
    squadlead.change(
        act, one, member(act, "wang"), Change(name="新队名", company="新单位", phone=PHONE, profile="有劲")
    )
    assert (place(act, squad).team, place(act, squad).phone, squad.company) == ("新队名", PHONE, "新单位")
    squads.leave(act, one, member(act, "lina"))
    assert names(act, squad) == ["wang"]


def test_after_sign_up_closed_only_the_organiser_changes_anything(act: Act) -> None:
    one = contest(act, contact="竞赛办 0512")
    squad = team(act, one, "lina", "wang")
    code, then, lina = squadcodes.of(act.session, squad), closed(act), member(act, "lina")
    for deed in (
        lambda: squads.leave(then, one, member(act, "wang")),
        lambda: squads.join(then, code, member(act, "new"), address("new"), name="new"),
        lambda: squadlead.remove(then, one, lina, row(act, one, "wang")),
        lambda: squadlead.change(then, one, lina, Change(name="新队名")),
        lambda: squadlead.disband(then, one, lina),
    ):
        with pytest.raises(Refusal, match="竞赛办"):
            deed()
    li = officer(act)
    squadrulings.remove(then, li, one, squad, row(act, one, "lina"), "重复报名")
    assert names(act, squad) == ["wang"]
    assert place(act, squad).reply_to == address("wang")
    assert "重复报名" in told(act, "lina")[-1]


def test_an_incomplete_team_is_warned_twice_and_then_the_organiser_decides(act: Act) -> None:
    one = contest(act)
    squad, whole = team(act, one, "lina", "wang"), team(act, one, "sun", "qian", "zhou", name="永盛队")
    moments = [
        CLOSES - timedelta(days=3),
        CLOSES - timedelta(days=2),
        CLOSES - timedelta(days=1),
        CLOSES - timedelta(hours=12),
    ]
    found = []
    for moment in [*moments, CLOSES]:
        then = replace(act, now=moment)
        found.append(squadwatch.due(then))
        for number in found[-1]:
            squadwatch.warn(then, act.session.get_one(Squad, number))
            assert squadwatch.due(then) == []
    assert found == [[], [squad.id], [], [squad.id], [squad.id]]
    first, _, last = told(act, "lina")[-3:]
    assert "还差 1 人，报名到 12月10日 16:00 截止" in first
    assert f"入队 {squadcodes.of(act.session, squad)}" in first
    assert "由主办方决定" in last
    li, then = officer(act), closed(act)
    with pytest.raises(Refusal, match="符合要求"):
        squadrulings.admit(then, li, one, whole)
    with pytest.raises(Refusal, match="写明理由"):
        squadrulings.refuse(then, li, one, squad, " ")
    squadrulings.admit(then, li, one, squad)
    assert "照样可以参加" in told(act, "wang")[-1]
    squadrulings.refuse(then, li, one, squad, "少一人，{不安全}")
    assert "少一人，{不安全}" in told(act, "wang")[-1]
    assert "少一人，{不安全}" in told(act, "lina")[-1]
    assert (registrations.taken(act.session, one), squad.verdict) == (1, "refused")


def test_the_organiser_alone_decides_and_not_before_sign_up_closes(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina")
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    with pytest.raises(Refusal, match=r"由“.*”来办"):
        squadrulings.admit(act, officer(act, "分会干事", branch), one, squad)
    with pytest.raises(Refusal, match="截止以后再决定"):
        squadrulings.refuse(act, officer(act), one, squad, "人不齐")
    squadrulings.disband(act, officer(act, "主任二"), one, squad, "重名")
    with pytest.raises(Refusal, match="已经解散"):
        squadrulings.admit(act, officer(act, "主任三"), one, squad)


def test_a_reminder_a_move_and_a_cancellation_reach_each_member_once(act: Act) -> None:
    one = contest(act)
    team(act, one, "lina", "wang", "zhao")
    member(act, "zhao").subscribed = False
    before = moves.Setting.of(one)
    one.starts_at = PARTY + timedelta(days=1)
    moves.tell(act, one, before)
    news = {who: [text for text in told(act, who) if "改期" in text] for who in ("lina", "wang", "zhao")}
    assert {who: len(texts) for who, texts in news.items()} == {"lina": 1, "wang": 1, "zhao": 1}
    assert "还来吗" in news["lina"][0]
    assert "还来吗" not in news["wang"][0]
    then = replace(act, now=one.starts_at - timedelta(hours=20))
    due = [found for found in notices.due(then) if found.event_id == one.id]
    assert len(due) == 1
    while notices.work(then, due[0]):
        pass
    reminded = [row.address for row in outgoing(act) if row.kind == "reminder" and row.status is Sent.QUEUED]
    assert sorted(reminded) == ["lina", "wang"]
    registrations.call_off(then, one)
    assert {who: len([text for text in told(act, who) if "活动取消" in text]) for who in ("lina", "wang", "zhao")} == {
        "lina": 1, "wang": 1, "zhao": 1
    }  # fmt: skip
    assert not [row for row in outgoing(act) if row.kind == "reminder" and row.status is Sent.QUEUED]


def test_the_team_stands_in_each_members_calendar_and_dossier(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina", "wang", profile="我们最强")
    for who in ("lina", "wang"):
        assert "技能竞赛" in agendas.calendar(act.session, act.config, member(act, who), act.now).decode()
    assert [found.id for found, _, _ in squads.of_member(act.session, member(act, "wang"))] == [squad.id]
    here = act.now.astimezone(act.config.zone)
    own = dossiers.told(act.session, member(act, "wang"), address("wang"), here)["队伍"]
    assert own == [{"活动": "技能竞赛", "队名": "宏达队", "身份": "队员", "姓名": "wang", "入队": "2026-11-23 10:00"}]
    lead = dossiers.told(act.session, member(act), address(), here)["队伍"][0]
    assert (lead["身份"], lead["简介"], lead["单位"], lead["您说您是"]) == ("领队", "我们最强", "宏达机械", "women")


def test_who_deletes_all_data_hands_the_lead_on_and_leaves_nothing(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina", "wang", "zhao")
    own_data.erase(act, member(act, "zhao"), address("zhao"))
    own_data.erase(act, member(act), address())
    act.session.expire_all()
    assert names(act, squad) == ["wang"]
    assert place(act, squad).reply_to == address("wang")
    own_data.erase(act, member(act, "wang"), address("wang"))
    act.session.expire_all()
    rows = act.session.scalars(select(SquadMember)).all()
    assert {(one.name, one.address, one.groups) for one in rows} == {(None, "", "")}
    assert (squad.name, squad.company, squad.profile, squad.files, bool(squad.disbanded_at)) == (
        None,
        None,
        None,
        [],
        True,
    )
    assert registrations.taken(act.session, one) == 0


def test_the_qr_code_goes_out_as_a_picture_where_a_link_leads_to_us(act: Act) -> None:
    squad = team(act, contest(act))
    assert squadcards.send(act, squad, address()) is None
    web = act.config.model_copy(
        update={"web": act.config.web.model_copy(update={"public_url": "https://gh.example.cn"})}
    )
    way = squadcards.send(replace(act, config=web), squad, address())
    assert way
    assert way.address == f"https://gh.example.cn/chat#team-{squadcodes.of(act.session, squad)}"
    sent = outgoing(act)[-1]
    assert (sent.kind, sent.files[0].media_type) == (own_data.KIND, "image/png")


def test_addresses_of_a_place_are_all_its_members(act: Act) -> None:
    one = contest(act)
    squad = team(act, one, "lina", "wang")
    assert squadrolls.addresses(act.session, place(act, squad)) == [address(), address("wang")]


def test_two_do_not_take_the_last_spot_of_a_team(union: Union) -> None:
    with union.act() as act:
        squad = team(act, contest(act), "lina", "wang", "zhao")
        code = squadcodes.of(act.session, squad)
        for number in range(6):
            member(act, f"m{number}")

    def come(number: int) -> str:
        with union.act() as act:
            squads.join(act, code, member(act, f"m{number}"), address(f"m{number}"), name=f"m{number}")
        return "in"

    found = at_once(come, 6)
    assert found.count("in") == 1
    with union.database.read() as session:
        assert len(squads.members(session, session.get_one(Squad, squad.id))) == 4
