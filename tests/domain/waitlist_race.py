"""One hot event: threads of several processes want its few places, alone or with guests, from four branches, at once.

They give them back, wait, take, refuse; its limit and that of a branch go up and down meanwhile. `replay` goes through
the trail in the order in which it was written, which is the order in which the event's row was held, against a model of
a few lines: an oversold place, an overtaken member, or one who stands there twice is told.
`python -m tests.domain.waitlist_race URL EVENT SEED` is one more process that takes part.
"""

import random
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import events, members, offers, registrations, waitlist
from bot.domain.acts import OPERATOR, Act, Actor, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.events import Event
from bot.domain.offers import State, WaitingPlace
from bot.domain.registrations import Extras, Full, Registration
from bot.domain.units import Unit
from bot.errors import Refusal, Unavailable
from tests.conftest import START, opened
from tests.domain.union import address, later

SEATS, BRANCH_SEATS, PEOPLE, THREADS, MOVES = 8, 4, 200, 25, 3
SPAN = {"seats": (5, 14), "unit_seats": (2, 6)}
WAYS = (
    *("join", "wait", "settle", "give up"),
    *("accept", "leave", "refuse") * 2,
    *("accept", "more", "more", "fewer", "fewer"),
)

CONFIG = Config()
Open = Callable[[], AbstractContextManager[Session]]


@dataclass
class Model:
    """What may happen to one event's places, in a few lines: who has one, who is asked, who waits in which order.

    `size` and `branch` say for each how many they are and from where.
    """

    seats: int
    unit_seats: int
    size: dict[int, int]
    branch: dict[int, int]
    taken: set[int] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)
    queue: list[int] = field(default_factory=list)
    granted: set[int] = field(default_factory=set)
    turns: list[int] = field(default_factory=list)

    def heard(self, action: str, who: int) -> None:
        """One row of the trail; AssertionError where it must not be."""
        ways: dict[str, Callable[[int], object]] = {
            "registration.joined": self._joined,
            "registration.left": self.taken.remove,
            "waiting.begun": self._begun,
            "waiting.offered": self._offered,
            "waiting.taken": self._accepted,
            "waiting.refused": self.asked.remove,
            "waiting.expired": self.asked.remove,
            "waiting.taken_back": self._taken_back,
            "waiting.left": lambda who: self.asked.remove(who) if who in self.asked else self.queue.remove(who),
        }
        ways[action](who)

    def used(self, branch: int | None = None) -> int:
        """How many places are taken or held, in all or by a branch."""
        there = [*self.taken, *self.asked, *self.granted]
        return sum(self.size[who] for who in there if branch in {None, self.branch[who]})

    def served(self, line: Iterable[int]) -> list[int]:
        """Those of a line who may have a place now: in order, and nobody small past somebody large."""
        found, stopped, free = list[int](), set[int](), self.seats - self.used()
        left = {branch: self.unit_seats - self.used(branch) for branch in self.branch.values()}
        for who in line:
            size, branch = self.size[who], self.branch[who]
            if size > min(self.seats, self.unit_seats) or branch in stopped:
                continue
            if size > left[branch]:
                stopped.add(branch)
            elif size > free:
                break
            else:
                found.append(who)
                free, left[branch] = free - size, left[branch] - size
        return found

    def _sold(self, who: int) -> None:
        """Another branch may have more than it would get now: nobody is sent home when its limit is lowered."""
        assert self.used() <= self.seats, "oversold"
        assert self.used(self.branch[who]) <= self.unit_seats, "oversold"

    def _joined(self, who: int) -> None:
        assert who not in self.taken
        served = self.served([*self.queue, who])
        if who in self.granted:
            self.granted.remove(who)
            self.taken.add(who)
            return
        assert who not in self.asked | set(self.queue)
        self.taken.add(who)
        self._sold(who)
        assert served[-1:] == [who], "overtaken"

    def _begun(self, who: int) -> None:
        assert who not in self.taken | self.asked | set(self.queue)
        assert self.served([*self.queue, who])[-1:] != [who], "sent to a queue, and there is room"
        self.queue.append(who)
        self.turns.append(who)

    def _offered(self, who: int) -> None:
        assert self.served(self.queue)[:1] == [who], "overtaken"
        self.queue.remove(who)
        self.asked.add(who)
        self._sold(who)

    def _accepted(self, who: int) -> None:
        self.asked.remove(who)
        self.granted.add(who)

    def _taken_back(self, who: int) -> None:
        assert self.used() > self.seats or self.used(self.branch[who]) > self.unit_seats, "taken back, and it fitted"
        self.asked.remove(who)
        last = {one: turn for turn, one in enumerate(self.turns)}
        self.queue = sorted([*self.queue, who], key=lambda one: last[one])


