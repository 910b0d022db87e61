"""The wait-list: first come, first served; a place that comes free is offered, held, and passed on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain import daytime, dossiers, events, members, offers, own_data, plans, registrations, waitlist
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.offers import State, WaitingPlace
from bot.domain.plans import Plan
from bot.domain.registrations import Full, Team
from bot.errors import Refusal
from bot.store import outbox
from tests.domain.union import PARTY, address, event, later, member, officer, outgoing

TEAM = Team("宏达机械", 4, 1, "王芳", "13900139000")


def join(act: Act, one: Event, who: str, team: Team | None = None) -> None:
    registrations.join(act, one, member(act, who), address(who), name=who, team=team)


def wait(act: Act, one: Event, *people: str, team: Team | None = None) -> None:
    for who in people:
        waitlist.wait(act, one, member(act, who), address(who), name=who, team=team)


def leave(act: Act, one: Event, who: str) -> None:
    registrations.leave(act, one, member(act, who))


def full(act: Act, **fields: Any) -> Event:
    """For one, whom lina is; wang and zhao wait in this order."""
    one = event(act, **{"seats": 1, **fields})
    join(act, one, "lina")
    wait(act, one, "wang", "zhao")
    return one


def standing(act: Act, one: Event) -> dict[str, str]:
    """Who waits or is asked, by their address."""
    return {place.address: place.state for place in offers.live(act.session, one)}


def coming(act: Act, one: Event) -> list[str]:
    return [place.address or "" for place in registrations.of_event(act.session, one)]


def told(act: Act, who: str) -> list[str]:
    return [row.text for row in outgoing(act) if row.address == who and row.status is outbox.State.QUEUED]


def test_who_waits_first_is_asked_first_and_takes_it(act: Act) -> None:
    one = full(act)
    assert [waitlist.position(act.session, one, member(act, who)) for who in ("wang", "zhao", "lina")] == [1, 2, None]
    leave(act, one, "lina")
    assert standing(act, one) == {"wang": State.OFFERED, "zhao": State.WAITING}
    assert waitlist.position(act.session, one, member(act, "zhao")) == 1
    (row,) = outgoing(act)
    assert (row.address, row.buttons) == ("wang", ["要：冬至联欢会", "不要：冬至联欢会"])
    assert "11月24日 09:00 前" in row.text
    place = waitlist.accept(later(act, hours=3), one, member(act, "wang"))
    assert (place.name, place.reply_to) == ("wang", address("wang"))
    assert outgoing(act)[0].status is outbox.State.WITHDRAWN
    assert (coming(act, one), standing(act, one)) == (["wang"], {"zhao": State.WAITING})


def test_a_place_that_is_held_is_nobody_elses(act: Act) -> None:
    one = full(act)
    leave(act, one, "lina")
    for who in ("lina", "new"):
        with pytest.raises(Full, match="排队：冬至联欢会"):
            join(act, one, who)
    with pytest.raises(Refusal, match="还没有轮到您"):
        waitlist.accept(act, one, member(act, "zhao"))
    with pytest.raises(Refusal, match="没有给您留着的名额"):
        waitlist.accept(act, one, member(act, "lina"))
    with pytest.raises(Refusal, match="正给您留着"):
        join(act, one, "wang")


@pytest.mark.parametrize("way", [waitlist.refuse, waitlist.give_up])
def test_who_does_not_want_it_lets_the_next_have_it(act: Act, way: Any) -> None:
    one = full(act)
    leave(act, one, "lina")
    way(act, one, member(act, "wang"))
    assert standing(act, one) == {"zhao": State.OFFERED}
    way(act, one, member(act, "zhao"))
    assert standing(act, one) == {}
    join(act, one, "new")


def test_an_offer_that_runs_out_is_passed_on_and_its_member_told(act: Act) -> None:
    one = full(act)
    leave(act, one, "lina")
    ends = offers.live(act.session, one)[0].until
    assert ends
    waitlist.settle(later(act, seconds=(ends - act.now).total_seconds() - 1), one)
    assert standing(act, one) == {"wang": State.OFFERED, "zhao": State.WAITING}
    then = later(act, seconds=(ends - act.now).total_seconds())
    with pytest.raises(Refusal, match="已经过了"):
        waitlist.accept(then, one, member(act, "wang"))
    waitlist.settle(then, one)
    assert standing(act, one) == {"zhao": State.OFFERED}
    assert ["不再留了" in text for text in told(act, "wang")] == [True]
    wait(then, one, "wang")
    assert standing(act, one) == {"zhao": State.OFFERED, "wang": State.WAITING}


def test_a_member_stands_in_one_place_only(act: Act) -> None:
    one = full(act)
    with pytest.raises(Refusal, match="已经报过"):
        wait(act, one, "lina")
    with pytest.raises(Refusal, match="第 2 位"):
        wait(act, one, "zhao")
    with pytest.raises(Refusal, match="第 1 位"):
        join(act, one, "wang")
    waitlist.give_up(act, one, member(act, "wang"))
    with pytest.raises(Refusal, match="没有在排"):
        waitlist.give_up(act, one, member(act, "wang"))
    wait(act, one, "wang")
    assert list(standing(act, one)) == ["zhao", "wang"]


def test_nobody_waits_where_there_is_room_or_no_sign_up(act: Act) -> None:
    with pytest.raises(Refusal, match="还有名额"):
        wait(act, event(act), "wang")
    with pytest.raises(Refusal, match="截止"):
        wait(act, event(act, signup_closes=act.now), "wang")


def test_a_team_waits_as_a_whole_and_by_the_rules(act: Act) -> None:
    one = event(act, team_least=4, team_women=1, seats=1)
    join(act, one, "lina", TEAM)
    with pytest.raises(Refusal, match="至少 4 人"):
        wait(act, one, "wang", team=Team("小队", 3, 1, "王", "1"))
    wait(act, one, "wang", team=TEAM)
    leave(act, one, "lina")
    place = waitlist.accept(act, one, member(act, "wang"))
    assert (place.as_team, registrations.taken(act.session, one)) == (TEAM, 1)


def plan(limit: int | None, code: str = "relay") -> Plan:
    signup = {"limit": limit} if limit else {}
    activity = {"id": code, "title": "接力赛", "date": PARTY.date(), "signup": signup}
    return Plan.model_validate({"title": "年度计划", "activity": [activity]})


def test_a_plan_with_more_places_asks_as_many_and_one_with_fewer_takes_back_the_last(act: Act) -> None:
    plans.take_in(act, plan(1))
    one = events.coded(act.session, "relay")
    assert one
    join(act, one, "lina")
    wait(act, one, "a", "b", "c")
    plans.take_in(act, plan(3))
    assert standing(act, one) == {"a": State.OFFERED, "b": State.OFFERED, "c": State.WAITING}
    plans.take_in(act, plan(2))
    assert standing(act, one) == {"a": State.OFFERED, "b": State.WAITING, "c": State.WAITING}
    assert ["名额减少了" in text for text in told(act, "b")] == [True]
    one.seats = 1
    with pytest.raises(Refusal, match="减少"):
        waitlist.accept(act, one, member(act, "a"))
    plans.take_in(act, plan(None))
    assert set(standing(act, one).values()) == {State.OFFERED}


def test_when_sign_up_closes_the_rest_is_told_what_else_there_is(act: Act) -> None:
    one = full(act, signup_closes=PARTY - timedelta(days=2))
    event(act, "film", title="看电影", starts_at=PARTY + timedelta(days=9))
    then = later(act, seconds=(PARTY - timedelta(days=2) - act.now).total_seconds())
    waitlist.settle(then, one)
    assert (standing(act, one), waitlist.running(act.session)) == ({}, [])
    assert all("对不住" in text and "看电影" in text for who in ("wang", "zhao") for text in told(act, who))
    leave(then, one, "lina")
    assert len(outgoing(act)) == 2


def test_who_waits_is_told_when_an_event_is_called_off(act: Act) -> None:
    one = full(act)
    registrations.call_off(act.by(officer(act).actor), one)
    assert {row.address: "取消了" in row.text for row in outgoing(act)} == {"lina": True, "wang": True, "zhao": True}
    assert standing(act, one) == {}
    with pytest.raises(Refusal, match="取消"):
        wait(act, one, "wang")


@pytest.mark.parametrize(
    ("now", "closes", "until"),
    [
        ("2026-12-01 10:00", None, "2026-12-02 09:00"),  # 12 hours of day
        ("2026-12-01 22:00", None, "2026-12-02 20:00"),  # asked in the evening, counted from the morning
        ("2026-12-15 10:00", "2026-12-16 10:00", "2026-12-15 16:00"),  # a quarter of a day
        ("2026-12-16 19:00", "2026-12-17 12:00", "2026-12-17 10:15"),  # the night is left out of the quarter
        ("2026-12-17 20:00", None, "2026-12-18 00:30"),  # within a day of the event nights count
        ("2026-12-18 13:00", None, "2026-12-18 13:30"),  # half an hour at least
        ("2026-12-18 13:50", None, "2026-12-18 14:00"),  # but not beyond the end of sign-up
    ],
)
def test_how_long_an_offer_lasts(act: Act, now: str, closes: str | None, until: str) -> None:
    zone = act.config.zone
    moments = [datetime.fromisoformat(text).replace(tzinfo=zone) if text else None for text in (now, closes, until)]
    at = moments[0]
    assert at
    one = event(act, signup_closes=moments[1])
    assert offers.until(later(act, seconds=(at - act.now).total_seconds()), one) == moments[2]


def test_nobody_is_woken(act: Act) -> None:
    one, night = full(act), later(act, hours=12)
    leave(night, one, "lina")
    (row,) = outgoing(act)
    assert row.due_at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert daytime.begins(act.now, act.config.zone) == act.now


def test_own_data_has_it_and_lets_go_of_it(act: Act) -> None:
    one = full(act)
    wang = member(act, "wang")
    leave(act, one, "lina")
    (mine,) = dossiers.told(act.session, wang, address("wang"), act.now.astimezone(act.config.zone))["排队"]
    assert (mine["活动"], mine["状态"], mine["姓名"]) == ("冬至联欢会", "等答复", "wang")
    assert own_data.holdings(act.session, wang, address("wang")).events == 1
    own_data.erase(act, wang, address("wang"))
    assert standing(act, one) == {"zhao": State.OFFERED}
    place = act.session.scalars(select(WaitingPlace).where(WaitingPlace.member_id == wang.id)).one()
    assert (place.name, place.address, place.status) == (None, "", State.LEFT)
    assert members.addresses(act.session, wang.id) == []
