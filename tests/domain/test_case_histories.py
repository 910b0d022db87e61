"""Random histories of cases, by staff, member and clock: always an owner and a clock, and every way is a known one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.domain import absences, audit, casebook, cases, mediations, outcomes, referrals, talks, units, verdicts
from bot.domain.acts import CLOCK
from bot.domain.casebook import Case, State
from bot.domain.mediations import Result
from bot.domain.staff import Officer
from bot.domain.talks import Owner
from bot.errors import Refusal
from scheduler.casework import climb_cases, find_owners, follow_up_cases, warn_of_cases
from tests.domain.histories import OFTEN, OneTransaction, Open
from tests.domain.union import address, case, later, member, officer

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OFFICERS = st.integers(0, 3)


class History(OneTransaction):
    """One case in a union of three levels, four officers, and a clock that the jobs follow."""

    def __init__(self, empty: Path) -> None:
        super().__init__(empty, CLOCK, START)
        self.before: State | None = None

    @initialize()
    def a_union(self) -> None:
        top = units.top(self.act)
        trade = units.add(self.act, "行业", top)
        self.act.session.flush()
        shop = units.add(self.act, "车间", trade)
        self.act.session.flush()
        self.officers = [officer(self.act, f"干事{number}", at) for number, at in enumerate((top, trade, shop, shop))]
        member(self.act).unit_id = shop.id
        self.case = case(self.act)
        self.act.session.flush()

    def try_to(self, deed: Callable[..., Any], *given: Any, **named: Any) -> None:
        """Do it, as the console and the chat do: a refusal undoes it and is no bug."""
        try:
            with self.act.session.begin_nested():
                deed(self.act, self.case, *given, **named)
        except Refusal:
            self.act.session.expire_all()

    @rule(which=OFFICERS)
    def take(self, which: int) -> None:
        self.try_to(cases.take, self.officers[which])

    @rule(which=OFFICERS, to=OFFICERS)
    def hand_over(self, which: int, to: int) -> None:
        self.try_to(cases.hand_over, self.officers[which], self.officers[to])

    @rule(which=OFFICERS, waits=st.booleans())
    def reply(self, which: int, *, waits: bool) -> None:
        self.try_to(cases.reply, self.officers[which], "请看", waits=waits)

    @rule()
    def add(self) -> None:
        self.try_to(cases.add, "还有一件事")

    @rule(which=OFFICERS, days=st.integers(1, 9))
    def arrange(self, which: int, days: int) -> None:
        self.try_to(mediations.arrange, self.officers[which], self.act.now + timedelta(days=days), "调解室")

    @rule(which=OFFICERS, result=st.sampled_from(Result))
    def conclude(self, which: int, result: Result) -> None:
        self.try_to(mediations.conclude, self.officers[which], result, "月底付清")

    @rule(which=OFFICERS)
    def propose(self, which: int) -> None:
        self.try_to(referrals.propose, self.officers[which], "劳动监察", "他们能查账")

    @rule(agrees=st.booleans())
    def answer(self, *, agrees: bool) -> None:
        self.try_to(referrals.answer, agrees=agrees)

    @rule(which=OFFICERS)
    def resolve(self, which: int) -> None:
        self.try_to(outcomes.resolve, self.officers[which], "办好了")

    @rule(settled=st.booleans())
    def judge(self, *, settled: bool) -> None:
        self.try_to(verdicts.say, settled=settled)

    @rule()
    def ask_for_a_person(self) -> None:
        mine = talks.begin(self.act, member(self.act), address())
        assert talks.owner(mine) is (Owner.PERSON if mine.officer_id else Owner.QUEUE)

    @rule(which=OFFICERS)
    def hand_back(self, which: int) -> None:
        self.try_to(talks.hand_back, self.officers[which])

    @rule(which=OFFICERS, deputy=st.none() | OFFICERS, days=st.integers(0, 5))
    def go_away(self, which: int, deputy: int | None, days: int) -> None:
        one, other = self.officers[which], None if deputy is None else self.officers[deputy]
        until = self.act.today + timedelta(days=days)
        self.try_to(lambda act, _case: absences.go(act, one, act.today, until, other))
        self._look_after()

    @rule(which=OFFICERS)
    def leave_the_union(self, which: int) -> None:
        self.officers[which].active = False
        self._look_after()

    @rule(which=OFFICERS)
    def return_to_the_union(self, which: int) -> None:
        self.officers[which].active = True
        absences.come_back(self.act, self.officers[which])

    @rule(hours=st.floats(0.1, 24 * 40))
    def time_goes_by(self, hours: float) -> None:
        self.act = later(self.act, hours=hours)
        self._look_after()

    def _look_after(self) -> None:
        self.act.session.flush()
        for job in (warn_of_cases, climb_cases, follow_up_cases, find_owners):
            job(lambda: Open(self.act))

    @invariant()
    @precondition(lambda self: hasattr(self, "case"))
    def every_case_has_an_owner_and_a_clock(self) -> None:
        self.act.session.flush()
        for one in self.act.session.query(Case):
            if one.done:
                assert one.due_at is one.warn_at is one.waiting_since is None
                assert one.closed_at
                continue
            assert one.due_at
            assert (one.officer_id is None) == (one.status is State.NEW)
            assert (one.status is State.WAITING) == (one.waiting_since is not None)
            if one.officer_id:
                has = self.act.session.get_one(Officer, one.officer_id)
                assert has.active
                assert not has.is_away(self.act.today)
        assert absences.stray(self.act.session, self.act.today) == []

    @invariant()
    @precondition(lambda self: hasattr(self, "case"))
    def each_change_is_in_the_trail(self) -> None:
        state = self.case.status
        if self.before is not None and self.before is not state:
            last = audit.trail(self.act.session, self.case)[-1]
            assert last.action != "case.warned"
        self.before = state


def test_whatever_happens_a_case_has_an_owner_and_a_clock(migrated: Path) -> None:
    often = settings(OFTEN, max_examples=20, stateful_step_count=30)
    run_state_machine_as_test(lambda: History(migrated), settings=often)  # type: ignore[arg-type]  # a maker will do


def test_every_state_is_reached_from_the_first_and_leads_to_the_end() -> None:
    reached = {State.NEW}
    while more := {to for state in reached for to in casebook.MOVES[state]} - reached:
        reached |= more
    assert reached == set(State)
    assert all(casebook.MOVES[state] for state in State)
