"""Notices: what is due when; a row of its own for each, so that none goes out twice."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.config import Cases, Config
from bot.domain import events, notices, registrations
from bot.domain.acts import Act
from bot.domain.notices import Due, RunState
from bot.errors import Refusal
from bot.store.outbox import State
from tests.domain.union import PARTY, address, event, later, member, outgoing

HOUR = timedelta(hours=1)
REMIND_AT = PARTY - timedelta(hours=20)
"""18:00 the day before."""

ANNOUNCE_AT = PARTY - timedelta(days=17, hours=5)
"""Tuesday, the 1st of December, 09:00."""


def at(act: Act, moment: object) -> Act:
    return later(act, seconds=(moment - act.now).total_seconds())  # type: ignore[operator]


def keys(act: Act, moment: object) -> list[str]:
    return [one.key for one in notices.due(at(act, moment))]


def test_an_announcement_is_due_from_nine_on_the_first_working_day(act: Act) -> None:
    member(act)
    event(act)
    assert keys(act, ANNOUNCE_AT - timedelta(seconds=1)) == []
    assert keys(act, ANNOUNCE_AT) == ["announcement:2026-12"]
    assert notices.due(at(act, ANNOUNCE_AT))[0].useful_until == ANNOUNCE_AT + notices.ANNOUNCE_GRACE


def test_the_unions_own_days_say_which_day_is_the_first(tmp_path: Path) -> None:
    file = tmp_path / "days.toml"
    file.write_text("holidays = [2026-12-01]\n")
    config = Config(cases=Cases(days_file=str(file)))
    assert notices.announced_at(Config(), date(2026, 12, 18)) == ANNOUNCE_AT
    assert notices.announced_at(config, date(2026, 12, 18)) == ANNOUNCE_AT + timedelta(days=1)


def test_a_month_without_activities_is_not_announced(act: Act) -> None:
    member(act)
    one = event(act)
    events.cancel(act, one)
    assert keys(act, ANNOUNCE_AT) == []


def test_what_was_due_before_the_first_member_came_was_not_missed(act: Act) -> None:
    event(act)
    assert keys(act, ANNOUNCE_AT) == []
    member(at(act, ANNOUNCE_AT + HOUR))
    assert keys(act, ANNOUNCE_AT + 2 * HOUR) == []


def test_a_reminder_is_due_from_six_the_evening_before_and_only_where_one_signs_up(act: Act) -> None:
    member(act)
    one = event(act)
    event(act, "open-day", signup=False)
    assert keys(act, REMIND_AT - timedelta(seconds=1)) == ["announcement:2026-12"]
    assert keys(act, REMIND_AT)[1:] == [f"reminder:{one.id}:2026-12-18T06:00"]


def test_what_is_done_is_not_due_again(act: Act) -> None:
    member(act)
    event(act)
    then = at(act, ANNOUNCE_AT)
    (one,) = notices.due(then)
    assert notices.work(then, one)
    assert not notices.work(then, one)
    assert notices.due(then) == []
    assert not notices.work(then, one)
    (run,) = notices.recent(act.session)
    assert (run.state, run.queued, run.ended_at) == (RunState.DONE, 1, then.now)
    assert run.state_label == RunState.DONE.label
    assert len(outgoing(act)) == 1


@pytest.mark.parametrize("change", ["moved", "cancelled"])
def test_a_reminder_found_due_for_an_event_that_was_just_changed_is_not_sent(act: Act, change: str) -> None:
    one = event(act)
    registrations.join(act, one, member(act), address())
    then = at(act, REMIND_AT)
    due = notices.due(then)[-1]
    if change == "moved":
        event(act, starts_at=PARTY + timedelta(days=7))
    else:
        events.cancel(act, one)
    assert not notices.work(then, due)
    assert outgoing(act) == []


def test_a_reminder_that_waits_when_the_event_is_moved_is_withdrawn_and_a_new_one_follows(act: Act) -> None:
    one = event(act)
    registrations.join(act, one, member(act), address())
    then = at(act, REMIND_AT)
    assert notices.work(then, notices.due(then)[-1])
    event(act, starts_at=PARTY + timedelta(days=1))
    then = at(act, REMIND_AT + timedelta(days=1))
    assert notices.work(then, notices.due(then)[-1])
    assert [(row.status, "明天14:00" in row.text) for row in outgoing(act)] == [
        (State.WITHDRAWN, True),
        (State.QUEUED, True),
    ]


def test_a_late_reminder_says_the_day_and_not_tomorrow(act: Act) -> None:
    registrations.join(act, event(act), member(act), address())
    then = at(act, PARTY - HOUR)
    notices.work(then, notices.due(then)[-1])
    assert "12月18日 14:00开始" in outgoing(act)[0].text
    assert "明天" not in outgoing(act)[0].text


def test_too_late_is_recorded_as_missed(act: Act) -> None:
    member(act)
    late = Due("announcement:2026-10", "announcement", act.now - 2 * HOUR, act.now - HOUR, month=date(2026, 10, 1))
    assert not notices.work(act, late)
    assert [(run.key, run.state, run.queued) for run in notices.recent(act.session)] == [
        ("announcement:2026-10", RunState.MISSED, 0)
    ]


def test_nobody_signs_up_for_what_has_begun(act: Act) -> None:
    with pytest.raises(Refusal):
        registrations.join(at(act, PARTY), event(act), member(act), address())
