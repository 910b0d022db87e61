"""Staff, members, the clock and processes that die do anything in any order: the ledger always sums up.

Nobody gets a notice twice, unless staff asked for those of whom nobody knew; one that was cancelled sends no more.
"""

from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.domain import corrections, dispatch, members, own_data, sendings
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, State
from bot.domain.sendings import Outcome
from bot.errors import DeliveryFailed, Parked, Refusal, Retry, Unreachable
from bot.messages import Address
from bot.store import outbox, parking
from tests.domain.histories import OFTEN
from tests.domain.notice_union import comer, going, notice, rows, sums_up
from tests.domain.union import later, outgoing

WHO = ("lina", "wang", "zhao", "qian", "sun", "li")
CHANNELS = ("telegram", "web")
SENT: tuple[DeliveryFailed | None, ...] = (None, None, None, None)
FAILURES = (*SENT, DeliveryFailed("400"), Retry("429", after=30), Parked("45047"), Unreachable("403"))
DEEDS = ("pause", "resume", "resume", "resume", "cancel", "retry", "retry", "send_since", "correct")
ENDS = ("settles", "dies", "dies", "waits")
who = st.sampled_from(WHO)


def test_any_order_of_things_leaves_a_ledger_that_sums_up(act: Act) -> None:
    often = 10 if act.session.get_bind().dialect.name == "sqlite" else 3
    given = settings(OFTEN, max_examples=often, stateful_step_count=25)

    class Here(_History):
        """On this database."""

        start = act

    run_state_machine_as_test(Here, settings=given)


class _History(RuleBasedStateMachine):
    """One union, two notices, a far side that counts what arrives there."""

    start: Act

    def __init__(self) -> None:
        super().__init__()
        self.undo = self.start.session.begin_nested()
        self.act = self.start
        self.steps = 0
        self.hand: list[tuple[str, dict[int, Outcome]]] = []
        self.arrived: Counter[tuple[int, str]] = Counter()
        for number, name in enumerate(WHO):
            comer(self.act, name, CHANNELS[number % 3 // 2])
        self.notices = [going(self.act), notice(self.act, urgent=True)]

    def teardown(self) -> None:
        """As if nothing of it had happened."""
        self.undo.rollback()
        self.start.session.expire_all()

    @rule(minutes=st.sampled_from([1, 11, 11, 45]))
    def clock(self, minutes: int) -> None:
        self.act = later(self.act, minutes=minutes)
        for number in dispatch.due(self.act):
            one = self.act.session.get_one(Notice, number)
            dispatch.begin(self.act, one)
            dispatch.list_on(self.act, one)
        sendings.recover(self.act)
        sendings.follow(self.act)
        for number in dispatch.to_tidy(self.act):
            dispatch.tidy(self.act, self.act.session.get_one(Notice, number))

    @rule(
        most=st.integers(1, 2),
        failure=st.sampled_from(FAILURES),
        then=st.sampled_from(["settles", "dies", "dies", "waits"]),
    )
    def process(self, most: int, failure: DeliveryFailed | None, then: str) -> None:
        """Dying comes after the far side's yes, and before our record; one that waits settles later."""
        for work in sendings.work(self.act, CHANNELS):
            if work.channel == "web":
                sendings.hand_over(self.act, work.notice_id, "web", most)
                continue
            self.steps += 1
            claim = f"w:{self.steps}"
            copies = sendings.claim(self.act, work.notice_id, work.channel, claim, most)
            if failure is None:
                self.arrived.update((work.notice_id, copy.to.id) for copy in copies)
            outcomes = {copy.recipient: Outcome("m", failure) for copy in copies}
            if then == "settles":
                sendings.settle(self.act, claim, outcomes)
            elif then == "waits":
                self.hand.append((claim, outcomes))

    @precondition(lambda self: self.hand)
    @rule()
    def process_settles_late(self) -> None:
        sendings.settle(self.act, *self.hand.pop(0))

    @rule()
    def outbox_delivers(self) -> None:
        for row in outgoing(self.act):
            if row.status is outbox.State.QUEUED and row.kind == "notice":
                outbox.sent(row, self.act.now)
                (one,) = (one for one in self.notices if row.key.startswith(f"{one.key}:"))
                self.arrived[one.id, row.address] += 1

    @rule(name=who, channel=st.sampled_from(CHANNELS))
    def member_writes(self, name: str, channel: str) -> None:
        to = Address(channel, name)
        members.meet(self.act, to)
        parking.resume(self.act.session, to, self.act.now)

    @rule(name=who, channel=st.sampled_from(CHANNELS), deed=st.sampled_from(["out", "out", "in", "in", "in", "gone"]))
    def member_opts(self, name: str, channel: str, deed: str) -> None:
        contact = self.act.session.get(members.Contact, (channel, name))
        if contact is None:
            return
        member = self.act.session.get_one(members.Member, contact.member_id)
        if deed == "gone":
            own_data.erase(self.act, member, Address(channel, name))
        else:
            (members.unsubscribe if deed == "out" else members.subscribe)(self.act, member)

    @rule(which=st.integers(0, 1), deed=st.sampled_from(DEEDS))
    def staff_decide(self, which: int, deed: str) -> None:
        one = self.notices[which]
        before = one.status
        deeds: dict[str, Any] = {"correct": lambda: corrections.correct(self.act, one, one.title, f"{one.text}。")}
        try:
            deeds.get(deed, lambda: getattr(dispatch, deed)(self.act, one))()
        except Refusal:
            assert one.status is before
        self.act.session.flush()

    @invariant()
    def the_ledger_sums_up(self) -> None:
        for one in self.notices:
            assert sums_up(self.act, one)

    @invariant()
    def what_stands_still_claims_nothing(self) -> None:
        now = self.act
        for one in self.notices:
            if one.status in {State.PAUSED, State.CANCELLED, State.DONE}:
                assert sendings.claim(now, one.id, "telegram", "x:1", 9) == []
                assert sendings.hand_over(now, one.id, "web", 9) == 0
                assert (one.id, "send") not in {(work.notice_id, work.what) for work in sendings.work(now, CHANNELS)}

    @invariant()
    def nobody_gets_it_twice(self) -> None:
        """A new member at an old address is another person to us: who erased their data may get it once more."""
        for (number, address), times in self.arrived.items():
            assert times <= 1 + self._erased(number), (number, address)

    def _erased(self, number: int) -> int:
        return sum(row.member_id is None for row in rows(self.act, self.act.session.get_one(Notice, number)))
