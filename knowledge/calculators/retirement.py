"""The statutory retirement age since 2025: later by a month for every four (or two) months of birth.

Measures on Gradually Raising the Statutory Retirement Age 1-3, 8.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from knowledge.calculators.sheet import Line, Sheet, WrongInput, shown
from knowledge.calculators.spans import check_days, on

BEGINS: Final = date(2025, 1, 1)
FLEXIBLE: Final = 36
"""Months by which one may retire earlier, or later where the employer agrees."""
YEARS_BEGIN: Final = 2030
LEAST_YEARS, FINAL_YEARS, STEP = Decimal(15), Decimal(20), Decimal("0.5")

AGE, WHEN, EARLIEST, LATEST, YEARS = "法定退休年龄", "到龄的月份", "最早可到", "最晚可到", "最低缴费年限"
ARTICLES: Final = tuple(f"国务院关于渐进式延迟法定退休年龄的办法第{number}条" for number in ("一", "二", "三", "八"))


class Kind(StrEnum):
    """Who: what the age was before 2025, in years, how fast it rises, and by how much at most (months)."""

    MAN = "man"
    WOMAN_55 = "woman-55"
    WOMAN_50 = "woman-50"


OLD_AGE: Final = {Kind.MAN: 60, Kind.WOMAN_55: 55, Kind.WOMAN_50: 50}
EVERY: Final = {Kind.MAN: 4, Kind.WOMAN_55: 4, Kind.WOMAN_50: 2}
MOST: Final = {Kind.MAN: 36, Kind.WOMAN_55: 36, Kind.WOMAN_50: 60}


@dataclass(frozen=True)
class Person:
    """Month of birth (any day of it) and kind."""

    born: date
    kind: Kind

    @property
    def old(self) -> date:
        """The month of the age before 2025, as its first day."""
        return on(self.born.replace(day=1), OLD_AGE[self.kind] * 12)

    @property
    def delay(self) -> int:
        """Months later than before."""
        after = (self.old.year - BEGINS.year) * 12 + self.old.month - BEGINS.month
        return 0 if after < 0 else min(after // EVERY[self.kind] + 1, MOST[self.kind])

    @property
    def retires(self) -> date:
        """The month in which the statutory age is reached, as its first day."""
        return on(self.old, self.delay)

    @property
    def earliest(self) -> date:
        """Three years earlier, but not before the old age."""
        return max(self.old, on(self.retires, -FLEXIBLE))

    @property
    def age(self) -> str:
        """61岁3个月."""
        years, months = divmod(OLD_AGE[self.kind] * 12 + self.delay, 12)
        return f"{years}岁{months}个月" if months else f"{years}岁"


def years_of_contribution(year: int) -> Decimal:
    """The least years of contribution for one who retires in that year: 15, from 2030 half a year more each, 20."""
    return min(LEAST_YEARS + STEP * max(year - YEARS_BEGIN + 1, 0), FINAL_YEARS)


def work_out(facts: Person, today: date) -> Sheet:
    """Age and month of retirement, how far one may choose, and the years of contribution it takes."""
    check_days(facts.born)
    if facts.born > today:
        raise WrongInput("出生日期还没到，请写身份证上的出生年月，比如“1970年5月”。")
    years = years_of_contribution(facts.retires.year)
    lines = (
        Line(AGE, facts.age, f"原来 {OLD_AGE[facts.kind]} 岁，推迟 {facts.delay} 个月" if facts.delay else ""),
        Line(WHEN, _month(facts.retires)),
        Line(EARLIEST, _month(facts.earliest)),
        Line(LATEST, _month(on(facts.retires, FLEXIBLE))),
        Line(YEARS, f"{int(years)}年" + ("6个月" if years % 1 else "")),
    )
    assumes = (
        "出生年月按办退休时认定的（身份证、档案不一致的，先去社保核对）。",
        "缴费年限按法定退休那一年的标准；特殊工种、高海拔等提前退休另有规定。",
        "女职工原来按50岁还是55岁，看岗位和身份，拿不准问单位或社保。",
    )
    prove = "身份证、档案里的出生时间和岗位记录、社保缴费清单。"
    return Sheet(lines, ARTICLES, assumes, prove, _notes(facts, today))


def _notes(facts: Person, today: date) -> tuple[str, ...]:
    reached = "您已经到了法定退休年龄。" if facts.retires <= today else ""
    early = "提前要本人自愿、缴费年限够，最多提前3年，且不早于原来的年龄。"
    if facts.earliest == facts.retires:
        early = "您没有被推迟，不能再往前提。"
    late = "推迟要单位和您都同意，最多3年。单位不能强迫您选。"
    return (f"{reached}{early}{late}", "年限不够的，可以延长缴费或一次性缴费补足。")


def _month(day: date) -> str:
    return shown(day).rpartition("月")[0] + "月"
