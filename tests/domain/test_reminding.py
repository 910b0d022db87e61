"""Reminders and invitations: made when their time has come, once; a moved event has another one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import events, registrations, reminding, units
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, State
from bot.errors import Refusal
from bot.store.outbox import State as Sent
from tests.domain.test_announcing import HOUR, SECOND, at
from tests.domain.union import PARTY, address, event, member, outgoing
from tests.scheduler.brought import tick

REMIND_AT = PARTY - timedelta(hours=20)
"""18:00 the day before."""


def test_it_is_due_from_six_the_evening_before_and_only_where_one_signs_up(act: Act) -> None:
    member(act)
    one = event(act)
    event(act, "open-day", signup=False)
    assert reminding.due(at(act, REMIND_AT - SECOND)) == []
    assert reminding.due(at(act, REMIND_AT)) == [one.id]
    assert reminding.will_remind(at(act, REMIND_AT - SECOND), one)
    assert not reminding.will_remind(at(act, REMIND_AT), one)


def test_it_goes_to_who_comes_and_is_made_once(act: Act) -> None:
    street = units.add(act, "街道", units.top(act))
    one = event(act, unit_id=street.id, place="礼堂")
    member(act, "wang")
    member(act).unit_id = street.id
    registrations.join(act, one, member(act), address())
    then = at(act, REMIND_AT)
    tick(then)
    tick(then)
    (row,) = outgoing(act)
    assert row.text == (
        "【活动提醒】您报名的“冬至联欢会”明天（12月18日）14:00开始。地点：礼堂。"
        "来不了的话，请回复“取消报名：冬至联欢会”，把名额让给别人。"
    )
    assert (row.buttons, row.kind, row.latest_at, row.bulk) == (["取消报名：冬至联欢会"], "reminder", PARTY, True)
    notice = act.session.scalars(select(Notice).where(Notice.event_id == one.id)).one()
    assert (notice.key, notice.unit_id, notice.size) == (f"reminder:{one.id}:2026-12-18T06:00", street.id, 1)
    assert reminding.remind(then, one) is None


@pytest.mark.parametrize("change", ["moved", "cancelled"])
def test_one_made_for_an_event_that_was_just_changed_is_not_sent(act: Act, change: str) -> None:
    one = event(act)
    registrations.join(act, one, member(act), address())
    then = at(act, REMIND_AT)
    assert reminding.remind(then, one)
    if change == "moved":
        event(act, starts_at=PARTY + timedelta(days=7))
    else:
        events.cancel(act, one)
    tick(then)
    assert outgoing(act) == []


def test_one_that_waits_when_the_event_is_moved_is_withdrawn_and_a_new_one_follows(act: Act) -> None:
    registrations.join(act, event(act), member(act), address())
    tick(at(act, REMIND_AT))
    event(act, starts_at=PARTY + timedelta(days=1))
    tick(at(act, REMIND_AT + timedelta(days=1)))
    found = [(row.status, "明天（12月18日）" in row.text, "明天（12月19日）" in row.text) for row in outgoing(act)]
    assert found == [(Sent.WITHDRAWN, True, False), (Sent.QUEUED, False, True)]


def test_a_late_one_says_the_day_and_not_tomorrow_and_after_the_start_it_is_missed(act: Act) -> None:
    registrations.join(act, event(act), member(act), address())
    event(act, "gone", starts_at=PARTY - timedelta(days=3))
    tick(at(act, PARTY - HOUR))
    assert "12月18日 14:00开始" in outgoing(act)[0].text
    assert "明天" not in outgoing(act)[0].text
    states = act.session.scalars(select(Notice.state).where(Notice.kind == "reminder").order_by(Notice.state))
    assert states.all() == [State.MISSED, State.SENDING]


def test_nobody_signs_up_for_what_has_begun(act: Act) -> None:
    with pytest.raises(Refusal):
        registrations.join(at(act, PARTY), event(act), member(act), address())
