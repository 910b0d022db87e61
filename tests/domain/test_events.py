"""Events: when one can sign up, and why not; a changed plan moves them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain import events
from bot.domain.acts import Act
from bot.errors import Refusal
from tests.domain.union import PARTY, event, later

OPENS = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
CLOSES = datetime(2026, 12, 16, 15, 59, tzinfo=UTC)
WINDOW = {"signup_opens": OPENS, "signup_closes": CLOSES}


@pytest.mark.parametrize(
    ("moment", "fields", "why"),
    [
        (OPENS - timedelta(seconds=1), WINDOW, "还没开始报名，12月1日 00:00"),
        (OPENS, WINDOW, None),
        (CLOSES - timedelta(seconds=1), WINDOW, None),
        (CLOSES, WINDOW, "截止（12月16日 23:59）"),
        (PARTY - timedelta(seconds=1), {}, None),
        (PARTY, {}, "截止（12月18日 14:00）"),
        (PARTY, {"signup_closes": PARTY + timedelta(days=9)}, "截止（12月18日 14:00）"),
        (PARTY + timedelta(days=900), {"starts_at": None}, None),
        (OPENS, {"signup": False}, "不用报名"),
        (OPENS, {"cancelled": True}, "取消了"),
    ],
)
def test_one_can_sign_up_within_the_window_and_is_told_why_not(
    act: Act, moment: datetime, fields: dict[str, Any], why: str | None
) -> None:
    one = event(act, **fields)
    then = later(act, seconds=(moment - act.now).total_seconds())
    told = one.why_closed(then)
    assert told is None if why is None else told and why in told
    assert events.open_for_signup(then) == ([one] if why is None else [])


def test_a_known_code_is_brought_up_to_date(act: Act) -> None:
    one = event(act)
    again = event(act, starts_at=PARTY + timedelta(days=1), place="礼堂")
    assert again is one
    assert (one.starts_at, one.place) == (PARTY + timedelta(days=1), "礼堂")
    assert events.every(act.session) == [one]


def test_an_event_is_called_off_once_and_gone_from_all_lists(act: Act) -> None:
    one = event(act)
    assert events.coming(act) == [one]
    events.cancel(act, one)
    with pytest.raises(Refusal, match="已经取消"):
        events.cancel(act, one)
    assert events.coming(act) == events.open_for_signup(act) == []
    assert events.of_month(act.session, date(2026, 12, 24)) == []
    assert events.starting_between(act.session, PARTY, PARTY + timedelta(hours=1)) == []
    assert events.coded(act.session, "party") is one


def test_the_months_events_come_by_date_those_without_one_last(act: Act) -> None:
    some_day = event(act, "some-day", starts_at=None)
    late, early = event(act, "late", starts_at=PARTY + timedelta(days=2)), event(act, "early")
    event(act, "january", month=date(2027, 1, 1), starts_at=PARTY + timedelta(days=30))
    assert events.of_month(act.session, date(2026, 12, 31)) == [early, late, some_day]


def test_what_has_begun_is_not_coming_any_more(act: Act) -> None:
    over = event(act, "over", starts_at=act.now, month=date(2026, 11, 1))
    soon = event(act, "soon", starts_at=act.now + timedelta(seconds=1), month=date(2026, 11, 1))
    this_month = event(act, "this-month", starts_at=None, month=date(2026, 11, 1))
    event(act, "last-month", starts_at=None, month=date(2026, 10, 1))
    next_month = event(act, "next-month")
    assert over not in events.coming(act)
    assert events.coming(act) == [soon, this_month, next_month]
    assert events.coming(act, limit=1) == [soon]


def test_a_span_has_its_first_moment_and_not_its_last(act: Act) -> None:
    one = event(act)
    hour = timedelta(hours=1)
    assert events.starting_between(act.session, PARTY, PARTY + hour) == [one]
    assert events.starting_between(act.session, PARTY - hour, PARTY) == []
