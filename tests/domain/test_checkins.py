"""Checking in: noted once, only around the day, however many send it, walk-ins too."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain import checkins, doorlist, registrations, walkins
from bot.domain.acts import Act
from bot.domain.checkins import Already, CheckIn
from bot.domain.events import Event
from bot.domain.seats import Registration, Team
from bot.errors import Refusal
from tests.domain.door_deeds import expected, tonight
from tests.domain.door_union import squad, take
from tests.domain.union import Union, address, at_once, later, member, officer

HELPERS = 8


def test_the_same_nonce_is_the_same_row_and_another_one_is_told_since_when(act: Act) -> None:
    one = tonight(act)
    place = expected(act, one)
    row = take(act, one, place)
    assert take(later(act, minutes=5), one, place) is row
    with pytest.raises(Already, match=r"已经签到（10:00）"):
        take(act, one, place, "other-nonce")
    other = expected(act, one, "wang")
    with pytest.raises(Refusal, match="撞了号"):
        take(act, one, other)
    assert (checkins.present(act.session, one), checkins.count(act.session, one)) == ({place.id}, 1)


def test_a_slip_is_undone_and_they_can_be_checked_in_again(act: Act) -> None:
    one = tonight(act)
    place = expected(act, one)
    row = take(act, one, place)
    checkins.undo(act, one, row)
    assert checkins.present(act.session, one) == set()
    with pytest.raises(Refusal, match="撤销过"):
        checkins.undo(act, one, row)
    assert take(act, one, place) is row, "a phone that sends it again does not bring it back"
    assert checkins.count(act.session, one) == 0
    take(act, one, place, "other-nonce")
    assert checkins.count(act.session, one) == 1


@pytest.mark.parametrize(("hours", "words"), [(-3.1, "还没到签到时间"), (-2.9, ""), (25.9, ""), (26.1, "签到已经结束")])
def test_only_around_the_day(act: Act, hours: float, words: str) -> None:
    one = tonight(act, starts_at=act.now + timedelta(days=3), ends_at=act.now + timedelta(days=3, hours=2))
    place = expected(act, one)
    then = later(act, days=3, hours=hours)
    if words:
        with pytest.raises(Refusal, match=words):
            take(then, one, place)
    else:
        assert take(then, one, place).at == then.now


@pytest.mark.parametrize(
    ("minutes", "believed"), [(-30, True), (9, True), (11, False), (-61, False), (-60 * 24 * 9, False)]
)
def test_a_phones_own_time_is_taken_where_it_can_be(act: Act, minutes: int, *, believed: bool) -> None:
    one = tonight(act)
    place = expected(act, one)
    told = act.now + timedelta(minutes=minutes)
    row = take(act, one, place, at=told)
    assert (row.at, row.taken_at) == (told if believed else act.now, act.now)


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"starts_at": None, "ends_at": None}, "日期还没定"), ({"cancelled": True}, "取消"), ({"draft": True}, "没发布")],
)
def test_nobody_comes_to_what_does_not_take_place(act: Act, fields: dict[str, Any], words: str) -> None:
    one = tonight(act)
    place = expected(act, one)
    for name, value in fields.items():
        setattr(one, name, value)
    act.session.flush()
    with pytest.raises(Refusal, match=words):
        take(act, one, place)


def test_who_gave_the_place_back_or_is_of_another_event_is_not_on_the_list(act: Act) -> None:
    one, other = tonight(act), tonight(act, "chess")
    place, elsewhere = expected(act, one), expected(act, other)
    registrations.leave(act, one, member(act))
    for wrong in (place, elsewhere):
        with pytest.raises(Refusal, match="不在"):
            take(act, one, wrong)


def test_teams_guests_and_squads_are_counted_by_people(act: Act) -> None:
    one = tonight(act, seats=None)
    place = expected(act, one)
    place.places = 3
    one.team_least = 4
    team = registrations.join(
        act, one, member(act, "wang"), address("wang"), team=Team("宏达", 4, 1, "王芳", "13900139000")
    )
    take(act, one, place, "nonce-1")
    take(act, one, team, "nonce-2")
    whole, of_it = squad(act, one, "zhao", "qian", "sun")
    with pytest.raises(Refusal, match="一个一个"):
        take(act, one, whole, "nonce-3")
    for number, each in enumerate(of_it[:2]):
        take(act, one, whole, f"nonce-m{number}", squad_member=each)
    with pytest.raises(Already):
        take(act, one, whole, "nonce-4", squad_member=of_it[0])
    assert checkins.count(act.session, one) == 3 + 4 + 2
    lines = doorlist.listed(act.session, one)
    assert (len(lines), doorlist.expected(lines)) == (5, 3 + 4 + 3)
    assert [(line.name, line.team, line.check_in is not None) for line in lines[2:]] == [
        ("zhao", "冲床队", True), ("qian", "冲床队", True), ("sun", "冲床队", False),
    ]  # fmt: skip
    told = [doorlist.told(act.session, member(act, who), act.config.zone) for who in ("lina", "qian", "sun")]
    assert told == [[{"活动": one.title, "签到": "2026-11-23 10:00"}]] * 2 + [[]]
    mine = doorlist.of_member(act.session, one, member(act, "sun"))
    assert mine
    assert (mine.member, mine.registration) == (of_it[2], whole)
    assert doorlist.of_key(act.session, one, mine.key) == mine
    assert [doorlist.of_key(act.session, one, key) for key in ("r0", "m999", "x1", "r" + "9" * 30, "")] == [None] * 5


@pytest.mark.parametrize("same", [True, False], ids=["one phone sends it often", "helpers at once"])
def test_two_at_once_make_one_row(union: Union, *, same: bool) -> None:
    with union.act() as act:
        one = tonight(act)
        number, place = one.id, expected(act, one).id

    def helper(which: int) -> int:
        with union.act() as act:
            there, who = act.session.get_one(Event, number), act.session.get_one(Registration, place)
            return take(act, there, who, f"nonce-{0 if same else which}").id

    told = at_once(helper, HELPERS)
    with union.database.read() as session:
        assert session.scalar(select(func.count()).select_from(CheckIn)) == 1
    assert sum(isinstance(one, Already) for one in told) == (0 if same else HELPERS - 1)


def test_a_walk_in_gets_a_place_and_is_here(act: Act) -> None:
    one, li = tonight(act, seats=3), officer(act)
    row = walkins.enter(act, one, nonce="walk-in-1", name="王师傅", places=2, officer=li)
    assert walkins.enter(act, one, nonce="walk-in-1", name="王师傅", places=2, officer=li) is row
    assert (registrations.taken(act.session, one), checkins.count(act.session, one)) == (2, 2)
    with pytest.raises(Refusal, match="把名额调高"):
        walkins.enter(act, one, nonce="walk-in-2", name="李师傅", places=2)
    for name, places in (("", 1), ("名" * 41, 1), ("王", 0), ("王", 21)):
        with pytest.raises(Refusal, match="请写"):
            walkins.enter(act, one, nonce="walk-in-3", name=name, places=places)
    take(act, one, expected(act, one), "list-nonce")
    with pytest.raises(Refusal, match="撞了号"):
        walkins.enter(act, one, nonce="list-nonce", name="孙师傅")
    with pytest.raises(Refusal, match="签到已经结束"):
        walkins.enter(later(act, days=3), one, nonce="walk-in-4", name="赵师傅")
    with pytest.raises(Refusal, match="按队"):
        walkins.enter(act, tonight(act, "cup", team_least=4), nonce="walk-in-5", name="钱师傅")


def test_walk_ins_at_once_take_one_place(union: Union) -> None:
    with union.act() as act:
        number = tonight(act, seats=1).id

    def helper(which: int) -> object:
        with union.act() as act:
            return walkins.enter(act, act.session.get_one(Event, number), nonce=f"walk-in-{which}", name="王师傅").id

    told = at_once(helper, HELPERS)
    assert sum(isinstance(one, Refusal) for one in told) == HELPERS - 1
