"""A union's office for the scheduler's tests: some members, the month's events, and what arrived."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from bot.app import App
from bot.config import Config
from bot.delivery import Delivery
from bot.domain import approving, events, members, noticebacklog, registrations, staff, units
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Contact, Member
from bot.domain.noticebook import Notice, Recipient
from bot.limits import Pace
from bot.messages import Address, Reply
from bot.store.database import Database
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from scheduler.notices import send_notices
from tests.conftest import Clock
from tests.scheduler.brought import hand_over


@dataclass
class FarEnd:
    """Where notices arrive: whom, and what."""

    name = "test"
    idempotent = False
    room = 0
    alone: Collection[str] = ()
    pace: Pace | None = None
    arrived: list[tuple[str, str]] = field(default_factory=list)

    def present(self) -> None:
        """Anyone, at any time."""

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """It arrived."""
        self.arrived.append((address, reply.text))


@dataclass
class Office:
    """The account, its clock, and the far end of its channel."""

    config: Config
    clock: Clock
    knowledge: KnowledgeBase
    database: Database
    far_end: FarEnd = field(default_factory=FarEnd)

    def __post_init__(self) -> None:
        self.app = App(self.config, clock=self.clock, knowledge=self.knowledge, database=self.database)

    def process(self) -> App:
        """One more process on the same database."""
        return App(self.config, clock=self.clock, knowledge=self.knowledge)

    def go_to(self, moment: str) -> None:
        """Move the clock to a moment in Shanghai: 2026-12-01 09:00."""
        self.clock.now = datetime.fromisoformat(moment).replace(tzinfo=self.config.zone)

    def tick(self) -> None:
        """What the ticker does every half a minute."""
        send_notices(self.app.act)
        self.bring()

    def bring(self) -> None:
        """What the broadcast does with what is due."""
        hand_over(self.app.act)

    def settle(self) -> None:
        """What became of it is written down."""
        send_notices(self.app.act)

    def tick_at(self, moment: str) -> list[str]:
        """Whom something arrives at when the account is up at that moment."""
        self.go_to(moment)
        self.tick()
        return self.deliver()

    def deliver(self) -> list[str]:
        """Deliver all that is due; returns whom it reached."""
        before = len(self.far_end.arrived)
        delivery = Delivery(self.app.database, self.clock, [self.far_end])
        while asyncio.run(delivery.once()):
            pass
        self.settle()
        return [who for who, _ in self.far_end.arrived[before:]]

    def welcome(self, *names: str) -> None:
        """These become members now."""
        with self.app.act() as act:
            home = units.top(act)
            new = [Member(unit_id=home.id, met_at=act.now) for _ in names]
            act.session.add_all(new)
            act.session.flush()
            found = zip(names, new, strict=True)
            act.session.add_all(Contact(channel="test", address=name, member_id=one.id) for name, one in found)

    def publish(self, code: str = "party", day: str = "2026-12-18 14:00", *, signup: bool = True) -> None:
        """Add an event, or move it."""
        starts = datetime.fromisoformat(day).replace(tzinfo=self.config.zone)
        with self.app.act() as act:
            month = date(starts.year, starts.month, 1)
            events.publish(act, code, "计划", title="联欢会", month=month, starts_at=starts, signup=signup)

    @contextmanager
    def member(self, name: str) -> Iterator[tuple[Act, Member, Event]]:
        """A member and the party, in one transaction."""
        with self.app.act() as act:
            one = events.coded(act.session, "party")
            assert one
            yield act, members.meet(act, Address("test", name)), one

    def joins(self, *names: str) -> None:
        """They sign up for the party."""
        for name in names:
            with self.member(name) as (act, member, event):
                registrations.join(act, event, member, Address("test", name))

    def leaves(self, name: str) -> None:
        """One gives the place back."""
        with self.member(name) as (act, member, event):
            registrations.leave(act, event, member)

    def unsubscribes(self, name: str) -> None:
        """One wants no more notices."""
        with self.member(name) as (act, member, _):
            members.unsubscribe(act, member)

    def subscribes(self, name: str) -> None:
        """One wants them again."""
        with self.member(name) as (act, member, _):
            members.subscribe(act, member)

    def approve(self) -> None:
        """An officer approves what waits."""
        with self.app.act() as act:
            li = staff.named(act.session, "李主任") or staff.add(act, "李主任", units.top(act))
            act.session.flush()
            for notice in noticebacklog.to_approve(act.session, li):
                approving.approve(act, notice, li)

    def notices(self) -> dict[str, tuple[str, int]]:
        """State and number of recipients of every notice, by key; the digest left out."""
        with self.app.database.read() as session:
            found = session.scalars(select(Notice).where(Notice.kind != "digest").order_by(Notice.id))
            return {notice.key: (notice.state, notice.size) for notice in found}

    def fates(self) -> Counter[str]:
        """How many copies of all notices have each fate."""
        with self.app.database.read() as session:
            return Counter(session.scalars(select(Recipient.state)))

    def queued(self) -> Counter[str]:
        """How many messages stand in the outbox for each."""
        with self.app.database.read() as session:
            return Counter(session.scalars(select(Outgoing.address)))

    def counts(self) -> Counter[str]:
        """How often something arrived at each."""
        return Counter(who for who, _ in self.far_end.arrived)
