"""Copies that the outbox carries: sent again, taken back, had elsewhere; and staff hear of what was missed."""

import threading
from datetime import timedelta

import pytest

from bot.domain import deliveries, dispatch, members, misses, sendings, units
from bot.domain.acts import Act
from bot.domain.members import Contact, Member
from bot.domain.noticebook import Notice, Recipient, State
from bot.errors import Parked
from bot.messages import Address, Allowance
from bot.store import outbox, parking, windows
from bot.store.database import Database
from bot.store.outbox import State as Sent
from tests.domain.notice_union import claimed, comer, fates, going, notice, rows, settled, sums_up
from tests.domain.test_groups import linked
from tests.domain.union import Union, later, outgoing, texts


def carried(act: Act, channel: str = "web") -> Recipient:
    """A copy to one member that the outbox has."""
    comer(act, "lina", channel)
    one = going(act, key="notice:carried")
    sendings.hand_over(act, one.id, channel, 9)
    return rows(act, one)[0]


def test_what_is_sent_again_is_followed_again(act: Act) -> None:
    row = carried(act)
    (message,) = outgoing(act)
    outbox.failed(message, "403", "no", act.now)
    act.session.flush()
    assert sendings.follow(act) == 1
    act.session.refresh(row)
    assert (row.state, row.code) == ("failed", "403")
    again = deliveries.resend(act, message)
    act.session.refresh(row)
    assert (row.state, row.code, row.ended_at, row.outbox_id) == ("parked", "", None, again.id)
    outbox.sent(again, act.now)
    act.session.flush()
    assert sendings.follow(act) == 1
    act.session.refresh(row)
    assert row.state == "sent"


def test_who_is_lost_where_it_waits_gets_it_elsewhere_though_all_others_had_it(act: Act) -> None:
    lina = comer(act, "lina", "wechat")
    one = going(act)
    settled(act, claimed(act, one, "wechat"), Parked("45047"))
    dispatch.tidy(act, one)
    assert one.status is State.DONE
    act.session.add(Contact(channel="telegram", address="lina", member_id=lina.id))
    act.session.flush()
    members.lost(act.session, Address("wechat", "lina"), act.now)
    assert sendings.follow(act) == 1
    assert one.state == State.SENDING.value
    assert [copy.to.channel for copy in claimed(act, one)] == ["telegram"]
    assert sums_up(act, one)


def test_who_is_lost_after_it_is_of_any_use_gets_it_nowhere(act: Act) -> None:
    lina = comer(act, "lina", "wechat")
    one = going(act)
    settled(act, claimed(act, one, "wechat"), Parked("45047"))
    dispatch.tidy(act, one)
    act.session.add(Contact(channel="telegram", address="lina", member_id=lina.id))
    act.session.flush()
    members.lost(act.session, Address("wechat", "lina"), act.now)
    sendings.follow(later(act, days=4))
    assert (one.status, fates(act, one)[0].partition("/")[0]) == (State.DONE, "skipped")


def test_the_staff_group_is_told_what_was_missed_without_its_words(act: Act) -> None:
    home = units.add(act, "园区", units.top(act))
    act.session.flush()
    linked(act)
    one = notice(act, unit_id=home.id, latest_at=act.now - timedelta(hours=1))
    dispatch.begin(act, one)
    assert one.status is State.MISSED
    (said,) = texts(act)
    assert all(part in said for part in ("普通通知", "园区", f"/console/notices/{one.id}"))
    assert one.title not in said
    assert one.text not in said
    assert outgoing(act)[0].status is Sent.QUEUED
    assert misses.TOLD.split("{")[0] in said


def test_what_a_channel_does_not_bring_itself_goes_by_the_outbox(act: Act) -> None:
    lina, wang = comer(act, "lina", "web"), comer(act, "wang", "web")
    one = going(act, latest_at=act.now + timedelta(days=2))
    assert sendings.hand_over(act, one.id, "web", 100) == 2
    assert fates(act, one) == ["parked", "parked"]
    first, second = outgoing(act)
    assert (first.key, first.kind, first.bulk, first.latest_at) == (
        f"{one.key}:{lina.id}",
        "notice",
        True,
        one.latest_at,
    )
    dispatch.tidy(act, one)
    assert one.status is State.DONE
    assert sendings.follow(act) == 0
    outbox.sent(first, act.now)
    members.unsubscribe(act, wang)
    act.session.flush()
    assert sendings.follow(act) == 2
    assert fates(act, one) == ["sent", "skipped/opted-out"]
    assert second.status is outbox.State.WITHDRAWN
    assert sums_up(act, one)


@pytest.mark.parametrize(("ended", "fate"), [("failed", "failed"), ("unknown", "unknown"), ("stale", "skipped/window")])
def test_what_becomes_of_it_in_the_outbox_is_copied(act: Act, ended: str, fate: str) -> None:
    comer(act, "lina", "web")
    one = going(act)
    sendings.hand_over(act, one.id, "web", 100)
    outgoing(act)[0].state = ended
    act.session.flush()
    assert sendings.follow(act) == 1
    assert fates(act, one) == [fate]


def test_a_parked_copy_goes_when_its_member_writes(act: Act) -> None:
    comer(act, "lina", "wechat")
    one = going(act)
    settled(act, claimed(act, one, "wechat"), Parked("45047"))
    assert outgoing(act)[0].status is outbox.State.PARKED
    to = Address("wechat", "lina")
    assert windows.opened(act.session, to, Allowance(5, 60), act.now)
    parking.resume(act.session, to, act.now)
    assert outgoing(act)[0].status is outbox.State.QUEUED
    members.lost(act.session, to, act.now)
    assert sendings.follow(act) == 1
    assert fates(act, one) == ["skipped/unreachable"]


def test_who_writes_while_a_copy_is_refused_need_not_write_again(act: Act) -> None:
    comer(act, "lina", "wechat")
    comer(act, "wang", "wechat")
    one = going(act)
    copies = claimed(act, one, "wechat")
    act = later(act, seconds=1)
    windows.opened(act.session, Address("wechat", "lina"), Allowance(5, 60), act.now)
    settled(act, copies, Parked("window"))
    assert fates(act, one) == ["queued", "parked"]
    settled(act, claimed(act, one, "wechat"), Parked("window"))
    assert fates(act, one) == ["parked", "parked"]
    assert sums_up(act, one)


def test_who_opts_out_while_it_is_handed_over_gets_nothing(union: Union, database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("its writers exclude each other")
    with union.act() as act:
        lina, one = comer(act, "lina", "web").id, going(act).id

    def opt_out() -> None:
        with union.act() as act:
            members.unsubscribe(act, act.session.get_one(Member, lina))

    leaving = threading.Thread(target=opt_out)
    with union.act() as act:
        sendings.hand_over(act, one, "web", 10)
        leaving.start()
        leaving.join(0.3)
        assert leaving.is_alive()
    leaving.join()
    with union.act() as act:
        assert outgoing(act)[0].status is outbox.State.WITHDRAWN
        sendings.follow(act)
        assert fates(act, act.session.get_one(Notice, one)) == ["skipped/opted-out"]
