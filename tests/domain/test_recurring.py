"""Series: sessions set by hand and rules of RFC 5545, holidays, one for all later, what members may sign up for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain import editing, recurring, registrations, units
from bot.domain.acts import Act
from bot.domain.arrangements import Arrangement
from bot.domain.events import Event
from bot.domain.recurring import Pattern
from bot.domain.series import Series
from bot.domain.staff import Officer
from bot.errors import Refusal
from tests.domain.editing_deeds import given, published
from tests.domain.union import PARTY, address, member, officer, outgoing

FRIDAYS = Pattern(weekdays=(4,), count=4)


def yoga(act: Act, **fields: object) -> tuple[Officer, Event]:
    """A draft of a class on a Friday, two hours long, signed up for three days before."""
    boss = officer(act)
    window: dict[str, object] = {"signup_opens": PARTY - timedelta(days=3), "signup_closes": PARTY - timedelta(hours=2)}
    mine = given(title="瑜伽班", ends_at=PARTY + timedelta(hours=2), **window | fields)
    return boss, editing.draft(act, boss, units.top(act), mine)


@pytest.mark.parametrize(
    ("pattern", "rule", "days"),
    [
        (FRIDAYS, "FREQ=WEEKLY;BYDAY=FR;COUNT=4", [(12, 18), (12, 25), (1, 1), (1, 8)]),
        (Pattern(weekdays=(4, 1), every=2, until=date(2027, 1, 5)),
         "FREQ=WEEKLY;BYDAY=TU,FR;INTERVAL=2;UNTIL=20270105T235959", [(12, 18), (12, 29), (1, 1)]),
        (Pattern(monthly=True, count=3), "FREQ=MONTHLY;BYMONTHDAY=18;COUNT=3", [(12, 18), (1, 18), (2, 18)]),
    ],
)  # fmt: skip
def test_a_rule_is_kept_as_the_standard_writes_it(
    act: Act, pattern: Pattern, rule: str, days: list[tuple[int, int]]
) -> None:
    boss, event = yoga(act)
    assert [(one.day.month, one.day.day) for one in recurring.days(act.config, event, pattern)] == days
    recurring.repeat(act, boss, event, pattern, skip_holidays=False)
    assert act.session.get_one(Series, event.series_id).rule == rule


def test_each_is_a_draft_of_its_own_at_the_same_hour_with_its_window_shifted(act: Act) -> None:
    boss, event = yoga(act)
    made = recurring.repeat(act, boss, event, FRIDAYS, skip_holidays=True)
    assert [one.title for one in [event, *made]] == [
        "瑜伽班（12月18日）", "瑜伽班（12月25日）", "瑜伽班（2027年1月8日）"
    ]  # fmt: skip
    assert all(one.draft for one in made)
    last, three_weeks = made[-1], timedelta(days=21)
    assert last.starts_at == PARTY + three_weeks
    assert last.ends_at == PARTY + three_weeks + timedelta(hours=2)
    assert (last.signup_opens, last.signup_closes) == (
        PARTY + three_weeks - timedelta(days=3),
        PARTY + three_weeks - timedelta(hours=2),
    )
    assert recurring.publish_all(act, boss, event) == 3
    assert not any(one.draft for one in recurring.of_event(act.session, event))
    with pytest.raises(Refusal, match="没有等发布"):
        recurring.publish_all(act, boss, event)


def test_the_first_of_january_is_flagged_by_its_name(act: Act) -> None:
    _, event = yoga(act)
    assert [one.holiday for one in recurring.days(act.config, event, FRIDAYS)] == ["", "", "元旦", ""]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (Pattern(weekdays=(3,), count=3), "星期五"),
        (Pattern(weekdays=(4,)), "一共几次"),
        (Pattern(weekdays=(4,), count=61), "超过 60 次"),
        (Pattern(weekdays=(4,), until=date(2026, 12, 20)), "只有这一次"),
        (Pattern(weekdays=(4,), every=0, count=3), "1 到 12"),
    ],
)
def test_what_makes_no_rule_is_told(act: Act, pattern: Pattern, words: str) -> None:
    _, event = yoga(act)
    with pytest.raises(Refusal, match=words):
        recurring.days(act.config, event, pattern)


def test_the_hour_is_the_walls_where_clocks_change(act: Act) -> None:
    """Ten in the morning stays ten in the morning, whatever that is in UTC."""
    berlin = replace(act, config=act.config.model_copy(update={"union": act.config.union.model_copy(
        update={"timezone": "Europe/Berlin"})}))  # fmt: skip
    start = datetime(2027, 3, 26, 9, 0, tzinfo=UTC)
    boss, event = yoga(berlin)
    editing.change(berlin, boss, event, given(title="瑜伽班", starts_at=start, month=date(2027, 3, 1)))
    made = recurring.repeat(berlin, boss, event, Pattern(weekdays=(4,), count=2), skip_holidays=False)
    assert made[0].starts_at == datetime(2027, 4, 2, 8, 0, tzinfo=UTC)


def test_this_and_all_later_ones_change_but_their_days_do_not(act: Act) -> None:
    boss, event = yoga(act, signup_opens=None)
    first, second, third = [event, *recurring.repeat(act, boss, event, FRIDAYS, skip_holidays=True)]
    recurring.publish_all(act, boss, event)
    registrations.join(act, third, member(act), address(), name="李娜")
    later = PARTY + timedelta(days=7, hours=1)
    now = replace(Arrangement.of(second), place="三楼", seats=9, starts_at=later, ends_at=later + timedelta(hours=2))
    assert recurring.change(act, boss, second, now, onward=True) == 2
    assert [one.place == "三楼" for one in (first, second, third)] == [False, True, True]
    assert third.starts_at == PARTY + timedelta(days=21, hours=1)
    assert third.title == "瑜伽班（2027年1月8日）"
    assert any("改时间" in row.text for row in outgoing(act))
    recurring.change(act, boss, third, replace(Arrangement.of(third), place="院子"), onward=False)
    assert (second.place, third.place) == ("三楼", "院子")


def test_one_is_called_off_and_the_others_stay(act: Act) -> None:
    boss, event = yoga(act)
    made = recurring.repeat(act, boss, event, FRIDAYS, skip_holidays=True)
    recurring.publish_all(act, boss, event)
    registrations.call_off(act, made[0])
    assert [one.cancelled for one in recurring.of_event(act.session, event)] == [False, True, False]
    recurring.change(act, boss, event, replace(Arrangement.of(event), place="三楼"), onward=True)
    assert [one.place == "三楼" for one in recurring.of_event(act.session, event)] == [True, False, True]


def test_a_session_by_hand_is_called_after_its_hour(act: Act) -> None:
    boss, event = published(act)
    one = recurring.add_session(act, boss, event, PARTY + timedelta(hours=3), once=True)
    assert one.title.endswith("（12月18日 17:00）")
    assert one.draft
    assert act.session.get_one(Series, one.series_id).once
    with pytest.raises(Refusal, match="已经有一场"):
        recurring.add_session(act, boss, event, PARTY + timedelta(hours=3), once=True)
    with pytest.raises(Refusal, match="已经过了"):
        recurring.add_session(act, boss, event, act.now, once=True)
    recurring.change(act, boss, one, replace(Arrangement.of(one), starts_at=PARTY + timedelta(hours=4)), onward=False)
    assert one.title.endswith("（12月18日 18:00）")
