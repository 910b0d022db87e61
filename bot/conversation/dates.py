"""Days as people write them: 「下周三」「6月23日」「2026-06-23」「三天前」.

No library reads these at a fair weight (docs/decisions.md); this reads what members type, and nothing more.
"""

import re
from datetime import date, timedelta
from enum import StrEnum

DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
WEEKDAYS = {**{char: index for index, char in enumerate("一二三四五六")}, "日": 6, "天": 6, "7": 6}
NEAR = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "今早": 0,
    "刚才": 0,
}
NEAR |= {"明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3}
WEEKS = {"上上": -14, "上": -7, "这": 0, "本": 0, "下": 7, "下下": 14, "": None}
YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
MONTHS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}

LONGEST = 40
"""Characters of a message that may be a date; a longer one is a story."""

CENTURY = 2000
SHORT_YEAR = 2
"""Digits of a year without its century."""

_FULL = re.compile(r"(\d{4}|\d{2}(?=年))[-/.年](\d{1,2})(?:[-/.月](\d{1,2})?)?[日号]?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_MONTH_DAY = re.compile(r"(大前年|前年|去年|今年|明年|后年)?(\d{1,2})(?:月|[-/.](?=\d))(\d{1,2})?[日号]?$")
_DAY = re.compile(r"(上上|上|这|本|下下|下)?个?(月)?(?:的)?(\d{1,2})[日号]$")
_MONTH = re.compile(r"(上上|上|这|本|下下|下)个?月$")
_WEEK = re.compile(r"(?:(上上|上|这|本|下下|下)个?|)(?:周|星期|礼拜)([一二三四五六日天])$")
_WEEKDAY = re.compile(r"(?<=[周期拜])[一二三四五六1-7](?!\d)")
_AGO = re.compile(r"(半|\d+)(天|日|个?星期|周|个?礼拜|个?月|年)(以?前|之前|以?后|之后)$")
_TAIL = re.compile(
    r"(左右|开始|起|的时候|的|当天|那天|早上|上午|中午|下午|晚上|(?<=[日号\d])[(（]?(?:周|星期|礼拜)[一二三四五六日天][)）]?)+$"
)


class Lean(StrEnum):
    """Which way a day without a year lies."""

    PAST = "past"
    FUTURE = "future"
    EITHER = "either"


def parse_day(text: str, today: date, lean: Lean = Lean.EITHER) -> date | None:
    """The day that was meant, or None where this is no day; a month alone counts as its first day."""
    if len(text) > LONGEST:
        return None
    plain = _figures(re.sub(r"[\s,，。]", "", text).replace("月份", "月"))
    if plain in NEAR:
        return today + timedelta(days=NEAR[plain])
    for reader in (_week, _ago, _full, _month_day, _day_of_month, _month):
        try:
            day = reader(plain, today, lean)
        except (ValueError, OverflowError):
            return None
        if day:
            return day
    shorter = _TAIL.sub("", plain)
    return parse_day(shorter, today, lean) if shorter and shorter != plain else None


def _figures(text: str) -> str:
    """Chinese numerals up to ninety-nine, and years digit by digit, as figures; weekday names in characters."""
    if weekday := _WEEKDAY.search(text):
        name = weekday[0].translate(str.maketrans("1234567", "一二三四五六日"))
        return _figures(text[: weekday.start()]) + name + _figures(text[weekday.end() :])
    text = re.sub(r"[零〇○一二三四五六七八九]{4}(?=年)", lambda m: "".join(str(DIGITS[c]) for c in m[0]), text)
    return re.sub(r"[一二两三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九]", _below_hundred, text)


def _below_hundred(found: re.Match[str]) -> str:
    tens, ten, ones = found[0].rpartition("十")
    if not ten:
        return str(DIGITS[found[0]])
    return str((DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0))


def _full(text: str, today: date, lean: Lean) -> date | None:
    found = _FULL.match(text) or _COMPACT.match(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    if len(found[1]) != SHORT_YEAR:
        return date(year, month, day)
    meant = date(CENTURY + year, month, day)
    return date(CENTURY - 100 + year, month, day) if lean is Lean.PAST and meant > today else meant


def _month_day(text: str, today: date, lean: Lean) -> date | None:
    found = _MONTH_DAY.match(text)
    if not found:
        return None
    month, day = int(found[2]), int(found[3] or 1)
    if found[1]:
        return date(today.year + YEARS[found[1]], month, day)
    years = {Lean.PAST: (0, -1, -2, -3, -4), Lean.FUTURE: (0, 1, 2, 3, 4), Lean.EITHER: (0,)}[lean]
    days = (_on_side(today.year + year, month, day, today, lean) for year in years)
    return next(filter(None, days), None)


def _on_side(year: int, month: int, day: int, today: date, lean: Lean) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        if (month, day) == (2, 29):
            return None
        raise
    wrong = (lean is Lean.PAST and found > today) or (lean is Lean.FUTURE and found < today)
    return None if wrong else found


def _day_of_month(text: str, today: date, lean: Lean) -> date | None:
    found = _DAY.match(text)
    if not found or bool(found[1]) != bool(found[2]):
        return None
    first, day = today.replace(day=1), int(found[3])
    if found[1]:
        return _months_on(first, MONTHS[found[1]]).replace(day=day)
    away = (day < today.day and lean is Lean.FUTURE) - (day > today.day and lean is Lean.PAST)
    return _months_on(first, away).replace(day=day)


def _month(text: str, today: date, lean: Lean) -> date | None:  # noqa: ARG001 - one signature for all readers
    found = _MONTH.match(text)
    return _months_on(today.replace(day=1), MONTHS[found[1]]) if found else None


def _week(text: str, today: date, lean: Lean) -> date | None:
    found = _WEEK.match(text)
    if not found:
        return None
    monday = today - timedelta(days=today.weekday())
    shift = WEEKS[found[1] or ""]
    day = monday + timedelta(days=WEEKDAYS[found[2]] + (shift or 0))
    if shift is None and lean is Lean.FUTURE and day < today:
        return day + timedelta(days=7)
    if shift is None and lean is Lean.PAST and day > today:
        return day - timedelta(days=7)
    return day


def _ago(text: str, today: date, lean: Lean) -> date | None:  # noqa: ARG001 - one signature for all readers
    found = _AGO.match(text)
    if not found:
        return None
    sign = -1 if "前" in found[3] else 1
    unit = found[2][-1]
    if found[1] == "半":
        return (
            _months_on(today, 6 * sign) if unit == "年" else today + timedelta(days=15 * sign) if unit == "月" else None
        )
    count = int(found[1]) * sign
    if unit in "月年":
        return _months_on(today, count * (12 if unit == "年" else 1))
    return today + timedelta(days=count * (1 if unit in "天日" else 7))


def _months_on(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))


def chinese_day(day: date) -> str:
    """2026年6月23日."""
    return f"{day.year}年{day.month}月{day.day}日"
