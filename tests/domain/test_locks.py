"""Who holds what while an operation lasts, on PostgreSQL. On SQLite a writer holds everything anyway."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain import cases, events, outcomes, registrations, reminding, suggestions
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.staff import Officer
from bot.domain.suggestions import State, Suggestion
from bot.errors import Unavailable
from bot.store import claims
from tests.domain.union import PARTY, Union, address, at_once, case, event, later, member, officer, suggestion
from tests.scheduler.brought import tick

pytestmark = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)


def held(union: Union, table: Any, number: int) -> bool:
    """Whether another transaction would have to wait for this row."""
    try:
        with union.database.write() as session:
            session.execute(select(table.id).where(table.id == number).with_for_update(nowait=True))
    except Unavailable:
        return True
    return False


def eve(act: Act) -> Act:
    """The evening before the party."""
    return later(act, seconds=(PARTY - timedelta(hours=20) - act.now).total_seconds())


@pytest.fixture
def numbers(union: Union) -> dict[str, int]:
    """A member who signed up for the party and filed a case and a suggestion, and an officer."""
    with union.act() as act:
        one = event(act)
        place = registrations.join(act, one, member(act), address())
        li, filed, idea = officer(act), case(act), suggestion(act)
        act.session.flush()
        found = {"event": one.id, "place": place.id, "officer": li.id, "case": filed.id, "suggestion": idea.id}
        return found | {"member": member(act).id}


def test_nobody_unsubscribes_or_leaves_while_a_reminder_is_queued(union: Union, numbers: dict[str, int]) -> None:
    with union.act() as act:
        tick(eve(act))
        assert held(union, Member, numbers["member"])
        assert held(union, Event, numbers["event"])
    assert not held(union, Member, numbers["member"])


def test_nobody_moves_an_event_while_its_reminder_is_made(union: Union, numbers: dict[str, int]) -> None:
    with union.act() as act:
        assert reminding.remind(eve(act), act.session.get_one(Event, numbers["event"]))
        assert held(union, Event, numbers["event"])


def test_two_who_make_the_same_notice_make_one(union: Union, numbers: dict[str, int]) -> None:
    def make(_: int) -> bool:
        with union.act() as act:
            return reminding.remind(eve(act), act.session.get_one(Event, numbers["event"])) is not None

    assert sorted(at_once(make, 3)) == [False, False, True]


@pytest.mark.parametrize("work", ["join", "leave", "publish", "cancel"])
def test_places_are_given_and_taken_one_after_another(union: Union, numbers: dict[str, int], work: str) -> None:
    with union.act() as act:
        one = act.session.get_one(Event, numbers["event"])
        if work == "join":
            registrations.join(act, one, member(act, "wang"), address("wang"))
        elif work == "leave":
            registrations.leave(act, one, member(act))
        elif work == "publish":
            event(act)
        else:
            events.cancel(act, one)
        assert held(union, Event, numbers["event"])


@pytest.mark.parametrize("work", ["take", "hand over", "reply", "add", "close"])
def test_a_case_is_worked_on_by_one_at_a_time(union: Union, numbers: dict[str, int], work: str) -> None:
    with union.act() as act:
        one, li = act.session.get_one(Case, numbers["case"]), act.session.get_one(Officer, numbers["officer"])
        if work == "take":
            cases.take(act, one, li)
        elif work == "hand over":
            cases.hand_over(act, one, li, officer(act, "王干事"))
        elif work == "reply":
            cases.reply(act, one, li, "您好")
        elif work == "add":
            cases.add(act, one, "还有")
        else:
            outcomes.resolve(act, one, li, "好了")
        assert held(union, Case, numbers["case"])


def test_two_tickers_do_not_lift_the_same_case(union: Union, numbers: dict[str, int]) -> None:
    with union.act() as one, union.act() as two:
        far = later(one, days=30).now
        assert [found.id for found in cases.overdue(one.session, far)] == [numbers["case"]]
        assert cases.overdue(two.session, far) == []


def test_a_suggestion_is_answered_by_one_at_a_time(union: Union, numbers: dict[str, int]) -> None:
    with union.act() as act:
        one, li = (
            act.session.get_one(Suggestion, numbers["suggestion"]),
            act.session.get_one(Officer, numbers["officer"]),
        )
        suggestions.answer(act, one, li, State.ADOPTED, "好主意。")
        assert held(union, Suggestion, numbers["suggestion"])


def test_messages_are_claimed_by_one_process_at_a_time(union: Union) -> None:
    free = select(func.pg_try_advisory_xact_lock(claims.ONE_CLAIMS))
    with union.act() as act:
        claims.claim(act.session, {"test": None}, act.now)
        with union.act() as other:
            assert other.session.scalar(free) is False
    with union.act() as other:
        assert other.session.scalar(free) is True
