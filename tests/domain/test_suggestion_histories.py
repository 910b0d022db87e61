"""Random histories of suggestions, by staff, members and clock: always a clock and an owner, and the sums agree."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
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
from sqlalchemy import select

from bot.domain import awards, effects, figures, members, pairing, reviews, suggestions, sums, units, voices, works
from bot.domain.acts import CLOCK, Act, Actor, ActorKind
from bot.domain.box import UNANSWERED, VERDICTS, State, Suggestion, Topic
from bot.domain.units import Unit
from bot.domain.voices import Named
from bot.errors import Refusal
from scheduler.ideas import climb_suggestions, keep_suggestions
from tests.domain.histories import OFTEN, OneTransaction, Open
from tests.domain.union import address, later, member, officer

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RUNNING = (*UNANSWERED, State.ADOPTED, State.ASSIGNED, State.CARRIED_OUT, State.VERIFIED)
OFFICERS, WHICH = st.integers(0, 2), st.integers(0, 9)
MEMBERS = st.sampled_from(["lina", "wang", "zhao"])
BENEFITS = st.sampled_from([None, "0", "9999.99", "68000", "250000", "3333333.33"])


class History(OneTransaction):
    """Some suggestions in a union of three levels, and a clock that the jobs follow."""

    def __init__(self, empty: Path) -> None:
        super().__init__(empty, CLOCK, START)

    def teardown(self) -> None:
        self.figures_are_those_of_the_trail()
        super().teardown()

    @initialize()
    def a_union(self) -> None:
        top = units.top(self.act)
        trade = units.add(self.act, "行业", top)
        self.act.session.flush()
        shop = units.add(self.act, "车间", trade)
        self.act.session.flush()
        self.officers = [officer(self.act, f"干事{number}", at) for number, at in enumerate((top, trade, shop))]
        for who in ("lina", "wang"):
            members.move(self.act, member(self.act, who), shop)
        self.box = [self.filed("lina"), self.filed("wang")]

    def filed(self, who: str, **more: Any) -> Suggestion:
        return suggestions.file(
            self.by(who), member(self.act, who), address(who), topic=Topic.SAFETY, title="灯", body="换灯", **more
        )

    def by(self, who: str) -> Act:
        return self.act.by(Actor(ActorKind.MEMBER, member(self.act, who).id))

    def try_to(self, deed: Callable[..., Any], which: int, *given: Any, by: str | None = None, **named: Any) -> None:
        """Do it, as the console and the chat do: a refusal undoes it and is no bug."""
        act = self.by(by) if by else self.act
        try:
            with self.act.session.begin_nested():
                deed(act, self.box[which % len(self.box)], *given, **named)
        except Refusal:
            self.act.session.expire_all()

    @rule(who=MEMBERS, anonymous=st.booleans())
    def file(self, who: str, *, anonymous: bool) -> None:
        self.box.append(self.filed(who, anonymous=anonymous))

    @rule(who=MEMBERS, weight=st.none() | st.integers(1, 99), joins=MEMBERS)
    def file_together(self, who: str, weight: int | None, joins: str) -> None:
        self.box.append(one := self.filed(who, others=[Named("老陈", weight)]))
        ((_, code),) = voices.codes(self.act, one)
        self.try_to(lambda act, _one: voices.join(act, code, member(act, joins), address(joins)), 0, by=joins)

    @rule(which=WHICH, who=OFFICERS, other=OFFICERS, how=st.sampled_from(["acknowledge", "major", "review"]))
    def weigh(self, which: int, who: int, other: int, how: str) -> None:
        if how == "review":
            self.try_to(reviews.ask, which, self.officers[who], self.officers[other])
        else:
            self.try_to(suggestions.acknowledge, which, self.officers[who], major=how == "major")

    @rule(which=WHICH, who=OFFICERS, verdict=st.sampled_from(VERDICTS), words=st.sampled_from("甲乙"))
    def answer(self, which: int, who: int, verdict: State, words: str) -> None:
        self.try_to(suggestions.answer, which, self.officers[who], verdict, words)
        self.try_to(awards.reserve, which, self.officers[who])

    @rule(which=WHICH, benefit=BENEFITS, steps=st.integers(1, 8))
    def go_on(self, which: int, benefit: str | None, steps: int) -> None:
        """So many next steps of one, whatever they are: many come to their end."""
        for _ in range(steps):
            self._step(which, benefit)

    def _step(self, which: int, benefit: str | None) -> None:
        state, boss = self.box[which % len(self.box)].status, self.officers[0]
        if state in {*UNANSWERED, State.RESERVED, State.DECLINED}:
            self.try_to(suggestions.answer, which, boss, State.ADOPTED, "好")
        elif state is State.ADOPTED:
            self.try_to(works.assign, which, boss, department="科", person="赵", due_on=self.act.today)
        elif state is State.ASSIGNED:
            self.try_to(works.carry_out, which, boss, body="好了")
        elif state is State.CARRIED_OUT:
            self.verify(which, benefit)
        elif state is State.VERIFIED:
            self.try_to(awards.award, which, boss)

    @rule(which=WHICH, benefit=BENEFITS)
    def verify(self, which: int, benefit: str | None) -> None:
        one = self.box[which % len(self.box)]
        day = (one.adopted_at or self.act.now).astimezone(self.act.config.zone).date()
        amount, who = None if benefit is None else Decimal(benefit), self.officers[0]
        self.try_to(effects.verify, which, who, benefit=amount, since=day, until=day, verified_by="财务科")
        self.try_to(awards.award, which, who)

    @rule(which=WHICH, who=MEMBERS, what=st.sampled_from(["withdraw", "appeal", "remark", "points"]))
    def a_member_acts(self, which: int, who: str, what: str) -> None:
        deeds: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
            "withdraw": (suggestions.withdraw, ()),
            "appeal": (suggestions.appeal, ("请再看看",)),
            "remark": (suggestions.remark, ("还有一件事",)),
            "points": (awards.take_points, (address(who),)),
        }
        deed, given = deeds[what]
        self.try_to(deed, which, *given, by=who)

    @rule(which=WHICH, into=WHICH)
    def merge(self, which: int, into: int) -> None:
        self.try_to(pairing.merge, which, self.officers[0], self.box[into % len(self.box)])

    @rule(which=WHICH)
    def split(self, which: int) -> None:
        self.try_to(pairing.split, which, self.officers[0])

    @rule(which=WHICH, who=OFFICERS)
    def give_back(self, which: int, who: int) -> None:
        self.try_to(works.give_back, which, self.officers[who], "不行")

    @rule(most=st.integers(1, 9))
    def pay(self, most: int) -> None:
        for line in awards.to_pay(self.act.session, self.officers[0])[:most]:
            share = self.act.session.get_one(awards.AwardShare, line.share_id)
            awards.pay(self.act, share, self.officers[0], self.act.today)

    @rule(which=WHICH)
    def archive(self, which: int) -> None:
        self.try_to(suggestions.archive, which, self.officers[0])

    @rule(days=st.sampled_from([0.5, 3, 10, 31, 60, 400, 2200]))
    def time_goes_by(self, days: float) -> None:
        self.act = later(self.act, days=days)
        for _ in range(2):
            self._look_after()

    def _look_after(self) -> None:
        self.act.session.flush()
        for job in (climb_suggestions, keep_suggestions):
            job(lambda: Open(self.act))

    @invariant()
    @precondition(lambda self: hasattr(self, "box"))
    def each_that_waits_has_a_clock_and_somebody(self) -> None:
        self.act.session.flush()
        for one in self.act.session.scalars(select(Suggestion)):
            if one.status in RUNNING:
                assert one.due_at, one.state
                assert one.officer_id or one.unit_id
            if one.ended:
                assert one.due_at is None
            assert (one.status is State.MERGED) == (one.merged_into_id is not None)
            assert one.id != one.merged_into_id
            if one.status in {State.ADOPTED, State.ASSIGNED, State.CARRIED_OUT, State.VERIFIED, State.REWARDED}:
                assert one.adopted_at
                assert one.replied_at
            work = works.current(self.act.session, one)
            if one.status is State.ASSIGNED:
                assert work
                assert work.done_at is None

    @invariant()
    @precondition(lambda self: hasattr(self, "box"))
    def the_sums_agree(self) -> None:
        for one in self.act.session.scalars(select(Suggestion)):
            made = awards.of(self.act.session, one)
            for each in made:
                shared = awards.shares(self.act.session, each)
                assert sum(share.sum + share.kept_back for share in shared) == each.sum > 0
                assert not any(share.as_points and share.paid_on for share in shared)
            assert sums.awarded(self.act.session, one) == max((each.total for each in made), default=0)
            if one.status is State.REWARDED:
                assert all(share.settled for share in awards.shares(self.act.session, *made))

    def figures_are_those_of_the_trail(self) -> None:
        if not hasattr(self, "box"):
            return
        ids = list(self.act.session.scalars(select(Unit.id)))
        year, month = START.year, START.month
        for _ in range(14):
            asked = (self.act.session, ids, year, month, self.act.config)
            assert figures.months(*asked) == figures.from_audit(*asked)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def test_whatever_happens_a_suggestion_has_a_clock_and_its_sums_agree(migrated: Path) -> None:
    often = settings(OFTEN, max_examples=8, stateful_step_count=25)
    run_state_machine_as_test(lambda: History(migrated), settings=often)  # type: ignore[arg-type]  # a maker will do
