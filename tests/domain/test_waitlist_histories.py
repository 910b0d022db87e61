"""Random histories of an event's queue, by members, plan and clock: never oversold, in order, and nobody forgotten."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from bot.domain import events, offers, paperlists, registrations, units, waitlist
from bot.domain.acts import OPERATOR
from bot.domain.offers import State, WaitingPlace
from bot.domain.registrations import Extras, Registration, Source
from bot.errors import Refusal
from scheduler.occasions import offer_places
from tests.conftest import START
from tests.domain.histories import OFTEN, OneTransaction, Open
from tests.domain.union import PARTY, address, event, later, member, officer
from tests.domain.waitlist_race import Model

PEOPLE = st.sampled_from("abcdef")
GUESTS = st.sampled_from([0, 0, 1, 2])
ENDLESS = 10**6
DEEDS: dict[str, Callable[..., Any]] = {
    "leave": registrations.leave,
    "accept": waitlist.accept,
    "refuse": waitlist.refuse,
    "give up": waitlist.give_up,
}


class History(OneTransaction):
    """One event for four, six who want to come with up to two guests, from three branches; and a model of who may."""

    def __init__(self, empty: Path) -> None:
        super().__init__(empty, OPERATOR, START)
        top = units.top(self.act)
        self.units = [units.add(self.act, name, top) for name in ("东片", "西片", "北片")]
        self.act.session.flush()
        for number, who in enumerate("abcdef"):
            member(self.act, who).unit_id = self.units[number % 3].id
        self.head = officer(self.act)
        self.event = event(self.act, seats=4, guests=2, unit_seats=2)
        self.waited: list[int] = []

    def attempt(self, deed: Callable[[], Any]) -> bool:
        """Do it, as the chat does: a refusal undoes it and is no bug."""
        try:
            with self.act.session.begin_nested():
                deed()
        except Refusal:
            self.act.session.expire_all()
            return False
        return True

    def try_to(self, deed: Callable[..., Any], who: str, *given: Any, **more: Any) -> bool:
        """A member does it."""
        return self.attempt(lambda: deed(self.act, self.event, member(self.act, who), *given, **more))

    def model(self) -> Model:
        """Who has what now. Who was written down by staff has no number of a member, and gets one below zero."""
        session, event = self.act.session, self.event
        model = Model(event.seats or ENDLESS, event.unit_seats or ENDLESS, {}, {})
        held: list[tuple[State | None, Registration | WaitingPlace]]
        held = [(None, place) for place in registrations.of_event(session, event)]
        held += [(one.status, one) for one in offers.live(session, event)]
        for state, one in held:
            who = one.member_id or -one.id
            model.size[who], model.branch[who] = one.places, one.unit_id or 0
            keep = {None: model.taken.add, State.OFFERED: model.asked.add, State.WAITING: model.queue.append}
            keep[state](who)
        return model

    @rule(who=PEOPLE, guests=GUESTS)
    def want(self, who: str, guests: int) -> None:
        """Sign up, where nobody who waits could have had it; wait where that is not possible."""
        model, one = self.model(), member(self.act, who)
        model.size[one.id], model.branch[one.id] = 1 + guests, one.unit_id
        extras = Extras(guests=guests)
        if self.try_to(registrations.join, who, address(who), extras=extras):
            assert model.served([*model.queue, one.id])[-1:] == [one.id]
        else:
            self.try_to(waitlist.wait, who, address(who), extras=extras)

    @rule(who=PEOPLE, guests=GUESTS)
    def change(self, who: str, guests: int) -> None:
        """Come with more, where there is room for them, or with fewer."""
        before = self.model()
        if self.try_to(registrations.change, who, extras=Extras(guests=guests)):
            number = member(self.act, who).id
            more = 1 + guests - before.size[number]
            before.size[0], before.branch[0] = more, before.branch[number]
            assert more <= 0 or before.served([*before.queue, 0])[-1:] == [0]

    @rule(places=st.sampled_from([1, 1, 2]), where=st.sampled_from([0, 1, 2]))
    def enter(self, places: int, where: int) -> None:
        """Staff write somebody down, who goes past nobody either."""
        model, unit_id = self.model(), self.units[where].id
        enter = partial(registrations.enter, self.act, self.event, self.head, Source.PAPER, name="纸上的人")
        if self.attempt(lambda: enter(unit_id=unit_id, places=places)):
            model.size[0], model.branch[0] = places, unit_id
            assert model.served([*model.queue, 0])[-1:] == [0]

    @rule()
    def strike(self) -> None:
        """Staff take out the first whom they wrote down."""
        entered = [one for one in registrations.of_event(self.act.session, self.event) if one.member_id is None]
        if entered:
            assert self.attempt(lambda: paperlists.strike(self.act, self.head, self.event, entered[0]))
            assert (entered[0].name, entered[0].left_at) == (None, self.act.now)

    @rule(who=PEOPLE, how=st.sampled_from(sorted(DEEDS)))
    def do(self, who: str, how: str) -> None:
        self.try_to(DEEDS[how], who)

    @rule(limit=st.sampled_from([2, 3, 4, 5, None]), cap=st.sampled_from([1, 2, 3, None, None]))
    def plan_changes(self, limit: int | None, cap: int | None) -> None:
        events.publish(self.act, self.event.code, self.event.plan, seats=limit, unit_seats=cap)
        waitlist.settle(self.act, self.event)

    @rule(hours=st.sampled_from([1, 6, 30, 200, 400]))
    def time_goes_by(self, hours: int) -> None:
        self.act = later(self.act, hours=hours)
        self.act.session.flush()
        offer_places(lambda: Open(self.act))

    @invariant()
    def nothing_is_oversold_and_no_free_place_waits(self) -> None:
        model = self.model()
        assert not model.asked or model.used() <= model.seats
        assert all(model.used(model.branch[who]) <= model.unit_seats for who in model.asked)
        assert not model.served(model.queue)
        assert len(model.taken) + len(model.asked) + len(model.queue) == len(model.size), "once each"
        asked = offers.live(self.act.session, self.event, State.OFFERED)
        assert all(one.until and one.until > self.act.now for one in asked)

    @invariant()
    def offers_go_out_in_order_past_nobody(self) -> None:
        """Without the offers of this step, they are the ones that must be made."""
        model, turns = self.model(), offers.live(self.act.session, self.event)
        new = [turn.member_id for turn in turns if turn.member_id in model.asked and turn.id in self.waited]
        model.asked -= set(new)
        model.queue = [turn.member_id for turn in turns if turn.member_id not in model.asked]
        assert model.served(model.queue) == new
        self.waited = [turn.id for turn in turns if turn.status is State.WAITING]

    @invariant()
    def after_the_end_nobody_waits(self) -> None:
        if self.act.now >= PARTY:
            assert not offers.live(self.act.session, self.event)


def test_whatever_happens_nothing_is_oversold(migrated: Path) -> None:
    often = settings(OFTEN, max_examples=10, stateful_step_count=25)
    run_state_machine_as_test(lambda: History(migrated), settings=often)  # type: ignore[arg-type]  # a maker will do
