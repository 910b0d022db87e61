"""Drives: who is invited, once; when they run; what is filed for them."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain import drives, members, units
from bot.domain.acts import Act
from bot.domain.box import Topic
from bot.domain.drives import Drive
from bot.errors import Refusal
from bot.store.outbox import State
from tests.domain.suggestion_deeds import drive
from tests.domain.union import later, member, officer, outgoing, suggestion
from tests.scheduler.brought import tick


def invited(act: Act) -> list[str]:
    return [row.address for row in outgoing(act) if row.kind == members.INVITATION]


def test_members_of_its_units_who_want_notices_are_invited_once(act: Act) -> None:
    street, trade = (units.add(act, name, units.top(act)) for name in ("街道", "行业"))
    shop = units.add(act, "企业", street)
    for who, unit in (("a", street), ("b", shop), ("c", trade), ("quiet", shop)):
        member(act, who).unit_id = unit.id
    members.unsubscribe(act, member(act, "quiet"))
    li = officer(act)
    plan: dict[str, Any] = {"title": "夏天送清凉", "focus": "怎样降温？", "topics": []}
    one = drives.draft(act, li, street, **plan, begins=act.today, ends=act.today)
    tick(act)
    assert invited(act) == []
    drives.open_(act, one, li)
    tick(act)
    tick(later(act, hours=1))
    assert invited(act) == ["a", "b"]
    assert all("夏天送清凉" in row.text and row.bulk for row in outgoing(act))
    with pytest.raises(Refusal, match="只发一次"):
        drives.open_(act, one, li)


def test_nobody_is_invited_before_its_first_day(act: Act) -> None:
    member(act)
    one, li = drive(act, begins=act.today + timedelta(days=2))
    drives.open_(act, one, li)
    tick(act)
    assert invited(act) == []
    tick(later(act, days=2))
    assert invited(act) == ["lina"]


def test_one_that_is_ended_takes_its_invitations_back_but_no_other_drives(act: Act) -> None:
    member(act)
    pair = [drive(act) for _ in range(11)]
    (one, li), (other, boss) = pair[0], pair[-1]
    for number, (planned, who) in enumerate(pair):
        if number in {0, 10}:
            drives.open_(act, planned, who)
    tick(act)
    drives.end(act, one, li)
    assert [row.state for row in outgoing(act)] == [State.WITHDRAWN, State.QUEUED]
    assert drives.running(act.session, member(act).unit_id, act.today) == [other]
    assert boss.id == other.officer_id
    with pytest.raises(Refusal, match="已经结束"):
        drives.end(act, one, li)


def test_it_runs_for_its_unit_and_below_on_its_days(act: Act) -> None:
    street = units.add(act, "街道", units.top(act))
    shop = units.add(act, "企业", street)
    one, li = drive(act)
    one.unit_id = street.id
    assert drives.running(act.session, shop.id, act.today) == []
    drives.open_(act, one, li)
    for unit, day, runs in (
        (shop, 0, True), (street, 13, True), (units.top(act), 0, False), (shop, -1, False), (shop, 14, False)
    ):  # fmt: skip
        found = drives.running(act.session, unit.id, act.today + timedelta(days=day))
        assert (found == [one]) is runs


def test_what_is_filed_for_it_has_its_topics_and_late_comers_are_kept(act: Act) -> None:
    one, li = drive(act, topics=["通风", "饮水"])
    drives.open_(act, one, li)
    filed = suggestion(act, topic="饮水", drive=one)
    assert (filed.drive_id, filed.topic_label) == (one.id, "饮水")
    with pytest.raises(Refusal, match="类别"):
        suggestion(act, topic=Topic.SAFETY, drive=one)
    late = suggestion(later(act, days=20), topic="饮水", drive=one)
    assert (late.drive_id, late.topic) == (None, Topic.OTHER)


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ({"title": " "}, "名称"),
        ({"focus": "长" * 1001}, "征集什么"),
        ({"topics": ["水", "水"]}, "类别"),
        ({"topics": ["长" * 21]}, "类别"),
        ({"ends": None}, "早于"),
    ],
)
def test_an_impossible_plan_is_refused(act: Act, plan: dict[str, Any], why: str) -> None:
    if "ends" in plan:
        plan = {"ends": act.today - timedelta(days=1)}
    with pytest.raises(Refusal, match=why):
        drive(act, **plan)


def test_only_its_own_officers_plan_it_and_they_alone_see_it(act: Act) -> None:
    street, trade = (units.add(act, name, units.top(act)) for name in ("街道", "行业"))
    one, boss = drive(act)
    clerk = officer(act, "王干事", street)
    with pytest.raises(Refusal, match="不归您管"):
        drives.open_(act, one, clerk)
    with pytest.raises(Refusal, match="行业"):
        drives.draft(act, clerk, trade, title="好", focus="好", topics=[], begins=act.today, ends=act.today)
    assert drives.seen_by(act.session, boss) == [one]
    assert drives.seen_by(act.session, clerk) == []
    assert drives.may_change(act.session, boss, one)
    assert not drives.may_change(act.session, clerk, one)


def test_a_plan_changes_until_it_ends_but_its_first_day_stays_once_it_is_open(act: Act) -> None:
    one, li = drive(act)
    plan: dict[str, Any] = {"title": "新名", "focus": "新的", "topics": [], "begins": one.begins, "ends": one.ends}
    drives.open_(act, one, li)
    drives.change(act, one, li, **plan | {"ends": act.today})
    assert (one.title, one.ends) == ("新名", act.today)
    with pytest.raises(Refusal, match="不能再改"):
        drives.change(act, one, li, **plan | {"begins": act.today - timedelta(days=1)})
    assert [one.state_label(act.today + timedelta(days=days)) for days in (0, 1)] == ["征集中", "已结束"]
    drives.end(act, one, li)
    with pytest.raises(Refusal, match="已经结束"):
        drives.change(act, one, li, **plan)


def test_one_whose_days_are_over_is_not_opened(act: Act) -> None:
    one, li = drive(act)
    with pytest.raises(Refusal, match="已经过了"):
        drives.open_(later(act, days=14), one, li)
    assert act.session.get_one(Drive, one.id).opened_at is None