def modelled(session: Session, number: int, seats: int, unit_seats: int) -> Model:
    """The model of an event where nobody has anything yet."""
    above = {unit.id: unit.parent_id for unit in session.scalars(select(Unit))}
    model = Model(seats, unit_seats, {}, {})
    for table in (Registration, WaitingPlace):
        theirs = session.execute(select(table.member_id, table.places, table.unit_id).where(table.event_id == number))
        for who, places, unit in theirs:
            upper = above[unit or 0] or 0
            model.size[who or 0], model.branch[who or 0] = places, (upper if above.get(upper) else unit) or 0
    return model


def replay(session: Session, number: int) -> Model:
    """The trail of an event against the model, and its end against the tables."""
    owners: dict[tuple[str, int], int | None] = {}
    for table in (Registration, WaitingPlace):
        theirs = session.execute(select(table.id, table.member_id).where(table.event_id == number))
        owners |= {(table.__tablename__, row): who for row, who in theirs}
    model = modelled(session, number, SEATS, BRANCH_SEATS)
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id)):
        if row.action == "event.changed":
            setattr(model, row.facts["changed"], row.actor_id)
        elif who := owners.get((row.subject, row.subject_id)):
            model.heard(row.action, who)
    event = session.get_one(Event, number)
    places = registrations.of_event(session, event)
    assert len(places) == len(model.taken)
    assert {place.member_id for place in places} == model.taken
    assert {one.member_id for one in offers.live(session, event, State.OFFERED)} == model.asked
    assert [one.member_id for one in offers.live(session, event, State.WAITING)] == model.queue
    assert (event.seats, event.unit_seats) == (model.seats, model.unit_seats)
    assert not model.served(model.queue), "a free place, and one who waits for it"
    return model


def race(open_: Open, number: int, seed: int) -> None:
    """Half of the people want a place at once, half of whom would wait for it; then everybody does anything."""

    def take_part(which: int) -> None:
        chance = random.Random(f"{seed}:{which}")
        for turn in range(PEOPLE // THREADS // 2 + MOVES):
            first = turn < PEOPLE // THREADS // 2
            who = 2 * (which + THREADS * turn) + seed % 2 if first else chance.randrange(PEOPLE)
            with suppress(Refusal, Unavailable), open_() as session:
                _do(session, number, chance.choice(("join", "want")) if first else chance.choice(WAYS), who)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(take_part, range(THREADS)))


def _do(session: Session, number: int, way: str, who: int) -> None:
    act = Act(session, START, OPERATOR, CONFIG)
    event, member = session.get_one(Event, number), members.meet(act, address(f"m{who}"))
    act, extras = act.by(Actor(ActorKind.MEMBER, member.id)), Extras(guests=who % 3)
    deeds: dict[str, Callable[[], Any]] = {
        "join": lambda: registrations.join(act, event, member, address(f"m{who}"), extras=extras),
        "want": lambda: _want(act, event, member, extras),
        "wait": lambda: waitlist.wait(act, event, member, address(f"m{who}"), extras=extras),
        "leave": lambda: registrations.leave(act, event, member),
        "accept": lambda: waitlist.accept(act, event, member),
        "refuse": lambda: waitlist.refuse(act, event, member),
        "give up": lambda: waitlist.give_up(act, event, member),
        "settle": lambda: waitlist.settle(later(act, days=who % 3), event),
        "more": lambda: _resize(act, event, "seats" if who % 2 else "unit_seats", 1),
        "fewer": lambda: _resize(act, event, "seats" if who % 2 else "unit_seats", -1),
    }
    if way in {"accept", "refuse", "leave"}:
        member = _one_who_can(session, event, way) or member
    deeds[way]()


def _want(act: Act, event: Event, member: members.Member, extras: Extras) -> None:
    """Sign up; where there is no place, wait for one, as the chat does."""
    (to,) = members.addresses(act.session, member.id)
    try:
        registrations.join(act, event, member, to, extras=extras)
    except Full:
        waitlist.wait(act, event, member, to, extras=extras)


def _one_who_can(session: Session, event: Event, way: str) -> members.Member | None:
    """Somebody who seems to be able to, so that many moves are no refusals; by then it may be otherwise."""
    rows = registrations.of_event(session, event) if way == "leave" else offers.live(session, event, State.OFFERED)
    return session.get_one(members.Member, rows[len(rows) // 2].member_id) if rows else None


def _resize(act: Act, event: Event, limit: str, by: int) -> None:
    """One place more or fewer, in all or for each branch. Who acts is what the limit is now, for the trail to tell."""
    act.session.refresh(event, with_for_update=True)
    least, most = SPAN[limit]
    size = min(max(getattr(event, limit) + by, least), most)
    if size != getattr(event, limit):
        events.publish(act.by(Actor(ActorKind.OPERATOR, size)), event.code, event.plan, **{limit: size})
        waitlist.offer_freed(act, event)


if __name__ == "__main__":
    database = opened(sys.argv[1])
    database.migrate()
    race(database.write, int(sys.argv[2]), int(sys.argv[3]))
    database.close()
