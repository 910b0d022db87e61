"""A notice on its way: begun in time or missed, listed, paused, stopped, sent again; its rows kept a while."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import dispatch, leads, noticekeeping, reckonings, sendings
from bot.domain.acts import Act
from bot.domain.noticebook import Fate, Notice, State
from bot.errors import DeliveryFailed, Parked, Refusal
from bot.store.outbox import State as Sent
from tests.domain.notice_member_deeds import public
from tests.domain.notice_union import claimed, comer, fates, going, notice, rows, settled, sums_up
from tests.domain.union import PARTY, event, later, officer, outgoing


def test_one_that_is_due_is_listed_sent_and_done(act: Act) -> None:
    comer(act, "lina", "telegram")
    one = notice(act)
    assert one.id in dispatch.due(act)
    dispatch.begin(act, one)
    assert one.state == State.COUNTING.value
    assert not dispatch.list_on(act, one)
    assert (one.state, one.size, one.started_at) == ("sending", 1, act.now)
    dispatch.tidy(act, one)
    assert one.state == State.SENDING.value
    settled(act, claimed(act, one))
    assert one.id in dispatch.to_tidy(act)
    dispatch.tidy(act, one)
    assert (one.state, one.ended_at) == ("done", act.now)
    assert one.id not in {*dispatch.due(act), *dispatch.to_tidy(act)}


def test_one_that_is_not_due_yet_waits_until_somebody_sends_it_now(act: Act) -> None:
    one = notice(act, due_at=act.now + timedelta(days=1))
    dispatch.begin(act, one)
    assert (one.state, dispatch.due(act)) == ("scheduled", [])
    dispatch.send_now(act, one)
    assert dispatch.due(act) == [one.id]
    draft = notice(act, state=State.DRAFT.value)
    with pytest.raises(Refusal, match="还没有批准"):
        dispatch.send_now(act, draft)


@pytest.mark.parametrize(
    ("state", "author", "missed"),
    [
        (State.SCHEDULED, True, True),
        (State.WAITING, True, True),
        (State.DRAFT, False, True),
        (State.DRAFT, True, False),
    ],
)
def test_what_downtime_made_too_late_is_missed(act: Act, state: str, author: bool, missed: bool) -> None:  # noqa: FBT001
    by = officer(act).id if author else None
    one = notice(act, state=state, author_id=by, latest_at=act.now + timedelta(hours=2))
    late = later(act, hours=3)
    assert (one.id in dispatch.due(late)) == missed
    dispatch.begin(late, one)
    assert (one.state == State.MISSED.value) == missed


def test_one_made_up_for_within_its_time_goes(act: Act) -> None:
    comer(act, "lina", "telegram")
    one = notice(act, latest_at=act.now + timedelta(hours=2))
    dispatch.begin(later(act, hours=1), one)
    assert one.state == State.COUNTING.value


def test_one_that_goes_by_an_event_moves_with_it_and_is_cancelled_with_it(act: Act) -> None:
    party = event(act, "party")
    when = {"event": party.id, "days": -1, "at": "18:00"}
    one = notice(act, event_id=party.id, schedule=when, due_at=PARTY - timedelta(hours=20), latest_at=PARTY)
    party.starts_at = PARTY + timedelta(days=7)
    at_first_time = replace(act, now=PARTY - timedelta(hours=20))
    dispatch.begin(at_first_time, one)
    assert one.state == State.SCHEDULED.value
    assert one.due_at
    assert one.due_at.date() == (PARTY + timedelta(days=6)).date()
    assert one.latest_at == party.starts_at
    party.cancelled = True
    act.session.flush()
    dispatch.begin(at_first_time, one)
    assert one.state == State.CANCELLED.value


def test_one_that_goes_by_an_event_goes_now_where_somebody_says_so(act: Act) -> None:
    party = event(act, "party")
    when = {"event": party.id, "days": -1, "at": "18:00"}
    one = notice(act, event_id=party.id, schedule=when, due_at=PARTY - timedelta(hours=20), latest_at=PARTY)
    dispatch.send_now(act, one)
    dispatch.begin(act, one)
    assert one.state == State.COUNTING.value


def test_the_link_is_a_counted_one_from_the_moment_at_which_it_goes_out(act: Act) -> None:
    away = public(act)
    comer(away, "lina", "telegram")
    one = going(away, link="https://example.org/a")
    (copy,) = claimed(away, one)
    assert leads.link(away, one) in copy.reply.text
    assert "https://gonghui.example/go/" in copy.reply.text
    assert "example.org" not in copy.reply.text


def test_a_repeating_one_is_scheduled_anew_once(act: Act) -> None:
    one = notice(act, schedule={"monthly": 31, "at": "09:00"})
    dispatch.begin(act, one)
    assert dispatch.repeat(act, one) is None
    (again,) = [row for row in act.session.scalars(select(Notice)) if row.after_id == one.id]
    assert (again.status, again.title, again.schedule) == (State.SCHEDULED, one.title, one.schedule)
    assert again.key != one.key
    assert again.due_at
    assert again.due_at > act.now


def test_pause_claims_nothing_and_what_is_in_hand_is_settled(act: Act) -> None:
    for who in ("lina", "wang"):
        comer(act, who, "telegram")
    one = going(act)
    copies = claimed(act, one, most=1)
    dispatch.pause(act, one)
    assert claimed(act, one) == []
    assert sendings.hand_over(act, one.id, "telegram", 9) == 0
    assert sendings.work(act, ["telegram"]) == []
    settled(act, copies)
    with pytest.raises(Refusal, match="已暂停"):
        dispatch.pause(act, one)
    dispatch.resume(act, one)
    assert len(claimed(act, one)) == 1
    assert fates(act, one) == ["sent", "sending"]


def test_cancelled_sends_no_more_and_takes_back_what_waits(act: Act) -> None:
    for who, channel in (("lina", "telegram"), ("wang", "telegram"), ("zhao", "web"), ("qian", "telegram")):
        comer(act, who, channel)
    one = going(act)
    first, second = claimed(act, one, most=2)
    settled(act, [first])
    sendings.hand_over(act, one.id, "web", 9)
    dispatch.cancel(act, one)
    assert claimed(act, one) == []
    assert fates(act, one) == ["sent", "sending", "skipped/stopped", "skipped/stopped"]
    assert outgoing(act)[0].status is Sent.WITHDRAWN
    settled(act, [second], Parked("45047"))
    assert fates(act, one) == ["sent", "skipped/stopped", "skipped/stopped", "skipped/stopped"]
    assert sums_up(act, one)
    with pytest.raises(Refusal, match="已作废"):
        dispatch.resume(act, one)


@pytest.mark.parametrize(("hours", "why"), [(3, "late"), (20, "quiet")])
def test_what_is_too_late_is_skipped_and_says_why(act: Act, hours: int, why: str) -> None:
    comer(act, "lina", "telegram")
    one = going(act, latest_at=act.now + timedelta(hours=hours))
    after = later(act, hours=hours + 1)
    assert claimed(after, one) == []
    dispatch.tidy(after, one)
    assert fates(act, one) == [f"skipped/{why}"]
    assert one.state == State.DONE.value
    with pytest.raises(Refusal, match="最迟"):
        dispatch.send_since(after, one)


def test_the_failed_are_sent_again_and_the_unknown_only_where_asked(act: Act) -> None:
    for who in ("lina", "wang"):
        comer(act, who, "telegram")
    one = going(act)
    with pytest.raises(Refusal, match="不用重发"):
        dispatch.retry(act, one)
    settled(act, claimed(act, one, most=1), DeliveryFailed("400", "no"))
    claimed(act, one)
    sendings.recover(later(act, hours=1))
    dispatch.tidy(act, one)
    assert (one.state, fates(act, one)) == ("done", ["failed", "unknown"])
    assert dispatch.retry(act, one) == 1
    assert (one.state, fates(act, one)) == ("sending", ["queued", "unknown"])
    assert dispatch.retry(act, _failed(act, one), unsure=True) == 2
    assert fates(act, one) == ["queued", "queued"]


def _failed(act: Act, one: Notice) -> Notice:
    settled(act, claimed(act, one), DeliveryFailed("400", "no"))
    return one


def test_who_joined_since_gets_it_too_and_nobody_twice(act: Act) -> None:
    comer(act, "lina", "web")
    one = going(act)
    sendings.hand_over(act, one.id, "web", 9)
    dispatch.tidy(act, one)
    comer(act, "wang", "web")
    dispatch.send_since(act, one)
    while dispatch.list_on(act, one):
        pass
    assert fates(act, one) == ["parked", "queued"]
    assert sums_up(act, one)


def test_one_that_was_tried_by_the_outbox_before_gets_another_key(act: Act) -> None:
    lina = comer(act, "lina", "web")
    one = going(act)
    sendings.hand_over(act, one.id, "web", 9)
    outgoing(act)[0].state = Sent.FAILED.value
    sendings.follow(act)
    dispatch.retry(act, one)
    assert sendings.hand_over(act, one.id, "web", 9) == 1
    first, second = outgoing(act)
    assert second.key == f"{one.key}:{lina.id}+{first.id}"
    assert rows(act, one)[0].outbox_id == second.id


def test_rows_go_once_it_ended_long_ago_and_the_figures_stay(act: Act) -> None:
    for who in ("lina", "wang"):
        comer(act, who, "web")
    one = going(act)
    sendings.hand_over(act, one.id, "web", 1)
    settled(act, claimed(act, one, "web"))
    dispatch.tidy(act, one)
    assert noticekeeping.due(later(act, days=399)) == []
    old = later(act, days=401)
    assert noticekeeping.due(old) == [one]
    assert not noticekeeping.drop(old, one)
    assert rows(act, one) == []
    found = reckonings.counts(act.session, one)
    assert (found[Fate.SENT], found[Fate.SKIPPED], sum(found.values())) == (1, 1, one.size)
    assert noticekeeping.due(old) == []
