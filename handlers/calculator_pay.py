"""A member works out what the employer owes: severance, the second wage, overtime, a day's wage."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.conversation import Ask, Lean, Values, form
from bot.messages import Reply
from handlers.calculator_sheet import AVERAGE, HIGH_WAGE, HIGHEST, HIGHEST_AVERAGE, LOW_WAGE, offered, told
from handlers.turn import Turn
from knowledge.calculators import double_wage, severance, wage
from knowledge.calculators.double_wage import Unsigned
from knowledge.calculators.severance import Departure, Ending
from knowledge.calculators.wage import MOST_DAYS, MOST_HOURS, Overtime

COMPLAIN, LAWYER = "诉求投诉", "法律援助"
ENDINGS = {
    Ending.UNLAWFUL: "单位无故辞退",
    Ending.AGREED: "单位提出，双方谈好",
    Ending.GROUNDS: "不胜任、医疗期满或情况大变",
    Ending.LAYOFF: "经济性裁员",
    Ending.EXPIRED: "合同到期没续签",
    Ending.CLOSED: "单位关门、破产",
    Ending.EMPLOYER_FAULT: "单位欠薪、没交社保，我提出走",
    Ending.MISCONDUCT: "说我违纪，开除",
    Ending.RESIGNED: "我自己辞职",
    Ending.UNSURE: "说不清，都算给我看",
}


def _grounds(values: Values) -> bool:
    return values.get("ending") is Ending.GROUNDS


@dataclass(frozen=True)
class SeveranceForm:
    """What severance depends on."""

    joined: Annotated[date, Ask("您哪天入职的？比如“2019年3月5日”，只记得月份也行。", "入职", lean=Lean.PAST)]
    left: Annotated[date, Ask("哪天解除或到期的（最后一天）？还没走，就写打算走的那天。", "离职")]
    wage: Annotated[
        Decimal,
        Ask(
            "离职前12个月，平均每月应得多少元？（奖金、津贴都算，扣社保个税之前；不满12个月的按实际月数平均）",
            "平均月工资",
            least=1,
            most=HIGHEST,
        ),
    ]
    ending: Annotated[Ending, Ask("是怎么走的？", "怎么走的", choices=offered(ENDINGS))]
    notified: Annotated[
        bool, Ask("单位有没有提前30天书面通知您？", "提前通知", yes="提前了", no="没提前", when=_grounds)
    ] = True
    last_wage: Annotated[
        Decimal | None,
        Ask(
            "上一个月的工资是多少元？（代通知金按它算）",
            "上月工资",
            least=1,
            most=HIGHEST,
            when=lambda values: _grounds(values) and not values.get("notified"),
        ),
    ] = None
    average: Annotated[
        Decimal | None,
        Ask(
            AVERAGE,
            "当地平均",
            least=1,
            most=HIGHEST_AVERAGE,
            optional=True,
            when=lambda values: values.get("wage", HIGH_WAGE) > HIGH_WAGE,
        ),
    ] = None
    minimum: Annotated[
        Decimal | None,
        Ask(
            "当地最低工资每月多少元？（比您的工资高就按它算；不知道就跳过）",
            "最低工资",
            least=1,
            most=HIGHEST,
            optional=True,
            when=lambda values: values.get("wage", LOW_WAGE) < LOW_WAGE,
        ),
    ] = None


@form(
    "calculate-severance",
    SeveranceForm,
    title="算经济补偿",
    says=("算经济补偿", "算经济补偿金", "算补偿", "算赔偿", "算赔偿金", "算辞退补偿", "经济补偿计算器"),
    confirm=False,
)
def severance_pay(answer: SeveranceForm, turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all forms
    """N, N+1 or 2N."""
    return told(lambda: severance.work_out(Departure(**vars(answer))), COMPLAIN, LAWYER)


@dataclass(frozen=True)
class UnsignedForm:
    """What the second wage depends on."""

    started: Annotated[date, Ask("您哪天开始上班的？", "上班", lean=Lean.PAST)]
    has_signed: Annotated[bool, Ask("后来签了书面劳动合同吗？", "签合同", yes="后来签了", no="一直没签")]
    working: Annotated[bool, Ask("现在还在这家单位上班吗？", "在职", yes="还在", no="已经离开")]
    wage: Annotated[Decimal, Ask("每个月工资多少元？（应得的）", "月工资", least=1, most=HIGHEST)]
    signed: Annotated[
        date | None,
        Ask("合同是哪天签的？", "签订日", lean=Lean.PAST, when=lambda values: bool(values.get("has_signed"))),
    ] = None
    left: Annotated[
        date | None,
        Ask("最后一天上班是哪天？", "离职", lean=Lean.PAST, when=lambda values: not values.get("working", True)),
    ] = None


@form(
    "calculate-double-wage",
    UnsignedForm,
    title="算双倍工资",
    says=("算双倍工资", "算二倍工资", "算两倍工资", "双倍工资计算器"),
    confirm=False,
)
def second_wage(answer: UnsignedForm, turn: Turn) -> Reply:
    """From the second month, eleven months at most."""
    facts = Unsigned(answer.started, answer.wage, turn.today, answer.signed, answer.left)
    return told(lambda: double_wage.work_out(facts), COMPLAIN, LAWYER)


@dataclass(frozen=True)
class OvertimeForm:
    """What pay for overtime depends on."""

    wage: Annotated[Decimal, Ask("每个月正常工资多少元？（合同定的，不含加班费）", "月工资", least=1, most=HIGHEST)]
    workday: Annotated[
        Decimal,
        Ask("平时（周一到周五）加班一共多少小时？只写数字，没有就跳过。", "工作日加班", most=MOST_HOURS, optional=True),
    ] = Decimal(0)
    rest_day: Annotated[
        Decimal,
        Ask(
            "休息日加班、又没补休的，一共多少小时？一天一般算 8。没有就跳过。",
            "休息日加班",
            most=MOST_HOURS,
            optional=True,
        ),
    ] = Decimal(0)
    holiday: Annotated[
        Decimal,
        Ask("法定节假日（春节、国庆等）加班一共多少小时？没有就跳过。", "节假日加班", most=MOST_HOURS, optional=True),
    ] = Decimal(0)


@form(
    "calculate-overtime",
    OvertimeForm,
    title="算加班费",
    says=("算加班费", "算加班工资", "加班费计算器"),
    confirm=False,
)
def overtime_pay(answer: OvertimeForm, turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all forms
    """150, 200 and 300 per cent."""
    return told(lambda: wage.overtime(Overtime(**vars(answer))), COMPLAIN)


@dataclass(frozen=True)
class WageForm:
    """A month's wage, and days."""

    wage: Annotated[Decimal, Ask("每个月工资多少元？", "月工资", least=1, most=HIGHEST)]
    days: Annotated[
        Decimal | None,
        Ask("要折算几天的工资？只写数字；只想知道一天、一小时多少钱，就跳过。", "天数", most=MOST_DAYS),
    ]


@form(
    "calculate-wage",
    WageForm,
    title="算日工资",
    says=("算日工资", "算小时工资", "工资折算", "算工资", "算时薪"),
    confirm=False,
)
def day_wage(answer: WageForm, turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all forms
    """A day's and an hour's."""
    return told(lambda: wage.convert(answer.wage, answer.days), COMPLAIN)
