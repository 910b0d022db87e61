"""Codes at the door: a member's own, which nobody else has, and the day's, which tells the others the way."""

from datetime import timedelta

import pytest

from bot.domain import daycodes, doorcodes, doorlist, registrations, walkins
from bot.domain.acts import Act
from bot.domain.checkins import Already
from bot.errors import Refusal
from tests.domain.door_deeds import expected, tonight
from tests.domain.door_union import squad
from tests.domain.union import address, later, member, officer, outgoing


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
    assert daycodes.arrive(later(act, days=2), member(act), address(), code) is None


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
