"""Staff: a link lets in once and for a day, a session lasts half a day; no token is kept."""

from collections.abc import Iterable

import pytest
from sqlalchemy import select

from bot.domain import staff, units
from bot.domain.acts import Act, ActorKind
from bot.domain.staff import Officer, Pass
from bot.errors import Refusal
from tests.domain.union import Union, at_once, later, officer


def test_a_link_lets_in_once(act: Act) -> None:
    li = officer(act)
    token = staff.sign_in_link(act, li)
    who, session = staff.enter(act, token)
    assert who is li
    assert staff.of_session(act.session, session, act.now) is li
    with pytest.raises(Refusal, match="用过了"):
        staff.enter(act, token)


def test_a_link_is_no_session_and_a_session_no_link(act: Act) -> None:
    token = staff.sign_in_link(act, officer(act))
    assert staff.of_session(act.session, token, act.now) is None
    _, session = staff.enter(act, token)
    with pytest.raises(Refusal):
        staff.enter(act, session)


@pytest.mark.parametrize(("hours", "works"), [(23.9, True), (24, False), (48, False)])
def test_a_link_lasts_a_day(act: Act, hours: float, *, works: bool) -> None:
    token = staff.sign_in_link(act, officer(act))
    if works:
        assert staff.enter(later(act, hours=hours), token)
        return
    with pytest.raises(Refusal):
        staff.enter(later(act, hours=hours), token)


def use(act: Act, token: str, hours: Iterable[int]) -> None:
    """Somebody does something in the session at these hours."""
    for hour in hours:
        found = staff.present(act.session, token, later(act, hours=hour).now)
        assert found
        staff.touch(act.session, found[1].digest, later(act, hours=hour).now)
        act.session.expire_all()


def test_a_session_lasts_half_a_day(act: Act) -> None:
    li = officer(act)
    _, session = staff.enter(act, staff.sign_in_link(act, li))
    use(act, session, hours=range(1, 12))
    assert staff.of_session(act.session, session, later(act, hours=11.9).now) is li
    assert staff.of_session(act.session, session, later(act, hours=12).now) is None


def test_leaving_ends_all_sessions_of_one_officer(act: Act) -> None:
    li, wang = officer(act), officer(act, "王干事")
    mine = [staff.enter(act, staff.sign_in_link(act, li))[1] for _ in range(2)]
    _, hers = staff.enter(act, staff.sign_in_link(act, wang))
    link = staff.sign_in_link(act, li)
    staff.leave(act, li)
    assert [staff.of_session(act.session, token, act.now) for token in mine] == [None, None]
    assert staff.of_session(act.session, hers, act.now) is wang
    assert staff.enter(act, link)


def test_one_who_is_no_longer_active_comes_in_no_way(act: Act) -> None:
    li = officer(act)
    _, session = staff.enter(act, staff.sign_in_link(act, li))
    link = staff.sign_in_link(act, li)
    li.active = False
    act.session.flush()
    assert staff.of_session(act.session, session, act.now) is None
    assert staff.named(act.session, li.name) is None
    assert staff.first(act.session) is None
    with pytest.raises(Refusal):
        staff.enter(act, link)


@pytest.mark.parametrize("token", ["", "nonsense", "工会", "x" * 5000])
def test_what_is_no_token_is_refused(act: Act, token: str) -> None:
    with pytest.raises(Refusal):
        staff.enter(act, token)
    assert staff.of_session(act.session, token, act.now) is None


def test_of_many_who_use_one_link_at_once_one_comes_in(union: Union) -> None:
    with union.act() as act:
        token = staff.sign_in_link(act, officer(act))

    def enter(_: int) -> str:
        with union.act() as act:
            return staff.enter(act, token)[1]

    got = at_once(enter, 8)
    assert sum(isinstance(one, str) for one in got) == 1
    with union.act() as act:
        assert [row.once for row in act.session.scalars(select(Pass))] == [False]


def test_no_token_is_kept(act: Act) -> None:
    token = staff.sign_in_link(act, officer(act))
    assert token not in {row.digest for row in act.session.scalars(select(Pass))}


def test_who_enters_acts_as_the_officer(act: Act) -> None:
    li = officer(act)
    assert (li.actor.kind, li.actor.id) == (ActorKind.STAFF, li.id)


def test_of_two_of_one_name_the_first_is_meant(act: Act) -> None:
    top = units.top(act)
    one, _ = officer(act, "王芳", top), officer(act, "王芳", units.add(act, "街道", top))
    assert staff.named(act.session, "王芳") is one
    assert staff.first(act.session) is one
    assert act.session.get(Officer, one.id) is one
