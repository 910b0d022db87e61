"""Who may come to an event, with how many; caps of branches and groups; one session of a series for each."""

from datetime import timedelta
from threading import Barrier

import pytest

from bot.domain import offers, registrations, units, waitlist
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.offers import State
from bot.domain.registrations import Extras, Full, Registration
from bot.domain.series import Series
from bot.errors import Refusal
from tests.domain import parties
from tests.domain.parties import join, planned, standing, wait
from tests.domain.union import PARTY, Union, at_once, event, member

WOMAN = Extras(groups=("women",))


@pytest.fixture
def tree(act: Act) -> dict[str, int]:
    return parties.tree(act)


def test_an_event_of_a_unit_is_for_those_beneath_it(act: Act, tree: dict[str, int]) -> None:
    one = event(act, unit_id=tree["城东"], contact="刘姐 010-1234")
    join(act, one, "lina")
    join(act, one, "wang")
    with pytest.raises(Refusal, match=r"给“城东”的会员办的，您现在归“二厂”.*请找：刘姐 010-1234"):
        join(act, one, "zhao")
    planned(act, one, seats=2)
    with pytest.raises(Refusal, match="给“城东”的会员办的"):
        wait(act, one, "zhao")


def test_whoever_signs_up_is_in_all_groups_by_their_own_word(act: Act) -> None:
    one = event(act, groups=["women", "youth"])
    with pytest.raises(Refusal, match="只请女职工、35 岁以下青年职工参加，您没有选自己是35 岁以下青年职工"):
        join(act, one, "lina", groups=("women",))
    place = join(act, one, "lina", groups=("women", "youth", "members"))
    assert place.in_groups == ("women", "youth", "members")


