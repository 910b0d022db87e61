"""Days as members write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.conversation.answers import Said, Scope
from bot.conversation.dates import Lean, chinese_day, parse_day
from bot.conversation.kinds import Day
from bot.errors import Rejected
from tests.conversation.desk import SCOPE, TODAY

NO = None
FORMS = [
    # as written, then the month and day meant with each lean: past, future, either (today is Monday 2026-11-23)
    ("今天", "2026-11-23", "2026-11-23", "2026-11-23"),
    ("刚才", "2026-11-23", "2026-11-23", "2026-11-23"),
    ("昨天", "2026-11-22", "2026-11-22", "2026-11-22"),
    ("昨天下午", "2026-11-22", "2026-11-22", "2026-11-22"),
    ("昨天开始的", "2026-11-22", "2026-11-22", "2026-11-22"),
    ("大前天", "2026-11-20", "2026-11-20", "2026-11-20"),
    ("大后天", "2026-11-26", "2026-11-26", "2026-11-26"),
    ("6月23日", "2026-06-23", "2027-06-23", "2026-06-23"),
    ("6月23号左右", "2026-06-23", "2027-06-23", "2026-06-23"),
    ("六月二十三日", "2026-06-23", "2027-06-23", "2026-06-23"),
    ("6月23日（周二）", "2026-06-23", "2027-06-23", "2026-06-23"),
    ("6-23", "2026-06-23", "2027-06-23", "2026-06-23"),
    ("6.23", "2026-06-23", "2027-06-23", "2026-06-23"),
    ("11月23日", "2026-11-23", "2026-11-23", "2026-11-23"),
    ("十二月", "2025-12-01", "2026-12-01", "2026-12-01"),
    ("三月份", "2026-03-01", "2027-03-01", "2026-03-01"),
    ("2月29日", "2024-02-29", "2028-02-29", NO),
    ("2026-06-23", "2026-06-23", "2026-06-23", "2026-06-23"),
    ("2026/6/23", "2026-06-23", "2026-06-23", "2026-06-23"),
    ("2026.6.23", "2026-06-23", "2026-06-23", "2026-06-23"),
    ("20260623", "2026-06-23", "2026-06-23", "2026-06-23"),
    ("26年6月23日", "2026-06-23", "2026-06-23", "2026-06-23"),
    ("二〇二六年六月二十三日", "2026-06-23", "2026-06-23", "2026-06-23"),
    ("2026-11-27周五", "2026-11-27", "2026-11-27", "2026-11-27"),
    ("2026年6月", "2026-06-01", "2026-06-01", "2026-06-01"),
    ("2024年2月29日", "2024-02-29", "2024-02-29", "2024-02-29"),
    ("去年三月", "2025-03-01", "2025-03-01", "2025-03-01"),
    ("明年1月2日", "2027-01-02", "2027-01-02", "2027-01-02"),
    ("上个月15号", "2026-10-15", "2026-10-15", "2026-10-15"),
    ("下月3日", "2026-12-03", "2026-12-03", "2026-12-03"),
    ("上个月", "2026-10-01", "2026-10-01", "2026-10-01"),
    ("15号", "2026-11-15", "2026-12-15", "2026-11-15"),
    ("30号", "2026-10-30", "2026-11-30", "2026-11-30"),
    ("31号", "2026-10-31", NO, NO),
    ("周三", "2026-11-18", "2026-11-25", "2026-11-25"),
    ("周一", "2026-11-23", "2026-11-23", "2026-11-23"),
    ("星期天", "2026-11-22", "2026-11-29", "2026-11-29"),
    ("下周三", "2026-12-02", "2026-12-02", "2026-12-02"),
    ("下个周三", "2026-12-02", "2026-12-02", "2026-12-02"),
    ("下下个星期3", "2026-12-09", "2026-12-09", "2026-12-09"),
    ("上礼拜五", "2026-11-20", "2026-11-20", "2026-11-20"),
    ("三天前", "2026-11-20", "2026-11-20", "2026-11-20"),
    ("10天后", "2026-12-03", "2026-12-03", "2026-12-03"),
    ("两周前", "2026-11-09", "2026-11-09", "2026-11-09"),
    ("3个星期以后", "2026-12-14", "2026-12-14", "2026-12-14"),
    ("两个月前", "2026-09-23", "2026-09-23", "2026-09-23"),
    ("半年前", "2026-05-23", "2026-05-23", "2026-05-23"),
    ("一年前", "2025-11-23", "2025-11-23", "2025-11-23"),
]


@pytest.mark.parametrize(("text", "past", "future", "either"), FORMS)
def test_a_day_is_read(text: str, past: str | None, future: str | None, either: str | None) -> None:
    for lean, meant in ((Lean.PAST, past), (Lean.FUTURE, future), (Lean.EITHER, either)):
        found = parse_day(text, TODAY, lean)
        assert (found and found.isoformat()) == meant, lean


@pytest.mark.parametrize(
    "text",
    ["", "。", "很久了", "一", "5", "一年",
     "13月5日", "2月30日", "2026-13-01", "2025-02-29", "0月0日", "明年2月29日", "周八", "下周",
     "99999年前", "99999999999999999999天前", "0000-01-01", "2026年6月23日下午3点", "6月23日" * 20, "周" * 8000],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(text, TODAY) is None


@pytest.mark.parametrize(
    ("today", "text", "meant"),
    [
        (date(2026, 3, 31), "1个月前", date(2026, 2, 28)),
        (date(2024, 3, 31), "1个月前", date(2024, 2, 29)),
        (date(2024, 2, 29), "1年前", date(2023, 2, 28)),
        (date(2026, 8, 31), "一个月后", date(2026, 9, 30)),
        (date(2026, 1, 15), "上个月20号", date(2025, 12, 20)),
        (date(2026, 12, 31), "明天", date(2027, 1, 1)),
        (date(2027, 1, 1), "昨天", date(2026, 12, 31)),
    ],
)
def test_the_ends_of_months_and_years(today: date, text: str, meant: date) -> None:
    assert parse_day(text, today) == meant


@pytest.mark.parametrize(
    ("lean", "text", "why"),
    [
        (Lean.FUTURE, "昨天", "2026年11月22日已经过去了，请写今天或以后的日期。"),
        (Lean.PAST, "明天", "2026年11月24日还没有到，请写今天或以前的日期。"),
        (Lean.FUTURE, "随便", "没看懂这个日期。"),
    ],
)
def test_a_day_on_the_wrong_side_is_asked_again(lean: Lean, text: str, why: str) -> None:
    with pytest.raises(Rejected, match=why):
        Day(lean).take(Said(text), SCOPE, None)


def test_a_day_to_come_is_asked_again_once_it_has_gone_by() -> None:
    kind = Day(Lean.FUTURE)
    stored = kind.take(Said("明天"), SCOPE, None)
    assert kind.read(stored, SCOPE) == date(2026, 11, 24)
    with pytest.raises(Rejected, match="已经过去了"):
        kind.read(stored, Scope(TODAY + timedelta(days=3), SCOPE.match))


PIECES = some.sampled_from(
    [
        *"0123456789一二两三四五六七八九十〇年月日号周天个前后半上下这本-/. ",
        "星期",
        "礼拜",
        "去年",
        "明年",
        "以前",
        "之后",
        "开始",
    ]
)
TEXTS = some.one_of(some.text(max_size=60), some.lists(PIECES, max_size=8).map("".join))
DAYS = some.dates(date(2000, 1, 1), date(2099, 12, 31))


@settings(deadline=None)
@given(TEXTS, DAYS, some.sampled_from(Lean))
def test_no_text_breaks_it_and_what_is_taken_keeps_to_its_side(text: str, today: date, lean: Lean) -> None:
    kind, scope = Day(lean), Scope(today, SCOPE.match)
    try:
        day = kind.read(kind.take(Said(text), scope, None), scope)
    except Rejected:
        return
    assert lean is not Lean.PAST or day <= today
    assert lean is not Lean.FUTURE or day >= today


@settings(deadline=None)
@given(DAYS, DAYS, some.sampled_from([Lean.PAST, Lean.FUTURE]))
def test_a_day_without_a_year_lies_where_it_leans(day: date, today: date, lean: Lean) -> None:
    found = parse_day(f"{day.month}月{day.day}日", today, lean)
    if found is None:
        assert (day.month, day.day) == (2, 29)
        return
    assert (found.month, found.day) == (day.month, day.day)
    assert found <= today if lean is Lean.PAST else found >= today


@settings(deadline=None)
@given(DAYS, DAYS, some.sampled_from(Lean))
def test_a_full_date_comes_back_as_it_went(day: date, today: date, lean: Lean) -> None:
    assert parse_day(day.isoformat(), today, lean) == parse_day(chinese_day(day), today, lean) == day


def test_a_year_of_two_digits_in_the_past_is_of_the_last_century() -> None:
    today = date(2026, 11, 23)
    assert parse_day("65年5月", today, Lean.PAST) == date(1965, 5, 1)
    assert parse_day("24年5月", today, Lean.PAST) == date(2024, 5, 1)
    assert parse_day("28年5月", today, Lean.FUTURE) == date(2028, 5, 1)
