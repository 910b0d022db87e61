"""Events at their edges: drafts, what is over, called off or put away; what one gave before the rules were others."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain import (
    archiving,
    certifying,
    checkins,
    events,
    moves,
    paperlists,
    parties,
    plans,
    registrations,
    waitlist,
    walkins,
)
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.checkins import Way
from bot.domain.events import Stage
from bot.domain.planfile import Activity, Plan
from bot.domain.registrations import Extras, Source
from bot.errors import Refusal
from tests.domain.parties import join, planned, tree, wait
from tests.domain.union import PARTY, address, event, later, member, officer, outgoing

NIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=PARTY.tzinfo)
"""23:00 in Shanghai."""

MORNING = datetime(2026, 11, 24, 0, 0, tzinfo=PARTY.tzinfo)


def then(act: Act, moment: datetime) -> Act:
    return later(act, seconds=(moment - act.now).total_seconds())


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"draft": True}, "没发布"), ({"cancelled": True}, "取消"), ({"archived_at": PARTY}, "归档")],
)
def test_nobody_is_written_down_or_struck_where_nobody_can_come(act: Act, fields: dict[str, object], why: str) -> None:
    boss, one = officer(act), event(act)
    rows = paperlists.read(act.session, one, "李红").rows
    paper = registrations.enter(act, one, boss, Source.PAPER, name="王芳", unit_id=None)
    for name, value in fields.items():
        setattr(one, name, value)
    act.session.flush()
    door = then(act, PARTY)
    deeds = (
        lambda: registrations.enter(act, one, boss, Source.PAPER, name="李红", unit_id=None),
        lambda: paperlists.read(act.session, one, "李红"),
        lambda: paperlists.enter(act, boss, one, rows),
        lambda: paperlists.strike(act, boss, one, paper),
        lambda: walkins.enter(door, one, nonce="n", name="李红"),
    )
    for deed in deeds:
        with pytest.raises(Refusal, match=why):
            deed()
    assert (registrations.taken(act.session, one), paper.name) == (1, "王芳")


@pytest.mark.parametrize("code", ["new", "figures"])
def test_a_plan_cannot_call_an_event_as_the_console_calls_a_page(code: str) -> None:
    with pytest.raises(ValueError, match="new or figures"):
        Activity(id=code, title="联欢会", month="2026-12")


def test_what_is_put_away_is_seen_by_no_member_and_a_plan_leaves_it_alone(act: Act) -> None:
    one = event(act)
    one.archived_at = act.now
    assert events.seen(act.session, one.code) is None
    with pytest.raises(Refusal, match="归档"):
        registrations.join(act, one, member(act), address())
    again = Activity(id=one.code, title="冬至联欢会", date=date(2027, 12, 18))
    assert plans.take_in(act, Plan(title="年度计划", activity=(again,))).same == ["冬至联欢会"]
    assert one.starts_at == PARTY


def test_one_without_a_day_is_held_once_its_month_is_over_and_can_be_put_away(act: Act) -> None:
    boss, one = officer(act), event(act, starts_at=None, signup=False, month=date(2026, 11, 1))
    assert one.stage(act) is Stage.FREE
    with pytest.raises(Refusal, match="没办完"):
        archiving.put_away(act, boss, one)
    december = later(act, days=10)
    assert one.stage(december) is Stage.HELD
    archiving.put_away(december, boss, one)
    assert one.archived_at


def test_who_waits_is_told_also_where_an_event_is_put_away_at_once(act: Act) -> None:
    boss, one = officer(act), event(act, seats=1)
    join(act, one, "lina")
    wait(act, one, "wang")
    archiving.put_away(then(act, PARTY + timedelta(minutes=1)), boss, one)
    assert [(sent.address, "没能轮到您" in sent.text) for sent in outgoing(act)] == [("wang", True)]


def test_nothing_in_an_events_own_trail_leads_to_a_member_once_it_is_put_away(act: Act) -> None:
    boss, one = officer(act), event(act)
    join(act, one, "lina")
    over = then(act, PARTY + timedelta(hours=1))
    certifying.save(over, boss, one, certifying.STANDARD)
    certifying.send(over.by(Actor(ActorKind.MEMBER, member(act).id)), one, member(act), address())
    archiving.put_away(over, boss, one)
    acted = select(AuditRow.actor_id).where(AuditRow.subject == "event", AuditRow.actor == "member")
    assert set(act.session.scalars(acted)) == {None}


def test_who_has_a_place_may_bring_fewer_though_the_event_is_for_others_and_smaller_now(act: Act) -> None:
    units, one = tree(act), event(act, guests=4)
    place = join(act, one, "lina", guests=4)
    planned(act, one, unit_id=units["城西"], seats=3, guests=0)
    registrations.change(act, one, member(act), name="李娜", extras=Extras(guests=4))
    assert (place.name, place.places) == ("李娜", 5)
    registrations.change(act, one, member(act), extras=Extras(guests=1))
    assert place.places == 2
    with pytest.raises(Refusal, match="不能带人"):
        registrations.change(act, one, member(act), extras=Extras(guests=2))


@pytest.mark.parametrize(("starts", "due"), [(PARTY, MORNING), (NIGHT + timedelta(hours=20), NIGHT)])
def test_at_night_it_is_called_off_in_the_morning_unless_it_is_near(act: Act, starts: datetime, due: datetime) -> None:
    one = event(act, seats=1, starts_at=starts)
    join(act, one, "lina")
    wait(act, one, "wang")
    registrations.call_off(then(act, NIGHT), one)
    assert [(sent.address, sent.due_at) for sent in outgoing(act)] == [("lina", due), ("wang", due)]


def test_what_has_begun_is_not_called_off_and_what_is_over_not_left(act: Act) -> None:
    one = event(act, ends_at=PARTY + timedelta(hours=2))
    join(act, one, "lina")
    with pytest.raises(Refusal, match="已经开始"):
        registrations.call_off(then(act, PARTY), one)
    with pytest.raises(Refusal, match="办完了"):
        registrations.leave(then(act, PARTY + timedelta(hours=3)), one, member(act))
    assert (one.cancelled, registrations.taken(act.session, one), outgoing(act)) == (False, 1, [])


def test_who_was_checked_in_for_a_time_that_is_no_more_has_not_come_yet(act: Act) -> None:
    one = event(act)
    place = join(act, one, "lina")
    noon = then(act, PARTY - timedelta(hours=2))
    checkins.take(noon, one, place, nonce="a", way=Way.LIST)
    moves.publish(noon, one.code, one.plan, starts_at=PARTY + timedelta(hours=2))
    assert checkins.present(act.session, one) == {place.id}, "it is still the same day"
    moves.publish(noon, one.code, one.plan, starts_at=PARTY + timedelta(days=7))
    assert checkins.present(act.session, one) == set()
    checkins.take(then(act, PARTY + timedelta(days=7)), one, place, nonce="b", way=Way.LIST)


def test_who_waited_is_not_sent_to_what_is_for_others(act: Act) -> None:
    units, one = tree(act), event(act, seats=1)
    after = PARTY + timedelta(days=9)
    event(act, "west", title="城西的活动", unit_id=units["城西"], starts_at=after)
    event(act, "women", title="女职工的活动", groups=["women"], starts_at=after)
    event(act, "all", title="大家的活动", starts_at=after)
    join(act, one, "lina")
    wait(act, one, "wang")
    waitlist.settle(then(act, PARTY), one)
    (sent,) = outgoing(act)
    assert "大家的活动" in sent.text
    assert "城西的活动" not in sent.text
    assert "女职工的活动" not in sent.text


def test_who_waits_under_a_number_that_was_put_away_is_told_as_well(act: Act) -> None:
    boss = officer(act)
    for code in ("first", "second"):
        one = event(act, code, seats=1)
        join(act, one, "lina")
        wait(act, one, "wang")
        archiving.put_away(then(act, PARTY + timedelta(minutes=1)), boss, one)
    assert [sent.address for sent in outgoing(act)] == ["wang", "wang"]


def test_that_one_answered_afterwards_is_part_of_what_is_told_of_oneself(act: Act) -> None:
    one = event(act)
    place = join(act, one, "lina")
    assert "活动后评价" not in parties.came(place, one, act.config.zone, {})
    place.opined = True
    assert "没有记您的名字" in parties.came(place, one, act.config.zone, {})["活动后评价"]
