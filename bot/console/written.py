"""What officers write into fields for days, sums of money and counts, read; Refusal says what to write instead."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.domain.units import MOST
from bot.errors import Refusal

NO_DAY: Final = "请选{what}的日期。"
NO_SUM: Final = "“{written}”不像一个金额。请写成元，最多到分，比如 12000 或 356.50；以万计的写 1.2万。"
NO_COUNT: Final = "{what}请写一个整数。"
LONGEST_SUM: Final = 20
LONGEST_COUNT: Final = 6
LONGEST_NUMBER: Final = 12
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 1)
"""The months that can be looked at."""

TEN_THOUSAND: Final = 10_000


def day(written: str, what: str) -> date:
    """The day in a field for one; `what` names it in the refusal."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise Refusal(NO_DAY.format(what=what)) from None


def month(written: str) -> date | None:
    """The month of an address (2026-12), by its first day; None where it is none that can be looked at."""
    try:
        return near(date.fromisoformat(f"{written}-01"))
    except ValueError:
        return None


def near(day: date) -> date | None:
    """The month that a day is in, where it can be looked at."""
    first = day.replace(day=1)
    return first if FIRST <= first <= LAST else None


def money(written: str) -> Decimal | None:
    """Yuan, to the cent: 12000, 1,200.50, 1.2万; None where nothing is written."""
    plain = written.strip().replace(",", "").replace("，", "").removesuffix("元").strip()
    if not plain:
        return None
    many = plain.endswith("万")
    figures = plain.removesuffix("万").strip()
    try:
        found = Decimal(figures) * (TEN_THOUSAND if many else 1)
    except InvalidOperation:
        found = Decimal("NaN")
    if len(plain) > LONGEST_SUM or not figures.isascii() or not found.is_finite() or "e" in figures.lower():
        raise Refusal(NO_SUM.format(written=written.strip()[:LONGEST_SUM]))
    return found


def count(written: str, what: str) -> int | None:
    """A whole number of 0 or more; None where nothing is written."""
    plain = written.strip().removesuffix("%")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > LONGEST_COUNT:
        raise Refusal(NO_COUNT.format(what=what))
    return int(plain)


def number(written: str) -> int:
    """A row's number as an address or a field has it; 0 where it is none that a store would take."""
    known = written.isascii() and written.isdecimal() and len(written) <= LONGEST_NUMBER
    return int(written) if known and int(written) < MOST else 0
