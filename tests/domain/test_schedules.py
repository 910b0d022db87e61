"""When a notice goes out: once, each month, on a working day, around an event that may move."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain import schedules
from bot.domain.acts import Act
from bot.domain.noticekinds import Kind
from bot.errors import Refusal
from tests.domain.notice_people import notice
from tests.domain.union import PARTY, event, later


def shown(act: Act, moment: datetime | None) -> str:
    """A moment on the union's wall clock."""
    assert moment
    return f"{moment.astimezone(act.config.zone):%Y-%m-%d %H:%M}"


def test_without_a_schedule_it_is_due_now(act: Act) -> None:
    one = notice(act)
    assert schedules.due(act, one) == act.now
    assert schedules.next(act, one) is None


@pytest.mark.parametrize(
    ("when", "due", "after"),
    [
        ({"once": "2026-11-30T09:00:00+08:00"}, "2026-11-30 09:00", None),
        ({"once": "2026-11-30T09:00:00"}, "2026-11-30 09:00", None),
        ({"monthly": 31, "at": "09:00"}, "2026-11-30 09:00", "2026-12-31 09:00"),
        ({"monthly": 23, "at": "09:00"}, "2026-12-23 09:00", "2027-01-23 09:00"),
        ({"monthly": 23, "at": "10:01"}, "2026-11-23 10:01", "2026-12-23 10:01"),
        ({"workday": 1, "at": "09:00"}, "2026-12-01 09:00", "2027-01-04 09:00"),
        ({"workday": 3, "at": "18:30"}, "2026-12-03 18:30", "2027-01-06 18:30"),
        ({"workday": 23, "at": "09:00"}, "2026-11-30 09:00", "2026-12-31 09:00"),
    ],
)
def test_once_monthly_and_on_a_working_day(act: Act, when: dict[str, Any], due: str, after: str | None) -> None:
    one = notice(act, schedule=when)
    schedules.require(act, when)
    one.due_at = schedules.due(act, one)
    assert shown(act, one.due_at) == due
    following = schedules.next(act, one)
    assert (shown(act, following) if following else None) == after


def test_a_shorter_month_has_its_last_day_and_the_year_after_a_leap_year_too(act: Act) -> None:
    one, found = notice(act, schedule={"monthly": 31, "at": "09:00"}), list[str]()
    one.due_at = datetime(2027, 12, 31, 1, 0, tzinfo=UTC)
    for _ in range(4):
        one.due_at = schedules.next(act, one)
        found.append(shown(act, one.due_at)[:10])
    assert found == ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]


def test_around_an_event_it_moves_with_it(act: Act) -> None:
    party = event(act, ends_at=PARTY + timedelta(hours=3))
    act.session.flush()
    wanted = {
        "2026-12-17 18:00": {"event": party.id, "days": -1, "at": "18:00"},
        "2026-12-18 12:00": {"event": party.id, "hours": -2},
        "2026-12-18 19:00": {"event": party.id, "hours": 2},
        "2026-12-20 09:00": {"event": party.id, "days": 2, "at": "09:00"},
    }
    made = [notice(act, key=f"k{at}", schedule=when, event_id=party.id) for at, when in wanted.items()]
    assert [shown(act, schedules.due(act, one)) for one in made] == list(wanted)
    party.starts_at, party.ends_at = PARTY + timedelta(days=7), PARTY + timedelta(days=7, hours=3)
    assert shown(act, schedules.due(act, made[0])) == "2026-12-24 18:00"
    assert schedules.latest(act, made[0], PARTY) == party.starts_at
    party.starts_at = None
    assert schedules.due(act, made[0]) is None
    party.starts_at, party.cancelled = PARTY, True
    assert schedules.due(act, made[0]) is None


def test_how_long_a_notice_is_of_use_where_nobody_says_so(act: Act) -> None:
    kinds = (Kind.NOTICE, Kind.URGENT, Kind.ANNOUNCEMENT, Kind.SURVEY)
    made = [notice(act, key=kind.value, kind=kind.value) for kind in kinds]
    assert [(schedules.latest(act, one, act.now) - act.now).days for one in made] == [3, 1, 10, 14]


def test_what_cannot_be_is_refused_in_words(act: Act) -> None:
    party = event(act)
    act.session.flush()
    for when in ({"once": "soon"}, {"monthly": 32, "at": "09:00"}, {"workday": 0, "at": "09:00"}, {"monthly": 1}):
        with pytest.raises(Refusal, match="发送时间没看明白"):
            schedules.require(act, when)
    for when in ({"monthly": 1, "at": "25:00"}, {"event": party.id}, {"once": "2026-11-30", "at": "09:00"}):
        with pytest.raises(Refusal, match="发送时间没看明白"):
            schedules.require(act, when)
    with pytest.raises(Refusal, match="11月23日 09:00）已经过了"):
        schedules.require(act, {"once": "2026-11-23T09:00:00+08:00"})
    with pytest.raises(Refusal, match="太远"):
        schedules.require(act, {"once": "2029-11-23T09:00:00+08:00"})
    before = {"event": party.id, "days": -1, "at": "18:00"}
    schedules.require(act, before)
    with pytest.raises(Refusal, match="已经过了"):
        schedules.require(later(act, days=25), before)
    with pytest.raises(Refusal, match="没有找到这个活动"):
        schedules.require(act, before | {"event": 999_999})
    party.starts_at = None
    with pytest.raises(Refusal, match="日期还没定"):
        schedules.require(act, before)
    party.cancelled = True
    with pytest.raises(Refusal, match="取消了"):
        schedules.require(act, before)
