"""A notice's form for WeChat's template and subscription messages: each value as its field takes it.

The fields are named by the template (thing1, time2); what each kind takes: WeChat's page 参数值内容限制说明.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.channels.base import Card

LONGEST: Final = {"thing": 20, "phrase": 5, "name": 10, "character_string": 32, "short_thing": 5}
"""Characters of a value; of other kinds as many as of a thing."""

EMPTY: Final = "详见通知"
"""No field may be empty."""

OLD: Final = timedelta(days=60)
"""A day without a year is of this year, unless it was so long ago."""

_DAY: Final = re.compile(r"(?:(\d{4})\s*[年/.-]\s*)?(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?")
_CLOCK: Final = r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?!\d)"
_CLOCKS: Final = re.compile(rf"{_CLOCK}(?:\s*[-–—~～至到]\s*{_CLOCK})?")


def filled(fields: Sequence[str], card: Card, today: date) -> dict[str, str] | None:
    """The values by field (`fields`: thing1=title); None where a field wants a time and there is none to read."""
    found = {}
    for field in fields:
        name, _, what = field.partition("=")
        value = _value(name.rstrip("0123456789"), str(getattr(card, what)), today)
        if not value:
            return None
        found[name] = value
    return found


def _value(kind: str, words: str, today: date) -> str:
    if kind == "time":
        return _time(words, today)
    if kind == "date":
        return _date(words, today)
    most, plain = LONGEST.get(kind, LONGEST["thing"]), " ".join(words.split()) or EMPTY
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def _time(words: str, today: date) -> str:
    """2026年12月18日 14:00~16:00, the day left out where none is named."""
    clocks = _CLOCKS.search(words)
    if clocks is None:
        return ""
    hour, minute, hour_after, minute_after = clocks.groups()
    until = f"~{int(hour_after):02}:{minute_after}" if hour_after else ""
    return f"{_date(words, today)} {int(hour):02}:{minute}{until}".strip()


def _date(words: str, today: date) -> str:
    """2026年12月18日; empty where no day is named."""
    found = _DAY.search(words)
    if found is None:
        return ""
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        named = date(year or today.year, month, day)
        if not year and named < today - OLD:
            named = named.replace(year=today.year + 1)
    except ValueError:  # 31.4., or 29.2. of another year
        return ""
    return f"{named.year}年{named.month}月{named.day}日"
