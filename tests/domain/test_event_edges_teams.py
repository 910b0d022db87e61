"""Teams at the edges of events: kinds that were switched, units, leaders, series, and what is over or put away."""

from datetime import datetime, timedelta

import pytest

from bot.domain import (
    archiving,
    editing,
    moves,
    offers,
    registrations,
    squadlead,
    squadplaces,
    squadrulings,
    squads,
    waitlist,
)
from bot.domain.acts import Act
from bot.domain.registrations import Team
from bot.domain.series import Series
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.store.outbox import State
from tests.domain.parties import planned, tree
from tests.domain.squad_union import contest, row, team, told
from tests.domain.squad_union import join as join_team
from tests.domain.union import PARTY, address, event, later, member, officer, outgoing

NIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=PARTY.tzinfo)
"""23:00 in Shanghai."""


def then(act: Act, moment: datetime) -> Act:
    return later(act, seconds=(moment - act.now).total_seconds())


def test_a_team_takes_no_place_where_persons_sign_up_by_now(act: Act) -> None:
    one, many = event(act, team_least=4, seats=1), Team("宏达", 30, 2, "王芳", "13900139000")
    registrations.join(act, one, member(act, "zhao"), address("zhao"), team=many)
    waitlist.wait(act, one, member(act), address(), team=many)
    planned(act, one, team_least=None, seats=50)
    with pytest.raises(Refusal, match="一个人一个人地报名"):
        registrations.join(act, one, member(act, "wang"), address("wang"), team=many)
    offers.offer_freed(act, one)
    with pytest.raises(Refusal, match="一个人一个人地报名"):
        waitlist.accept(act, one, member(act))


def test_of_a_series_to_come_to_once_nobody_is_of_teams_at_two_sessions(act: Act) -> None:
    series = Series(title="竞赛", once=True, created_at=act.now)
    act.session.add(series)
    act.session.flush()
    first, second = contest(act, series_id=series.id), contest(act, code="second", series_id=series.id)
    team(act, first, "lina", "wang")
    other = team(act, second, "zhao")
    with pytest.raises(Refusal, match="每人参加一场，您已经组队报了"):
        join_team(act, other, "wang")
    with pytest.raises(Refusal, match="每人参加一场"):
        team(act, second, "wang", name="另一队")


def test_a_branch_has_its_place_back_when_a_team_goes_to_a_leader_of_another(act: Act) -> None:
    tree(act)
    one = contest(act, unit_seats=1, seats=None)
    squad = team(act, one, "lina", "zhao")
    waiting = team(act, one, "wang", name="城东二队")
    assert offers.of(act.session, one, member(act, "wang")).state == "waiting"  # type: ignore[union-attr]
    squadlead.hand_on(act, one, member(act), row(act, one, "zhao"))
    assert squadplaces.of(act.session, squad).member_id == member(act, "zhao").id  # type: ignore[union-attr]
    assert squadplaces.of(act.session, waiting).state == "offered"  # type: ignore[union-attr]


def test_a_team_without_a_place_keeps_an_event_from_being_a_draft_and_hears_that_it_is_off(act: Act) -> None:
    boss, one = officer(act), contest(act, seats=1)
    team(act, one, "lina")
    team(act, one, "wang", "zhao", name="没名额队")
    waitlist.give_up(act, one, member(act, "wang"))
    squadlead.disband(act, one, member(act))
    with pytest.raises(Refusal, match="组队"):
        editing.withdraw(act, boss, one)
    registrations.call_off(act, one)
    assert [sum("活动取消" in text for text in told(act, who)) for who in ("lina", "wang", "zhao")] == [0, 1, 1]


def test_an_organiser_ends_a_team_also_afterwards_but_not_of_what_was_put_away(act: Act) -> None:
    boss, one = officer(act), contest(act)
    squad, other = team(act, one), team(act, one, "wang", name="另一队")
    after = then(act, PARTY + timedelta(hours=3))
    squadrulings.disband(after, boss, one, squad, "没来")
    assert registrations.taken(act.session, one) == 1
    archiving.put_away(after, boss, one)
    with pytest.raises(Refusal, match="归档"):
        squadrulings.disband(after, boss, one, other, "没来")


def test_who_left_a_team_at_night_does_not_hear_in_the_morning_that_it_was_moved(act: Act) -> None:
    one = contest(act)
    team(act, one, "lina", "wang")
    night = then(act, NIGHT)
    moves.publish(night, one.code, one.plan, place="二楼")
    squads.leave(night, one, member(act, "wang"))
    moved = [(sent.address, sent.status) for sent in outgoing(act) if "换地点" in sent.text]
    assert moved == [("lina", State.QUEUED), ("wang", State.WITHDRAWN)]


def test_a_leader_who_mends_their_unit_takes_the_team_along(act: Act) -> None:
    where = tree(act)
    one = contest(act, team_one_unit=True)
    squad = team(act, one, "lina")
    with pytest.raises(Refusal, match="要全队同一个单位"):
        join_team(act, squad, "zhao")
    registrations.move(act, member(act), act.session.get_one(Unit, where["城西"]))
    join_team(act, squad, "zhao")
    assert (row(act, one, "lina").unit_id, squadplaces.of(act.session, squad).unit_id) == (where["城西"],) * 2  # type: ignore[union-attr]


def test_a_team_without_a_place_hears_once_where_it_is_now_from_what_it_last_heard(act: Act) -> None:
    one = contest(act, place="一楼")
    team(act, one, "lina", "wang")
    registrations.leave(act, one, member(act))
    night = then(act, NIGHT)
    moves.publish(night, one.code, one.plan, place="二楼")
    moves.publish(later(night, minutes=1), one.code, one.plan, place="三楼")
    moved = [(sent.address, "原来在一楼，改到三楼" in sent.text) for sent in outgoing(act)
             if "换地点" in sent.text and sent.status is State.QUEUED]  # fmt: skip
    assert moved == [("lina", True), ("wang", True)]
    moves.publish(later(night, minutes=2), one.code, one.plan, place="一楼")
    assert not any("换地点" in text for who in ("lina", "wang") for text in told(act, who))
