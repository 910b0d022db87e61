"""Checking in: noted once, only around the day, however many send it; codes that nobody else has; links that end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain import checkins, daycodes, doorcodes, doorlist, registrations, stewards, units, walkins
from bot.domain.acts import Act
from bot.domain.checkins import Already, CheckIn, Way
from bot.domain.events import Event
from bot.domain.seats import Extras, Registration, Team
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.stewards import Steward
from bot.errors import Refusal
from tests.domain.door_deeds import expected, tonight
from tests.domain.union import Union, address, at_once, later, member, officer, outgoing

HELPERS = 8


def take(act: Act, one: Event, place: Registration, nonce: str = "first-nonce", **fields: Any) -> CheckIn:
    return checkins.take(act, one, place, nonce=nonce, **{"way": Way.LIST} | fields)


def squad(act: Act, one: Event, *who: str) -> tuple[Registration, list[SquadMember]]:
    """A squad with its place at an event; the first is its leader."""
    team = Squad(event_id=one.id, name="冲床队", created_at=act.now)
    act.session.add(team)
    act.session.flush()
    of_it = [
        SquadMember(squad_id=team.id, event_id=one.id, member_id=member(act, name).id, channel="test", address=name,
                    name=name, leader=name == who[0], joined_at=act.now)
        for name in who
    ]  # fmt: skip
    act.session.add_all(of_it)
    place = registrations.join(act, one, member(act, who[0]), address(who[0]), extras=Extras(squad_id=team.id))
    act.session.flush()
    return place, of_it


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


def test_no_two_get_the_same_code_and_a_later_one_changes_none() -> None:
    """With room for twelve codes instead of half a million, ten people get ten of them."""
    names = [f"r{number}" for number in range(10)]
    before, after = doorcodes.deal("secret", names[:6], 0, 12), doorcodes.deal("secret", names, 0, 12)
    assert sorted(after.values()) == names
    assert before.items() <= after.items()
    assert all(len(code) == 6 and 0 <= int(code) < 12 for code in after)
    assert doorcodes.deal("another secret", names, 0) != doorcodes.deal("secret", names, 0)


def test_codes_are_ones_own_and_stay_the_same(act: Act) -> None:
    one = tonight(act, seats=None)
    places = [expected(act, one, f"m{number}") for number in range(4)]
    before = doorcodes.of_event(act.session, one)
    registrations.leave(act, one, member(act, "m3"))
    _, of_it = squad(act, one, "zhao", "qian")
    assert before.items() <= doorcodes.of_event(act.session, one).items()
    line = doorlist.of_key(act.session, one, f"r{places[0].id}")
    assert line
    assert doorcodes.coded(act.session, one, doorcodes.code_of(act.session, one, line)) == line
    assert doorcodes.coded(act.session, one, "x") is None
    mine = doorlist.of_member(act.session, one, member(act, "qian"))
    assert mine
    assert mine.member is of_it[1]
    assert int(doorcodes.code_of(act.session, one, mine)) >= doorcodes.HALF


def test_codes_of_another_event_are_others(act: Act) -> None:
    one, other = tonight(act, seats=None), tonight(act, "chess", seats=None)
    for who in range(20):
        expected(act, one, f"m{who}")
        expected(act, other, f"m{who}")
    assert len(doorcodes.of_event(act.session, one).keys() & doorcodes.of_event(act.session, other).keys()) <= 1


def test_a_code_is_there_two_days_before_and_comes_as_a_picture(act: Act) -> None:
    one = tonight(act, starts_at=act.now + timedelta(days=2, hours=1), ends_at=None)
    expected(act, one)
    assert doorcodes.coming(act, member(act)) == []
    then = later(act, hours=2)
    ((there, line),) = doorcodes.coming(then, member(act))
    doorcodes.send(then, there, line, address())
    picture = [file for row in outgoing(act) for file in row.files]
    assert [file.media_type for file in picture] == ["image/png"]
    assert doorcodes.coming(later(act, days=4), member(act)) == []


def test_a_day_code_checks_in_who_is_expected_and_tells_the_others_the_way(act: Act) -> None:
    one, li = tonight(act, seats=2), officer(act)
    place, code = expected(act, one), daycodes.make(act, li, one)
    assert len(code) == 4
    found = daycodes.arrive(act, member(act), address(), code)
    assert isinstance(found, tuple)
    assert (found[0], found[1].registration_id, found[1].way) == (one, place.id, "self")
    with pytest.raises(Already):
        daycodes.arrive(act, member(act), address(), code)
    with pytest.raises(Refusal, match=r"没有报名.*还有空位.*当场"):
        daycodes.arrive(act, member(act, "wang"), address("wang"), code)
    walkins.enter(act, one, nonce="walk-in-1", name="王师傅")
    with pytest.raises(Refusal, match=r"名额已经满了.*门口"):
        daycodes.arrive(act, member(act, "wang"), address("wang"), code)
    with pytest.raises(Refusal, match="已经结束"):
        daycodes.arrive(later(act, days=2), member(act), address("elsewhere"), code)
    daycodes.stop(act, li, one)
    assert daycodes.arrive(act, member(act), address(), code) is None


def test_of_wrong_codes_an_hour_hears_five_by_one_address(act: Act) -> None:
    one, li = tonight(act), officer(act)
    expected(act, one)
    code = daycodes.make(act, li, one)
    wrong = f"{(int(code) + 1) % 10000:04d}"
    assert [daycodes.arrive(act, member(act), address(), wrong) for _ in range(5)] == [None] * 5
    assert daycodes.arrive(act, member(act), address(), code) == timedelta(hours=1)
    assert daycodes.arrive(act, member(act, "wang"), address("wang"), wrong) is None
    assert isinstance(daycodes.arrive(later(act, minutes=61), member(act), address(), code), tuple)


def test_a_scanned_code_names_its_event(act: Act) -> None:
    one, other, li = tonight(act), tonight(act, "chess"), officer(act)
    expected(act, one)
    code = daycodes.make(act, li, one)
    assert daycodes.make(act, li, other) != code
    assert daycodes.arrive(act, member(act), address(), code, other.code) is None
    assert daycodes.arrive(act, member(act), address(), code, one.code)
    assert [one.address for one in daycodes.posters(act.session, act.config, one)] == [
        f"{act.config.web.public_url}/chat#checkin-party-{code}"
    ]


def test_a_helpers_link_is_for_one_event_and_ends(act: Act) -> None:
    one, li = tonight(act), officer(act)
    token = stewards.give(act, li, one, " 东门 小王 ")
    found = stewards.opened(act.session, token)
    assert found
    steward, there = found
    assert (there, steward.label) == (one, "东门 小王")
    assert token not in str(vars(steward))
    assert stewards.opened(act.session, token + "x") is None
    take(act, one, expected(act, one), steward=steward)
    assert checkins.by_steward(act.session, one) == {steward.id: 1}
    good: Callable[[datetime], bool] = lambda now: stewards.is_good(steward, one, now)  # noqa: E731
    assert [good(act.now), good(act.now + timedelta(hours=27)), good(act.now + timedelta(hours=29))] == [
        True, True, False,
    ]  # fmt: skip
    stewards.close(act, li, one, steward)
    assert not good(act.now)
    with pytest.raises(Refusal, match="已经停用"):
        stewards.close(act, li, one, steward)
    assert act.session.scalars(select(Steward)).all() == stewards.of_event(act.session, one)


def test_who_does_not_organise_it_gives_no_link_and_makes_no_code(act: Act) -> None:
    one = tonight(act)
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    wang = officer(act, "王干事", branch)
    with pytest.raises(Refusal, match="由“"):
        stewards.give(act, wang, one, "东门")
    with pytest.raises(Refusal, match="由“"):
        daycodes.make(act, wang, one)
    li = officer(act)
    with pytest.raises(Refusal, match="给谁用"):
        stewards.give(act, li, one, " ")
    with pytest.raises(Refusal, match="结束"):
        stewards.give(later(act, days=3), li, one, "东门")
    with pytest.raises(Refusal, match="日期还没定"):
        daycodes.make(act, li, tonight(act, "month", starts_at=None, ends_at=None))
