"""In which order rows are held where several are: events first, by their ids, then all else; on PostgreSQL.

Whoever held them otherwise could wait for somebody who waits for them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as listening

from bot.domain import (
    editing,
    inquiries,
    opinions,
    own_data,
    planitems,
    plans,
    recurring,
    registrations,
    units,
)
from bot.domain.acts import Act
from bot.domain.arrangements import Arrangement
from bot.domain.events import Event
from bot.domain.planbook import Kind, PlanItem
from bot.domain.planbook import State as ItemState
from bot.domain.planfile import Activity, Plan
from bot.domain.plantimes import month
from bot.domain.staff import Officer
from tests.domain.union import PARTY, Union, address, event, later, member, officer
from tests.scheduler.brought import tick

pytestmark = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)

HELD = re.compile(r"^SELECT .*FROM (\w+).*FOR (?:UPDATE|SHARE)|^UPDATE (\w+)", re.DOTALL)


@contextmanager
def listened(union: Union) -> Iterator[list[tuple[str, Any]]]:
    """The tables whose rows are held or changed, in this order, with what was asked for."""
    found: list[tuple[str, Any]] = []

    def heard(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, _many: Any) -> None:
        if match := HELD.match(statement):
            found.append((match[1] or match[2], given))

    listening.listen(union.database.engine, "before_cursor_execute", heard)
    yield found
    listening.remove(union.database.engine, "before_cursor_execute", heard)


def first(found: list[tuple[str, Any]], table: str) -> int:
    return [name for name, _ in found].index(table)


def numbers(union: Union) -> list[int]:
    """Two events to come, in the order of their days the second first, with lina's place at each."""
    with union.act() as act:
        ones = [event(act, "late", starts_at=PARTY + timedelta(days=9)), event(act, "soon")]
        for one in ones:
            registrations.join(act, one, member(act), address())
        return [one.id for one in ones]


def test_who_moves_to_another_unit_holds_their_events_before_themselves(union: Union) -> None:
    numbers(union)
    with union.act() as act:
        plant = units.add(act, "一厂", units.top(act))
        act.session.flush()
        with listened(union) as found:
            registrations.move(act, member(act), plant)
    assert first(found, "event") < first(found, "member")


def test_a_reminder_and_a_question_hold_the_event_before_the_members(union: Union) -> None:
    _, soon = numbers(union)
    with union.act() as act, listened(union) as found:
        then = later(act, seconds=(PARTY - timedelta(hours=20) - act.now).total_seconds())
        tick(then)
    assert first(found, "event") < first(found, "member")
    with union.act() as act, listened(union) as found:
        inquiries.ask(later(act, seconds=(PARTY + timedelta(hours=20) - act.now).total_seconds()),
                      act.session.get_one(Event, soon))  # fmt: skip
    assert first(found, "event") < first(found, "member")


def test_who_answers_afterwards_holds_the_event_before_their_place(union: Union) -> None:
    _, soon = numbers(union)
    with union.act() as act:
        one = act.session.get_one(Event, soon)
        one.inquiry_at = act.now
        act.session.flush()
        with listened(union) as found:
            opinions.give(act, one, member(act), {"grade": 5})
            act.session.flush()
    assert first(found, "event") < first(found, "registration")


def test_an_item_of_the_plan_is_held_after_its_event_by_whichever_page(union: Union) -> None:
    with union.act() as act:
        boss, one = officer(act), event(act)
        item = PlanItem(year=2026, plan="年度计划", title="旧", state=ItemState.CONFIRMED.value, kind=Kind.EVENT.value,
                        event_id=one.id, exact=False, doubts={}, line="")  # fmt: skip
        act.session.add(item)
        act.session.flush()
        with listened(union) as found:
            editing.change(act, boss, one, replace(Arrangement.of(one), place="三楼"))
            act.session.flush()
        assert first(found, "event") < first(found, "plan_item")
        one.code = item.code
        act.session.flush()
        given: planitems.Fields = {"title": "新名", "when": month(2026, 12), "hours": "", "place": "", "who": "",
                                   "closes": None, "seats": None, "department": ""}  # fmt: skip
        one.signup = False
        act.session.flush()
        with listened(union) as found:
            planitems.change(act, boss, item, **given)
        assert first(found, "event") < first(found, "plan_item")


def _series(act: Act) -> tuple[Officer, Event]:
    """A series whose first event has the greatest number."""
    boss, one = officer(act), event(act, "third", starts_at=PARTY + timedelta(days=7))
    recurring.add_session(act, boss, one, PARTY + timedelta(days=14), once=False)
    first_one = recurring.add_session(act, boss, one, PARTY, once=False)
    act.session.flush()
    return boss, first_one


@pytest.mark.parametrize("deed", ["publish all", "change onward", "erase", "import"])
def test_several_events_are_held_in_the_order_of_their_ids(union: Union, deed: str) -> None:
    ids = numbers(union)
    with union.act() as act:
        boss, one = _series(act)
        if deed == "change onward":
            recurring.publish_all(act, boss, one)
        with listened(union) as found:
            if deed == "publish all":
                recurring.publish_all(act, boss, one)
            elif deed == "change onward":
                recurring.change(act, boss, one, replace(Arrangement.of(one), place="三楼"), onward=True)
            elif deed == "erase":
                own_data.erase(act, member(act), address())
            else:
                some = [Activity(id=code, title="联欢会", month="2026-12") for code in ("soon", "late")]
                plans.take_in(act, Plan(title="年度计划", activity=tuple(some)))
    name, given = next(one for one in found if one[0] == "event")
    asked = sorted(given.values())
    wanted = {"erase": 2, "import": 2, "publish all": 3, "change onward": 3}[deed]
    assert (name, len(asked)) == ("event", wanted), "all of them at once"
    assert deed not in {"erase", "import"} or asked == sorted(ids)
