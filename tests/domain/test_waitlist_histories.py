"""Random histories of an event's queue, by members, plan and clock: never oversold, in order, and nobody forgotten."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.config import Config
from bot.domain import events, offers, registrations, waitlist
from bot.domain.acts import OPERATOR, Act
from bot.domain.offers import State
from bot.domain.seats import Party
from bot.errors import Refusal
from scheduler.jobs import offer_places
from tests.conftest import START, opened
from tests.domain.histories import OFTEN, Open
from tests.domain.union import PARTY, address, event, later, member

PEOPLE = st.sampled_from("abcdef")
DEEDS: dict[str, Callable[..., Any]] = {
    "leave": registrations.leave,
    "accept": waitlist.accept,
    "refuse": waitlist.refuse,
    "give up": waitlist.give_up,
}


class History(RuleBasedStateMachine):
    """One event for two, six who want to come, and a model: who came first."""

    def __init__(self, empty: Path) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.database = opened(f"sqlite:///{shutil.copy(empty, self.folder.name)}")
        self.database.migrate()
        self.writing = self.database.write()
        self.act = Act(self.writing.__enter__(), START, OPERATOR, Config())
        self.event = event(self.act, seats=2)

    def teardown(self) -> None:
        self.act.session.rollback()
        self.writing.__exit__(None, None, None)
        self.database.close()
        self.folder.cleanup()

    def try_to(self, deed: Callable[..., Any], who: str, *given: Any) -> bool:
        """Do it, as the chat does: a refusal undoes it and is no bug."""
        try:
            with self.act.session.begin_nested():
                deed(self.act, self.event, member(self.act, who), *given)
        except Refusal:
            self.act.session.expire_all()
            return False
        return True

    @rule(who=PEOPLE)
    def want(self, who: str) -> None:
        """Sign up; wait where that is not possible."""
        waiting = offers.live(self.act.session, self.event, State.WAITING)
        if self.try_to(registrations.join, who, address(who)):
            assert not waiting or self.event.seats is None
        else:
            self.try_to(waitlist.wait, who, address(who))

    @rule(who=PEOPLE, how=st.sampled_from(sorted(DEEDS)))
    def do(self, who: str, how: str) -> None:
        self.try_to(DEEDS[how], who)

    @rule(limit=st.sampled_from([1, 2, 3, 4, None]))
    def plan_changes(self, limit: int | None) -> None:
        events.publish(self.act, self.event.code, self.event.plan, seats=limit)
        waitlist.settle(self.act, self.event)

    @rule(hours=st.sampled_from([1, 6, 30, 200, 400]))
    def time_goes_by(self, hours: int) -> None:
        self.act = later(self.act, hours=hours)
        self.act.session.flush()
        offer_places(lambda: Open(self.act))

    @invariant()
    def nothing_is_oversold_and_no_free_place_waits(self) -> None:
        session = self.act.session
        places = registrations.of_event(session, self.event)
        asked = offers.live(session, self.event, State.OFFERED)
        waiting = offers.live(session, self.event, State.WAITING)
        if self.event.seats is not None:
            assert not asked or len(places) + len(asked) <= self.event.seats
            assert not waiting or len(places) + len(asked) >= self.event.seats
        else:
            assert not waiting
        parties: list[Party] = [*places, *asked, *waiting]
        people = [one.member_id for one in parties]
        assert len(people) == len(set(people))
        assert max((one.id for one in asked), default=0) < min((one.id for one in waiting), default=10**9)
        assert all(one.until and one.until > self.act.now for one in asked)

    @invariant()
    def after_the_end_nobody_waits(self) -> None:
        if self.act.now >= PARTY:
            assert not offers.live(self.act.session, self.event)


def test_whatever_happens_nothing_is_oversold(migrated: Path) -> None:
    often = settings(OFTEN, max_examples=10, stateful_step_count=25)
    run_state_machine_as_test(lambda: History(migrated), settings=often)  # type: ignore[arg-type]  # a maker will do