@pytest.mark.parametrize(
    ("allowed", "guests", "why"), [(0, 1, "不能带人"), (2, 3, "最多带 2 位，您填的是 3 位"), (2, -1, "最多带 2 位")]
)
def test_no_more_guests_than_the_event_allows(act: Act, allowed: int, guests: int, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        join(act, event(act, guests=allowed), "lina", guests)


def test_a_party_that_could_never_sit_is_refused_and_skipped_where_the_limit_was_lowered(act: Act) -> None:
    with pytest.raises(Refusal, match="一共只给 2 个名额，您这边要 3 个"):
        join(act, event(act, "small", seats=2, guests=5), "lina", 2)
    one = event(act, seats=3, guests=5)
    join(act, one, "lina")
    wait(act, one, "wang", 2)
    wait(act, one, "zhao")
    assert standing(act, one) == {"wang": State.WAITING, "zhao": State.WAITING}, "small ones do not pass a large one"
    planned(act, one, seats=2)
    offers.offer_freed(act, one)
    assert standing(act, one) == {"wang": State.WAITING, "zhao": State.OFFERED}, "but one that can never sit"


def test_guests_take_places_and_a_large_party_waits_for_all_of_them(act: Act) -> None:
    one = event(act, seats=4, guests=2)
    join(act, one, "lina", 2)
    with pytest.raises(Full, match="只剩 1 个名额，您要 2 个"):
        join(act, one, "wang", 1)
    wait(act, one, "wang", 1)
    with pytest.raises(Full, match="剩下的名额先给排在前面的人"):
        join(act, one, "zhao")
    registrations.change(act, one, member(act), extras=Extras(guests=1))
    assert standing(act, one) == {"wang": State.OFFERED}
    place = waitlist.accept(act, one, member(act, "wang"))
    assert (place.places, place.extras.guests, registrations.taken(act.session, one)) == (2, 1, 4)


def test_a_branch_has_no_more_than_its_places_and_stands_in_nobodys_way(act: Act, tree: dict[str, int]) -> None:
    one = event(act, seats=3, unit_seats=1)
    join(act, one, "lina")
    with pytest.raises(Full, match=r"给“城东”的名额（1）已经满了。想等名额，回复“排队"):
        join(act, one, "wang")
    wait(act, one, "wang")
    assert join(act, one, "zhao").unit_id == tree["二厂"]
    root = join(act, one, "of-the-top")
    assert root.unit_id == units.top(act).id, "the audience's own unit is a branch too"
    registrations.leave(act, one, member(act, "zhao"))
    assert standing(act, one) == {"wang": State.WAITING}, "the place of the other branch is no use to her"
    registrations.leave(act, one, member(act))
    assert standing(act, one) == {"wang": State.OFFERED}


@pytest.mark.usefixtures("tree")
def test_within_a_branch_nobody_small_passes_somebody_large(act: Act) -> None:
    one = event(act, seats=9, unit_seats=3, guests=2)
    join(act, one, "lina", 1)
    wait(act, one, "wang", 1)
    member(act, "new").unit_id = member(act).unit_id
    with pytest.raises(Full, match="给“城东”的剩下的名额先给排在前面的人"):
        join(act, one, "new")
    join(act, one, "zhao", 2)


def test_a_group_has_its_cap(act: Act) -> None:
    one = event(act, seats=5, group_seats={"women": 1})
    join(act, one, "lina", groups=("women",))
    with pytest.raises(Full, match=r"给女职工的名额（1）已经满了"):
        join(act, one, "wang", groups=("women", "youth"))
    wait(act, one, "wang", groups=("women", "youth"))
    join(act, one, "zhao", groups=("youth",))
    registrations.change(act, one, member(act), extras=Extras())
    assert standing(act, one) == {"wang": State.OFFERED}
    with pytest.raises(Full, match="给女职工的名额"):
        registrations.change(act, one, member(act), extras=WOMAN)


def test_when_a_cap_is_lowered_the_last_offer_of_that_branch_goes_back(act: Act, tree: dict[str, int]) -> None:
    one = event(act, seats=2, unit_seats=2)
    join(act, one, "lina")
    join(act, one, "x")
    for who in ("wang", "zhao"):
        wait(act, one, who)
    planned(act, one, seats=4)
    offers.offer_freed(act, one)
    assert set(standing(act, one).values()) == {State.OFFERED}
    planned(act, one, unit_seats=1)
    offers.offer_freed(act, one)
    assert standing(act, one) == {"wang": State.WAITING, "zhao": State.OFFERED}
    with pytest.raises(Refusal, match="还没有轮到您"):
        waitlist.accept(act, one, member(act, "wang"))
    assert registrations.taken(act.session, one) == 2
    assert tree


def series(act: Act, *, once: bool) -> tuple[Event, Event]:
    found = Series(title="游泳课", once=once, created_at=act.now)
    act.session.add(found)
    act.session.flush()
    sessions = ("swim-1", 0, 1), ("swim-2", 7, 2)
    one, other = (
        event(act, code, title="游泳课", series_id=found.id, seats=seats, starts_at=PARTY + timedelta(days=days))
        for code, days, seats in sessions
    )
    return one, other


def test_of_a_series_a_member_has_one_session_and_is_told_which(act: Act) -> None:
    one, other = series(act, once=True)
    join(act, one, "lina")
    with pytest.raises(Refusal, match=r"您已经报了“游泳课”（12月18日 14:00）.*“取消报名：swim-1”"):
        join(act, other, "lina")
    wait(act, one, "wang")
    with pytest.raises(Refusal, match=r"您已经在排“游泳课”.*“退出排队：swim-1”"):
        join(act, other, "wang")
    waitlist.give_up(act, one, member(act, "wang"))
    join(act, other, "wang")
    loose, more = series_free(act)
    join(act, loose, "lina")
    join(act, more, "lina")


def series_free(act: Act) -> tuple[Event, Event]:
    """Another series, of which one may come to all."""
    found = Series(title="合唱", created_at=act.now)
    act.session.add(found)
    act.session.flush()
    return event(act, "choir-1", series_id=found.id), event(act, "choir-2", series_id=found.id)


def test_who_finds_a_session_full_hears_which_other_has_room(act: Act) -> None:
    one, other = series(act, once=True)
    join(act, one, "lina")
    with pytest.raises(Full, match=r"换一场：12月25日 14:00的回复“报名：swim-2”还有名额"):
        join(act, one, "wang")
    for who in ("a", "b"):
        join(act, other, who)
    with pytest.raises(Full) as told:
        join(act, one, "wang")
    assert "换一场" not in str(told.value)


def test_nobody_gets_two_sessions_of_a_series_at_once(union: Union) -> None:
    with union.act() as act:
        numbers = [one.id for one in series(act, once=True)]
        member(act)
    start = Barrier(2, timeout=30)

    def sign_up(which: int) -> Registration:
        start.wait()
        with union.act() as act:
            return join(act, act.session.get_one(Event, numbers[which]), "lina")

    got = at_once(sign_up, 2)
    assert sum(isinstance(one, Registration) for one in got) == 1
    assert ["每人参加一场" in str(one) for one in got if isinstance(one, Refusal)] == [True]
