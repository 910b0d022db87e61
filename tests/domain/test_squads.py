"""Squads: teams whose members join with a code; one place each, rules as data, until sign-up closes."""

import pytest

from bot.domain import offers, registrations, squadcodes, squadlead, squadplaces, squads, units, waitlist
from bot.domain.acts import Act
from bot.domain.offers import State
from bot.domain.seats import Team
from bot.domain.squadbook import Squad
from bot.domain.squadlead import Change
from bot.errors import Refusal
from tests.domain.squad_union import PHONE, contest, join, names, place, row, team, told
from tests.domain.union import Union, address, at_once, member


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
