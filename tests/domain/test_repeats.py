"""When a notice begins is looked at anew: its event was moved, its audience grew, it is the next of a repeating one."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.config.notices import Notices
from bot.domain import approving, audiences, dispatch, drafting, units
from bot.domain.acts import Act
from bot.domain.audiences import Audience
from bot.domain.drafting import Draft
from bot.domain.noticebook import Notice, State
from bot.domain.noticekinds import Kind
from bot.errors import Refusal
from tests.domain.notice_union import comer, fates, going, notice, rows
from tests.domain.test_drafting import kept_files, picture
from tests.domain.test_groups import linked
from tests.domain.union import PARTY, event, later, officer, texts

MONTHLY: dict[str, Any] = {"monthly": 5, "at": "09:00"}


def few(act: Act, most: int = 1) -> Act:
    """Where no more than this many get a notice that nobody approved."""
    return replace(act, config=act.config.model_copy(update={"notices": Notices(approve_above=most)}))


def next_of(act: Act, one: Notice) -> Notice:
    """The notice that repeats it."""
    return act.session.scalars(select(Notice).where(Notice.after_id == one.id)).one()


def hanging(act: Act, **fields: Any) -> Notice:
    """One that goes out the evening before the party."""
    party = event(act, "party")
    when = {"event": party.id, "days": -1, "at": "18:00"}
    return notice(act, event_id=party.id, schedule=when, due_at=PARTY - timedelta(hours=20), latest_at=PARTY, **fields)


def test_one_that_nobody_approved_in_time_repeats_as_one_that_waits_for_approval(act: Act) -> None:
    one = notice(act, state=State.WAITING.value, schedule=MONTHLY, latest_at=act.now + timedelta(hours=1))
    dispatch.begin(later(act, hours=2), one)
    assert (one.status, next_of(act, one).status) == (State.MISSED, State.WAITING)


def test_one_that_repeats_is_for_the_same_list(act: Act) -> None:
    li, lina = officer(act), comer(act, "lina", "telegram")
    comer(act, "wang", "telegram")
    one = drafting.write(act, li, units.top(act), Draft(Kind.NOTICE, "停水", "明天停水。", schedule=MONTHLY))
    drafting.list_members(act, one, [lina.id])
    approving.submit(act, one, li)
    then = replace(act, now=one.due_at or act.now)
    dispatch.begin(then, one)
    assert audiences.count(act.session, next_of(act, one)) == audiences.count(act.session, one) == 1


def test_one_that_is_sent_before_its_time_is_not_sent_at_it_once_more(act: Act) -> None:
    one = notice(act, schedule=MONTHLY, due_at=act.now + timedelta(days=10, hours=-1))
    first = one.due_at
    dispatch.send_now(act, one)
    dispatch.begin(act, one)
    assert one.status is State.COUNTING
    following = next_of(act, one).due_at
    assert first
    assert following
    assert following > first


def test_a_picture_that_the_next_one_shows_too_stays(act: Act) -> None:
    shown = picture(act)
    one = notice(act, schedule=MONTHLY, picture=asdict(shown))
    dispatch.begin(act, one)
    for last, drawn in enumerate((next_of(act, one), one)):
        drawn.state = State.DRAFT.value
        act.session.flush()
        drafting.change(act, drawn, Draft(Kind.NOTICE, "停水", "明天停水。"))
        assert kept_files(act) == 1 - last


def test_what_goes_to_more_than_may_get_it_unapproved_waits_when_its_time_comes(act: Act) -> None:
    act, li = few(act), officer(act)
    linked(act)
    comer(act, "lina", "telegram")
    one = notice(act, author_id=li.id, schedule=MONTHLY, latest_at=act.now + timedelta(days=3))
    comer(act, "wang", "telegram")
    dispatch.begin(act, one)
    assert (one.status, rows(act, one)) == (State.WAITING, [])
    (told,) = texts(act)
    assert "现在有 2 人会收到" in told
    assert f"/console/notices/{one.id}" in told
    wang = officer(act, "王主席")
    approving.approve(later(act, hours=1), one, wang)
    assert (one.status, one.due_at) == (State.SCHEDULED, act.now)
    dispatch.begin(later(act, hours=1), one)
    assert one.status is State.COUNTING


def test_who_joined_since_may_not_make_it_more_than_may_get_it_unapproved(act: Act) -> None:
    act, li = few(act), officer(act)
    comer(act, "lina", "telegram")
    one = going(act, author_id=li.id)
    comer(act, "wang", "telegram")
    with pytest.raises(Refusal, match="现在会收到的有 2 人，超过 1 人要有人批准"):
        dispatch.send_since(act, one)
    one.approver_id = li.id
    act.session.flush()
    dispatch.send_since(act, one)
    assert one.status is State.COUNTING


def test_nobody_gets_it_twice_because_the_rows_are_gone(act: Act) -> None:
    one = going(act, latest_at=act.now + timedelta(days=300))
    one.totals = {"sent": 5}
    act.session.flush()
    with pytest.raises(Refusal, match="名单已经删掉"):
        dispatch.send_since(act, one)


def test_each_that_begins_has_an_end(act: Act) -> None:
    comer(act, "lina", "nobody-serves-this")
    one = going(act)
    assert one.latest_at == act.now + timedelta(days=3)
    after = later(act, days=3, minutes=1)
    dispatch.tidy(after, one)
    assert (one.status, fates(act, one)) == (State.DONE, ["skipped/late"])


def test_one_whose_event_was_put_off_or_brought_forward_goes_at_the_new_time(act: Act) -> None:
    one = hanging(act)
    assert one.id not in dispatch.due(act)
    party = event(act, "party")
    party.starts_at = PARTY - timedelta(days=3)
    act.session.flush()
    assert one.id in dispatch.due(act)
    dispatch.begin(act, one)
    assert (one.status, one.due_at) == (State.SCHEDULED, PARTY - timedelta(days=3, hours=20))
    assert one.latest_at == party.starts_at
    assert one.id not in dispatch.due(act)


@pytest.mark.parametrize(("change", "state"), [("cancelled", "cancelled"), ("dayless", "scheduled")])
def test_one_whose_event_is_off_or_has_no_day_any_more_does_not_go(act: Act, change: str, state: str) -> None:
    one = hanging(act)
    party = event(act, "party")
    party.cancelled = change == "cancelled"
    party.starts_at = None if change == "dayless" else party.starts_at
    act.session.flush()
    assert (one.id in dispatch.due(act)) == (change == "cancelled")
    dispatch.begin(replace(act, now=PARTY - timedelta(hours=20)), one)
    assert one.state == state
    dispatch.begin(replace(act, now=PARTY + timedelta(hours=1)), one)
    assert one.state == ("cancelled" if state == "cancelled" else "missed")


def test_an_officers_own_end_moves_with_the_event(act: Act) -> None:
    one = hanging(act)
    one.latest_at = (one.due_at or PARTY) + timedelta(hours=2)
    event(act, "party").starts_at = PARTY + timedelta(days=7)
    act.session.flush()
    dispatch.begin(act, one)
    assert one.due_at
    assert one.latest_at == one.due_at + timedelta(hours=2)


def test_of_very_many_that_are_cancelled_while_they_are_listed_none_stays(
    act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in ("lina", "wang", "zhao"):
        comer(act, who, "telegram")
    one = going(act)
    one.state, one.resolved_at = State.COUNTING.value, None
    monkeypatch.setattr("bot.domain.stopping.CHUNK", 2)
    dispatch.cancel(act, one)
    assert fates(act, one).count("queued") == 1
    assert one.id in dispatch.to_tidy(act)
    dispatch.tidy(act, one)
    assert fates(act, one) == ["skipped/stopped"] * 3
    assert one.id not in dispatch.to_tidy(act)


def test_one_for_a_part_of_the_union_keeps_its_audience(act: Act) -> None:
    home = units.add(act, "园区", units.top(act))
    act.session.flush()
    one = notice(act, schedule=MONTHLY, audience=Audience(home.id, below=False).data())
    dispatch.begin(act, one)
    assert next_of(act, one).audience == one.audience
