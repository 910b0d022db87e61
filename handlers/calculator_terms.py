"""A member works out terms: the longest probation, the age of retirement, how long one may still claim."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.conversation import Ask, Lean, Values, form
from bot.messages import Reply
from handlers.calculator_sheet import HIGHEST, offered, told
from handlers.turn import Turn
from knowledge.calculators import probation, retirement, time_limit
from knowledge.calculators.probation import LONGEST_CONTRACT, LONGEST_PROBATION, Probation, Term
from knowledge.calculators.retirement import Kind, Person
from knowledge.calculators.time_limit import Claim, Clock

COMPLAIN, LAWYER = "诉求投诉", "法律援助"
TERMS = {
    Term.FIXED: "有期限的合同",
    Term.OPEN: "无固定期限合同",
    Term.TASK: "干完活就结束的合同",
    Term.PROBATION_ONLY: "只签了试用期",
}
KINDS = {
    Kind.MAN: "男职工",
    Kind.WOMAN_50: "女职工（原来50岁退）",
    Kind.WOMAN_55: "女职工（原来55岁退）",
}
CLAIMS = {
    Claim.WAGES: "工资、加班费、奖金、提成",
    Claim.OTHER: "补偿、赔偿、双倍工资等别的",
    Claim.INJURY: "申请工伤认定",
}


@dataclass(frozen=True)
class ProbationForm:
    """What the longest probation depends on."""

    term: Annotated[Term, Ask("签的是哪种合同？", "合同", choices=offered(TERMS))]
    months: Annotated[
        Decimal,
        Ask(
            "合同一共几个月？一年写 12，三年写 36；差一天也不算满，写 35.9。",
            "合同月数",
            most=LONGEST_CONTRACT,
            when=lambda values: values.get("term", Term.FIXED) is Term.FIXED,
        ),
    ] = Decimal(0)
    served: Annotated[
        Decimal | None,
        Ask("试用期已经干了几个月？只写数字；还没开始就跳过。", "已试用", most=LONGEST_PROBATION, optional=True),
    ] = None
    wage: Annotated[
        Decimal | None, Ask("转正后每月工资多少元？不想算钱就跳过。", "转正工资", least=1, most=HIGHEST, optional=True)
    ] = None


@form(
    "calculate-probation",
    ProbationForm,
    title="算试用期",
    says=("算试用期", "试用期计算器"),
    confirm=False,
)
def longest_probation(answer: ProbationForm, turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all forms
    """By the contract's length."""
    return told(lambda: probation.work_out(Probation(**vars(answer))), COMPLAIN)


@dataclass(frozen=True)
class RetirementForm:
    """What the age of retirement depends on."""

    kind: Annotated[Kind, Ask("您是哪一种？女干部、管理和技术岗原来一般是55岁。", "身份", choices=offered(KINDS))]
    born: Annotated[date, Ask("哪年哪月出生？比如“1970年5月”。", "出生年月", lean=Lean.PAST)]


@form(
    "calculate-retirement",
    RetirementForm,
    title="算退休",
    says=("算退休", "算退休年龄", "算退休时间", "退休计算器"),
    confirm=False,
)
def retirement_age(answer: RetirementForm, turn: Turn) -> Reply:
    """Age, month, and how far one may choose."""
    return told(lambda: retirement.work_out(Person(answer.born, answer.kind), turn.today), "人工")


def _of_wages(values: Values) -> bool:
    return values.get("claim", Claim.WAGES) is Claim.WAGES


@dataclass(frozen=True)
class ClockForm:
    """What the clock depends on."""

    claim: Annotated[Claim, Ask("要算哪一种的期限？", "哪一种", choices=offered(CLAIMS))]
    employed: Annotated[bool, Ask("现在还在这家单位上班吗？", "在职", yes="还在", no="已经离开", when=_of_wages)] = (
        False
    )
    left: Annotated[
        date | None,
        Ask(
            "哪天离开的？",
            "离职",
            lean=Lean.PAST,
            when=lambda values: _of_wages(values) and not values.get("employed"),
        ),
    ] = None
    known: Annotated[
        date | None,
        Ask(
            "哪天知道的？（被辞退、被拒绝那天；工伤写受伤或确诊职业病那天）",
            "知道的那天",
            lean=Lean.PAST,
            when=lambda values: not _of_wages(values),
        ),
    ] = None
    claimed: Annotated[
        date | None,
        Ask(
            "之后最后一次去要、去投诉，或单位答应给，是哪天？（要有凭证；没有就跳过）",
            "最后一次去要",
            lean=Lean.PAST,
            optional=True,
            when=lambda values: values.get("claim") is Claim.OTHER,
        ),
    ] = None


@form(
    "calculate-time-limit",
    ClockForm,
    title="算时效",
    says=("算时效", "算仲裁时效", "时效计算器", "仲裁时效倒计时"),
    confirm=False,
)
def clock(answer: ClockForm, turn: Turn) -> Reply:
    """The last day, and how many are left."""
    return told(lambda: time_limit.work_out(Clock(today=turn.today, **vars(answer))), COMPLAIN, LAWYER)
