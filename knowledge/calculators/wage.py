"""A month's wage as a day's and an hour's, and pay for overtime.

Notice 2025 No. 2 on working time, part 2 (21.75 paid days); Labour Law 44; Provisions on Wage Payment 13.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from knowledge.calculators.sheet import Sheet, WrongInput, cents, check_number, check_wage, money, plain, shown

PAID_DAYS: Final = Decimal("21.75")
"""Paid days a month: (365 - 104) / 12."""
HOURS: Final = 8
WORKDAY, REST_DAY, HOLIDAY = Decimal("1.5"), Decimal(2), Decimal(3)
MOST_HOURS: Final = 20_000
MOST_DAYS: Final = 366
NOTICE: Final = "关于职工全年月平均工作时间和工资折算问题的通知第二部分"

DAY, HOUR, EARNED = "日工资", "小时工资", "这些天的工资"
TOTAL: Final = "加班费合计"
OVERTIME_ARTICLES: Final = (
    "劳动法第四十一条",
    "劳动法第四十四条",
    "工资支付暂行规定第十三条",
    NOTICE,
    "劳动争议司法解释（一）第四十二条",
    "劳动争议调解仲裁法第二十七条",
)


@dataclass(frozen=True)
class Overtime:
    """Wage (yuan a month) and hours: on workdays, on rest days without a day off in return, on public holidays."""

    wage: Decimal
    workday: Decimal = Decimal(0)
    rest_day: Decimal = Decimal(0)
    holiday: Decimal = Decimal(0)

    def pay(self, hours: Decimal, rate: Decimal) -> Decimal:
        """For so many hours at that rate; rounded once, at the end."""
        return cents(self.wage * hours * rate / (PAID_DAYS * HOURS))

    @property
    def total(self) -> Decimal:
        """All of it."""
        kinds = ((self.workday, WORKDAY), (self.rest_day, REST_DAY), (self.holiday, HOLIDAY))
        return sum((self.pay(hours, rate) for hours, rate in kinds), Decimal(0))


def overtime(facts: Overtime) -> Sheet:
    """What overtime is worth, on top of the month's wage."""
    _check(facts)
    hourly = f"{shown(facts.wage)} ÷ 21.75 ÷ 8"
    kinds = (
        ("工作日加班", facts.workday, WORKDAY),
        ("休息日加班", facts.rest_day, REST_DAY),
        ("法定节假日加班", facts.holiday, HOLIDAY),
    )
    lines = [
        money(label, facts.pay(hours, rate), f"{hourly} × {plain(hours)} 小时 × {plain(rate * 100)}%")
        for label, hours, rate in kinds
        if hours
    ]
    assumes = (
        "标准工时；工资是合同定的或正常出勤的月工资，不含加班费。有的地方口径不同。",
        "休息日加班没安排补休；安排了补休的，那几小时不另给钱。",
        "计件的按计件单价的150%、200%、300%；经批准综合计算工时的，超出的按150%；不定时工时不适用。",
    )
    notes = (
        "这是月工资以外另给的。",
        "每月加班不得超过36小时，超了单位本身就违法。",
        "在职时要，不受一年限制；离职后一年内要。",
    )
    prove = "考勤、排班表、加班审批、工作群记录、工资条。加班由您举证；能证明考勤在单位手里、它不拿出来的，由它担后果。"
    return Sheet((money(TOTAL, facts.total), *lines), OVERTIME_ARTICLES, assumes, prove, notes)


def convert(wage: Decimal, days: Decimal | None = None) -> Sheet:
    """A month's wage as a day's and an hour's; what so many days are worth."""
    check_wage(wage)
    lines = [
        money(DAY, wage / PAID_DAYS, f"{shown(wage)} ÷ 21.75"),
        money(HOUR, wage / (PAID_DAYS * HOURS), f"{shown(wage)} ÷ 21.75 ÷ 8"),
    ]
    if days is not None:
        check_number(days, MOST_DAYS, "天数")
        lines.append(money(EARNED, wage * days / PAID_DAYS, f"{shown(wage)} ÷ 21.75 × {plain(days)} 天"))
    assumes = ("月薪制、全日制。21.75天里已经含法定节假日，节假日也算出勤天数。",)
    prove = "劳动合同、工资条、考勤。"
    notes = ("上班天数和发钱天数不是一个数：每月平均工作20.67天，计薪21.75天。",)
    return Sheet(tuple(lines), (NOTICE.replace("第二", "第一"), NOTICE, "劳动法第五十一条"), assumes, prove, notes)


def _check(facts: Overtime) -> None:
    check_wage(facts.wage)
    for hours in (facts.workday, facts.rest_day, facts.holiday):
        check_number(hours, MOST_HOURS, "加班小时数")
    if not facts.workday + facts.rest_day + facts.holiday:
        raise WrongInput("三种加班都是 0，就没有加班费可算了。请至少写一种的小时数。")
