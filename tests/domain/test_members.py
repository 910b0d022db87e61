"""Members: known by their address; 退订 stops what comes unasked, and nothing else."""

from threading import Thread

from bot.domain import clockdrafts, members
from bot.domain.acts import Act
from bot.domain.members import ANNOUNCEMENT, REMINDER, Member
from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.outbox import State
from tests.domain.union import Union, address, at_once, member, outgoing
from tests.scheduler.brought import tick


def queue(act: Act, kind: str, who: str = "lina", key: str = "") -> None:
    outbox.put(act.session, address(who), Reply("话"), key=key or f"{kind}:{who}", kind=kind, now=act.now)


def test_one_who_writes_again_is_the_same_member(act: Act) -> None:
    lina = member(act)
    assert lina.subscribed
    assert lina.met_at == act.now
    assert member(act) is lina
    assert member(act, "wang") is not lina
    assert members.meet(act, Address("web", "lina")) is not lina
    assert members.addresses(act.session, lina.id) == [address()]


def test_one_address_at_once_is_one_member(union: Union) -> None:
    with union.act() as act:
        known = member(act).id

    def meet(_: int) -> int:
        with union.act() as act:
            return member(act).id

    assert set(at_once(meet, 8)) == {known}


def test_unsubscribing_takes_back_announcements_and_reminders_that_wait_and_nothing_else(act: Act) -> None:
    lina, _ = member(act), member(act, "wang")
    for kind in (ANNOUNCEMENT, REMINDER, "case", "suggestion", "event"):
        queue(act, kind)
        queue(act, kind, "wang")
    queue(act, ANNOUNCEMENT, key="gone")
    outbox.sent(outgoing(act)[-1], act.now)
    members.unsubscribe(act, lina)
    states = {row.key: row.status for row in outgoing(act)}
    assert {key for key, state in states.items() if state is State.WITHDRAWN} == {"announcement:lina", "reminder:lina"}
    assert states["gone"] is State.SENT
    assert not lina.subscribed
    members.subscribe(act, lina)
    assert lina.subscribed


def test_who_unsubscribes_while_an_announcement_is_queued_does_not_get_it(union: Union) -> None:
    with union.act() as act:
        number = member(act).id

    def leave() -> None:
        with union.act() as act:
            members.unsubscribe(act, act.session.get_one(Member, number))

    leaving = Thread(target=leave)
    with union.act() as act:
        said = {"kind": ANNOUNCEMENT, "state": "scheduled", "title": "预告", "text": "预告", "due_at": act.now}
        assert clockdrafts.put(act, key="announcement:2026-12", **said)
        tick(act)
        leaving.start()
    leaving.join()
    with union.act() as act:
        assert [row.status for row in outgoing(act)] == [State.WITHDRAWN]
