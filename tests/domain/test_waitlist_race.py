"""Under a race no place is oversold and nobody overtaken, on both databases, by threads of two processes."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import registrations, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.audit import AuditRow
from bot.domain.events import Event
from bot.domain.registrations import Extras, Registration
from bot.errors import Refusal
from tests.domain.union import Union, address, event, member
from tests.domain.waitlist_race import BRANCH_SEATS, PEOPLE, SEATS, race, replay

ROOT = Path(__file__).parents[2]
AT_ONCE = 12


def hot(union: Union, people: int) -> int:
    """An event with few places, fewer for each branch, and so many members of four branches."""
    with union.act() as act:
        top = units.top(act)
        east, west, north = (units.add(act, name, top) for name in ("东片", "西片", "北片"))
        act.session.flush()
        shop = units.add(act, "北片车间", north)
        act.session.flush()
        for number in range(people):
            member(act, f"m{number}").unit_id = (top, east, west, shop)[number % 4].id
        return event(act, seats=SEATS, unit_seats=BRANCH_SEATS, guests=2).id


def test_two_hundred_at_once_on_one_event(union: Union, store_url: str) -> None:
    number = hot(union, PEOPLE)
    command = [sys.executable, "-m", "tests.domain.waitlist_race", store_url, str(number), "1"]
    other = subprocess.Popen(command, cwd=ROOT)
    race(union.database.write, number, 2)
    assert other.wait(60) == 0
    with union.database.read() as session:
        model = replay(session, number)
        happened = set(session.scalars(select(AuditRow.action)))
    assert model.used() > 0
    assert set(map(model.size.get, model.taken | model.asked | set(model.queue))) >= {1, 2, 3}
    assert happened >= {"registration.left", "waiting.begun", "waiting.offered", "waiting.taken", "event.changed"}


class Careless(Session):
    """A transaction that locks nothing; all of them have looked before one of them takes a place."""

    looked: Barrier

    def refresh(self, instance: object, attribute_names: Any = None, with_for_update: Any = None) -> None:
        super().refresh(instance, attribute_names)

    def add(self, instance: object, *, _warn: bool = True) -> None:
        if isinstance(instance, Registration):
            self.looked.wait()
        super().add(instance, _warn=_warn)


@pytest.mark.parametrize("locked", [True, False])
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_without_the_lock_it_is_oversold_and_the_replay_says_so(union: Union, *, locked: bool) -> None:
    """The negative control. SQLite needs none: there only one writes at a time."""
    number = hot(union, AT_ONCE)
    Careless.looked = Barrier(AT_ONCE, timeout=20)

    @contextmanager
    def careless() -> Iterator[Session]:
        with Careless(union.database.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def join(which: int) -> None:
        with suppress(Refusal), (union.database.write if locked else careless)() as session:
            act = Act(session, union.clock(), OPERATOR, union.config)
            one = session.get_one(Event, number)
            extras = Extras(guests=which % 3)
            registrations.join(act, one, member(act, f"m{which}"), address(f"m{which}"), extras=extras)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(join, range(AT_ONCE)))
    with union.database.read() as session:
        if locked:
            assert SEATS - 2 <= replay(session, number).used() <= SEATS
        else:
            with pytest.raises(AssertionError, match="oversold"):
                replay(session, number)
