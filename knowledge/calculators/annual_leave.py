"""Paid annual leave: its days, and the pay for days not taken.

Regulations on Paid Annual Leave 2-5; Implementation Measures 3-5, 8, 10-12.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final

from knowledge.calculators.sheet import Line, Sheet, WrongInput, check_number, check_wage, money, plain, shown
from knowledge.calculators.spans import check_days, check_order
from knowledge.calculators.wage import PAID_DAYS

STEPS: Final = ((20, 15), (10, 10), (1, 5))
"""Years of work in all, days of leave a year."""
DAYS_OF_YEAR: Final = 365
"""Also in a leap year: so the Measures say."""
LONGEST_LIFE: Final = 60
EXTRA_RATE: Final = 2
"""Of the 300 %, one wage is the normal one that was paid."""

ENTITLED, UNUSED, OWED = "应休年假", "还没休", "应另外补"
ARTICLES: Final = (
    "职工带薪年休假条例第二条",
    "职工带薪年休假条例第三条",
    "职工带薪年休假条例第四条",
    "职工带薪年休假条例第五条",
)
MEASURES: Final = "企业职工带薪年休假实施办法第{}条"


class Without(StrEnum):
    """What takes this year's leave away (Regulations 4)."""

    NOTHING = "nothing"
    VACATION = "vacation"
    PERSONAL = "personal"
    SICK_TWO = "sick-2"
    SICK_THREE = "sick-3"
    SICK_FOUR = "sick-4"


SICK_MONTHS: Final = {Without.SICK_TWO: 2, Without.SICK_THREE: 3, Without.SICK_FOUR: 4}


@dataclass(frozen=True)
class Leave:
    """Years of work in all, first day here, today, days taken this year; last day; wage (yuan a month, no overtime).

    `continuous`: for one who came this year, whether they had worked twelve months on end before.
    """

    years: Decimal
    joined: date
    today: date
    taken: Decimal = Decimal(0)
    left: date | None = None
    wage: Decimal | None = None
    without: Without = Without.NOTHING
    continuous: bool = True

    @property
    def year(self) -> int:
        """The calendar year that counts."""
        return (self.left or self.today).year

    @property
    def full(self) -> int:
        """Days for a whole year, before anything takes them away."""
        return days_a_year(self.years)

    @property
    def lost(self) -> bool:
        """Whether there is no leave this year although the years would give some."""
        if self.joined.year == self.year and not self.continuous:
            return True
        if self.without in SICK_MONTHS:
            return SICK_MONTHS[self.without] >= sick_months_allowed(self.years)
        return self.without is not Without.NOTHING

    @property
    def entitled(self) -> int:
        """Days of this year: in proportion for one who came or went within it, whole days only."""
        if self.lost:
            return 0
        return min(self.full, int(self.full * self.days_here / Decimal(DAYS_OF_YEAR)))

    @property
    def days_here(self) -> int:
        """Calendar days of the year that count."""
        first = max(self.joined, date(self.year, 1, 1))
        if self.left:
            return (self.left - first).days + 1
        return DAYS_OF_YEAR if first.month == first.day == 1 else (date(self.year, 12, 31) - first).days + 1

    @property
    def unused(self) -> Decimal:
        """Days still to take or to be paid; of one who left, whole days only, and never fewer than none (12)."""
        if self.lost:
            return Decimal(0)
        if not self.left:
            return max(self.entitled - self.taken, Decimal(0))
        due = min(Decimal(self.full), Decimal(self.full * self.days_here) / DAYS_OF_YEAR) - self.taken
        return max(due.to_integral_value(ROUND_FLOOR), Decimal(0))


def days_a_year(years: Decimal) -> int:
    """5, 10 or 15 days by years of work in all; none before a full year."""
    return next((days for least, days in STEPS if years >= least), 0)


