"""Numbers that members quote: JY-2026-0007-7. The last digit checks the rest after Damm.

Damm's digit catches every single wrong digit and every swap of two neighbours; ISO 7064 MOD 11,10 lets one swap in
sixty through (0034 and 0043 have the same digit).
"""

import re

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from stdnum import damm

from bot.errors import Refusal
from bot.store.database import Base, insert_for

PATTERN = re.compile(r"(JY|WQ)[\s—–-]*(\d{4})[\s—–-]*(\d{4,7})[\s—–-]*(\d)", re.IGNORECASE)
MISTYPED = "编号 {text} 里好像有一位写错了，请对照我们当初给您的编号再发一次。"


class Counter(Base):
    """The last number given in a series and year."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(4), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def issue(session: Session, series: str, year: int) -> str:
    """The next number of a series. The counter's row stays locked until the transaction ends: no gap, no double."""
    session.execute(insert_for(session, Counter).values(series=series, year=year, last=0).on_conflict_do_nothing())
    mine = select(Counter).where(Counter.series == series, Counter.year == year)
    counter = session.scalars(mine.with_for_update()).one()
    counter.last += 1
    return written(series, year, counter.last)


def written(series: str, year: int, count: int) -> str:
    """The number in full, with its check digit."""
    digits = f"{year:04}{count:04}"
    return f"{series}-{year:04}-{count:04}-{damm.calc_check_digit(_letters(series) + digits)}"


def read(text: str) -> str:
    """The number that was typed, in its own form; Refusal where its check digit says that a digit is wrong."""
    found = PATTERN.fullmatch(text.strip())
    if not found:
        raise Refusal(MISTYPED.format(text=text.strip()[:30]))
    number = written(found[1].upper(), int(found[2]), int(found[3]))
    if number.replace("-", "") != f"{found[1].upper()}{found[2]}{found[3]}{found[4]}":
        raise Refusal(MISTYPED.format(text=text.strip()[:30]))
    return number


def _letters(series: str) -> str:
    """Letters as figures (A = 10 … Z = 35), so that the check digit covers the series too."""
    return "".join(str(int(letter, 36)) for letter in series)
