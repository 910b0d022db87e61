"""Random histories of teams: never split, one team for each person, none too large, no more places than there are."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from bot.domain import (
    events,
    offers,
    own_data,
    registrations,
    seats,
    squadcodes,
    squadlead,
    squadrolls,
    squads,
    squadwatch,
    waitlist,
)
from bot.domain.acts import OPERATOR, Act
from bot.domain.events import Event
from bot.domain.queues import LIVE, WaitingPlace
from bot.domain.seats import Registration
from bot.domain.squadbook import Squad, SquadMember
from bot.errors import Refusal
from tests.conftest import START
from tests.domain.histories import OFTEN, OneTransaction
from tests.domain.squad_union import contest, row, team
from tests.domain.union import address, later, member

PEOPLE = st.sampled_from("abcdefg")
Step = Callable[[Act, Event, str, str], object]


def _join(act: Act, one: Event, who: str, other: str) -> object:
    code = squadcodes.of(act.session, _squad(act, one, other))
    return squads.join(act, code, member(act, who), address(who), name=who, groups=("women",))


def _squad(act: Act, one: Event, who: str) -> Squad:
    found = squads.of(act.session, one, member(act, who))
    if found is None:
        raise Refusal("of no team")
    return found[0]


def _row(act: Act, one: Event, who: str) -> SquadMember:
    _squad(act, one, who)
    return row(act, one, who)


STEPS: dict[str, Step] = {
    "create": lambda act, one, who, _other: team(act, one, who, name=f"{who}队"),
    "join": _join,
    "leave": lambda act, one, who, _other: squads.leave(act, one, member(act, who)),
    "remove": lambda act, one, who, other: squadlead.remove(act, one, member(act, who), _row(act, one, other)),
    "hand on": lambda act, one, who, other: squadlead.hand_on(act, one, member(act, who), _row(act, one, other)),
    "disband": lambda act, one, who, _other: squadlead.disband(act, one, member(act, who)),
    "again": lambda act, one, who, _other: squadlead.again(act, one, member(act, who)),
    "give up": lambda act, one, who, _other: waitlist.give_up(act, one, member(act, who)),
    "accept": lambda act, one, who, _other: waitlist.accept(act, one, member(act, who)),
    "refuse": lambda act, one, who, _other: waitlist.refuse(act, one, member(act, who)),
    "cancel": lambda act, one, who, _other: registrations.leave(act, one, member(act, who)),
    "erase": lambda act, _one, who, _other: own_data.erase(act, member(act, who), address(who)),
}


class History(OneTransaction):
    """A contest for two teams of two to three, and seven people."""

    def __init__(self, empty: Path) -> None:
        super().__init__(empty, OPERATOR, START)
        self.event = contest(self.act, team_least=2, team_most=3)

    @rule(who=PEOPLE, other=PEOPLE, step=st.sampled_from(["create", "join", "join", "join", *sorted(STEPS)]))
    def do(self, who: str, other: str, step: str) -> None:
        """As the chat does: a refusal undoes it and is no bug."""
        try:
            with self.act.session.begin_nested():
                STEPS[step](self.act, self.event, who, other)
        except Refusal:
            self.act.session.expire_all()

    @rule(limit=st.sampled_from([1, 2, 3]))
    def plan_changes(self, limit: int) -> None:
        events.publish(self.act, self.event.code, self.event.plan, seats=limit)
        waitlist.settle(self.act, self.event)

    @rule(hours=st.sampled_from([1, 12, 100, 300]))
    def time_goes_by(self, hours: int) -> None:
        self.act = later(self.act, hours=hours)
        waitlist.settle(self.act, self.event)
        for number in squadwatch.due(self.act):
            squadwatch.warn(self.act, self.act.session.get_one(Squad, number))

    @invariant()
    def each_is_in_one_team_and_each_team_has_one_place(self) -> None:
        session = self.act.session
        session.flush()
        rows = session.scalars(select(SquadMember).where(SquadMember.left_at.is_(None))).all()
        assert max(Counter(one.member_id for one in rows).values(), default=0) <= 1
        taken = session.scalars(select(Registration).where(Registration.left_at.is_(None))).all()
        queued = session.scalars(select(WaitingPlace).where(WaitingPlace.state.in_(LIVE))).all()
        parties: dict[int | None, Registration | WaitingPlace] = {place.squad_id: place for place in taken}
        parties |= {place.squad_id: place for place in queued}
        assert len(parties) == len(taken) + len(queued)
        for squad in squadrolls.of_event(session, self.event):
            members = squads.members(session, squad)
            assert 1 <= len(members) <= 3
            assert [one.leader for one in members] == [True] + [False] * (len(members) - 1)
            if place := parties.pop(squad.id, None):
                assert (place.places, place.team_size, place.member_id) == (1, len(members), members[0].member_id)
                assert (place.team, place.name) == (squad.name, members[0].name)
        assert parties == {}

    @invariant()
    def nothing_is_oversold(self) -> None:
        held = offers.held(self.act.session, self.event)
        assert not held or seats.taken(self.act.session, self.event) + held <= (self.event.seats or 0)


def test_whatever_members_and_clock_do(migrated: Path) -> None:
    often = settings(OFTEN, max_examples=8, stateful_step_count=25)
    run_state_machine_as_test(lambda: History(migrated), settings=often)  # type: ignore[arg-type] # a factory
