"""What is done for everybody of an event takes as many statements for many as for few: its row is not held for long."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event as listening

from bot.domain import archiving, inquiries, moves, paperlists, registrations, resultnews, waitlist
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.offers import State, WaitingPlace
from bot.domain.registrations import Registration
from bot.domain.results import Standing
from tests.domain.union import PARTY, address, event, later, member, officer

pytestmark = pytest.mark.parametrize("shared", ["postgresql"], indirect=True)
"""SQLite writes a row at a time, into its own file."""

Deed = Callable[[Act, Event], object]


def _crowd(act: Act, code: str, count: int) -> Event:
    """So many have a place, and as many wait."""
    one = event(act, code, seats=count)
    act.session.flush()
    people = [(member(act, f"{code}-m{number}"), member(act, f"{code}-w{number}")) for number in range(count)]
    for has, waits in people:
        given = {"event_id": one.id, "channel": "test", "name": "王芳", "unit_id": has.unit_id}
        act.session.add(Registration(**given, member_id=has.id, address=address(f"{has.id}").id, joined_at=act.now))
        waiting = {"member_id": waits.id, "address": f"{waits.id}", "since": act.now, "state": State.WAITING.value}
        act.session.add(WaitingPlace(**given, **waiting))
    act.session.flush()
    return one


def _results(act: Act, one: Event) -> None:
    boss, after = officer(act), later(act, days=26)
    places = registrations.of_event(act.session, one)
    resultnews.enter(after, boss, one, [Standing(place.id, 1) for place in places])
    resultnews.publish(after, boss, one, "")


def _list(act: Act, one: Event) -> None:
    one.seats, count = None, len(registrations.of_event(act.session, one))
    act.session.flush()
    waitlist.settle(act, one)
    rows = paperlists.read(act.session, one, "\n".join(f"李{number}" for number in range(count))).rows
    assert paperlists.enter(act, officer(act), one, rows) == count


def _morning(act: Act, one: Event) -> None:
    inquiries.ask(later(act, seconds=(PARTY + timedelta(hours=20) - act.now).total_seconds()), one)
    assert one.inquiry_at


DEEDS: dict[str, Deed] = {
    "call off": registrations.call_off,
    "move": lambda act, one: moves.publish(act, one.code, one.plan, place="三楼"),
    "more places": lambda act, one: moves.publish(act, one.code, one.plan, seats=1000),
    "sign-up closes": lambda act, one: waitlist.settle(later(act, days=26), one),
    "results": _results,
    "a list": _list,
    "ask": _morning,
    "put away": lambda act, one: archiving.archive(later(act, days=300), one),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_for_many_as_for_few(act: Act, deed: Deed) -> None:
    counts = []
    for number in (3, 12):
        one, found = _crowd(act, f"party-{number}", number), list[str]()

        def heard(_connection: object, _cursor: object, statement: str, *_rest: object, to: list[str] = found) -> None:
            to.append(statement)

        engine = act.session.connection().engine
        listening.listen(engine, "before_cursor_execute", heard)
        deed(act, one)
        act.session.flush()
        listening.remove(engine, "before_cursor_execute", heard)
        counts.append(len(found))
        one.cancelled = True
    assert counts[1] <= counts[0] + 2
