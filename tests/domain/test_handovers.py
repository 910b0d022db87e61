"""Copies that the outbox carries: sent again, taken back, had elsewhere; and staff hear of what was missed."""

from datetime import timedelta

from bot.domain import deliveries, dispatch, members, misses, sendings, units
from bot.domain.acts import Act
from bot.domain.members import Contact
from bot.domain.noticebook import Recipient, State
from bot.errors import Parked
from bot.messages import Address
from bot.store import outbox
from bot.store.outbox import State as Sent
from tests.domain.notice_union import claimed, comer, fates, going, notice, rows, settled, sums_up
from tests.domain.test_groups import linked
from tests.domain.union import later, outgoing, texts


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