def sick_months_allowed(years: Decimal) -> int:
    """From so many months of sick leave in a year on, its annual leave is lost."""
    return 2 if years < 10 else 3 if years < 20 else 4  # noqa: PLR2004 - the years of Regulations 4


def work_out(facts: Leave) -> Sheet:
    """The days of this year, and what those not taken are worth."""
    _check(facts)
    lines = [Line(ENTITLED, facts.entitled, _days_working(facts), "天"), Line(UNUSED, facts.unused, unit="天")]
    lines[1] = Line(UNUSED, _whole(facts.unused), _unused_working(facts), "天")
    if facts.wage is not None and facts.unused:
        daily = f"{shown(facts.wage)} ÷ 21.75 × {plain(facts.unused)} 天"
        lines.append(money(OWED, facts.wage / PAID_DAYS * facts.unused * EXTRA_RATE, f"{daily} × 200%"))
    return Sheet(tuple(lines), _articles(facts), _assumes(facts), PROVE, _notes(facts))


PROVE: Final = "社保缴费记录（证明工作满几年）、请假审批和考勤、12个月工资流水。"


def _check(facts: Leave) -> None:
    check_number(facts.years, LONGEST_LIFE, "工作年限")
    check_number(facts.taken, DAYS_OF_YEAR, "已休天数")
    check_days(facts.today)
    check_order(facts.joined, facts.today, "入职的日子还没到")
    if facts.left:
        check_order(facts.joined, facts.left, "离职日期比入职还早")
        if facts.left > facts.today.replace(year=facts.today.year + 1, day=1):
            raise WrongInput("离职日期离现在太远了，临走前再来算更准。")
    if facts.wage is not None:
        check_wage(facts.wage)


def _whole(days: Decimal) -> int | str:
    return int(days) if days == int(days) else plain(days)


def _days_working(facts: Leave) -> str:
    if facts.lost or not facts.full or facts.days_here >= DAYS_OF_YEAR:
        return ""
    return f"{facts.days_here} 天 ÷ 365 × {facts.full} 天，不足1天的不算"


def _unused_working(facts: Leave) -> str:
    if facts.lost or not facts.full or not facts.taken:
        return ""
    if not facts.left:
        return f"{facts.entitled} － 已休 {plain(facts.taken)}"
    return f"{facts.days_here} ÷ 365 × {facts.full} － 已休 {plain(facts.taken)}，不足1天的不算"


def _notes(facts: Leave) -> tuple[str, ...]:
    if not facts.full:
        return ("累计工作满1年（连续满12个月）才有年假。",)
    if facts.joined.year == facts.year and not facts.continuous:
        return ("新单位的年假，要连续工作满12个月才有（换单位不间断也算）。满了再来算。",)
    if facts.lost:
        return ("您说的情形，今年没有年假。今年已经休过的，改扣下一年度的。",)
    notes = [f"累计工作{plain(facts.years)}年，全年{facts.full}天（满1年5天，满10年10天，满20年15天）。"]
    if facts.unused:
        notes.append("没安排休的按日工资300%给，其中100%是平时已发的工资，所以另外补200%。")
    return tuple(notes)


def _assumes(facts: Leave) -> tuple[str, ...]:
    told = ["年限是各单位加起来的；周末和法定节假日不算在年假里。"]
    if facts.full and not facts.lost:
        told.append("不是单位安排了休假、您自己书面说不休（那样只发正常工资）。")
        told.append("月工资是前12个月平均，不含加班费。合同或单位制度给得更多的，按多的算。")
    if facts.left:
        told.append("多休的，单位不能扣回。")
    return tuple(told)


def _articles(facts: Leave) -> tuple[str, ...]:
    came, went = facts.joined.year == facts.year and not facts.left, facts.left is not None
    numbers = ["三", "四", *["五"] * came, *["八"] * facts.lost, "十", "十一", *["十二"] * went]
    return (*ARTICLES, *(MEASURES.format(number) for number in numbers))
