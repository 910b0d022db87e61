"""One hot event: threads of several processes want its few places, give them back, wait, take, refuse, all at once.

`replay` goes through the trail in the order in which it was written, which is the order in which the event's row was
held, against a model of a few lines: an oversold place, an overtaken member, or one who stands there twice is told.
`python -m tests.domain.waitlist_race URL EVENT SEED` is one more process that takes part.
"""

import random
import sys
from collections.abc import Callable
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
from bot.domain.registrations import Registration
from bot.errors import Refusal, Unavailable
from tests.conftest import START, opened
from tests.domain.union import address, later

SEATS, MOST_SEATS, PEOPLE, THREADS, MOVES = 8, 14, 200, 25, 3
WAYS = (
    "join",
    "wait",
    "wait",
    "accept",
    "accept",
    "accept",
    "leave",
    "leave",
    "refuse",
    "refuse",
    "give up",
    "settle",
    "more",
)

CONFIG = Config()
Open = Callable[[], AbstractContextManager[Session]]


@dataclass
class Model:
    """What may happen to one event's places, in a few lines: who has one, who is asked, who waits in which order."""

    seats: int
    taken: set[int] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)
    queue: list[int] = field(default_factory=list)
    granted: set[int] = field(default_factory=set)
    oversold: int = 0

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
            "waiting.left": lambda who: self.asked.remove(who) if who in self.asked else self.queue.remove(who),
        }
        ways[action](who)
        assert len(self.taken) + len(self.asked) + len(self.granted) <= self.seats, "oversold"

    def _joined(self, who: int) -> None:
        assert who not in self.taken
        if who in self.granted:
            self.granted.remove(who)
        else:
            assert who not in self.asked | set(self.queue)
            assert not self.queue, "overtaken"
        self.taken.add(who)

    def _begun(self, who: int) -> None:
        assert who not in self.taken | self.asked | set(self.queue)
        self.queue.append(who)

    def _offered(self, who: int) -> None:
        assert self.queue.pop(0) == who, "overtaken"
        self.asked.add(who)

    def _accepted(self, who: int) -> None:
        self.asked.remove(who)
        self.granted.add(who)


def replay(session: Session, number: int) -> Model:
    """The trail of an event against the model, and its end against the tables."""
    owners: dict[tuple[str, int], int] = {}
    for table in (Registration, WaitingPlace):
        theirs = session.execute(select(table.id, table.member_id).where(table.event_id == number))
        owners |= {(table.__tablename__, row): who for row, who in theirs}
    model = Model(SEATS)
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id)):
        if row.action == "event.changed":
            model.seats += 1
        elif who := owners.get((row.subject, row.subject_id)):
            model.heard(row.action, who)
    event = session.get_one(Event, number)
    places = registrations.of_event(session, event)
    assert len(places) == len(model.taken)
    assert {place.member_id for place in places} == model.taken
    assert {one.member_id for one in offers.live(session, event, State.OFFERED)} == model.asked
    assert [one.member_id for one in offers.live(session, event, State.WAITING)] == model.queue
    assert event.seats == model.seats
    assert not model.queue or len(places) + len(model.asked) == model.seats, "a free place, and one who waits for it"
    return model


def race(open_: Open, number: int, seed: int) -> None:
    """Half of the people want a place at once; then everybody does anything."""

    def take_part(which: int) -> None:
        chance = random.Random(f"{seed}:{which}")
        for turn in range(PEOPLE // THREADS // 2 + MOVES):
            first = turn < PEOPLE // THREADS // 2
            who = 2 * (which + THREADS * turn) + seed % 2 if first else chance.randrange(PEOPLE)
            with suppress(Refusal, Unavailable), open_() as session:
                _do(session, number, "join" if first else chance.choice(WAYS), who)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(take_part, range(THREADS)))


def _do(session: Session, number: int, way: str, who: int) -> None:
    act = Act(session, START, OPERATOR, CONFIG)
    event, member = session.get_one(Event, number), members.meet(act, address(f"m{who}"))
    act = act.by(Actor(ActorKind.MEMBER, member.id))
    deeds: dict[str, Callable[[], Any]] = {
        "join": lambda: registrations.join(act, event, member, address(f"m{who}")),
        "wait": lambda: waitlist.wait(act, event, member, address(f"m{who}")),
        "leave": lambda: registrations.leave(act, event, member),
        "accept": lambda: waitlist.accept(act, event, member),
        "refuse": lambda: waitlist.refuse(act, event, member),
        "give up": lambda: waitlist.give_up(act, event, member),
        "settle": lambda: waitlist.settle(later(act, days=who % 3), event),
        "more": lambda: _more(act, event),
    }
    if way in {"accept", "refuse", "leave"}:
        member = _one_who_can(session, event, way) or member
    deeds[way]()


def _one_who_can(session: Session, event: Event, way: str) -> members.Member | None:
    """Somebody who seems to be able to, so that many moves are no refusals; by then it may be otherwise."""
    rows = registrations.of_event(session, event) if way == "leave" else offers.live(session, event, State.OFFERED)
    return session.get_one(members.Member, rows[len(rows) // 2].member_id) if rows else None


def _more(act: Act, event: Event) -> None:
    act.session.refresh(event, with_for_update=True)
    if (event.seats or 0) < MOST_SEATS:
        events.publish(act, event.code, event.plan, seats=(event.seats or 0) + 1)
        waitlist.offer_freed(act, event)


if __name__ == "__main__":
    database = opened(sys.argv[1])
    database.migrate()
    race(database.write, int(sys.argv[2]), int(sys.argv[3]))
    database.close()
