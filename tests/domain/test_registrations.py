"""Registrations: the limit holds however many sign up at once, and a place given back is free at once."""

from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.domain import members, registrations
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.registrations import Registration, Team
from bot.errors import Refusal
from bot.messages import Reply
from bot.store import outbox
from bot.store.outbox import State
from tests.domain.union import Union, address, at_once, event, later, member, officer, outgoing

TEAM = Team("宏达机械", 4, 1, "王芳", "13900139000")


def join(act: Act, one: Event, who: str = "lina", team: Team | None = None) -> Registration:
    return registrations.join(act, one, member(act, who), address(who), name="李娜", team=team)


def test_a_member_gets_a_place_and_is_found_with_it(act: Act) -> None:
    one = event(act)
    place = join(act, one)
    assert (place.name, place.reply_to, place.joined_at, place.left_at) == ("李娜", address(), act.now, None)
    assert registrations.taken(act.session, one) == 1
    assert registrations.of_event(act.session, one) == [place]
    assert registrations.of_member(act.session, member(act)) == [(place, one)]


def test_nobody_signs_up_twice(act: Act) -> None:
    one = event(act)
    join(act, one)
    with pytest.raises(Refusal, match="已经报过"):
        join(act, one)
    assert registrations.taken(act.session, one) == 1


def test_outside_the_window_the_reason_is_told(act: Act) -> None:
    one = event(act, signup_closes=act.now)
    with pytest.raises(Refusal, match="截止"):
        join(act, one)


def test_a_full_event_says_so_and_a_place_given_back_is_free_at_once(act: Act) -> None:
    one = event(act, seats=1)
    join(act, one)
    with pytest.raises(Refusal, match="名额（1）已经满"):
        join(act, one, "wang")
    registrations.leave(act, one, member(act))
    join(act, one, "wang")
    with pytest.raises(Refusal, match="满"):
        join(act, one)


def test_without_a_limit_all_get_a_place(act: Act) -> None:
    one = event(act, seats=None)
    for number in range(12):
        join(act, one, f"m{number}")
    assert registrations.taken(act.session, one) == 12


def test_who_left_can_sign_up_again(act: Act) -> None:
    one = event(act)
    first = join(act, one)
    registrations.leave(later(act, minutes=1), one, member(act))
    assert not registrations.of_event(act.session, one)
    assert not registrations.of_member(act.session, member(act))
    again = registrations.join(later(act, minutes=2), one, member(act), address(), name="李娜娜")
    assert again.id == first.id
    assert (again.name, again.left_at, again.joined_at) == ("李娜娜", None, later(act, minutes=2).now)


def test_nobody_gives_back_what_they_do_not_have(act: Act) -> None:
    one = event(act)
    with pytest.raises(Refusal, match="没有报"):
        registrations.leave(act, one, member(act))
    join(act, one)
    registrations.leave(act, one, member(act))
    with pytest.raises(Refusal, match="没有报"):
        registrations.leave(act, one, member(act))


def test_a_team_has_its_place(act: Act) -> None:
    one = event(act, team_least=4, team_women=1, seats=1)
    place = join(act, one, team=TEAM)
    assert (place.team, place.team_size, place.team_women) == ("宏达机械", 4, 1)
    assert (place.name, place.phone) == ("王芳", "13900139000")
    with pytest.raises(Refusal, match="满"):
        join(act, one, "wang", team=TEAM)


@pytest.mark.parametrize(
    ("size", "women", "why"),
    [(3, 1, "至少 4 人"), (4, 0, "至少要有 1 名女职工"), (4, 5, "不能多于全队人数"), (0, 0, "至少 4 人")],
)
def test_a_team_against_the_rules_is_told_which(act: Act, size: int, women: int, why: str) -> None:
    one = event(act, team_least=4, team_women=1)
    with pytest.raises(Refusal, match=why):
        join(act, one, team=Team("宏达机械", size, women, "王芳", "13900139000"))
    assert registrations.taken(act.session, one) == 0


def test_one_alone_cannot_sign_up_where_teams_do(act: Act) -> None:
    with pytest.raises(Refusal, match="以队报名"):
        join(act, event(act, team_least=4))


def test_a_reminder_that_waits_goes_with_the_place(act: Act) -> None:
    one, other = event(act), event(act, "other")
    for each in (one, other):
        join(act, each)
        outbox.put(
            act.session, address(), Reply("明天"), key=f"{each.reminders}2026:1", kind=members.REMINDER, now=act.now
        )
    registrations.leave(act, one, member(act))
    assert [row.status for row in outgoing(act)] == [State.WITHDRAWN, State.QUEUED]


def test_who_signed_up_is_told_when_an_event_is_called_off(act: Act) -> None:
    one = event(act)
    for who in ("lina", "wang", "zhao"):
        join(act, one, who)
    registrations.leave(act, one, member(act, "zhao"))
    members.unsubscribe(act, member(act, "wang"))
    outbox.put(act.session, address(), Reply("明天"), key=f"{one.reminders}x", kind=members.REMINDER, now=act.now)
    registrations.call_off(act.by(officer(act).actor), one)
    reminder, *told = outgoing(act)
    assert reminder.status is State.WITHDRAWN
    assert [(row.address, row.status) for row in told] == [("lina", State.QUEUED), ("wang", State.QUEUED)]
    assert all("冬至联欢会" in row.text for row in told)
    with pytest.raises(Refusal, match="取消"):
        join(act, one, "new")


def many_members(union: Union, count: int, seats: int) -> tuple[int, list[int]]:
    with union.act() as act:
        return event(act, seats=seats).id, [member(act, f"m{number}").id for number in range(count)]


def places(union: Union) -> int:
    with union.act() as act:
        return act.session.scalar(select(func.count()).where(Registration.left_at.is_(None))) or 0


def test_twenty_who_want_five_places_at_once_get_five(union: Union) -> None:
    number, people = many_members(union, 20, 5)
    start = Barrier(20, timeout=30)

    def sign_up(which: int) -> Registration:
        start.wait()
        with union.act() as act:
            one, who = act.session.get_one(Event, number), act.session.get_one(Member, people[which])
            return registrations.join(act, one, who, address(f"m{which}"))

    got = at_once(sign_up, 20)
    assert sum(isinstance(one, Registration) for one in got) == 5
    assert all("满" in str(one) for one in got if isinstance(one, Refusal))
    assert places(union) == 5


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_without_the_lock_they_would_get_more(union: Union) -> None:
    """The negative control: join() as it would be without its lock, both held between the count and the insert.

    SQLite needs none: there only one writes at a time.
    """
    number, people = many_members(union, 2, 1)
    counted = Barrier(2, timeout=30)

    def sign_up(which: int) -> bool:
        with union.act() as act:
            one = act.session.get_one(Event, number)
            free = one.seats is not None and registrations.taken(act.session, one) < one.seats
            counted.wait()
            place = Registration(
                event_id=number, member_id=people[which], channel="test", address="", joined_at=act.now
            )
            act.session.add(place)
            return free

    assert at_once(sign_up, 2) == [True, True]
    assert places(union) == 2
